#pragma once

#include <span>

namespace retrograde {

/// One instant of what goes to the loudspeakers, nominally within -1 ... 1. Mono sound is the same on both sides.
struct StereoSample {
    float left = 0;
    float right = 0;

    bool operator==(const StereoSample &) const = default;
};

/// Puts @p samples at @p output as a device of @p channels takes them: left and right beside each other, or, for a
/// device of one, their mean. Realtime-safe.
/// @return behind the last one
inline float *putFrames(std::span<const StereoSample> samples, int channels, float *output) noexcept
{
    for (const StereoSample &sample : samples) {
        if (channels == 1) {
            *output++ = (sample.left + sample.right) / 2;
        } else {
            *output++ = sample.left;
            *output++ = sample.right;
        }
    }
    return output;
}

} // namespace retrograde
