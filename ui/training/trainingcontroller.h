#pragma once

#include "experiment/runevent.h"
#include "experiment/runspec.h"
#include "library/workspace.h"

#include <QObject>
#include <memory>
#include <optional>
#include <set>

namespace retrograde {

class TrainingQueue;

/// What the training thread is doing, as far as the GUI has heard.
struct TrainingNow {
    enum class Phase { Idle, Starting, Preparing, Training, Paused, Stopping };

    Phase phase = Phase::Idle;
    std::optional<Run> run; ///< as stored when the phase last changed; set unless idle
    RunPreparing preparing; ///< while Preparing
    std::optional<BatchProgress> progress; ///< the newest of this run
};

/// Starts, pauses and stops runs, and brings what the training thread tells into the GUI thread.
///
/// Threads: the object lives in the GUI thread. The queue's thread only posts events to it, which are delivered one
/// after the other, in order.
class TrainingController : public QObject {
    Q_OBJECT

public:
    explicit TrainingController(QObject *parent = nullptr);
    /// Waits for the run that trains to stop, at most about one batch.
    ~TrainingController() override;

    /// Null closes the old one; waits as the destructor does, so stop everything first and wait for isIdle().
    void setWorkspace(Workspace *workspace);

    /// @throws Error as createRun()
    Id start(const RunSpec &spec);
    void resume(Id runId);
    void setPaused(bool paused);
    /// The run that trains, or one that waits.
    void stop(Id runId);
    void stopAll();
    /// @throws Error Conflict while it trains, NotFound
    void remove(Id runId);

    const TrainingNow &now() const { return m_now; }
    bool isWaiting(Id runId) const { return m_waiting.count(runId) > 0; }
    /// True when the training thread has nothing to do any more.
    bool isIdle() const;

Q_SIGNALS:
    /// now() changed.
    void nowChanged();
    /// A run was added or its row changed.
    void runsChanged();
    void epochCompleted(retrograde::Id runId, const retrograde::Epoch &epoch);
    void runFinished(retrograde::Id runId, retrograde::RunStatus status, const QString &reason);
    /// One sentence.
    void problem(const QString &sentence);

private:
    void enqueue(Id runId);
    void receive(const RunEvent &event);
    void setPhase(TrainingNow::Phase phase);
    void takeUp(Id runId);

    Workspace *m_workspace = nullptr;
    /// Counts the workspaces, so that events of a closed one are told apart.
    int m_generation = 0;
    TrainingNow m_now;
    std::set<Id> m_waiting;
    std::unique_ptr<TrainingQueue> m_queue;
};

} // namespace retrograde
