#pragma once

#include "base/framegrid.h"
#include "pictures/levelstream.h"
#include "pictures/spectrogramdata.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

namespace retrograde {

/// A spectrogram that comes to be: from the beginning on, while chunks of it are glimpsed or completed out of turn. One
/// with more cells than are kept is coarse but for the chunks that were completed last, so that memory does not grow
/// with its length. For one thread; what data() gives is shared and never changed.
class GrowingSpectrogram {
public:
    /// The original's frames @p span, none of them known. The transform must outlive it.
    GrowingSpectrogram(const LevelTransform &transform, FrameSpan span);

    /// As much as there is by now; a new object whenever there is more.
    const std::shared_ptr<const SpectrogramData> &data() const { return m_data; }
    const LevelTransform &transform() const { return m_transform; }

    /// The next samples of the sound, whose first lies in the centre of the span's first frame.
    void push(std::span<const float> samples);
    /// The sound ends here. Frames of the span that it does not reach have the lowest level.
    void finish();

    /// Shows a chunk of which nothing else is known as the loudest of each bin. @p levels (dB, [frame][bin]) are of any
    /// frames in it.
    void preview(std::int64_t chunk, std::span<const float> levels);
    /// Levels (dB, [frame][bin]) of all the frames of a chunk that is looked at.
    void complete(std::int64_t chunk, std::span<const float> levels);

private:
    void set(std::int64_t chunk, SpectrogramData::Detail detail, std::vector<std::uint8_t> cells);
    /// Makes chunks of the levels that are there; of all that is left once the sound is at its end.
    void takeChunks(bool last);

    const LevelTransform &m_transform;
    LevelStream m_stream;
    std::vector<float> m_levels; ///< not yet in a chunk
    std::int64_t m_nextChunk = 0;
    std::shared_ptr<const SpectrogramData> m_data;
    const bool m_keepsAll;
    std::deque<std::int64_t> m_whole; ///< looked at, the last behind
};

} // namespace retrograde
