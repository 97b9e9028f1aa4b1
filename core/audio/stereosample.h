#pragma once

namespace retrograde {

/// One instant of what goes to the loudspeakers, nominally within -1 ... 1. Mono sound is the same on both sides.
struct StereoSample {
    float left = 0;
    float right = 0;

    bool operator==(const StereoSample &) const = default;
};

} // namespace retrograde
