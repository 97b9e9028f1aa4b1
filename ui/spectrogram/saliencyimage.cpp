#include "ui/spectrogram/saliencyimage.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace retrograde {

namespace {

constexpr double kDimmest = 0.55; ///< opacity of what dims, where nothing mattered
constexpr double kLinePixels = 1.2; ///< half of a line's width
constexpr double kRimPixels = 2.6;
/// Of the strongest effect, per pixel: what is flatter counts as this steep, so that no distance is infinite.
constexpr double kFlattest = 0.001;

/// A value between the middles of two neighbouring fields.
struct Between {
    std::size_t one = 0;
    std::size_t other = 0;
    double shareOfOther = 0;
    int stretch = -1; ///< within which pixels are neighbours; -1 = nothing is there
};

/// @param edges of the fields; those of first ... last are to be used
template<typename Edge>
Between between(const std::vector<Edge> &edges, std::size_t first, std::size_t last, double position)
{
    const auto middle = [&](std::size_t field) { return static_cast<double>(edges[field] + edges[field + 1]) / 2; };
    std::size_t field = first;
    while (field < last && middle(field + 1) <= position)
        ++field;
    if (field == last || position <= middle(field))
        return { field, field, 0, 0 };
    return { field, field + 1, (position - middle(field)) / (middle(field + 1) - middle(field)), 0 };
}

/// The fields of the map that are at @p position of what is shown; frame t covers t ... t + 1.
Between columnsAt(const SaliencyMap &map, const Arrangement &shown, double position)
{
    const auto frame = static_cast<std::int64_t>(std::floor(position));
    if (frame < 0 || frame >= shown.frameCount())
        return {};
    int stretch = 0;
    std::int64_t shownEnd = 0;
    bool backwards = false;
    for (const Piece &piece : shown.pieces()) {
        shownEnd += piece.size();
        backwards = piece.reversed;
        if (frame < shownEnd)
            break;
        ++stretch;
    }
    const std::int64_t source = shown.sourceFrame(frame);
    std::int64_t begin = 0;
    for (const Piece &part : map.heard.pieces()) {
        const std::int64_t end = begin + part.size();
        stretch += static_cast<int>(shown.pieces().size());
        if (source >= part.begin && source < part.end) {
            const double fraction = position - static_cast<double>(frame);
            const std::int64_t heard = begin + (part.reversed ? part.end - 1 - source : source - part.begin);
            const auto fieldFrom = [&](std::int64_t edge) {
                return static_cast<std::size_t>(
                    std::lower_bound(map.frameEdges.begin(), map.frameEdges.end(), edge) - map.frameEdges.begin());
            };
            Between columns = between(map.frameEdges, fieldFrom(begin), fieldFrom(end) - 1,
                static_cast<double>(heard) + (backwards == part.reversed ? fraction : 1 - fraction));
            columns.stretch = stretch;
            return columns;
        }
        begin = end;
    }
    return {};
}

/// Values at the pixels' middles as shares of the strongest effect.
class Field {
public:
    Field(const SaliencyMap &map, const Arrangement &shown, const SpectrogramWindow &window, QSize size)
        : m_width(size.width())
        , m_height(size.height())
        , m_values(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height))
    {
        const SaliencyPeaks peaks = peaksOf(map);
        const double strongest = std::max({ peaks.towards, peaks.against, 1e-9 });
        for (int x = 0; x < m_width; ++x) {
            const double step = (window.lastFrame - window.firstFrame) / m_width;
            m_columns.push_back(columnsAt(map, shown, window.firstFrame + (x + 0.5) * step));
        }
        for (int y = 0; y < m_height; ++y) {
            const double step = (window.highBin - window.lowBin) / m_height;
            const double position = window.highBin - (y + 0.5) * step + 0.5; // bin b covers b - 0.5 ... b + 0.5
            Between rows = between(map.binEdges, 0, map.rows() - 1, position);
            rows.stretch = position >= 0 && position < map.binEdges.back() ? 0 : -1;
            m_rows.push_back(rows);
            for (int x = 0; x < m_width; ++x) {
                const Between &columns = m_columns[static_cast<std::size_t>(x)];
                if (columns.stretch < 0)
                    continue;
                const auto inRow = [&](std::size_t row) {
                    return (1 - columns.shareOfOther) * map.value(row, columns.one)
                        + columns.shareOfOther * map.value(row, columns.other);
                };
                m_values[index(x, y)] = static_cast<float>(
                    ((1 - rows.shareOfOther) * inRow(rows.one) + rows.shareOfOther * inRow(rows.other)) / strongest);
            }
        }
    }

