#pragma once

#include "audio/arrangement.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/saliencyoverlay.h"

#include <vector>

namespace retrograde {

/// Draws a saliency map over the spectrogram of the same sound, and above the picture what its lines mean.
class SaliencyLayer final : public QCPAbstractPlottable {
public:
    SaliencyLayer(QCPAxis *timeAxis, QCPAxis *binAxis);

    SaliencyOverlay overlay;
    Arrangement arrangement;
    double secondsPerFrame = 1;

    /// What the map says of a cell of the original, in words; empty where it says nothing.
    QString wordsAt(std::int64_t sourceFrame, int bin) const;

    /// Pixels that are to be left free above a picture of this width.
    int legendHeight(int width) const;

    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }
    QCPRange getKeyRange(bool &found, QCP::SignDomain) const override
    {
        found = false;
        return {};
    }
    QCPRange getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const override
    {
        found = false;
        return {};
    }

protected:
    QRect clipRect() const override;
    void draw(QCPPainter *painter) override;
    void drawLegendIcon(QCPPainter *, const QRectF &) const override { }

private:
    struct Entry {
        QColor color; ///< of its line; none where it is not valid
        QString text;
        QRect place; ///< from the legend's corner
    };
    /// In as many lines as @p width needs.
    std::vector<Entry> legend(int width) const;
    void drawLegend(QCPPainter &painter, const QRect &picture) const;
};

} // namespace retrograde
