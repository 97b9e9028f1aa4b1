#include "audio/speedsource.h"

#include "audio/resampler.h"
#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <rubberband/RubberBandStretcher.h>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

namespace {

using RubberBand::RubberBandStretcher;

/// Read in one go by a machine that works on a stream, which is started anew wherever somebody reads elsewhere.
class StreamedSource : public SoundSource {
public:
    StreamedSource(std::unique_ptr<SoundSource> original, double speed)
        : m_original(std::move(original))
        , m_speed(speed)
    {
    }

    int sampleRate() const override { return m_original->sampleRate(); }
    int channels() const override { return m_original->channels(); }
    std::int64_t sampleCount() const override
    {
        return static_cast<std::int64_t>(std::ceil(static_cast<double>(m_original->sampleCount()) / m_speed));
    }

    void cancel() noexcept override { m_original->cancel(); }

    void read(std::int64_t first, std::span<float> out) override
    {
        std::fill(out.begin(), out.end(), 0.0f);
        const std::int64_t begin = std::max<std::int64_t>(first, 0);
        const std::int64_t end = std::min(first + std::ssize(out) / channels(), sampleCount());
        if (begin >= end)
            return;
        const auto width = static_cast<std::size_t>(channels());
        if (begin != m_next) {
            m_ready.clear();
            m_dropped = startAt(begin) * width;
            m_next = begin;
        }
        const std::size_t wanted = static_cast<std::size_t>(end - begin) * width;
        while (m_ready.size() < wanted + m_dropped) {
            m_block.resize(kBlock * width);
            m_original->read(m_input, m_block);
            m_input += static_cast<std::int64_t>(kBlock);
            feed(m_block, m_ready);
        }
        const auto from = m_ready.begin() + static_cast<std::ptrdiff_t>(std::exchange(m_dropped, 0));
        std::copy_n(from, wanted, out.begin() + (begin - first) * channels());
        m_next = end;
        m_ready.erase(m_ready.begin(), from + static_cast<std::ptrdiff_t>(wanted));
    }

protected:
    /// Makes ready for sample @p output to come next and says how many samples come before it, which are dropped. Calls
    /// readFrom().
    virtual std::size_t startAt(std::int64_t output) = 0;
    /// Appends what is ready by now to @p out; the channels are beside each other in both.
    virtual void feed(std::span<const float> samples, std::vector<float> &out) = 0;

    double speed() const { return m_speed; }
    /// The original's next sample for feed(); before 0 there is silence.
    void readFrom(std::int64_t sample) { m_input = sample; }

private:
    static constexpr std::size_t kBlock = 1024; ///< samples of each channel

    std::unique_ptr<SoundSource> m_original;
    double m_speed;
    std::int64_t m_input = 0;
    std::int64_t m_next = -1;
    std::size_t m_dropped = 0; ///< of what is ready or to come, values of all channels
    std::vector<float> m_block;
    std::vector<float> m_ready;
};

class StretchedSource final : public StreamedSource {
public:
    StretchedSource(std::unique_ptr<SoundSource> original, double speed)
        : StreamedSource(std::move(original), speed)
        // Together: apart, Rubber Band blurs the stereo image.
        , m_stretcher(static_cast<std::size_t>(sampleRate()), static_cast<std::size_t>(channels()),
              RubberBandStretcher::OptionProcessRealTime | RubberBandStretcher::OptionThreadingNever
                  | RubberBandStretcher::OptionEngineFiner | RubberBandStretcher::OptionChannelsTogether,
              1 / speed)
        , m_apart(static_cast<std::size_t>(channels()))
    {
    }

private:
    std::size_t startAt(std::int64_t output) override
    {
        m_stretcher.reset();
        // The stretcher wants to have seen so much before what counts; it may as well be what was heard there.
        const auto pad = static_cast<std::int64_t>(m_stretcher.getPreferredStartPad());
        readFrom(std::llround(static_cast<double>(output) * speed()) - pad);
        return m_stretcher.getStartDelay();
    }

    void feed(std::span<const float> samples, std::vector<float> &out) override
    {
        // The stretcher wants its channels one after the other.
        const std::size_t width = m_apart.size();
        std::array<float *, 2> channel {};
        const auto makeRoom = [&](std::size_t count) {
            for (std::size_t i = 0; i < width; ++i) {
                m_apart[i].resize(count);
                channel[i] = m_apart[i].data();
            }
        };
        makeRoom(samples.size() / width);
        for (std::size_t i = 0; i < samples.size(); ++i)
            m_apart[i % width][i / width] = samples[i];
        m_stretcher.process(channel.data(), samples.size() / width, false);
        makeRoom(static_cast<std::size_t>(std::max(m_stretcher.available(), 0)));
        const std::size_t count = m_stretcher.retrieve(channel.data(), m_apart[0].size());
        for (std::size_t i = 0; i < count * width; ++i)
            out.push_back(m_apart[i % width][i / width]);
    }

    RubberBandStretcher m_stretcher;
    std::vector<std::vector<float>> m_apart; ///< for each channel its samples
};

class ResampledSource final : public StreamedSource {
public:
    using StreamedSource::StreamedSource;

private:
    /// Before it has settled, in output samples.
    static constexpr std::int64_t kSettling = 4096;

    std::size_t startAt(std::int64_t output) override
    {
        // Only the rates' proportion counts: four times each, so that quarters of a speed come out whole.
        m_resampler.emplace(static_cast<int>(std::lround(4 * sampleRate() * speed())), 4 * sampleRate(), channels());
        // The resampler's first output lies on its first input, so it starts where an output lies on an input.
        std::int64_t first = output - kSettling;
        const auto distance = [this](std::int64_t n) {
            const double input = static_cast<double>(n) * speed();
            return std::abs(input - std::round(input));
        };
        for (int i = 0; i < 64 && distance(first) > 1e-9; ++i)
            --first;
        readFrom(std::llround(static_cast<double>(first) * speed()));
        return static_cast<std::size_t>(output - first);
    }

    void feed(std::span<const float> samples, std::vector<float> &out) override { m_resampler->process(samples, out); }

    std::optional<Resampler> m_resampler;
};

} // namespace

std::unique_ptr<SoundSource> makeSpeedSource(std::unique_ptr<SoundSource> original, double speed, bool keepPitch)
{
    if (!(speed >= kSlowestSpeed && speed <= kFastestSpeed)) {
        throw Error(ErrorCode::InvalidArgument,
            "A speed of " + decimalText(speed, 2) + " is out of range; 0.25 to 4 times will do.");
    }
    if (speed == 1)
        return original;
    if (keepPitch)
        return std::make_unique<StretchedSource>(std::move(original), speed);
    return std::make_unique<ResampledSource>(std::move(original), speed);
}

} // namespace retrograde
