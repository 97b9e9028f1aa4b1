#include "ui/spectrogram/spectrogramdata.h"

#include <algorithm>

namespace retrograde {

namespace {

void raise(std::span<std::uint8_t> loudest, const std::uint8_t *cells)
{
    for (std::size_t bin = 0; bin < loudest.size(); ++bin)
        loudest[bin] = std::max(loudest[bin], cells[bin]);
}

} // namespace

SpectrogramData::SpectrogramData(std::shared_ptr<const StoredSpectrogram> spectrogram, std::int64_t firstFrame)
    : m_spectrogram(std::move(spectrogram))
    , m_firstFrame(firstFrame)
{
    const auto bins = static_cast<std::size_t>(m_spectrogram->bins());
    for (std::int64_t below = m_spectrogram->frames(); below > kFactor;) {
        const std::int64_t blocks = (below + kFactor - 1) / kFactor;
        std::vector<std::uint8_t> level(static_cast<std::size_t>(blocks) * bins, 0);
        for (std::int64_t i = 0; i < below; ++i)
            raise({ level.data() + static_cast<std::size_t>(i / kFactor) * bins, bins }, block(m_levels.size(), i));
        m_levels.push_back(std::move(level));
        below = blocks;
    }
}

const std::uint8_t *SpectrogramData::block(std::size_t level, std::int64_t index) const
{
    if (level == 0)
        return m_spectrogram->frame(index);
    return m_levels[level - 1].data() + static_cast<std::size_t>(index * m_spectrogram->bins());
}

std::uint8_t SpectrogramData::cell(std::int64_t frame, int bin) const
{
    const FrameSpan there = span();
    if (frame < there.begin || frame >= there.end || bin < 0 || bin >= bins())
        return 0;
    return m_spectrogram->frame(frame - m_firstFrame)[bin];
}

void SpectrogramData::raiseToMaximum(FrameSpan frames, std::span<std::uint8_t> loudest) const
{
    std::int64_t begin = std::max(frames.begin - m_firstFrame, std::int64_t { 0 });
    std::int64_t end = std::min(frames.end - m_firstFrame, m_spectrogram->frames());
    for (std::size_t level = 0; begin < end; ++level) {
        // What does not fill a block of the next level is looked at here, at both ends; the rest there.
        const bool top = level == m_levels.size();
        while (begin < end && (top || begin % kFactor != 0))
            raise(loudest, block(level, begin++));
        while (begin < end && end % kFactor != 0)
            raise(loudest, block(level, --end));
        begin /= kFactor;
        end /= kFactor;
    }
}

} // namespace retrograde
