#pragma once

#include "base/runcontrol.h"
#include "library/records.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace retrograde {

/// One long-lived thread that trains one run after the other, at lower priority than the rest of the program.
/// All functions are thread-safe and return at once unless said otherwise.
class TrainingQueue {
public:
    /// Trains one run to its end; called on the training thread, must obey the control. The programs pass trainRun();
    /// what it throws ends that run only and is handed to @ref Problem.
    using Train = std::function<void(Id runId, RunControl &control)>;
    /// Called on the training thread when a run could not even be started (somebody else trains it, database gone).
    using Problem = std::function<void(Id runId, const std::string &sentence)>;

    explicit TrainingQueue(Train train, Problem problem = {});
    /// Stops the current run, forgets the queue, waits for the thread (at most about one batch).
    ~TrainingQueue();

    void enqueue(Id runId);
    /// Takes a waiting run out of the queue, or stops it if it is the one that trains.
    /// @return whether it had begun, so that its end is told by who trains it. Nobody tells of one that only waited.
    bool stop(Id runId);
    /// Puts a waiting run so many places earlier (negative) or later, as far as there are any.
    void move(Id runId, int places);
    /// Those that wait, the next one first.
    std::vector<Id> waiting() const;
    void setPaused(Id runId, bool paused);
    bool isPaused(Id runId) const;
    /// 0 when nothing trains.
    Id current() const;
    bool isIdle() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retrograde
