#include "training/prefetcher.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace retrograde {

namespace {

/// Batches that lie ready: enough to bridge a hiccup of the disk, few enough not to fill the memory.
constexpr std::size_t kAhead = 3;

} // namespace

struct Prefetcher::State {
    const Inputs &inputs;
    const TargetsOf targets;
    const std::size_t size;
    std::span<const Example> left; ///< used by the thread alone
    double waited = 0; ///< used by the taker alone

    std::mutex mutex; // guards the next four
    std::condition_variable changed;
    std::deque<Batch> ready;
    std::exception_ptr failure;
    bool ended = false;
    bool unwanted = false;

    std::thread thread; // last: it uses the others from its first moment

    State(const Inputs &source, TargetsOf wanted, std::span<const Example> crops, std::size_t ofBatch)
        : inputs(source)
        , targets(std::move(wanted))
        , size(ofBatch)
        , left(crops)
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
        const std::span<const Example> part = left.first(std::min(size, left.size()));
        left = left.subspan(part.size());
        return { part, inputs.of(part), targets ? targets(part) : Targets() };
    }

    void loop()
    {
        try {
            while (!left.empty()) {
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

Prefetcher::Prefetcher(const Inputs &inputs, TargetsOf targets, std::span<const Example> crops, std::size_t size)
    : m_state(std::make_unique<State>(inputs, std::move(targets), crops, size))
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

std::size_t examplesInBatches(std::size_t examples, std::size_t batch)
{
    return std::min(examples, batchesIn(examples, batch) * batch);
}

} // namespace retrograde
