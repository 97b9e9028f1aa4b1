#include "spectrum/cqt.h"

#include "base/error.h"
#include "spectrum/cqtengine.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace retrograde {

namespace {

/// Samples taken in at a time, so that a long sound given at once needs no more memory than one given in blocks.
constexpr std::size_t kSlice = 1 << 13;
/// Finite samples are limited to this, far beyond any sound, so that no power overflows.
constexpr float kLoudest = 1e15f;
constexpr double kLongestFilter = 1 << 24;
/// Of all filters together: 256 MiB of tables.
constexpr double kMostTaps = 1 << 26;

float cleaned(float sample)
{
    return std::isfinite(sample) ? std::clamp(sample, -kLoudest, kLoudest) : 0.0f;
}

/// The sample that stands at @p index when @p count samples are mirrored about the first and the last again and again.
std::int64_t mirroredIndex(std::int64_t index, std::int64_t count)
{
    if (count == 1)
        return 0;
    const std::int64_t period = 2 * (count - 1);
    const std::int64_t phase = ((index % period) + period) % period;
    return std::min(phase, period - phase);
}

void require(bool holds, const char *cause)
{
    if (!holds)
        throw Error(ErrorCode::InvalidArgument, cause);
}

} // namespace

double CqtParameters::qFactor() const
{
    if (q == QRule::Classic)
        return 1 / (std::exp2(1.0 / binsPerOctave) - 1);
    const double r = std::exp2(2.0 / binsPerOctave);
    return (r + 1) / (r - 1);
}

double CqtParameters::frequency(int bin) const
{
    return fmin * std::exp2(static_cast<double>(bin) / binsPerOctave);
}

double CqtParameters::filterLength(int bin) const
{
    return qFactor() * sampleRate / frequency(bin);
}

void CqtParameters::validate() const
{
    require(sampleRate >= 1000 && sampleRate <= 768000, "the sample rate must lie between 1,000 and 768,000 Hz");
    require(hop >= 1, "the hop must be at least 1 sample");
    require(bins >= 1 && bins <= 2000, "the number of bins must lie between 1 and 2,000");
    require(binsPerOctave >= 1 && binsPerOctave <= 400, "the bins per octave must lie between 1 and 400");
    require(std::isfinite(fmin) && fmin > 0, "the lowest frequency must be above 0 Hz");
    // A Hann window of length L is as wide as a band of 1.5 / L, half of it on either side.
    require(frequency(bins - 1) * (1 + 0.75 / qFactor()) <= sampleRate / 2.0,
        "the highest bin's band reaches past half the sample rate: lower the frequency or the number of bins, or raise "
        "the rate");
    require(filterLength(0) <= kLongestFilter,
        "the lowest bin's filter is too long: raise the lowest frequency or lower the bins per octave");
    double taps = 0;
    for (int bin = 0; bin < bins; ++bin)
        taps += filterLength(bin);
    require(taps <= kMostTaps, "the filters are too long together: raise the lowest frequency or lower the bins");
}

std::string CqtParameters::fingerprint() const
{
    char lowest[32];
    const auto end = std::to_chars(lowest, lowest + sizeof lowest, fmin).ptr;
    std::string text = "cqt/2";
    text += " rate=" + std::to_string(sampleRate);
    text += " hop=" + std::to_string(hop);
    text += " fmin=" + std::string(lowest, end);
    text += " bins=" + std::to_string(bins);
    text += " per-octave=" + std::to_string(binsPerOctave);
    text += q == QRule::Modern ? " q=modern" : " q=classic";
    text += padding == Padding::Zero ? " padding=zero" : " padding=reflect";
    return text;
}

struct CqtPlan::Tables {
    explicit Tables(const CqtParameters &p)
        : parameters((p.validate(), p))
        , engine(p, cqtKernel())
    {
    }

    CqtParameters parameters;
    CqtEngine engine;
};

CqtPlan::CqtPlan(const CqtParameters &parameters)
    : m_tables(std::make_unique<Tables>(parameters))
{
}

CqtPlan::~CqtPlan() = default;
CqtPlan::CqtPlan(CqtPlan &&) noexcept = default;
CqtPlan &CqtPlan::operator=(CqtPlan &&) noexcept = default;

const CqtParameters &CqtPlan::parameters() const
{
    return m_tables->parameters;
}

