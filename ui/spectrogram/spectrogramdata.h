#pragma once

#include "spectrum/featurestore.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace retrograde {

/// A spectrogram ready to be drawn at any zoom: with summaries of it, so that the loudest cell of any stretch is found
/// by looking at a few dozen frames, be it a second or ten hours long. Immutable; building it reads the whole
/// spectrogram once, so it is done on a worker.
class SpectrogramData {
public:
    /// @p spectrogram begins with frame @p firstFrame of the original.
    explicit SpectrogramData(std::shared_ptr<const StoredSpectrogram> spectrogram, std::int64_t firstFrame = 0);

    const CqtParameters &parameters() const { return m_spectrogram->parameters(); }
    int bins() const { return m_spectrogram->bins(); }
    /// The original's frames that are there.
    FrameSpan span() const { return { m_firstFrame, m_firstFrame + m_spectrogram->frames() }; }

    /// The cell of the original's frame @p frame; 0, the floor, where there is none.
    std::uint8_t cell(std::int64_t frame, int bin) const;
    /// Raises each of the bins() values of @p loudest to the loudest cell of its bin in the original's frames
    /// begin ... end - 1. What is not there counts as 0.
    void raiseToMaximum(FrameSpan frames, std::span<std::uint8_t> loudest) const;

private:
    /// Blocks of level n are the maxima of kFactor blocks of level n - 1; level 0 is the spectrogram.
    static constexpr std::int64_t kFactor = 16;
    const std::uint8_t *block(std::size_t level, std::int64_t index) const;

    std::shared_ptr<const StoredSpectrogram> m_spectrogram;
    std::int64_t m_firstFrame;
    std::vector<std::vector<std::uint8_t>> m_levels; ///< from level 1 on, [block][bin]
};

} // namespace retrograde
