#include "audio/resampler.h"

#include "base/error.h"

#include <algorithm>
#include <string>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace retrograde {

namespace {

/// Input samples of each channel at once: bounds what one call has to buffer.
constexpr std::size_t kBlock = 16384;

SwrContext *makeContext(int fromRate, int toRate, int channels, SwrEngine engine)
{
    AVChannelLayout layout {}; // owns no memory: it is a mask
    av_channel_layout_default(&layout, channels);
    SwrContext *context = nullptr;
    if (swr_alloc_set_opts2(
            &context, &layout, AV_SAMPLE_FMT_FLT, toRate, &layout, AV_SAMPLE_FMT_FLT, fromRate, 0, nullptr)
        < 0)
        return nullptr;
    av_opt_set_int(context, "resampler", engine, 0);
    if (swr_init(context) < 0)
        swr_free(&context);
    return context;
}

} // namespace

void Resampler::FreeContext::operator()(SwrContext *context) const
{
    swr_free(&context);
}

Resampler::Resampler(int fromRate, int toRate, int channels)
    : m_context(makeContext(fromRate, toRate, channels, SWR_ENGINE_SOXR))
    , m_fromRate(fromRate)
    , m_channels(static_cast<std::size_t>(channels))
{
    if (!m_context)
        m_context.reset(makeContext(fromRate, toRate, channels, SWR_ENGINE_SWR)); // a build of FFmpeg without soxr
    if (!m_context) {
        throw Error(ErrorCode::Unsupported,
            "Sound at " + std::to_string(fromRate) + " Hz cannot be converted to " + std::to_string(toRate) + " Hz.");
    }
}

Resampler::~Resampler() = default;

void Resampler::convert(const float *in, int count, std::vector<float> &out)
{
    const int room = std::max(swr_get_out_samples(m_context.get(), count), 0) + 64;
    const std::size_t held = out.size();
    out.resize(held + static_cast<std::size_t>(room) * m_channels);
    auto *target = reinterpret_cast<std::uint8_t *>(out.data() + held);
    const auto *source = reinterpret_cast<const std::uint8_t *>(in);
    const int given = swr_convert(m_context.get(), &target, room, in ? &source : nullptr, count);
    out.resize(held + static_cast<std::size_t>(std::max(given, 0)) * m_channels);
}

void Resampler::process(std::span<const float> in, std::vector<float> &out)
{
    const std::size_t count = in.size() / m_channels;
    for (std::size_t first = 0; first < count; first += kBlock)
        convert(in.data() + first * m_channels, static_cast<int>(std::min(kBlock, count - first)), out);
}

void Resampler::finish(std::vector<float> &out)
{
    std::size_t held = 0;
    do {
        held = out.size();
        convert(nullptr, 0, out);
    } while (out.size() > held);
}

} // namespace retrograde
