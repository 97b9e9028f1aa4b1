#include "ui/base/checkedlook.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>
#include <QPalette>

namespace retrograde {

namespace {

class CheckedLook : public QObject {
public:
    explicit CheckedLook(QAbstractButton *button)
        : QObject(button)
        , m_button(button)
    {
        button->installEventFilter(this);
        connect(button, &QAbstractButton::toggled, this, [this] { apply(); });
        apply();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::PaletteChange)
            apply();
        return QObject::eventFilter(watched, event);
    }

private:
    void apply()
    {
        QPalette colours;
        if (m_button->isChecked()) {
            const QPalette usual = QApplication::palette();
            for (const QPalette::ColorGroup group : { QPalette::Active, QPalette::Inactive }) {
                const QColor highlight = usual.color(group, QPalette::Highlight);
                const bool dark = usual.color(QPalette::Window).lightness() < 128;
                colours.setColor(group, QPalette::Button, dark ? highlight.lighter(125) : highlight);
                colours.setColor(group, QPalette::ButtonText, usual.color(group, QPalette::HighlightedText));
            }
        }
        m_button->setPalette(colours);
    }

    QAbstractButton *m_button;
};

} // namespace

void showWhenChecked(QAbstractButton *button)
{
    new CheckedLook(button);
}

} // namespace retrograde
