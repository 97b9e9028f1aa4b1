#pragma once

#include "experiment/runevent.h"
#include "experiment/runplan.h"
#include "training/runmusic.h"
#include "training/runprogress.h"

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace retrograde {

/// Tells whoever observes a run how it gets on, and not more often than is of use. Of one thread, the training one.
class RunReporter {
public:
    /// @param observer may be empty; it outlives this object
    RunReporter(Id run, const RunObserver &observer);

    void emit(const RunEvent &event) const;
    /// What is done before there is anything to train: now and then, and when a stage begins or ends.
    void prepare(const std::string &stage, std::int64_t done, std::int64_t total);
    /// prepare(), to be handed on. Both must not outlive this object.
    StageProgress stages();
    std::function<void(std::int64_t done, std::int64_t total)> stage(const std::string &name);
    /// After a batch: at most ten times a second.
    void progress(const RunProgress &run, int epoch, const Tally &tally, std::int64_t validated, const Pace &pace,
        bool validating);
    /// What is odd about the run: each sentence once, whatever the numbers in it.
    void warn(const std::vector<std::string> &doubts);

private:
    const Id m_run;
    const RunObserver &m_observer;
    std::string m_stage; ///< that was told of last
    std::chrono::steady_clock::time_point m_reported;
    std::set<std::string> m_told; ///< beginnings of the doubts that were
};

/// "48 tracks by 12 known artists to train on, 16 tracks ... held out, ...": what a run is about to do.
/// @param examples of an epoch @param validated clips after each
std::string runSummary(
    const RunSpec &spec, const RunPlan &plan, const RunMusic &music, std::int64_t examples, std::int64_t validated);

} // namespace retrograde
