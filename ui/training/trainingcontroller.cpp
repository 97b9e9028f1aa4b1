#include "ui/training/trainingcontroller.h"

#include "base/error.h"
#include "jobs/trainingqueue.h"
#include "learning/trainer.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QMetaObject>
#include <utility>

namespace retrograde {

TrainingController::TrainingController(QObject *parent)
    : QObject(parent)
{
}

TrainingController::~TrainingController() = default;

void TrainingController::setWorkspace(Workspace *workspace)
{
    m_queue.reset();
    ++m_generation;
    m_waiting.clear();
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
                    Q_EMIT problem(toQString(sentence));
                });
            });
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
    m_waiting.insert(runId);
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

void TrainingController::stop(Id runId)
{
    if (!m_queue)
        return;
    m_queue->stop(runId);
    if (m_waiting.erase(runId) > 0 && m_now.run && m_now.run->id == runId && m_queue->current() != runId) {
        // It was still in the queue, so nobody will tell that it ended.
        m_now = {};
        Q_EMIT nowChanged();
    } else if (m_now.run && m_now.run->id == runId && m_now.phase != TrainingNow::Phase::Idle) {
        setPhase(TrainingNow::Phase::Stopping);
    }
    Q_EMIT runsChanged();
}

void TrainingController::stopAll()
{
    for (const Id runId : std::set<Id>(m_waiting))
        stop(runId);
    if (m_now.run)
        stop(m_now.run->id);
}

void TrainingController::remove(Id runId)
{
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

void TrainingController::receive(const RunEvent &event)
{
    using Phase = TrainingNow::Phase;
    const Id runId = std::visit([](const auto &any) { return any.runId; }, event);
    m_waiting.erase(runId);

    if (const auto *finished = std::get_if<RunFinished>(&event)) {
        if (m_now.run && m_now.run->id == runId)
            m_now = {};
        Q_EMIT nowChanged();
        Q_EMIT runFinished(runId, finished->status, toQString(finished->reason));
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
