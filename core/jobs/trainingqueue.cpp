#include "jobs/trainingqueue.h"

#include "base/problem.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace retrograde {

struct TrainingQueue::State {
    const Train train;
    const Problem problem;

    mutable std::mutex mutex; // guards the next four
    std::condition_variable changed;
    std::deque<Id> waiting;
    std::set<Id> paused; // waiting or current
    Id current = 0;
    RunControl *control = nullptr; // the current run's, on the thread's stack
    bool ending = false;

    std::thread thread; // last: it uses the others from its first moment

    State(Train trainRun, Problem report)
        : train(std::move(trainRun))
        , problem(std::move(report))
        , thread([this] { loop(); })
    {
    }

    ~State()
    {
        {
            const std::lock_guard lock(mutex);
            ending = true;
            waiting.clear();
            if (control)
                control->stop();
        }
        changed.notify_one();
        thread.join();
    }

    bool isWaiting(Id runId) const { return std::find(waiting.begin(), waiting.end(), runId) != waiting.end(); }

    void loop()
    {
        // Linux gives every thread its own niceness and the compute threads that this one will start inherit it, so
        // training leaves the window and the sound their share. Without the right to it, training is merely less
        // polite.
        setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);

        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return ending || !waiting.empty(); });
            if (ending)
                return;
            RunControl ownControl;
            control = &ownControl;
            current = waiting.front();
            waiting.pop_front();
            if (paused.contains(current))
                control->pause();
            lock.unlock();
            try {
                train(current, ownControl);
            } catch (...) {
                const Error error = errorOf(std::current_exception());
                if (problem)
                    problem(current, error.what());
            }
            lock.lock();
            control = nullptr;
            if (!isWaiting(current))
                paused.erase(current);
            current = 0;
        }
    }
};

TrainingQueue::TrainingQueue(Train train, Problem problem)
    : m_state(std::make_unique<State>(std::move(train), std::move(problem)))
{
}

TrainingQueue::~TrainingQueue() = default;

void TrainingQueue::enqueue(Id runId)
{
    {
        const std::lock_guard lock(m_state->mutex);
        const bool trainsOn = m_state->current == runId && !m_state->control->stopRequested();
        if (trainsOn || m_state->isWaiting(runId))
            return;
        m_state->paused.erase(runId);
        m_state->waiting.push_back(runId);
    }
    m_state->changed.notify_one();
}

bool TrainingQueue::stop(Id runId)
{
    const std::lock_guard lock(m_state->mutex);
    std::erase(m_state->waiting, runId);
    m_state->paused.erase(runId);
    if (m_state->current != runId || !m_state->control)
        return false;
    m_state->control->stop();
    return true;
}

void TrainingQueue::move(Id runId, int places)
{
    const std::lock_guard lock(m_state->mutex);
    std::deque<Id> &waiting = m_state->waiting;
    const auto found = std::find(waiting.begin(), waiting.end(), runId);
    if (found == waiting.end())
        return;
    const auto last = static_cast<std::ptrdiff_t>(waiting.size()) - 1;
    const auto place = std::clamp<std::ptrdiff_t>(found - waiting.begin() + places, 0, last);
    waiting.erase(found);
    waiting.insert(waiting.begin() + place, runId);
}

std::vector<Id> TrainingQueue::waiting() const
{
    const std::lock_guard lock(m_state->mutex);
    return { m_state->waiting.begin(), m_state->waiting.end() };
}

void TrainingQueue::setPaused(Id runId, bool paused)
{
    const std::lock_guard lock(m_state->mutex);
    const bool trains = m_state->current == runId && m_state->control;
    if (!trains && !m_state->isWaiting(runId))
        return;
    if (paused) {
        m_state->paused.insert(runId);
        if (trains)
            m_state->control->pause();
    } else {
        m_state->paused.erase(runId);
        if (trains)
            m_state->control->resume();
    }
}

bool TrainingQueue::isPaused(Id runId) const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->paused.contains(runId);
}

Id TrainingQueue::current() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->current;
}

bool TrainingQueue::isIdle() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->current == 0 && m_state->waiting.empty();
}

} // namespace retrograde