std::string CqtPlan::route() const
{
    const int levels = m_tables->engine.levelCount();
    const std::string code = std::string(" (") + m_tables->engine.kernel().name + ")";
    return (levels > 1 ? "half-band pyramid of " + std::to_string(levels) + " levels" : "direct") + code;
}

std::vector<float> CqtPlan::magnitudes(std::span<const float> sound) const
{
    const std::int64_t frameCount = parameters().grid().framesIn(static_cast<std::int64_t>(sound.size()));
    std::vector<float> frames;
    frames.reserve(static_cast<std::size_t>(frameCount) * static_cast<std::size_t>(parameters().bins));
    CqtStream stream(*this);
    stream.push(sound, frames);
    stream.finish(frames);
    return frames;
}

/// Samples are numbered from the sound's first; the padding before it has negative numbers.
struct CqtStream::State {
    explicit State(const CqtPlan::Tables &tables)
        : parameters(tables.parameters)
        , engine(tables.engine)
        , margin(engine.margin())
        , reflect(parameters.padding == Padding::Reflect)
    {
        restart();
    }

    void restart()
    {
        engine.start(work);
        head.clear();
        received = 0;
        padded = !reflect;
        if (padded)
            std::fill_n(sound().append(margin), margin, 0.0f);
    }

    SampleWindow &sound() { return work.levels.front(); }

    void take(std::span<const float> samples, std::vector<float> &frames)
    {
        received += std::ssize(samples);
        if (!padded) {
            head.resize(head.size() + samples.size());
            copyCleaned(samples, head.data() + head.size() - samples.size());
            if (received <= margin)
                return;
            padFront();
        } else {
            copyCleaned(samples, sound().append(std::ssize(samples)));
        }
        engine.advance(work, history(), frames);
    }

    /// Nearly every sound is free of bad samples, and then copying is all there is to do.
    void copyCleaned(std::span<const float> samples, float *out) const
    {
        if (!engine.kernel().copy(samples.data(), out, samples.size(), kLoudest))
            std::transform(samples.begin(), samples.end(), out, cleaned);
    }

    /// Mirrors the sound's beginning, of which margin + 1 samples have come, or all there are.
    void padFront()
    {
        float *const padding = sound().append(margin);
        for (std::int64_t i = 0; i < margin; ++i)
            padding[i] = head[static_cast<std::size_t>(mirroredIndex(i - margin, received))];
        std::copy(head.begin(), head.end(), sound().append(std::ssize(head)));
        padded = true;
    }

    /// Puts the padding after the sound, as far as the last frame needs it.
    void finish(std::vector<float> &frames)
    {
        if (!padded && received > 0)
            padFront();
        const std::int64_t frameCount = parameters.grid().framesIn(received);
        if (work.nextFrame < frameCount) {
            const std::int64_t end = (frameCount - 1) * parameters.hop + margin + 1;
            const std::int64_t missing = end - sound().end();
            const std::int64_t first = sound().end();
            float *const padding = sound().append(missing);
            for (std::int64_t i = 0; i < missing; ++i)
                padding[i] = reflect ? *sound().at(mirroredIndex(first + i, received)) : 0.0f;
            engine.advance(work, history(), frames);
        }
        restart();
    }

    /// Samples to keep before the next frame's centre: enough to mirror the sound's end.
    std::int64_t history() const { return reflect ? margin + 2 : 0; }

    const CqtParameters &parameters;
    const CqtEngine &engine;
    const std::int64_t margin; ///< of padding on either side
    const bool reflect;
    CqtEngine::Work work;
    std::vector<float> head; ///< a sound to be mirrored, until enough of it is there
    std::int64_t received = 0;
    bool padded = false;
};

CqtStream::CqtStream(const CqtPlan &plan)
    : m_state(std::make_unique<State>(*plan.m_tables))
{
}

CqtStream::~CqtStream() = default;

void CqtStream::push(std::span<const float> samples, std::vector<float> &frames)
{
    while (!samples.empty()) {
        const std::size_t slice = std::min(samples.size(), kSlice);
        m_state->take(samples.first(slice), frames);
        samples = samples.subspan(slice);
    }
}

void CqtStream::finish(std::vector<float> &frames)
{
    m_state->finish(frames);
}

std::string cqtKernelName()
{
    return cqtKernel().name;
}

std::vector<std::string> cqtKernelNames()
{
    std::vector<std::string> names;
    for (const CqtKernel *kernel : cqtKernels())
        names.push_back(kernel->name);
    return names;
}

} // namespace retrograde
