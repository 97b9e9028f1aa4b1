#include "jobs/worker.h"

#include "base/problem.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace retrograde {

namespace {

/// A thread that takes jobs from a queue.
class Worker {
public:
    using Work = std::function<void(RunControl &)>;

    Worker()
        : m_thread([this] { loop(); })
    {
    }

    ~Worker()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ending = true;
            clear();
        }
        m_changed.notify_one();
        m_thread.join();
    }

    /// @param replacing stops the current job and drops the waiting ones first
    void post(Work work, bool replacing)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (replacing)
                clear();
            m_waiting.push_back(std::move(work));
        }
        m_changed.notify_one();
    }

    void cancelAll()
    {
        const std::lock_guard lock(m_mutex);
        clear();
    }

    bool isIdle() const
    {
        const std::lock_guard lock(m_mutex);
        return !m_current && m_waiting.empty();
    }

private:
    void clear()
    {
        m_waiting.clear();
        if (m_current)
            m_current->stop();
    }

    void loop()
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            if (m_ending)
                return;
            RunControl control;
            m_current = &control;
            Work work = std::move(m_waiting.front());
            m_waiting.pop_front();
            lock.unlock();
            try {
                work(control);
            } catch (...) {
                // Most often Cancelled. Anything thrown by a job that nobody stopped is a mistake in the job, which
                // must not take with it what the program's other threads are at: a training, perhaps.
                if (!control.stopRequested())
                    logProblem("a job has failed: " + sentenceOf(std::current_exception()));
            }
            // What the job holds is released by this thread, and before the queue says that it is idle.
            work = nullptr;
            lock.lock();
            m_current = nullptr;
        }
    }

    mutable std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    std::deque<Work> m_waiting;
    RunControl *m_current = nullptr; // of the running job, on its thread's stack
    bool m_ending = false;
    std::thread m_thread; // last: it uses the others from its first moment
};

} // namespace

struct LatestJob::State {
    Worker worker;
};

LatestJob::LatestJob()
    : m_state(std::make_unique<State>())
{
}

LatestJob::~LatestJob() = default;

void LatestJob::post(Work work)
{
    m_state->worker.post(std::move(work), true);
}

void LatestJob::cancel()
{
    m_state->worker.cancelAll();
}

struct JobQueue::State {
    Worker worker;
};

JobQueue::JobQueue()
    : m_state(std::make_unique<State>())
{
}

JobQueue::~JobQueue() = default;

void JobQueue::enqueue(Work work)
{
    m_state->worker.post(std::move(work), false);
}

void JobQueue::cancelAll()
{
    m_state->worker.cancelAll();
}

bool JobQueue::isIdle() const
{
    return m_state->worker.isIdle();
}

} // namespace retrograde
