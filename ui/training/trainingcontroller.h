#pragma once

#include "experiment/runevent.h"
#include "experiment/runspec.h"
#include "library/workspace.h"

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace retrograde {

class TrainingQueue;

/// What the training thread is doing, as far as the GUI has heard.
struct TrainingNow {
    enum class Phase { Idle, Starting, Preparing, Training, Paused, Stopping };

    Phase phase = Phase::Idle;
    std::optional<Run> run; ///< as stored when the phase last changed; set unless idle
    RunPreparing preparing; ///< while Preparing
    std::optional<BatchProgress> progress; ///< the newest of this run
    std::vector<BatchProgress> steps; ///< those of this run since it was taken up, thinned out where there are many
};

/// What is being done with a run, as a user sees it.
enum class RunActivity {
    None, ///< nothing: its status says all
    NotStarted, ///< it was made and is in nobody's queue
    Waiting,
    Training,
    Paused,
    Stopping,
    WaitsElsewhere, ///< in another window or on the command line
    TrainsElsewhere,
};

/// Starts, pauses and stops runs, and brings what the training thread tells into the GUI thread.
///
/// Threads: the object lives in the GUI thread. The queue's thread only posts events to it, which are delivered one
/// after the other, in order.
///
/// Other processes may train runs of the same workspace: once a second it is looked what became of them.
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
    /// @throws Error Conflict when another process has it in hand
    void resume(Id runId);
    /// The run that trains.
    void setPaused(bool paused);
    /// A waiting run so many places earlier (negative) or later.
    void move(Id runId, int places);
    /// The run that trains, or one that waits.
    void stop(Id runId);
    void stopAll();
    /// Takes it out of the queue first when it waits there. @throws Error Conflict while it trains, or when another
    /// process has it in hand, NotFound
    void remove(Id runId);

    const TrainingNow &now() const { return m_now; }
    bool isWaiting(Id runId) const { return m_waiting.count(runId) > 0; }
    RunActivity activity(const Run &run) const;
    /// Those that wait here, the next one first.
    std::vector<Id> waiting() const;
    /// The run that another process trains; nothing when there is none.
    std::optional<Run> elsewhere() const;
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
    void lookElsewhere();
    void receive(const RunEvent &event);
    void setPhase(TrainingNow::Phase phase);
    void takeUp(Id runId);
    void addStep(const BatchProgress &progress);

    Workspace *m_workspace = nullptr;
    /// Counts the workspaces, so that events of a closed one are told apart.
    int m_generation = 0;
    TrainingNow m_now;
    /// Those in the queue, each with what tells other processes so.
    std::map<Id, std::unique_ptr<WaitingMark>> m_waiting;
    std::map<Id, RunHold> m_elsewhere; ///< what other processes have in hand
    std::vector<Run> m_known; ///< the runs as they were when last looked at
    QTimer *m_watch = nullptr;
    std::unique_ptr<TrainingQueue> m_queue;
};

} // namespace retrograde
