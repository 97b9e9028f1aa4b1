#pragma once

#include "audio/channelmix.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

struct AVChannelLayout;
struct AVFrame;

namespace retrograde {

/// What a look at every sample of every channel found.
struct SampleLevels {
    std::int64_t nonFinite = 0;
    std::int64_t clipped = 0; ///< at full scale, together with two neighbours at least
    double peak = 0;
    double energy = 0; ///< the sum of the squares
};

/// Makes mono or stereo float of what FFmpeg decoded, whatever its format.
class FrameMixer {
public:
    /// Puts the first @p count samples of @p frame, mixed as @p mix says to @p outputs (1 or 2; 2 for
    /// ChannelMix::stereo only) channels beside each other, into @p mixed, with 0 for what is not finite. Puts all of
    /// its channels as they are beside each other into @p each unless it is empty.
    /// @return nothing, and @p mixed is left alone, when the format of the samples is not known
    std::optional<SampleLevels> mix(const AVFrame &frame, std::int64_t count, const ChannelMix &mix, int outputs,
        std::vector<float> &mixed, std::span<float> each);

private:
    void chooseWeights(const AVChannelLayout &layout, const ChannelMix &mix, int outputs);
    template<typename T>
    SampleLevels addChannels(const AVFrame &frame, double offset, double scale, std::span<float> each);

    int m_outputs = 1;
    std::vector<double> m_weights; ///< of the frame's channels: [outputs][channels]
    double m_divisor = 1; ///< of the weighted sums
    std::vector<double> m_sum; ///< [count][outputs]
};

} // namespace retrograde