    bool isThere(int x, int y) const
    {
        return m_columns[static_cast<std::size_t>(x)].stretch >= 0 && m_rows[static_cast<std::size_t>(y)].stretch >= 0;
    }
    double at(int x, int y) const { return m_values[index(x, y)]; }
    /// How steep it is, per pixel; joints are no slopes.
    double slope(int x, int y) const
    {
        const int left = isNeighbour(x, x - 1) ? x - 1 : x;
        const int right = isNeighbour(x, x + 1) ? x + 1 : x;
        const int above = std::max(y - 1, 0);
        const int below = std::min(y + 1, m_height - 1);
        const double across = (at(right, y) - at(left, y)) / std::max(1, right - left);
        const double down = (at(x, below) - at(x, above)) / std::max(1, below - above);
        return std::hypot(across, down);
    }

private:
    std::size_t index(int x, int y) const
    {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x);
    }
    bool isNeighbour(int x, int other) const
    {
        return other >= 0 && other < m_width
            && m_columns[static_cast<std::size_t>(other)].stretch == m_columns[static_cast<std::size_t>(x)].stretch;
    }

    int m_width;
    int m_height;
    std::vector<Between> m_columns;
    std::vector<Between> m_rows;
    std::vector<float> m_values;
};

/// @p over at @p opacity on top of @p under, which is premultiplied.
QRgb blended(QRgb under, const QColor &over, double opacity)
{
    const auto mix
        = [&](int below, int above) { return static_cast<int>(std::lround((1 - opacity) * below + opacity * above)); };
    return qRgba(mix(qRed(under), over.red()), mix(qGreen(under), over.green()), mix(qBlue(under), over.blue()),
        mix(qAlpha(under), 255));
}

} // namespace

SaliencyColors SaliencyColors::of(bool transformed)
{
    if (transformed)
        return { QColor(0xff, 0xb8, 0x66), QColor(0x0b, 0x3c, 0x8c) };
    return { QColor(0x8f, 0xd0, 0xff), QColor(0x8a, 0x36, 0x00) };
}

QColor SaliencyColors::rimOf(const QColor &color)
{
    return color.lightness() > 128 ? QColor(0, 0, 0) : QColor(255, 255, 255);
}

SaliencyPeaks peaksOf(const SaliencyMap &map)
{
    SaliencyPeaks peaks;
    for (const float value : map.values) {
        peaks.towards = std::max<double>(peaks.towards, value);
        peaks.against = std::max<double>(peaks.against, -value);
    }
    return peaks;
}

QImage renderSaliency(const SaliencyMap &map, const Arrangement &shown, const SpectrogramWindow &window, QSize size,
    const SaliencyColors &colors)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (image.isNull() || map.values.empty())
        return image;
    const Field field(map, shown, window, size);
    for (int y = 0; y < size.height(); ++y) {
        auto *pixels = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < size.width(); ++x) {
            if (!field.isThere(x, y))
                continue;
            const double value = field.at(x, y);
            const double strength = std::min(1.0, std::abs(value) / kSaliencyLine);
            pixels[x] = blended(0, Qt::black, kDimmest * (1 - strength * strength));
            // How far the line is, as far as the slope tells.
            const double away = std::abs(std::abs(value) - kSaliencyLine) / std::max(kFlattest, field.slope(x, y));
            const QColor &color = value > 0 ? colors.towards : colors.against;
            for (const auto &[ink, width] :
                { std::pair { SaliencyColors::rimOf(color), kRimPixels }, std::pair { color, kLinePixels } })
                pixels[x] = blended(pixels[x], ink, std::clamp(width + 0.5 - away, 0.0, 1.0));
        }
    }
    return image;
}

} // namespace retrograde
