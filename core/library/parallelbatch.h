#pragma once

#include "base/error.h"
#include "base/runcontrol.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace retrograde {

/// Many files at once, one after the other per thread, with what comes of them taken care of by the thread that calls.
///
/// @p work(index, check) runs on one of @p threads threads (0 = as many as there are cores) for each index below
/// @p count; it calls check() a few times a second, which throws Cancelled when it is to end. @p consume(results,
/// newest) runs on the calling thread at least ten times a second, with what was finished since and the index begun
/// last. When the control stops the batch, results that are there are still consumed; then Cancelled is thrown. What
/// work or consume throws otherwise ends the batch too.
template<typename Result>
void runParallelBatch(std::size_t count, int threads, const RunControl &control,
    const std::function<Result(std::size_t index, const std::function<void()> &check)> &work,
    const std::function<void(std::vector<Result> results, std::size_t newest)> &consume)
{
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Result> finished; // these four under the mutex
    std::size_t finishedCount = 0;
    std::size_t next = 0;
    std::exception_ptr failure;
    std::atomic<bool> ending { false };

    const auto check = [&] {
        if (ending)
            throw Error(ErrorCode::Cancelled, "cancelled");
        control.check();
    };
    const auto workThrough = [&] {
        for (;;) {
            std::size_t index = 0;
            {
                const std::lock_guard lock(mutex);
                if (next == count || ending)
                    return;
                index = next++;
            }
            try {
                check();
                Result result = work(index, check);
                const std::lock_guard lock(mutex);
                finished.push_back(std::move(result));
                ++finishedCount;
            } catch (...) {
                const std::lock_guard lock(mutex);
                ending = true;
                if (!failure)
                    failure = std::current_exception();
            }
            changed.notify_one();
        }
    };

    std::vector<std::jthread> pool;
    {
        // However this block is left, the threads are told before they are waited for.
        struct End {
            std::vector<std::jthread> &threads;
            std::atomic<bool> &ending;
            ~End()
            {
                ending = true;
                threads.clear();
            }
        };
        const End end { pool, ending };
        const std::size_t wanted
            = threads > 0 ? static_cast<std::size_t>(threads) : std::thread::hardware_concurrency();
        while (pool.size() < std::min(std::max<std::size_t>(wanted, 1), count))
            pool.emplace_back(workThrough);
        for (bool done = count == 0; !done;) {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return !finished.empty() || failure; });
            done = finishedCount == count || failure;
            std::vector<Result> results = std::exchange(finished, {});
            const std::size_t newest = next ? next - 1 : 0;
            lock.unlock();
            consume(std::move(results), newest);
        }
    }
    if (failure) {
        consume(std::move(finished), next - 1);
        std::rethrow_exception(failure);
    }
}

} // namespace retrograde
