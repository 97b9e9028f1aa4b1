#include "ui/spectrogram/saliencyimage.h"

#include <QLineF>
#include <QList>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace retrograde {

namespace {

constexpr double kDimmest = 0.55; ///< opacity of what dims, where nothing mattered
constexpr double kLinePixels = 2.4;
constexpr double kRimPixels = 5.2; ///< of the line and what sets it off on either side

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

/// Values at the middles of a picture's pixels, and of those around it, as shares of the strongest effect.
class Field {
public:
    Field(const SaliencyMap &map, const Arrangement &shown, const SpectrogramWindow &window, QSize size)
        : m_width(size.width() + 2)
        , m_height(size.height() + 2)
        , m_values(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height))
    {
        const SaliencyPeaks peaks = peaksOf(map);
        const double strongest = std::max({ peaks.towards, peaks.against, 1e-9 });
        for (int x = -1; x <= size.width(); ++x) {
            const double step = (window.lastFrame - window.firstFrame) / size.width();
            m_columns.push_back(columnsAt(map, shown, window.firstFrame + (x + 0.5) * step));
        }
        for (int y = -1; y <= size.height(); ++y) {
            const double step = (window.highBin - window.lowBin) / size.height();
            const double position = window.highBin - (y + 0.5) * step + 0.5; // bin b covers b - 0.5 ... b + 0.5
            Between rows = between(map.binEdges, 0, map.rows() - 1, position);
            rows.stretch = position >= 0 && position < map.binEdges.back() ? 0 : -1;
            m_rows.push_back(rows);
            for (int x = -1; x <= size.width(); ++x) {
                const Between &columns = m_columns[static_cast<std::size_t>(x + 1)];
                if (!isThere(x, y))
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
        return stretchAt(x) >= 0 && m_rows[static_cast<std::size_t>(y + 1)].stretch >= 0;
    }
    /// 0 where the model heard nothing.
    double at(int x, int y) const { return m_values[index(x, y)]; }
    /// Columns of one stretch follow each other in what the model heard and in what is shown.
    int stretchAt(int x) const { return m_columns[static_cast<std::size_t>(x + 1)].stretch; }

private:
    std::size_t index(int x, int y) const
    {
        return static_cast<std::size_t>(y + 1) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x + 1);
    }

    int m_width;
    int m_height;
    std::vector<Between> m_columns;
    std::vector<Between> m_rows;
    std::vector<float> m_values;
};

/// Adds where zero lies within a square of which @p corners are the values, clockwise from @p topLeft.
void addCrossings(QList<QLineF> &lines, QPointF topLeft, const std::array<double, 4> &corners)
{
    constexpr std::array<QPointF, 4> kPlaces { QPointF(0, 0), QPointF(1, 0), QPointF(1, 1), QPointF(0, 1) };
    std::array<QPointF, 4> crossings;
    std::size_t count = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t next = (i + 1) % 4;
        if ((corners[i] > 0) != (corners[next] > 0))
            crossings[count++]
                = topLeft + kPlaces[i] + corners[i] / (corners[i] - corners[next]) * (kPlaces[next] - kPlaces[i]);
    }
    if (count < 2)
        return;
    // With four, either the first corner and the one across are joined in the middle, or the other two are.
    const bool joined = count == 4 && (corners[0] + corners[1] + corners[2] + corners[3] > 0) != (corners[0] > 0);
    const std::size_t first = joined ? 3 : 0;
    lines.append({ crossings[first], crossings[(first + 1) % 4] });
    if (count == 4)
        lines.append({ crossings[(first + 2) % 4], crossings[(first + 3) % 4] });
}

/// The lines around what is above kSaliencyLine, by marching squares (after Lorensen and Cline 1987,
/// doi 10.1145/37402.37422). They are closed: at joints, and where the sound ends, there is nothing beyond.
/// @param sign -1 for what is below the negative of it
QList<QLineF> outlines(const Field &field, QSize size, int sign)
{
    QList<QLineF> lines;
    for (int y = -1; y < size.height(); ++y) {
        for (int x = -1; x < size.width(); ++x) {
            const auto over = [&](int column, int row) { return sign * field.at(column, row) - kSaliencyLine; };
            const QPointF middle(x + 0.5, y + 0.5);
            const std::array<double, 4> corners { over(x, y), over(x + 1, y), over(x + 1, y + 1), over(x, y + 1) };
            if (field.stretchAt(x) == field.stretchAt(x + 1)) {
                addCrossings(lines, middle, corners);
            } else {
                addCrossings(lines, middle, { corners[0], -kSaliencyLine, -kSaliencyLine, corners[3] });
                addCrossings(lines, middle, { -kSaliencyLine, corners[1], corners[2], -kSaliencyLine });
            }
        }
    }
    return lines;
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
            const double strength = std::min(1.0, std::abs(field.at(x, y)) / kSaliencyLine);
            pixels[x] = qRgba(0, 0, 0, static_cast<int>(std::lround(255 * kDimmest * (1 - strength * strength))));
        }
    }
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &[color, sign] : { std::pair { colors.towards, +1 }, std::pair { colors.against, -1 } }) {
        const QList<QLineF> lines = outlines(field, size, sign);
        for (const auto &[ink, width] :
            { std::pair { SaliencyColors::rimOf(color), kRimPixels }, std::pair { color, kLinePixels } }) {
            painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap));
            painter.drawLines(lines);
        }
    }
    return image;
}

} // namespace retrograde
