#include "ui/shell/offerbar.h"

#include "ui/base/textlabel.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <algorithm>

namespace retrograde {

OfferBar::OfferBar(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new TextLabel)
    , m_buttons(new QHBoxLayout)
{
    setObjectName(QStringLiteral("offerBar"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_sentence->setObjectName(QStringLiteral("offerSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_buttons->setSpacing(4);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 6, 8, 6);
    layout->setSpacing(16);
    layout->addWidget(m_sentence, 1);
    layout->addLayout(m_buttons);
    setVisible(false);
}

void OfferBar::offer(const QString &sentence, const QList<Choice> &choices, const QString &name)
{
    const Offer offer { sentence, choices, name };
    const auto old = std::find_if(
        m_offers.begin(), m_offers.end(), [&](const Offer &o) { return !name.isEmpty() && o.name == name; });
    if (old == m_offers.end())
        m_offers.append(offer);
    else
        *old = offer;
    showNewest();
}

bool OfferBar::holds(const QString &name) const
{
    return std::any_of(m_offers.begin(), m_offers.end(), [&](const Offer &offer) { return offer.name == name; });
}

void OfferBar::withdraw(const QString &name)
{
    m_offers.removeIf([&](const Offer &offer) { return offer.name == name; });
    showNewest();
}

void OfferBar::clear()
{
    m_offers.clear();
    showNewest();
}

void OfferBar::close()
{
    m_offers.removeLast();
    showNewest();
}

void OfferBar::showNewest()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one whose click led here
        delete item;
    }
    setVisible(!m_offers.isEmpty());
    if (m_offers.isEmpty())
        return;
    const Offer &newest = m_offers.constLast();
    m_sentence->setText(newest.sentence);
    const auto addButton = [this](const QString &text, const QString &objectName, auto work) {
        auto *button = new QPushButton(text);
        button->setObjectName(objectName);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QPushButton::clicked, this, work);
        m_buttons->addWidget(button);
    };
    for (const Choice &choice : newest.choices) {
        addButton(choice.text, choice.objectName, [this, work = choice.work] {
            close();
            work();
        });
    }
    addButton(tr("Not now"), QStringLiteral("offerClose"), [this] { close(); });
}

} // namespace retrograde
