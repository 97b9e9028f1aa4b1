#include "pictures/growingspectrogram.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace retrograde {

namespace {

/// A spectrogram of more cells is kept coarse but for what is looked at.
constexpr std::int64_t kMostCells = std::int64_t { 48 } << 20;
/// Chunks of such a one that are kept in every detail.
constexpr std::size_t kWholeChunks = 8;

std::vector<std::uint8_t> toCells(const CellScale &scale, std::span<const float> levels)
{
    std::vector<std::uint8_t> cells(levels.size());
    std::transform(levels.begin(), levels.end(), cells.begin(), [&](float level) { return scale.toCell(level); });
    return cells;
}

} // namespace

GrowingSpectrogram::GrowingSpectrogram(const LevelTransform &transform, FrameSpan span)
    : m_transform(transform)
    , m_stream(transform)
    , m_data(std::make_shared<SpectrogramData>(transform.layout(), span))
    , m_keepsAll(span.size() * transform.layout().bins <= kMostCells)
{
}

void GrowingSpectrogram::push(std::span<const float> samples)
{
    m_stream.push(samples, m_levels);
    takeChunks(false);
}

void GrowingSpectrogram::finish()
{
    m_stream.finish(m_levels);
    takeChunks(true);
}

void GrowingSpectrogram::preview(std::int64_t chunk, std::span<const float> levels)
{
    const auto bins = static_cast<std::size_t>(m_data->bins());
    std::vector<std::uint8_t> column(bins, 0);
    const std::vector<std::uint8_t> cells = toCells(m_data->layout().cells, levels);
    for (std::size_t i = 0; i < cells.size(); ++i)
        column[i % bins] = std::max(column[i % bins], cells[i]);
    set(chunk, SpectrogramData::Detail::Preview, std::move(column));
}

void GrowingSpectrogram::complete(std::int64_t chunk, std::span<const float> levels)
{
    set(chunk, SpectrogramData::Detail::Whole, toCells(m_data->layout().cells, levels));
    if (m_keepsAll)
        return;
    m_whole.push_back(chunk);
    if (m_whole.size() > kWholeChunks) {
        m_data = std::make_shared<SpectrogramData>(m_data->coarsened(m_whole.front()));
        m_whole.pop_front();
    }
}

void GrowingSpectrogram::set(std::int64_t chunk, SpectrogramData::Detail detail, std::vector<std::uint8_t> cells)
{
    m_data = std::make_shared<SpectrogramData>(m_data->withChunk(chunk, detail, std::move(cells)));
}

void GrowingSpectrogram::takeChunks(bool last)
{
    const auto bins = static_cast<std::size_t>(m_data->bins());
    while (m_nextChunk < m_data->chunkCount()) {
        const FrameSpan frames = m_data->chunkSpan(m_nextChunk);
        const std::size_t wanted = static_cast<std::size_t>(frames.size()) * bins;
        if (m_levels.size() < wanted && !last)
            return;
        // A file that ends sooner than was said has nothing there.
        if (last)
            m_levels.resize(std::max(m_levels.size(), wanted), m_data->layout().cells.lowestDb);
        const std::span<const float> levels = std::span(m_levels).first(wanted);
        if (m_data->detail(m_nextChunk) != SpectrogramData::Detail::Whole) {
            set(m_nextChunk, m_keepsAll ? SpectrogramData::Detail::Whole : SpectrogramData::Detail::Coarse,
                toCells(m_data->layout().cells, levels));
        }
        m_levels.erase(m_levels.begin(), m_levels.begin() + static_cast<std::ptrdiff_t>(wanted));
        ++m_nextChunk;
    }
}

} // namespace retrograde
