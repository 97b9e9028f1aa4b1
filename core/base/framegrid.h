#pragma once

#include <cmath>
#include <cstdint>

namespace retrograde {

/// Where spectrogram frames lie in time: frame t is centred on sample t * hop of the sound at sampleRate.
struct FrameGrid {
    int sampleRate = 22050; ///< Hz
    int hop = 512; ///< samples between two frame centres

    double secondsAt(std::int64_t frame) const { return static_cast<double>(frame * hop) / sampleRate; }
    /// The frame whose centre is nearest.
    std::int64_t frameAt(double seconds) const
    {
        return static_cast<std::int64_t>(std::llround(seconds * sampleRate / hop));
    }
    /// Frames of a sound of @p samples samples: 1 + floor(samples / hop); 0 for an empty sound.
    std::int64_t framesIn(std::int64_t samples) const { return samples > 0 ? 1 + samples / hop : 0; }

    bool operator==(const FrameGrid &) const = default;
};

/// Frames begin ... end - 1.
struct FrameSpan {
    std::int64_t begin = 0;
    std::int64_t end = 0;

    std::int64_t size() const { return end - begin; }
    bool operator==(const FrameSpan &) const = default;
};

} // namespace retrograde
