#include "pictures/spectrogramdata.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

std::uint8_t CellScale::toCell(float levelDb) const
{
    return static_cast<std::uint8_t>(std::lround(std::clamp((levelDb - lowestDb) / stepDb, 0.0f, 255.0f)));
}

double FrequencyScale::hertzAt(double bin) const
{
    return kind == Kind::Logarithmic ? lowest * std::exp2(bin / step) : lowest + step * bin;
}

double FrequencyScale::binAt(double hertz) const
{
    return kind == Kind::Logarithmic ? step * std::log2(hertz / lowest) : (hertz - lowest) / step;
}

SpectrogramLayout SpectrogramLayout::of(const CqtParameters &parameters)
{
    // Half-decibel steps, and room at the top for the loudest that full scale can give in the longest filter.
    constexpr float kStep = 0.5f;
    const auto top = static_cast<float>(std::ceil(10 * std::log10(parameters.filterLength(0))));
    return { parameters.grid(),
        { FrequencyScale::Kind::Logarithmic, parameters.fmin, static_cast<double>(parameters.binsPerOctave) },
        parameters.bins, { top - 255 * kStep, kStep } };
}

std::shared_ptr<SpectrogramData::Chunk> SpectrogramData::makeChunk(std::int64_t frames)
{
    auto chunk = std::make_shared<Chunk>();
    for (std::int64_t columns = frames;; columns = (columns + kFactor - 1) / kFactor) {
        chunk->levels.push_back({ nullptr, columns, {} });
        if (columns <= 1)
            return chunk;
    }
}

/// Makes the levels above the finest one.
void SpectrogramData::summarise(Chunk &chunk) const
{
    const auto bins = static_cast<std::size_t>(m_layout.bins);
    for (std::size_t i = chunk.finest + 1; i < chunk.levels.size(); ++i) {
        const Level &below = chunk.levels[i - 1];
        Level &level = chunk.levels[i];
        level.own.assign(static_cast<std::size_t>(level.columns) * bins, 0);
        for (std::int64_t column = 0; column < below.columns; ++column) {
            raise({ level.own.data() + static_cast<std::size_t>(column / kFactor) * bins, bins }, below, column);
        }
        level.cells = level.own.data();
    }
}

void SpectrogramData::raise(std::span<std::uint8_t> loudest, const Level &level, std::int64_t column) const
{
    const std::uint8_t *const cells = level.cells + column * m_layout.bins;
    for (std::size_t bin = 0; bin < loudest.size(); ++bin)
        loudest[bin] = std::max(loudest[bin], cells[bin]);
}

void SpectrogramData::noteLoudest(const Chunk &chunk)
{
    const std::uint8_t *const top = chunk.levels.back().cells;
    m_loudestDb = std::max(m_loudestDb, m_layout.cells.toDb(*std::max_element(top, top + m_layout.bins)));
}

SpectrogramData::SpectrogramData(const SpectrogramLayout &layout, FrameSpan span)
    : m_layout(layout)
    , m_span(span)
    , m_loudestDb(layout.cells.lowestDb)
    , m_chunks(static_cast<std::size_t>((span.size() + kChunkFrames - 1) / kChunkFrames))
{
}

SpectrogramData::SpectrogramData(std::shared_ptr<const StoredSpectrogram> spectrogram, std::int64_t firstFrame)
    : SpectrogramData(
        SpectrogramLayout::of(spectrogram->parameters()), { firstFrame, firstFrame + spectrogram->frames() })
{
    m_layout.cells = { spectrogram->topDb() - kTopDb, kTopDb / 255 };
    for (std::int64_t i = 0; i < chunkCount(); ++i) {
        const FrameSpan frames = chunkSpan(i);
        const std::shared_ptr<Chunk> chunk = makeChunk(frames.size());
        chunk->levels.front().cells = spectrogram->frame(frames.begin - firstFrame);
        chunk->owner = spectrogram;
        summarise(*chunk);
        m_chunks[static_cast<std::size_t>(i)] = chunk;
    }
    m_loudestDb = spectrogram->topDb();
}

float SpectrogramData::loudestDb() const
{
    const bool silent = m_loudestDb < std::max(m_layout.cells.lowestDb, kSilenceDb) + m_layout.cells.stepDb / 2;
    return silent ? m_loudestDb + kTopDb : m_loudestDb;
}

