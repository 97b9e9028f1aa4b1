#include "spectrum/stft.h"

#include "base/error.h"
#include "base/paths.h"
#include "spectrum/framestream.h"
#include "spectrum/realfft.h"

#include <array>
#include <cmath>
#include <numbers>

namespace retrograde {

namespace {

constexpr int kLongest = 1 << 22;

void require(bool holds, const char *cause)
{
    if (!holds)
        throw Error(ErrorCode::InvalidArgument, cause);
}

/// The window as a sum of cosines: w(m) = sum_i a[i] cos(2 pi i m / N).
std::array<double, 4> cosines(Window window)
{
    switch (window) {
    case Window::Rectangular:
        return { 1 };
    case Window::Hann:
        return { 0.5, 0.5 };
    case Window::Hamming:
        return { 0.54, 0.46 };
    case Window::Blackman:
        return { 0.42, 0.5, 0.08 };
    case Window::BlackmanHarris:
        return { 0.35875, 0.48829, 0.14128, 0.01168 };
    }
    throw Error(ErrorCode::InvalidArgument, "there is no such window");
}

} // namespace

void StftParameters::validate() const
{
    require(sampleRate >= 1000 && sampleRate <= 768000, "the sample rate must lie between 1,000 and 768,000 Hz");
    require(hop >= 1, "the hop must be at least 1 sample");
    require(windowLength >= 2 && windowLength <= kLongest, "the window must be 2 to 4,194,304 samples long");
    require(fftLength >= windowLength && fftLength <= kLongest,
        "the FFT must be at least as long as the window, and at most 4,194,304 samples");
}

std::filesystem::path defaultWisdomFile()
{
    return userCacheFolder() / "fftw-wisdom";
}

struct StftPlan::Tables {
    Tables(const StftParameters &p, const std::filesystem::path &wisdomFile)
        : parameters((p.validate(), p))
        , kernel(cqtKernel())
        , before(p.windowLength / 2)
        , fft(p.fftLength, wisdomFile)
    {
        const std::array<double, 4> terms = cosines(p.window);
        for (std::int64_t m = -before; m < p.windowLength - before; ++m) {
            double weight = 0;
            for (std::size_t i = 0; i < terms.size(); ++i)
                weight += terms[i]
                    * std::cos(2 * std::numbers::pi * static_cast<double>(i) * static_cast<double>(m) / p.windowLength);
            weights.push_back(static_cast<float>(weight));
            windowSum += weight;
        }
    }

    StftParameters parameters;
    const CqtKernel &kernel;
    std::int64_t before; ///< samples of the window before its centre
    AlignedVector<float> weights;
    double windowSum = 0;
    RealFft fft;
};

namespace {

/// The transform at work on one sound, for FrameStream.
template<typename Tables> class StftFrames {
public:
    explicit StftFrames(const Tables &tables)
        : m_tables(tables)
        , m_frame(static_cast<std::size_t>(tables.parameters.fftLength), 0.0f)
        , m_spectrum(2 * static_cast<std::size_t>(tables.parameters.bins()))
    {
    }

    void start() { m_nextFrame = 0; }
    SampleWindow &sound() { return m_sound; }
    std::int64_t margin() const { return m_tables.before; }
    std::int64_t bins() const { return m_tables.parameters.bins(); }
    std::int64_t nextFrame() const { return m_nextFrame; }

    std::int64_t ready() const
    {
        const std::int64_t lastCentre = m_sound.end() - (m_tables.parameters.windowLength - m_tables.before);
        return lastCentre < 0 ? 0 : std::max<std::int64_t>(0, lastCentre / hop() + 1 - m_nextFrame);
    }

    void compute(std::int64_t frames, std::int64_t history, float *out)
    {
        const auto binCount = static_cast<std::size_t>(bins());
        for (std::int64_t i = 0; i < frames; ++i, ++m_nextFrame, out += binCount) {
            // Where the window's centre stands in the FFT turns phases only.
            const float *const samples = m_sound.at(m_nextFrame * hop() - m_tables.before);
            const AlignedVector<float> &weights = m_tables.weights;
            for (std::size_t m = 0; m < weights.size(); ++m)
                m_frame[m] = samples[m] * weights[m];
            // The transform may have left anything in what is to be zero.
            std::fill(m_frame.begin() + std::ssize(weights), m_frame.end(), 0.0f);
            m_tables.fft.transform(m_frame.data(), m_spectrum.data());
            m_tables.kernel.magnitudes(m_spectrum.data(), out, binCount);
        }
        m_sound.dropBefore(m_nextFrame * hop() - std::max(m_tables.before, history));
    }

private:
    std::int64_t hop() const { return m_tables.parameters.hop; }

    const Tables &m_tables;
    SampleWindow m_sound;
    AlignedVector<float> m_frame;
    AlignedVector<float> m_spectrum;
    std::int64_t m_nextFrame = 0;
};

} // namespace

StftPlan::StftPlan(const StftParameters &parameters, const std::filesystem::path &wisdomFile)
    : m_tables(std::make_unique<Tables>(parameters, wisdomFile))
{
}

StftPlan::~StftPlan() = default;
StftPlan::StftPlan(StftPlan &&) noexcept = default;
StftPlan &StftPlan::operator=(StftPlan &&) noexcept = default;

const StftParameters &StftPlan::parameters() const
{
    return m_tables->parameters;
}

double StftPlan::windowSum() const
{
    return m_tables->windowSum;
}

std::string StftPlan::route() const
{
    return "FFT of " + std::to_string(parameters().fftLength) + " points (FFTW)";
}

std::vector<float> StftPlan::magnitudes(std::span<const float> sound) const
{
    const std::int64_t frames = parameters().grid().framesIn(std::ssize(sound));
    std::vector<float> cells(static_cast<std::size_t>(frames * parameters().bins()));
    StftStream(*this).transform(sound, Quantity::Magnitude, cells);
    return cells;
}

class StftStream::State : public FrameStream<StftFrames<StftPlan::Tables>> {
    using FrameStream::FrameStream;
};

StftStream::StftStream(const StftPlan &plan)
    : m_state(std::make_unique<State>(StftFrames<StftPlan::Tables>(*plan.m_tables), plan.parameters().grid(),
        plan.parameters().padding, plan.m_tables->kernel))
{
}

StftStream::~StftStream() = default;

void StftStream::push(std::span<const float> samples, std::vector<float> &frames)
{
    m_state->push(samples, frames);
}

void StftStream::finish(std::vector<float> &frames)
{
    m_state->finish(frames);
}

void StftStream::transform(std::span<const float> sound, Quantity quantity, std::span<float> out)
{
    m_state->transform(sound, quantity, out);
}

} // namespace retrograde
