#pragma once

#include "ui/spectrogram/qcp.h"

namespace retrograde {

/// The words on a box in a picture. They stand on the corner they are given, above it; where that would put them out of
/// sight although the box is in sight, as when its top is cut off by the picture's, they move just inside.
class BoxLabel : public QCPItemText {
public:
    /// Belongs to the plot of @p box, which must live as long.
    BoxLabel(const QCPItemRect *box, QCPItemAnchor *corner);

    /// Where it is drawn, in the plot's pixels.
    QRectF rect() const;

protected:
    void draw(QCPPainter *painter) override;

private:
    /// What the text takes up above and to the right of @p foot.
    QRectF rectAt(const QPointF &foot) const;

    const QCPItemRect *m_box;
    QCPItemAnchor *m_corner;
};

} // namespace retrograde
