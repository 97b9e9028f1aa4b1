#include "ui/training/trainingcontroller.h"

#include "base/error.h"
#include "jobs/trainingqueue.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/base/corewords.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QMetaObject>
#include <QTimer>
#include <algorithm>
#include <utility>

namespace retrograde {

namespace {

constexpr int kWatchMilliseconds = 1000;
constexpr std::size_t kMostSteps = 4000;

/// Whether what a list of runs shows of them differs.
bool differ(const std::vector<Run> &some, const std::vector<Run> &others)
{
    return !std::equal(some.begin(), some.end(), others.begin(), others.end(), [](const Run &one, const Run &other) {
        return one.id == other.id && one.status == other.status && one.epochsDone == other.epochsDone
            && one.bestEpoch == other.bestEpoch;
    });
}

} // namespace

TrainingController::TrainingController(QObject *parent)
    : QObject(parent)
    , m_watch(new QTimer(this))
{
    m_watch->setInterval(kWatchMilliseconds);
    connect(m_watch, &QTimer::timeout, this, &TrainingController::lookElsewhere);
}

TrainingController::~TrainingController() = default;

void TrainingController::setWorkspace(Workspace *workspace)
{
    m_queue.reset();
    ++m_generation;
    m_waiting.clear();
    m_elsewhere.clear();
    m_known.clear();
    m_watch->stop();
    m_now = {};
    m_workspace = workspace;
    if (workspace) {
        const auto deliver = [this, generation = m_generation](auto action) {
            QMetaObject::invokeMethod(
                this,
                [this, generation, action = std::move(action)] {
                    if (generation == m_generation)
                        action();
                },
                Qt::QueuedConnection);
        };
        m_queue = std::make_unique<TrainingQueue>(
            [this, deliver, folder = workspace->folder()](Id runId, RunControl &control) {
                trainRun(
                    folder, runId,
                    [this, deliver](const RunEvent &event) { deliver([this, event] { receive(event); }); }, control);
            },
            [this, deliver](Id runId, const std::string &sentence) {
                deliver([this, runId, sentence] {
                    receive(RunFinished { runId, RunStatus::Failed, sentence });
                    Q_EMIT problem(coreText(sentence));
                });
            });
    }
    if (workspace) {
        m_watch->start();
        lookElsewhere();
    }
    Q_EMIT nowChanged();
    Q_EMIT runsChanged();
}

Id TrainingController::start(const RunSpec &spec)
{
    const Id runId = createRun(*m_workspace, spec);
    enqueue(runId);
    return runId;
}

void TrainingController::resume(Id runId)
{
    enqueue(runId);
}

void TrainingController::enqueue(Id runId)
{
    if (isWaiting(runId))
        return;
    if (m_queue->current() != runId && m_workspace->hold(runId) == RunHold::Training)
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " is being trained in another window");
    m_waiting.emplace(runId, std::make_unique<WaitingMark>(*m_workspace, runId));
    m_queue->enqueue(runId);
    if (m_now.phase == TrainingNow::Phase::Idle)
        takeUp(runId);
    Q_EMIT runsChanged();
}

void TrainingController::setPaused(bool paused)
{
    using Phase = TrainingNow::Phase;
    if (!m_now.run || m_now.phase == Phase::Idle || m_now.phase == Phase::Stopping)
        return;
    m_queue->setPaused(m_now.run->id, paused);
    setPhase(paused ? Phase::Paused : Phase::Training);
}

void TrainingController::move(Id runId, int places)
{
    if (!m_queue)
        return;
    m_queue->move(runId, places);
    Q_EMIT runsChanged();
}

std::vector<Id> TrainingController::waiting() const
{
    return m_queue ? m_queue->waiting() : std::vector<Id>();
}

std::optional<Run> TrainingController::elsewhere() const
{
    for (const Run &run : m_known) {
        const auto held = m_elsewhere.find(run.id);
        if (held != m_elsewhere.end() && held->second == RunHold::Training)
            return run;
    }
    return {};
}

RunActivity TrainingController::activity(const Run &run) const
{
    using Phase = TrainingNow::Phase;
    if (m_now.run && m_now.run->id == run.id && m_now.phase != Phase::Idle) {
        if (m_now.phase == Phase::Stopping)
            return RunActivity::Stopping;
        return m_now.phase == Phase::Paused ? RunActivity::Paused : RunActivity::Training;
    }
    if (isWaiting(run.id))
        return RunActivity::Waiting;
    if (const auto held = m_elsewhere.find(run.id); held != m_elsewhere.end())
        return held->second == RunHold::Training ? RunActivity::TrainsElsewhere : RunActivity::WaitsElsewhere;
    return run.status == RunStatus::Queued ? RunActivity::NotStarted : RunActivity::None;
}

