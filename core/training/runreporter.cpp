#include "training/runreporter.h"

#include "base/text.h"

namespace retrograde {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kProgressInterval = std::chrono::milliseconds(100);
/// Doubts that begin with so many equal characters differ in their numbers only.
constexpr std::size_t kSameDoubt = 24;

} // namespace

RunReporter::RunReporter(Id run, const RunObserver &observer)
    : m_run(run)
    , m_observer(observer)
{
}

void RunReporter::emit(const RunEvent &event) const
{
    if (m_observer)
        m_observer(event);
}

void RunReporter::prepare(const std::string &stage, std::int64_t done, std::int64_t total)
{
    if (stage == m_stage && Clock::now() - m_reported < kProgressInterval && done < total)
        return;
    m_stage = stage;
    m_reported = Clock::now();
    emit(RunPreparing { m_run, stage, done, total });
}

StageProgress RunReporter::stages()
{
    return [this](const std::string &stage, std::int64_t done, std::int64_t total) { prepare(stage, done, total); };
}

std::function<void(std::int64_t, std::int64_t)> RunReporter::stage(const std::string &name)
{
    return [this, name](std::int64_t done, std::int64_t total) { prepare(name, done, total); };
}

void RunReporter::progress(
    const RunProgress &run, int epoch, const Tally &tally, std::int64_t validated, const Pace &pace, bool validating)
{
    if (Clock::now() - m_reported < kProgressInterval)
        return;
    m_reported = Clock::now();
    BatchProgress progress = run.at(epoch, tally.examples, validated);
    progress.runId = m_run;
    progress.loss = tally.loss();
    progress.accuracy = tally.accuracy();
    progress.clipsPerSecond = pace.rate();
    progress.validating = validating;
    emit(progress);
}

void RunReporter::warn(const std::vector<std::string> &doubts)
{
    for (const std::string &sentence : doubts) {
        if (m_told.insert(sentence.substr(0, kSameDoubt)).second)
            emit(RunWarning { m_run, sentence });
    }
}

std::string runSummary(
    const RunSpec &spec, const RunPlan &plan, const RunMusic &music, std::int64_t examples, std::int64_t validated)
{
    const auto tracks = [](std::int64_t number) { return counted(number, "track", "tracks"); };
    const auto side = [&](const Side &which, int artists) {
        std::string text = tracks(std::ssize(which.tracks));
        if (plan.byArtist)
            text += " by " + counted(artists, "known artist", "known artists");
        return text;
    };
    std::string text = side(music.training, plan.trainingArtists) + " to train on, "
        + side(music.validation, plan.validationArtists) + " held out, "
        + (plan.test.empty() ? "none" : tracks(std::ssize(plan.test))) + " kept for testing; "
        + counted(examples, "clip", "clips") + " an epoch, " + std::to_string(validated) + " to validate on; "
        + std::string(toString(spec.precision)) + " on "
        + (spec.device == ComputeDevice::Cuda ? "CUDA" : counted(spec.threads, "thread", "threads"));
    if (!music.leftOut.empty())
        text += "; " + tracks(std::ssize(music.leftOut)) + " left out";
    if (plan.copies > 0)
        text += "; " + counted(plan.copies, "copy", "copies") + " of other tracks left out";
    if (plan.shared > 0)
        text += "; " + tracks(plan.shared) + " not trained on, sharing an artist or sound with those held out";
    return text;
}

} // namespace retrograde
