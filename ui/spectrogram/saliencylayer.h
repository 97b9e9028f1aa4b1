#pragma once

#include "audio/arrangement.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/saliencyoverlay.h"

namespace retrograde {

/// Draws a saliency map over the spectrogram of the same sound, and in the corner what its lines mean.
class SaliencyLayer final : public QCPAbstractPlottable {
public:
    SaliencyLayer(QCPAxis *timeAxis, QCPAxis *binAxis);

    SaliencyOverlay overlay;
    Arrangement arrangement;
    double secondsPerFrame = 1;

    /// What the map says of a cell of the original, in words; empty where it says nothing.
    QString wordsAt(std::int64_t sourceFrame, int bin) const;

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
    void draw(QCPPainter *painter) override;
    void drawLegendIcon(QCPPainter *, const QRectF &) const override { }

private:
    void drawLegend(QCPPainter &painter, const QRect &picture) const;
};

} // namespace retrograde
