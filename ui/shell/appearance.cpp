#include "ui/shell/appearance.h"

#include <QApplication>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleOption>

namespace retrograde {

namespace {

/// Fusion draws the frames of boxes in a shade of the window, which is hardly seen on a dark one.
class SeenBoxes : public QProxyStyle {
public:
    SeenBoxes()
        : QProxyStyle(QStringLiteral("fusion"))
    {
    }

    void drawPrimitive(
        PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element != PE_IndicatorCheckBox)
            return;
        QColor frame = option->palette.color(QPalette::Text);
        frame.setAlphaF(0.7f);
        painter->save();
        painter->setPen(frame);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
    }
};

QPalette makePalette(Appearance appearance)
{
    const bool dark = appearance == Appearance::Dark;
    const QColor window = dark ? QColor(0x24, 0x27, 0x2b) : QColor(0xf3, 0xf4, 0xf6);
    const QColor base = dark ? QColor(0x1a, 0x1c, 0x1f) : QColor(0xff, 0xff, 0xff);
    const QColor alternate = dark ? QColor(0x1f, 0x22, 0x26) : QColor(0xf7, 0xf8, 0xfa);
    const QColor button = dark ? QColor(0x32, 0x36, 0x3b) : QColor(0xf0, 0xf1, 0xf3);
    const QColor text = dark ? QColor(0xe6, 0xe8, 0xea) : QColor(0x1c, 0x1f, 0x23);
    const QColor disabled = dark ? QColor(0x82, 0x87, 0x8d) : QColor(0x8b, 0x90, 0x96);
    const QColor highlight = dark ? QColor(0x2f, 0x5d, 0x8f) : QColor(0x2b, 0x6c, 0xb0);

    // Fusion derives the shades of its frames from the button's and the window's colours.
    QPalette palette(button, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, alternate);
    for (const QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText }) {
        palette.setColor(role, text);
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    palette.setColor(QPalette::PlaceholderText, disabled);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, dark ? button : QColor(0xc9, 0xcd, 0xd2));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, dark ? button : QColor(0xff, 0xff, 0xf0));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Link, dark ? QColor(0x7a, 0xb8, 0xf5) : QColor(0x1a, 0x5f, 0xb4));
    palette.setColor(QPalette::BrightText, Qt::white);
    return palette;
}

} // namespace

Appearance parseAppearance(const QString &name)
{
    if (name == u"light")
        return Appearance::Light;
    return name == u"dark" ? Appearance::Dark : Appearance::System;
}

QString toString(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::Dark:
        return QStringLiteral("dark");
    case Appearance::System:
        break;
    }
    return QStringLiteral("system");
}

void applyAppearance(Appearance appearance)
{
    // What the platform had chosen before anybody asked for something else.
    static const QString systemStyle = QApplication::style()->name();

    const QString style = appearance == Appearance::System ? systemStyle : QStringLiteral("fusion");
    const bool own = dynamic_cast<SeenBoxes *>(QApplication::style());
    if (style == u"fusion" && !own)
        QApplication::setStyle(new SeenBoxes);
    else if (style != u"fusion" && (own || QApplication::style()->name() != style))
        QApplication::setStyle(style);
    QApplication::setPalette(appearance == Appearance::System ? QPalette() : makePalette(appearance));
}

} // namespace retrograde
