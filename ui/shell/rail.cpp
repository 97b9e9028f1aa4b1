#include "ui/shell/rail.h"

#include "ui/base/checkedlook.h"
#include "ui/base/icons.h"

#include <QButtonGroup>
#include <QKeySequence>
#include <QToolButton>
#include <QVBoxLayout>

namespace retrograde {

Rail::Rail(QWidget *parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(4, 8, 4, 8);
    m_layout->setSpacing(4);
    m_layout->addStretch(1);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    connect(m_buttons, &QButtonGroup::idClicked, this, &Rail::chosen);
}

void Rail::addPlace(const QString &name, const QString &themeIcon, const QString &ownIcon, const QString &objectName,
    const QKeySequence &key)
{
    auto *button = new QToolButton;
    button->setObjectName(objectName);
    button->setText(name);
    button->setToolTip(tr("%1 (%2)", "place, key").arg(name, key.toString(QKeySequence::NativeText)));
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setIconSize({ 24, 24 });
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setMinimumSize(72, 56);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto place = static_cast<int>(m_buttons->buttons().size());
    m_buttons->addButton(button, place);
    m_layout->insertWidget(place, button);
    showWhenChecked(button);
    setThemedIcon(button, themeIcon, ownIcon);
}

void Rail::setCurrent(int place)
{
    m_buttons->button(place)->setChecked(true);
}

} // namespace retrograde
