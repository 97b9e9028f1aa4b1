#include "training/prefetcher.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace retrograde {

namespace {

/// Batches that lie ready: enough to bridge a hiccup of the disk, few enough not to fill the memory.
constexpr std::size_t kAhead = 3;

} // namespace

struct Prefetcher::State {
    const Inputs &inputs;
    const Lesson &lesson;
    const std::vector<Example> &examples;
    const std::size_t batch;
    const bool training;
    std::size_t at; ///< used by the thread alone
    double waited = 0; ///< used by the taker alone

    std::mutex mutex; // guards the next four
    std::condition_variable changed;
    std::deque<Batch> ready;
    std::exception_ptr failure;
    bool ended = false;
    bool unwanted = false;

    std::thread thread; // last: it uses the others from its first moment

    State(const Inputs &source, const Lesson &ofLesson, const std::vector<Example> &list, std::size_t first,
        std::size_t size, bool isTraining)
        : inputs(source)
        , lesson(ofLesson)
        , examples(list)
        , batch(size)
        , training(isTraining)
        , at(first)
        , thread([this] { loop(); })
    {
    }

    ~State()
    {
        {
            const std::lock_guard lock(mutex);
            unwanted = true;
        }
        changed.notify_all();
        thread.join();
    }

    Batch make()
    {
        const std::span<const Example> part(examples.data() + at, std::min(batch, examples.size() - at));
        at += part.size();
        return { part, inputs.of(part), training ? lesson.targets(part) : lesson.validation().targets(part) };
    }

    void loop()
    {
        const std::size_t end
            = training ? std::min(batchesIn(examples.size(), batch) * batch, examples.size()) : examples.size();
        try {
            while (at < end) {
                Batch made = make();
                std::unique_lock lock(mutex);
                changed.wait(lock, [this] { return unwanted || ready.size() < kAhead; });
                if (unwanted)
                    return;
                ready.push_back(std::move(made));
                lock.unlock();
                changed.notify_all();
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            failure = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex);
            ended = true;
        }
        changed.notify_all();
    }
};

Prefetcher::Prefetcher(const Inputs &inputs, const Lesson &lesson, const std::vector<Example> &examples,
    std::size_t first, std::size_t batch, bool training)
    : m_state(std::make_unique<State>(inputs, lesson, examples, first, batch, training))
{
}

Prefetcher::~Prefetcher() = default;

std::optional<Batch> Prefetcher::next()
{
    const auto begin = std::chrono::steady_clock::now();
    std::unique_lock lock(m_state->mutex);
    m_state->changed.wait(lock, [this] { return !m_state->ready.empty() || m_state->ended; });
    m_state->waited += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (m_state->ready.empty()) {
        if (m_state->failure)
            std::rethrow_exception(m_state->failure);
        return {};
    }
    Batch batch = std::move(m_state->ready.front());
    m_state->ready.pop_front();
    lock.unlock();
    m_state->changed.notify_all();
    return batch;
}

double Prefetcher::waited() const
{
    return m_state->waited;
}

std::size_t batchesIn(std::size_t examples, std::size_t batch)
{
    const std::size_t whole = examples / batch;
    return whole + (examples % batch > 1 ? 1 : 0);
}

} // namespace retrograde
