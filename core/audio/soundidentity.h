#pragma once

#include "base/hash.h"

#include <span>
#include <string>
#include <vector>

namespace retrograde {

/// Names a sound by its decoded samples: a hash (Hasher) of the sample rate and of every sample of every channel as 32
/// bits, in the order of time. Two sounds that differ in a single sample of a single channel, however quiet, have
/// different names. Channels that are equal throughout count as one, so that a mono file and the same in stereo are one
/// sound; so are files that differ in nothing but container, lossless coding or tags. Samples that are not finite
/// count as 0, as does -0.
class SoundIdentity {
public:
    /// What comes next: frames of @p channels samples each. Rate and number of channels may change on the way.
    void add(int sampleRate, int channels, std::span<const float> interleaved);
    /// Of all that was added, 32 hexadecimal digits.
    std::string hex() const;

private:
    Hasher m_first; ///< the first channel alone
    Hasher m_all;
    std::vector<float> m_samples;
    int m_sampleRate = 0;
    int m_channels = 0;
    bool m_channelsEqual = true;
};

} // namespace retrograde
