#pragma once

#include "analysis/saliencymap.h"
#include "ui/spectrogram/spectrogramimage.h"

#include <QColor>
#include <QImage>

namespace retrograde {

/// Lines around what mattered.
struct SaliencyColors {
    QColor towards; ///< what spoke for the answer
    QColor against;

    /// Light lines with a dark rim for the answer, dark ones with a light rim against it, so that they differ without
    /// colour as well, on any picture. The hues are those that the answer and the other one have everywhere.
    static SaliencyColors of(bool transformed);
    /// What a line of @p color is set off by.
    static QColor rimOf(const QColor &color);
};

/// From this share of the strongest effect on, a region has a line around it.
inline constexpr double kSaliencyLine = 0.4;

/// What is drawn over the picture of the same sound in the same window (see renderSpectrogram()) to show what
/// mattered: what did not is dimmed, the more the less it did, and what did most has a line around it. Between the
/// middles of the map's fields values are interpolated, but not over joints. Transparent where the model heard
/// nothing.
QImage renderSaliency(const SaliencyMap &map, const Arrangement &shown, const SpectrogramWindow &window, QSize size,
    const SaliencyColors &colors);

/// The largest value that speaks for the answer, and the largest against it (both >= 0).
struct SaliencyPeaks {
    double towards = 0;
    double against = 0;
};
SaliencyPeaks peaksOf(const SaliencyMap &map);

} // namespace retrograde
