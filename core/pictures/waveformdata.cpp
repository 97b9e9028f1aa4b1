#include "pictures/waveformdata.h"

#include <algorithm>
#include <optional>

namespace retrograde {

namespace {

/// Peaks of nothing so far.
class Gathered {
public:
    void add(const Peaks &peaks)
    {
        if (!m_peaks)
            m_peaks = peaks;
        m_peaks->low = std::min(m_peaks->low, peaks.low);
        m_peaks->high = std::max(m_peaks->high, peaks.high);
    }
    Peaks result() const { return m_peaks.value_or(Peaks {}); }

private:
    std::optional<Peaks> m_peaks;
};

} // namespace

WaveformData::WaveformData(int sampleRate, std::int64_t firstSample)
    : m_sampleRate(sampleRate)
    , m_begin(firstSample)
    , m_end(firstSample)
    , m_levels(1)
{
}

void WaveformData::append(std::span<const float> samples)
{
    for (const float sample : samples) {
        const Peaks peaks { sample, sample };
        std::int64_t block = (m_end - m_begin) / kBlock;
        bool fresh = (m_end - m_begin) % kBlock == 0;
        ++m_end;
        for (std::size_t level = 0; level < m_levels.size(); ++level) {
            if (fresh && block == static_cast<std::int64_t>(m_levels[level].size())) {
                m_levels[level].push_back(peaks);
            } else {
                Peaks &known = m_levels[level].back();
                if (known.low <= sample && sample <= known.high)
                    break; // then no level above changes either
                known = { std::min(known.low, sample), std::max(known.high, sample) };
            }
            fresh = fresh && block % kFactor == 0;
            block /= kFactor;
        }
        if (m_levels.back().size() > kFactor) {
            std::vector<Peaks> above;
            for (std::size_t i = 0; i < m_levels.back().size(); i += kFactor) {
                Gathered gathered;
                for (std::size_t j = i; j < std::min(i + kFactor, m_levels.back().size()); ++j)
                    gathered.add(m_levels.back()[j]);
                above.push_back(gathered.result());
            }
            m_levels.push_back(std::move(above));
        }
    }
}

void WaveformData::setDetail(std::int64_t first, std::vector<float> samples)
{
    m_detailBegin = first;
    m_detail = std::move(samples);
}

bool WaveformData::hasDetail(std::int64_t first, std::int64_t last) const
{
    const std::int64_t from = std::clamp(first, m_begin, m_end);
    const std::int64_t to = std::clamp(last, m_begin, m_end);
    return from >= to || (from >= m_detailBegin && to <= m_detailBegin + std::ssize(m_detail));
}

Peaks WaveformData::peaks(std::int64_t first, std::int64_t last) const
{
    Gathered gathered;
    if (first < m_begin || last > m_end)
        gathered.add({});
    first = std::max(first, m_begin);
    last = std::min(last, m_end);
    if (first >= last)
        return {};
    if (last - first <= kBlock * kFactor && hasDetail(first, last)) {
        const auto from = m_detail.begin() + (first - m_detailBegin);
        const auto [low, high] = std::minmax_element(from, from + (last - first));
        gathered.add({ *low, *high });
        return gathered.result();
    }
    std::int64_t from = (first - m_begin) / kBlock;
    std::int64_t to = (last - m_begin + kBlock - 1) / kBlock;
    for (std::size_t level = 0;; ++level) {
        const std::vector<Peaks> &blocks = m_levels[level];
        const bool top = level + 1 == m_levels.size();
        const bool toEnd = to == std::ssize(blocks); // the last block of the level above may be short
        while (from < to && (top || from % kFactor != 0))
            gathered.add(blocks[static_cast<std::size_t>(from++)]);
        while (from < to && !toEnd && to % kFactor != 0)
            gathered.add(blocks[static_cast<std::size_t>(--to)]);
        if (from >= to)
            return gathered.result();
        from /= kFactor;
        to = (to + kFactor - 1) / kFactor;
    }
}

Peaks arrangedPeaks(
    const WaveformData &data, const Arrangement &arrangement, int hop, std::int64_t first, std::int64_t last)
{
    Gathered gathered;
    std::int64_t pieceBegin = 0; // in output samples
    for (const Piece &piece : arrangement.pieces()) {
        const std::int64_t length = piece.size() * hop;
        const std::int64_t from = std::max(first - pieceBegin, std::int64_t { 0 });
        const std::int64_t to = std::min(last - pieceBegin, length);
        if (from < to) {
            // As SoundArrangement cuts them: half a hop on either side of a frame's centre, mirrored about centres.
            const std::int64_t begin = piece.begin * hop - hop / 2;
            const std::int64_t mirrored = (piece.begin + piece.end - 1) * hop - begin;
            gathered.add(piece.reversed ? data.peaks(mirrored - to + 1, mirrored - from + 1)
                                        : data.peaks(begin + from, begin + to));
        }
        pieceBegin += length;
    }
    return gathered.result();
}

} // namespace retrograde
