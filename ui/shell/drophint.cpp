#include "ui/shell/drophint.h"

#include <QPainter>

namespace retrograde {

DropHint::DropHint(QWidget *parent)
    : TextLabel(tr("Drop to import\nThe files stay where they are."), parent)
{
    setObjectName(QStringLiteral("dropHint"));
    setAlignment(Qt::AlignCenter);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    setFont(large);
    setVisible(false);
}

void DropHint::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = palette().color(QPalette::Base);
    veil.setAlpha(225);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 3, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(16, 16, -16, -16), 8, 8);
    painter.end();
    TextLabel::paintEvent(event);
}

} // namespace retrograde