FrameSpan SpectrogramData::chunkSpan(std::int64_t chunk) const
{
    const std::int64_t begin = m_span.begin + chunk * kChunkFrames;
    return { begin, std::min(begin + kChunkFrames, m_span.end) };
}

SpectrogramData::Detail SpectrogramData::detail(std::int64_t chunk) const
{
    const Chunk *const known = m_chunks[static_cast<std::size_t>(chunk)].get();
    if (!known)
        return Detail::Nothing;
    if (known->finest == 0)
        return Detail::Whole;
    return known->finest + 1 == known->levels.size() && known->levels.size() > 2 ? Detail::Preview : Detail::Coarse;
}

SpectrogramData SpectrogramData::withChunk(std::int64_t chunk, Detail detail, std::vector<std::uint8_t> cells) const
{
    SpectrogramData more = *this;
    const std::shared_ptr<Chunk> made = makeChunk(chunkSpan(chunk).size());
    made->finest = detail == Detail::Preview ? made->levels.size() - 1 : 0;
    Level &level = made->levels[made->finest];
    level.own = std::move(cells);
    level.cells = level.own.data();
    summarise(*made);
    more.noteLoudest(*made);
    more.m_chunks[static_cast<std::size_t>(chunk)] = made;
    return detail == Detail::Coarse ? more.coarsened(chunk) : more;
}

SpectrogramData SpectrogramData::coarsened(std::int64_t chunk) const
{
    SpectrogramData less = *this;
    const std::shared_ptr<const Chunk> &known = m_chunks[static_cast<std::size_t>(chunk)];
    if (!known || known->finest > 0 || known->levels.size() < 2)
        return less;
    const std::shared_ptr<Chunk> made = makeChunk(chunkSpan(chunk).size());
    made->finest = 1;
    for (std::size_t i = 1; i < made->levels.size(); ++i) {
        made->levels[i].own = known->levels[i].own;
        made->levels[i].cells = made->levels[i].own.data();
    }
    less.m_chunks[static_cast<std::size_t>(chunk)] = made;
    return less;
}

std::uint8_t SpectrogramData::cell(std::int64_t frame, int bin) const
{
    if (frame < m_span.begin || frame >= m_span.end || bin < 0 || bin >= bins())
        return 0;
    const std::int64_t number = chunkOf(frame);
    const Chunk *const chunk = m_chunks[static_cast<std::size_t>(number)].get();
    if (!chunk)
        return 0;
    std::int64_t column = frame - chunkSpan(number).begin;
    for (std::size_t level = 0; level < chunk->finest; ++level)
        column /= kFactor;
    return chunk->levels[chunk->finest].cells[column * bins() + bin];
}

bool SpectrogramData::raiseToMaximum(FrameSpan frames, std::span<std::uint8_t> loudest) const
{
    const std::int64_t first = std::max(frames.begin, m_span.begin);
    const std::int64_t last = std::min(frames.end, m_span.end);
    bool known = first >= last;
    for (std::int64_t frame = first; frame < last;) {
        const std::int64_t number = chunkOf(frame);
        const FrameSpan inChunk = chunkSpan(number);
        const Chunk *const chunk = m_chunks[static_cast<std::size_t>(number)].get();
        std::int64_t begin = frame - inChunk.begin;
        std::int64_t end = std::min(last, inChunk.end) - inChunk.begin;
        frame = inChunk.end;
        if (!chunk)
            continue;
        known = true;
        // Whole blocks only where no more is known.
        for (std::size_t level = 0; level < chunk->finest; ++level) {
            begin /= kFactor;
            end = (end + kFactor - 1) / kFactor;
        }
        for (std::size_t i = chunk->finest;; ++i) {
            // What does not fill a block of the next level is looked at here, at both ends; the rest there.
            const Level &level = chunk->levels[i];
            const bool top = i + 1 == chunk->levels.size();
            const bool toEnd = end == level.columns; // the last block may be short
            while (begin < end && (top || begin % kFactor != 0))
                raise(loudest, level, begin++);
            while (begin < end && !toEnd && end % kFactor != 0)
                raise(loudest, level, --end);
            if (begin >= end)
                break;
            begin /= kFactor;
            end = (end + kFactor - 1) / kFactor;
        }
    }
    return known;
}

} // namespace retrograde
