#pragma once

#include "audio/arrangement.h"
#include "pictures/spectrogramdata.h"
#include "spectrum/colormap.h"

#include <QImage>
#include <array>

namespace retrograde {

/// The colour of each value that a stored cell can have.
using CellColors = std::array<QRgb, 256>;

/// @p map stretched over the levels @p floorDb ... @p topDb; what lies outside has the lowest and the highest colour.
CellColors cellColors(ColorMap map, const CellScale &cells, double floorDb, double topDb);

/// Which part of an arranged spectrogram a picture shows. Output frame t covers t ... t + 1, bin b covers
/// b - 0.5 ... b + 0.5.
struct SpectrogramWindow {
    double firstFrame = 0; ///< at the picture's left edge
    double lastFrame = 0; ///< at its right edge
    double lowBin = 0; ///< at its lower edge
    double highBin = 0; ///< at its upper edge
};

/// The picture of @p data heard as @p arrangement. A pixel that covers several frames or bins shows the loudest of
/// them, one that covers less than one shows the one under its centre; outside of the arrangement, and where
/// nothing is known yet, it is transparent.
/// The work depends on the picture's size only.
QImage renderSpectrogram(const SpectrogramData &data, const Arrangement &arrangement, const SpectrogramWindow &window,
    QSize size, const CellColors &colors);

} // namespace retrograde
