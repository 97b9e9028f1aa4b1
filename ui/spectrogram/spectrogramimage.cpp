#include "ui/spectrogram/spectrogramimage.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace retrograde {

namespace {

struct Cells {
    std::int64_t begin;
    std::int64_t end;
};

/// The cells that pixel @p pixel of @p pixels shows, where cell i covers i ... i + 1 of low ... high.
Cells cellsOf(int pixel, int pixels, double low, double high)
{
    const double step = (high - low) / pixels;
    const double from = low + pixel * step;
    if (step <= 1) {
        const auto centre = static_cast<std::int64_t>(std::floor(from + step / 2));
        return { centre, centre + 1 };
    }
    return { static_cast<std::int64_t>(std::floor(from)),
        static_cast<std::int64_t>(std::floor(low + (pixel + 1) * step)) };
}

/// Raises @p loudest to the arranged frames' maxima; false when nothing is known of them.
bool raiseToMaximum(
    const SpectrogramData &data, const Arrangement &arrangement, const Cells &frames, std::span<std::uint8_t> loudest)
{
    std::int64_t pieceBegin = 0; // in output frames
    bool known = false;
    for (const Piece &piece : arrangement.pieces()) {
        const std::int64_t from = std::max(frames.begin - pieceBegin, std::int64_t { 0 });
        const std::int64_t to = std::min(frames.end - pieceBegin, piece.size());
        if (from < to) {
            const FrameSpan source = piece.reversed ? FrameSpan { piece.end - to, piece.end - from }
                                                    : FrameSpan { piece.begin + from, piece.begin + to };
            known = data.raiseToMaximum(source, loudest) || known;
        }
        pieceBegin += piece.size();
    }
    return known;
}

} // namespace

CellColors cellColors(ColorMap map, const CellScale &cells, double floorDb, double topDb)
{
    const std::array<std::uint32_t, 256> table = colorTable(map);
    CellColors colors {};
    for (std::size_t cell = 0; cell < colors.size(); ++cell) {
        const double level = cells.toDb(static_cast<std::uint8_t>(cell));
        const double position = std::clamp((level - floorDb) / std::max(topDb - floorDb, 1e-3), 0.0, 1.0);
        colors[cell] = 0xff000000u | table[static_cast<std::size_t>(std::lround(255 * position))];
    }
    return colors;
}

QImage renderSpectrogram(const SpectrogramData &data, const Arrangement &arrangement, const SpectrogramWindow &window,
    QSize size, const CellColors &colors)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (image.isNull())
        return image;

    const int bins = data.bins();
    const auto width = static_cast<std::size_t>(size.width());
    std::vector<std::uint8_t> levels(static_cast<std::size_t>(bins) * width); // [bin][column]
    std::vector<bool> filled(width); // columns within the arrangement
    std::vector<std::uint8_t> column(static_cast<std::size_t>(bins));
    for (std::size_t x = 0; x < width; ++x) {
        const Cells frames = cellsOf(static_cast<int>(x), size.width(), window.firstFrame, window.lastFrame);
        filled[x] = frames.end > 0 && frames.begin < arrangement.frameCount();
        if (!filled[x])
            continue;
        std::fill(column.begin(), column.end(), std::uint8_t { 0 });
        filled[x] = raiseToMaximum(data, arrangement, frames, column);
        for (std::size_t bin = 0; bin < column.size(); ++bin)
            levels[bin * width + x] = column[bin];
    }

    std::vector<std::uint8_t> row(width);
    for (int y = 0; y < size.height(); ++y) {
        // Rows are counted from the top, bins from the bottom and half a bin below their centre.
        Cells cells = cellsOf(size.height() - 1 - y, size.height(), window.lowBin + 0.5, window.highBin + 0.5);
        cells.begin = std::max(cells.begin, std::int64_t { 0 });
        cells.end = std::min(cells.end, static_cast<std::int64_t>(bins));
        if (cells.begin >= cells.end)
            continue;
        std::fill(row.begin(), row.end(), std::uint8_t { 0 });
        for (std::int64_t bin = cells.begin; bin < cells.end; ++bin) {
            const std::uint8_t *binLevels = levels.data() + static_cast<std::size_t>(bin) * width;
            for (std::size_t x = 0; x < width; ++x)
                row[x] = std::max(row[x], binLevels[x]);
        }
        auto *pixels = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (std::size_t x = 0; x < width; ++x) {
            if (filled[x])
                pixels[x] = colors[row[x]];
        }
    }
    return image;
}

} // namespace retrograde
