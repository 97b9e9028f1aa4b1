#include "ui/base/emptystate.h"

#include "ui/base/textlabel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace retrograde {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(this))
    , m_sentence(new TextLabel(this))
    , m_content(new QVBoxLayout)
{
    // As the table would be that stands here when there is something to list.
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    m_title->setFont(font);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_sentence->setObjectName(QStringLiteral("emptySentence"));
    m_sentence->setWordWrap(true);
    for (QLabel *label : { m_title, m_sentence })
        label->setAlignment(Qt::AlignCenter);
    // Wide enough for two comfortable lines of text and no wider, so that the eye finds the next line.
    m_sentence->setFixedWidth(480);

    m_content->setSpacing(8);
    m_content->addStretch(1);
    m_content->addWidget(m_title, 0, Qt::AlignHCenter);
    m_content->addWidget(m_sentence, 0, Qt::AlignHCenter);
    m_content->addSpacing(8);
    m_content->addStretch(2);
    setLayout(m_content);
}

void EmptyState::setTexts(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    // The layout asks for the height at its own width, where the sentence may need fewer lines.
    m_sentence->setMinimumHeight(m_sentence->heightForWidth(m_sentence->maximumWidth()));
}

QPushButton *EmptyState::addButton(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setMinimumWidth(200);
    addWidget(button);
    return button;
}

void EmptyState::addWidget(QWidget *widget)
{
    m_content->insertWidget(m_content->count() - 1, widget, 0, Qt::AlignHCenter);
}

} // namespace retrograde
