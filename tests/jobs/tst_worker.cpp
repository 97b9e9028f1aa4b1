#include "base/error.h"
#include "jobs/worker.h"

#include <QTest>
#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace retrograde;

namespace {

/// Numbers noted by jobs.
class Notes {
public:
    void add(int number)
    {
        const std::lock_guard lock(m_mutex);
        m_numbers.push_back(number);
    }
    std::vector<int> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_numbers;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<int> m_numbers;
};

/// Goes on until it is stopped, as long work does: by a throw out of check().
void workUntilStopped(const RunControl &control)
{
    for (;;) {
        control.check();
        std::this_thread::yield();
    }
}

void waitUntilIdle(const JobQueue &queue)
{
    while (!queue.isIdle())
        std::this_thread::yield();
}

} // namespace

class TestWorker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLatestJobWins()
    {
        Notes notes;
        std::binary_semaphore began { 0 };
        std::binary_semaphore mayEnd { 0 };
        std::binary_semaphore done { 0 };
        LatestJob job;
        job.post([&](const RunControl &control) {
            began.release();
            mayEnd.acquire();
            notes.add(control.stopRequested() ? -1 : 1);
        });
        began.acquire();
        for (int number = 2; number < 50; ++number)
            job.post([&, number](const RunControl &) { notes.add(number); });
        job.post([&](const RunControl &control) {
            notes.add(control.stopRequested() ? -50 : 50);
            done.release();
        });
        mayEnd.release();
        done.acquire();
        // The first was told to stop, those between never ran, the last ran undisturbed.
        QCOMPARE(notes.all(), (std::vector<int> { -1, 50 }));
    }

    void aSupersededJobMayThrow()
    {
        std::binary_semaphore began { 0 };
        std::binary_semaphore done { 0 };
        LatestJob job;
        job.post([&](const RunControl &control) {
            began.release();
            workUntilStopped(control);
        });
        began.acquire();
        job.post([&](const RunControl &) { done.release(); });
        done.acquire();
    }

    void cancellingStopsWithoutASuccessor()
    {
        std::binary_semaphore began { 0 };
        std::binary_semaphore ended { 0 };
        LatestJob job;
        job.post([&](const RunControl &control) {
            began.release();
            try {
                workUntilStopped(control);
            } catch (const Error &error) {
                if (error.code() == ErrorCode::Cancelled)
                    ended.release();
                throw;
            }
        });
        began.acquire();
        job.cancel();
        ended.acquire();
        job.post([&](const RunControl &control) {
            if (!control.stopRequested())
                ended.release();
        });
        ended.acquire(); // a later job is not touched by an earlier cancel
    }

    void whateverAJobThrowsTheNextOneRuns()
    {
        Notes notes;
        JobQueue queue;
        queue.enqueue(
            [](RunControl &) { throw std::runtime_error("[json.exception.type_error.302] type must be number"); });
        queue.enqueue([](RunControl &) { throw Error(ErrorCode::Io, "the disk is full"); });
        queue.enqueue([](RunControl &) { throw std::bad_alloc(); });
        queue.enqueue([](RunControl &) { throw 7; });
        queue.enqueue([&](RunControl &) { notes.add(1); });
        waitUntilIdle(queue);
        QCOMPARE(notes.all(), (std::vector<int> { 1 }));

        std::binary_semaphore done { 0 };
        LatestJob job;
        job.post([&](const RunControl &) {
            done.release();
            throw 7;
        });
        done.acquire();
        job.post([&](const RunControl &) { done.release(); });
        done.acquire();
    }

    void leavingWaitsForTheJob()
    {
        std::binary_semaphore began { 0 };
        bool ended = false;
        {
            LatestJob job;
            job.post([&](const RunControl &control) {
                began.release();
                while (!control.stopRequested())
                    std::this_thread::yield();
                ended = true;
            });
            began.acquire();
        }
        QVERIFY(ended);
    }

    void queuedJobsRunInOrder()
    {
        Notes notes;
        JobQueue queue;
        QVERIFY(queue.isIdle());
        std::vector<int> expected;
        for (int number = 0; number < 100; ++number) {
            queue.enqueue([&notes, number](RunControl &) { notes.add(number); });
            expected.push_back(number);
        }
        waitUntilIdle(queue);
        QCOMPARE(notes.all(), expected);
    }

    void cancellingAllStopsOneAndDropsTheOthers()
    {
        Notes notes;
        std::binary_semaphore began { 0 };
        JobQueue queue;
        queue.enqueue([&](RunControl &control) {
            began.release();
            workUntilStopped(control);
        });
        queue.enqueue([&](RunControl &) { notes.add(2); });
        began.acquire();
        QVERIFY(!queue.isIdle());
        queue.cancelAll();
        queue.enqueue([&](RunControl &) { notes.add(3); });
        waitUntilIdle(queue);
        QCOMPARE(notes.all(), std::vector<int> { 3 });
    }

    void leavingDropsWhatWaits()
    {
        Notes notes;
        std::binary_semaphore began { 0 };
        {
            JobQueue queue;
            queue.enqueue([&](RunControl &control) {
                began.release();
                workUntilStopped(control);
            });
            queue.enqueue([&](RunControl &) { notes.add(2); });
            began.acquire();
        }
        QVERIFY(notes.all().empty());
    }

    void whatAJobHoldsIsReleasedWhenItIsDone()
    {
        const auto held = std::make_shared<int>(1);
        JobQueue queue;
        queue.enqueue([held](RunControl &) {});
        waitUntilIdle(queue);
        QCOMPARE(held.use_count(), 1L);
    }

    void manyHandsAtOnce()
    {
        std::atomic<int> finished { 0 };
        JobQueue queue;
        LatestJob latest;
        std::vector<std::thread> hands;
        for (int hand = 0; hand < 4; ++hand) {
            hands.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    queue.enqueue([&](RunControl &) { ++finished; });
                    latest.post([](const RunControl &control) { control.check(); });
                    queue.isIdle();
                }
            });
        }
        for (std::thread &hand : hands)
            hand.join();
        waitUntilIdle(queue);
        QCOMPARE(finished.load(), 800);
    }
};

QTEST_APPLESS_MAIN(TestWorker)
#include "tst_worker.moc"
