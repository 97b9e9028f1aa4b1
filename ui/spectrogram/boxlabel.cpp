#include "ui/spectrogram/boxlabel.h"

#include <QFontMetrics>
#include <algorithm>

namespace retrograde {

BoxLabel::BoxLabel(const QCPItemRect *box, QCPItemAnchor *corner)
    : QCPItemText(box->parentPlot())
    , m_box(box)
    , m_corner(corner)
{
    setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    position->setParentAnchor(corner);
    position->setCoords(0, 0);
}

QRectF BoxLabel::rectAt(const QPointF &foot) const
{
    const QSizeF size = QFontMetrics(font()).boundingRect({}, Qt::TextDontClip, text()).marginsAdded(padding()).size();
    return { QPointF(foot.x(), foot.y() - size.height()), size };
}

QRectF BoxLabel::rect() const
{
    QRectF place = rectAt(m_corner->pixelPosition());
    const QRectF seen = clipRect();
    const QRectF box = QRectF(m_box->topLeft->pixelPosition(), m_box->bottomRight->pixelPosition()).normalized();
    if (!box.intersects(seen))
        return place;
    place.moveTop(std::max(place.top(), seen.top()));
    place.moveLeft(std::max(place.left(), seen.left()));
    return place;
}

void BoxLabel::draw(QCPPainter *painter)
{
    position->setPixelPosition(rect().bottomLeft());
    QCPItemText::draw(painter);
}

} // namespace retrograde
