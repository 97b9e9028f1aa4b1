#include "audio/framemixer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>
}

namespace retrograde {

namespace {

/// Finite, but so large that a resampler's sums would overflow: taken for infinite.
constexpr double kLargestSample = 1e30;
/// From here on a sample counts as clipped, when this many or more in a row are. Integers that are coarser than that
/// reach no further than one step below 1.
constexpr double kFullScale = 0.9999;
constexpr int kClippedRun = 3;

/// The weights of @p layout's channels, on the left and then on the right, as ChannelMix has them; nothing where it has
/// no places for them.
std::vector<double> foldingWeights(const AVChannelLayout &layout)
{
    AVChannelLayout expected {}; // owns no memory: it is a mask
    if (layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&expected, layout.nb_channels);
    const AVChannelLayout &named = layout.order == AV_CHANNEL_ORDER_UNSPEC ? expected : layout;
    // FFmpeg fills a matrix of the largest size that there is, whatever it was given.
    constexpr int kMostChannels = 64;
    if (named.order != AV_CHANNEL_ORDER_NATIVE || named.nb_channels > kMostChannels)
        return {};
    std::vector<double> matrix(std::size_t { kMostChannels } * kMostChannels);
    const AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    constexpr double kSofter = std::numbers::sqrt2 / 2; // by 3 dB
    constexpr double kLowFrequencies = 0;
    constexpr double kLargestSum = 1;
    constexpr double kVolume = 1;
    if (swr_build_matrix2(&named, &stereo, kSofter, kSofter, kLowFrequencies, kLargestSum, kVolume, matrix.data(),
            kMostChannels, AV_MATRIX_ENCODING_NONE, nullptr)
        < 0)
        return {};
    std::vector<double> weights(matrix.begin(), matrix.begin() + named.nb_channels);
    weights.insert(weights.end(), matrix.begin() + kMostChannels, matrix.begin() + kMostChannels + named.nb_channels);
    return weights;
}

} // namespace

void FrameMixer::chooseWeights(const AVChannelLayout &layout, const ChannelMix &mix, int outputs)
{
    const auto channels = static_cast<std::size_t>(layout.nb_channels);
    const std::size_t size = channels * static_cast<std::size_t>(outputs);
    m_outputs = outputs;
    m_divisor = 1;
    if (mix.kind == ChannelMix::Kind::Single) {
        m_weights.assign(size, 0.0);
        m_weights[std::min(static_cast<std::size_t>(mix.channel), channels) - 1] = 1;
        return;
    }
    if (outputs == 2 && channels == 2) {
        m_weights = { 1, 0, 0, 1 };
        return;
    }
    m_weights = outputs == 2 && channels > 2 ? foldingWeights(layout) : std::vector<double>();
    if (m_weights.empty()) { // the mean
        m_weights.assign(size, 1.0);
        m_divisor = static_cast<double>(channels);
    }
}

/// Adds the channels up in m_sum; @p offset and @p scale bring T's range to -1 ... 1.
template<typename T>
SampleLevels FrameMixer::addChannels(const AVFrame &frame, double offset, double scale, std::span<float> each)
{
    const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
    const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
    const auto outputs = static_cast<std::size_t>(m_outputs);
    // The loudest that the format can hold, or near enough.
    const double fullScale = std::is_integral_v<T> ? std::min(kFullScale, 1 - scale) : kFullScale;
    SampleLevels levels;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        const auto *sample = reinterpret_cast<const T *>(frame.extended_data[planar ? channel : 0]);
        if (!planar)
            sample += channel;
        const double left = m_weights[channel];
        const double right = m_weights[channel + (outputs - 1) * channels];
        int run = 0; // of samples at full scale
        std::size_t place = channel;
        for (std::size_t i = 0; i < m_sum.size(); i += outputs) {
            const double value = (static_cast<double>(*sample) - offset) * scale;
            if (place < each.size())
                each[place] = static_cast<float>(value);
            place += channels;
            const double size = std::abs(value);
            if (size <= kLargestSample) { // false for NaN
                m_sum[i] += value * left;
                if (outputs == 2)
                    m_sum[i + 1] += value * right;
                levels.peak = std::max(levels.peak, size);
                levels.energy += value * value;
                run = size >= fullScale ? run + 1 : 0;
                if (run >= kClippedRun)
                    levels.clipped += run == kClippedRun ? kClippedRun : 1;
            } else {
                ++levels.nonFinite;
                run = 0;
            }
            sample += planar ? 1 : channels;
        }
    }
    return levels;
}

std::optional<SampleLevels> FrameMixer::mix(const AVFrame &frame, std::int64_t count, const ChannelMix &mix,
    int outputs, std::vector<float> &mixed, std::span<float> each)
{
    chooseWeights(frame.ch_layout, mix, outputs);
    m_sum.assign(static_cast<std::size_t>(count * outputs), 0.0);
    SampleLevels levels;
    switch (av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
        levels = addChannels<std::uint8_t>(frame, 128, 1.0 / 128, each);
        break;
    case AV_SAMPLE_FMT_S16:
        levels = addChannels<std::int16_t>(frame, 0, 1.0 / 32768, each);
        break;
    case AV_SAMPLE_FMT_S32:
        levels = addChannels<std::int32_t>(frame, 0, 1.0 / 2147483648.0, each);
        break;
    case AV_SAMPLE_FMT_S64:
        levels = addChannels<std::int64_t>(frame, 0, 1.0 / 9223372036854775808.0, each);
        break;
    case AV_SAMPLE_FMT_FLT:
        levels = addChannels<float>(frame, 0, 1, each);
        break;
    case AV_SAMPLE_FMT_DBL:
        levels = addChannels<double>(frame, 0, 1, each);
        break;
    default:
        return std::nullopt;
    }
    mixed.resize(m_sum.size());
    std::transform(m_sum.begin(), m_sum.end(), mixed.begin(),
        [divisor = m_divisor](double sum) { return static_cast<float>(sum / divisor); });
    return levels;
}

} // namespace retrograde
