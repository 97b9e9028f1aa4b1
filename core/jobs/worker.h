#pragma once

#include "base/runcontrol.h"

#include <functional>
#include <memory>

namespace retrograde {

/// One thread for short jobs of which only the newest matters: posting replaces what waits and stops what runs.
class LatestJob {
public:
    using Work = std::function<void(const RunControl &)>;

    LatestJob();
    /// Stops the job and waits for it.
    ~LatestJob();
    /// Thread-safe, returns at once. @p work must call control.check() often, and reports its own failures (see
    /// errorOf()); what it throws all the same is dropped when it was superseded, and else becomes a line of the log.
    void post(Work work);
    void cancel();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// One thread for long jobs, one after the other (imports, features, the demo library).
class JobQueue {
public:
    using Work = std::function<void(RunControl &)>;

    JobQueue();
    /// Stops the current job, drops the waiting ones, waits for the thread.
    ~JobQueue();
    /// As LatestJob::post().
    void enqueue(Work work);
    /// Stops the current job and drops the waiting ones.
    void cancelAll();
    bool isIdle() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retrograde