/// What other processes do with this workspace's runs, who tell nobody.
void TrainingController::lookElsewhere()
{
    std::vector<Run> runs;
    std::map<Id, RunHold> held;
    try {
        m_workspace->recoverRuns(); // of a process that was killed meanwhile
        runs = m_workspace->runs();
        for (const Run &run : runs) {
            const bool ours = isWaiting(run.id) || m_queue->current() == run.id;
            if (ours || (run.status == RunStatus::Completed && run.epochsDone >= run.epochsPlanned))
                continue;
            if (const RunHold hold = m_workspace->hold(run.id); hold != RunHold::Nobody)
                held.emplace(run.id, hold);
        }
    } catch (const Error &) {
        return; // whoever uses the workspace next hears of it
    }
    const bool changed = held != m_elsewhere || differ(runs, m_known);
    m_elsewhere = std::move(held);
    m_known = std::move(runs);
    if (!changed)
        return;
    Q_EMIT runsChanged();
    Q_EMIT nowChanged();
}

void TrainingController::stop(Id runId)
{
    if (!m_queue)
        return;
    const bool begun = m_queue->stop(runId);
    m_waiting.erase(runId);
    if (m_now.run && m_now.run->id == runId) {
        if (begun)
            m_now.phase = TrainingNow::Phase::Stopping; // until its end is told
        else
            m_now = {};
        Q_EMIT nowChanged();
    }
    Q_EMIT runsChanged();
}

void TrainingController::stopAll()
{
    for (const Id runId : waiting())
        stop(runId);
    if (m_now.run)
        stop(m_now.run->id);
}

void TrainingController::remove(Id runId)
{
    if (isWaiting(runId))
        stop(runId);
    m_workspace->deleteRun(runId);
    Q_EMIT runsChanged();
}

bool TrainingController::isIdle() const
{
    return !m_queue || m_queue->isIdle();
}

void TrainingController::setPhase(TrainingNow::Phase phase)
{
    m_now.phase = phase;
    Q_EMIT nowChanged();
}

void TrainingController::takeUp(Id runId)
{
    m_now = {};
    m_now.phase = TrainingNow::Phase::Starting;
    try {
        m_now.run = m_workspace->run(runId);
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    if (!m_now.run) {
        m_now.run.emplace();
        m_now.run->id = runId;
    }
    Q_EMIT nowChanged();
}

void TrainingController::addStep(const BatchProgress &progress)
{
    if (progress.validating || progress.clipsDone == 0)
        return;
    m_now.steps.push_back(progress);
    if (m_now.steps.size() < kMostSteps)
        return;
    // Every other one is enough for a line of the same shape.
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_now.steps.size(); i += 2)
        m_now.steps[kept++] = m_now.steps[i];
    m_now.steps.resize(kept);
}

void TrainingController::receive(const RunEvent &event)
{
    using Phase = TrainingNow::Phase;
    const Id runId = std::visit([](const auto &any) { return any.runId; }, event);
    // One that was stopped and resumed waits again while the end of its first part is told.
    const std::vector<Id> stillWaiting = waiting();
    if (std::find(stillWaiting.begin(), stillWaiting.end(), runId) == stillWaiting.end())
        m_waiting.erase(runId);

    if (const auto *finished = std::get_if<RunFinished>(&event)) {
        if (m_now.run && m_now.run->id == runId)
            m_now = {};
        Q_EMIT nowChanged();
        Q_EMIT runFinished(runId, finished->status, coreText(finished->reason));
        Q_EMIT runsChanged();
        return;
    }

    if (!m_now.run || m_now.run->id != runId)
        takeUp(runId);
    // What the user asked for is shown at once and stays shown, though a batch may still be under way.
    const bool held = m_now.phase == Phase::Stopping || m_now.phase == Phase::Paused;
    if (std::holds_alternative<RunStarted>(event)) {
        setPhase(held ? m_now.phase : Phase::Training);
        Q_EMIT runsChanged();
    } else if (const auto *preparing = std::get_if<RunPreparing>(&event)) {
        m_now.preparing = *preparing;
        setPhase(held ? m_now.phase : Phase::Preparing);
    } else if (const auto *progress = std::get_if<BatchProgress>(&event)) {
        m_now.progress = *progress;
        addStep(*progress);
        setPhase(held ? m_now.phase : Phase::Training);
    } else if (const auto *paused = std::get_if<RunPaused>(&event)) {
        if (m_now.phase != Phase::Stopping)
            setPhase(paused->paused ? Phase::Paused : Phase::Training);
    } else if (const auto *completed = std::get_if<EpochCompleted>(&event)) {
        Q_EMIT epochCompleted(runId, completed->epoch);
        Q_EMIT runsChanged();
    }
}

} // namespace retrograde
