#include "spectrum/cqt.h"

#include "base/error.h"
#include "spectrum/cqtengine.h"
#include "spectrum/framestream.h"

#include <charconv>
#include <cmath>

namespace retrograde {

namespace {

/// Goes up whenever values change by more than rounding.
constexpr std::string_view kVersion = "cqt/2";
constexpr double kLongestFilter = 1 << 24;
/// Of all filters together: 256 MiB of tables.
constexpr double kMostTaps = 1 << 26;

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
    std::string text(kVersion);
    text += " rate=" + std::to_string(sampleRate);
    text += " hop=" + std::to_string(hop);
    text += " fmin=" + std::string(lowest, end);
    text += " bins=" + std::to_string(bins);
    text += " per-octave=" + std::to_string(binsPerOctave);
    text += q == QRule::Modern ? " q=modern" : " q=classic";
    text += padding == Padding::Zero ? " padding=zero" : " padding=reflect";
    return text;
}

bool isCurrentFingerprint(std::string_view fingerprint)
{
    return fingerprint.starts_with(std::string(kVersion) + " ");
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
    const std::int64_t frames = parameters().grid().framesIn(std::ssize(sound));
    std::vector<float> cells(static_cast<std::size_t>(frames * parameters().bins));
    CqtStream(*this).transform(sound, Quantity::Magnitude, cells);
    return cells;
}

namespace {

/// The engine at work on one sound, for FrameStream.
class CqtFrames {
public:
    explicit CqtFrames(const CqtEngine &engine)
        : m_engine(engine)
    {
    }

    void start() { m_engine.start(m_work); }
    SampleWindow &sound() { return m_work.levels.front(); }
    std::int64_t margin() const { return m_engine.margin(); }
    std::int64_t bins() const { return m_engine.bins(); }
    std::int64_t nextFrame() const { return m_work.nextFrame; }
    std::int64_t ready() { return m_engine.ready(m_work); }
    void compute(std::int64_t frames, std::int64_t history, float *out)
    {
        m_engine.compute(m_work, frames, history, out);
    }

private:
    const CqtEngine &m_engine;
    CqtEngine::Work m_work;
};

} // namespace

class CqtStream::State : public FrameStream<CqtFrames> {
    using FrameStream::FrameStream;
};

CqtStream::CqtStream(const CqtPlan &plan)
    : m_state(std::make_unique<State>(CqtFrames(plan.m_tables->engine), plan.parameters().grid(),
        plan.parameters().padding, plan.m_tables->engine.kernel()))
{
}

CqtStream::~CqtStream() = default;

void CqtStream::push(std::span<const float> samples, std::vector<float> &frames)
{
    m_state->push(samples, frames);
}

void CqtStream::finish(std::vector<float> &frames)
{
    m_state->finish(frames);
}

void CqtStream::transform(std::span<const float> sound, Quantity quantity, std::span<float> out)
{
    m_state->transform(sound, quantity, out);
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
