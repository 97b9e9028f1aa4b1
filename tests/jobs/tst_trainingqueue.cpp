#include "base/error.h"
#include "jobs/trainingqueue.h"

#include <QTest>
#include <atomic>
#include <mutex>
#include <new>
#include <semaphore>
#include <stdexcept>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace retrograde;

namespace {

/// Stands in for training: tells when a run begins, then goes on until it is stopped or let go.
class FakeTrainer {
public:
    void operator()(Id runId, RunControl &control)
    {
        m_began.release();
        try {
            while (!m_letGo.try_acquire_for(std::chrono::milliseconds(1)))
                control.check();
            note(runId, "completed");
        } catch (const Error &) {
            note(runId, "stopped");
        }
    }

    void waitForBeginning() { m_began.acquire(); }
    void letOneGo() { m_letGo.release(); }
    std::vector<std::pair<Id, std::string>> endings() const
    {
        const std::lock_guard lock(m_mutex);
        return m_endings;
    }

private:
    void note(Id runId, const char *how)
    {
        const std::lock_guard lock(m_mutex);
        m_endings.emplace_back(runId, how);
    }

    std::counting_semaphore<> m_began { 0 };
    std::counting_semaphore<> m_letGo { 0 };
    mutable std::mutex m_mutex;
    std::vector<std::pair<Id, std::string>> m_endings;
};

using Endings = std::vector<std::pair<Id, std::string>>;

void waitUntilIdle(const TrainingQueue &queue)
{
    while (!queue.isIdle())
        std::this_thread::yield();
}

} // namespace

class TestTrainingQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitingRunsCanBeMoved()
    {
        FakeTrainer trainer;
        TrainingQueue queue([&](Id runId, RunControl &control) { trainer(runId, control); });
        for (const Id id : { 1, 2, 3, 4 })
            queue.enqueue(id);
        trainer.waitForBeginning();
        QCOMPARE(queue.waiting(), (std::vector<Id> { 2, 3, 4 }));
        queue.move(4, -1);
        QCOMPARE(queue.waiting(), (std::vector<Id> { 2, 4, 3 }));
        queue.move(2, +9);
        QCOMPARE(queue.waiting(), (std::vector<Id> { 4, 3, 2 }));
        queue.move(2, -9);
        QCOMPARE(queue.waiting(), (std::vector<Id> { 2, 4, 3 }));
        queue.move(1, +1); // it trains
        queue.move(7, +1); // nobody knows it
        QCOMPARE(queue.waiting(), (std::vector<Id> { 2, 4, 3 }));
        for (int i = 0; i < 4; ++i)
            trainer.letOneGo();
        waitUntilIdle(queue);
        QCOMPARE(trainer.endings(),
            (Endings { { 1, "completed" }, { 2, "completed" }, { 4, "completed" }, { 3, "completed" } }));
    }

    void runsOneAfterTheOtherInOrder()
    {
        FakeTrainer trainer;
        TrainingQueue queue(std::ref(trainer));
        QVERIFY(queue.isIdle());
        QCOMPARE(queue.current(), Id { 0 });
        for (const Id id : { 5, 3, 4 })
            queue.enqueue(id);
        for (const Id id : { 5, 3, 4 }) {
            trainer.waitForBeginning();
            QCOMPARE(queue.current(), id);
            QVERIFY(!queue.isIdle());
            trainer.letOneGo();
        }
        waitUntilIdle(queue);
        QCOMPARE(trainer.endings(), (Endings { { 5, "completed" }, { 3, "completed" }, { 4, "completed" } }));
    }

    void aRunIsQueuedOnce()
    {
        FakeTrainer trainer;
        TrainingQueue queue(std::ref(trainer));
        queue.enqueue(1);
        trainer.waitForBeginning();
        queue.enqueue(1);
        queue.enqueue(2);
        queue.enqueue(2);
        trainer.letOneGo();
        trainer.waitForBeginning();
        trainer.letOneGo();
        waitUntilIdle(queue);
        QCOMPARE(trainer.endings(), (Endings { { 1, "completed" }, { 2, "completed" } }));
    }

    void stoppingTakesTheCurrentOrAWaitingRun()
    {
        FakeTrainer trainer;
        TrainingQueue queue(std::ref(trainer));
        for (const Id id : { 1, 2, 3 })
            queue.enqueue(id);
        trainer.waitForBeginning();
        QVERIFY(!queue.stop(2)); // waits, so nobody tells of its end
        QVERIFY(!queue.stop(9)); // nobody knows it
        QVERIFY(queue.stop(1)); // trains
        trainer.waitForBeginning();
        QCOMPARE(queue.current(), Id { 3 });
        trainer.letOneGo();
        waitUntilIdle(queue);
        QCOMPARE(trainer.endings(), (Endings { { 1, "stopped" }, { 3, "completed" } }));
    }

    void aStoppedRunMayBeQueuedAgainAtOnce()
    {
        FakeTrainer trainer;
        TrainingQueue queue(std::ref(trainer));
        queue.enqueue(1);
        trainer.waitForBeginning();
        queue.stop(1);
        queue.enqueue(1);
        trainer.waitForBeginning();
        trainer.letOneGo();
        waitUntilIdle(queue);
        QCOMPARE(trainer.endings(), (Endings { { 1, "stopped" }, { 1, "completed" } }));
    }

    void pausingReachesTheRunThatTrainsAndTheOneThatWaits()
    {
        std::binary_semaphore began { 0 };
        std::binary_semaphore look { 0 };
        std::binary_semaphore looked { 0 };
        std::atomic<bool> sawPause { false };
        TrainingQueue queue([&](Id, RunControl &control) {
            began.release();
            while (!control.stopRequested()) {
                if (look.try_acquire_for(std::chrono::milliseconds(1))) {
                    sawPause = control.pauseRequested();
                    looked.release();
                }
            }
        });
        const auto runIsPaused = [&] {
            look.release();
            looked.acquire();
            return sawPause.load();
        };

        queue.enqueue(1);
        queue.enqueue(2);
        began.acquire();
        QVERIFY(!queue.isPaused(1));
        QVERIFY(!runIsPaused());
        queue.setPaused(1, true);
        QVERIFY(queue.isPaused(1));
        QVERIFY(runIsPaused());
        queue.setPaused(1, false);
        QVERIFY(!queue.isPaused(1));
        QVERIFY(!runIsPaused());

        queue.setPaused(2, true); // still waiting: begins paused
        QVERIFY(queue.isPaused(2));
        queue.setPaused(7, true); // unknown
        QVERIFY(!queue.isPaused(7));
        queue.stop(1);
        began.acquire();
        QVERIFY(runIsPaused());
        queue.stop(2);
        waitUntilIdle(queue);
        QVERIFY(!queue.isPaused(2));
    }

    void aRunThatCannotStartIsReportedAndTheNextOneTrains()
    {
        std::mutex mutex;
        std::vector<std::pair<Id, std::string>> problems;
        std::vector<Id> trained;
        TrainingQueue queue(
            [&](Id runId, RunControl &) {
                if (runId == 1)
                    throw Error(ErrorCode::Conflict, "run 1 is trained by another program");
                const std::lock_guard lock(mutex);
                trained.push_back(runId);
            },
            [&](Id runId, const std::string &sentence) {
                const std::lock_guard lock(mutex);
                problems.emplace_back(runId, sentence);
            });
        queue.enqueue(1);
        queue.enqueue(2);
        waitUntilIdle(queue);
        const std::lock_guard lock(mutex);
        QCOMPARE(problems, (Endings { { 1, "run 1 is trained by another program" } }));
        QCOMPARE(trained, std::vector<Id> { 2 });
    }

    void whateverIsThrownIsReportedAndTheNextOneTrains()
    {
        std::mutex mutex;
        std::vector<std::pair<Id, std::string>> problems;
        std::vector<Id> trained;
        TrainingQueue queue(
            [&](Id runId, RunControl &) {
                if (runId == 1)
                    throw std::runtime_error("expected a tensor\nException raised from somewhere");
                if (runId == 2)
                    throw std::bad_alloc();
                if (runId == 3)
                    throw 7;
                const std::lock_guard lock(mutex);
                trained.push_back(runId);
            },
            [&](Id runId, const std::string &sentence) {
                const std::lock_guard lock(mutex);
                problems.emplace_back(runId, sentence);
            });
        for (const Id run : { 1, 2, 3, 4 })
            queue.enqueue(run);
        waitUntilIdle(queue);
        const std::lock_guard lock(mutex);
        QCOMPARE(trained, std::vector<Id> { 4 });
        QCOMPARE(problems.size(), std::size_t { 3 });
        for (const auto &[run, sentence] : problems)
            QVERIFY(!sentence.empty() && sentence.find("raised from") == std::string::npos);
    }

    void leavingStopsTheRunAndForgetsTheRest()
    {
        FakeTrainer trainer;
        {
            TrainingQueue queue(std::ref(trainer));
            queue.enqueue(1);
            queue.enqueue(2);
            trainer.waitForBeginning();
            queue.setPaused(1, true); // a paused run ends as well
        }
        QCOMPARE(trainer.endings(), (Endings { { 1, "stopped" } }));
    }

    void trainsOnOneThreadOfLowerPriority()
    {
        std::mutex mutex;
        std::vector<std::thread::id> threads;
        int niceness = -100;
        const int own = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
        TrainingQueue queue([&](Id, RunControl &) {
            const std::lock_guard lock(mutex);
            threads.push_back(std::this_thread::get_id());
            niceness = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
        });
        queue.enqueue(1);
        queue.enqueue(2);
        waitUntilIdle(queue);
        const std::lock_guard lock(mutex);
        QCOMPARE(threads.size(), std::size_t { 2 });
        QVERIFY(threads[0] == threads[1]);
        QVERIFY(threads[0] != std::this_thread::get_id());
        QVERIFY(niceness > own || own >= 10);
        QCOMPARE(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())), own);
    }

    void manyHandsAtOnce()
    {
        std::atomic<int> inside { 0 };
        std::atomic<bool> overlapped { false };
        TrainingQueue queue([&](Id, RunControl &) {
            if (inside.fetch_add(1) != 0)
                overlapped = true;
            inside.fetch_sub(1);
        });
        std::vector<std::thread> hands;
        for (int hand = 0; hand < 4; ++hand) {
            hands.emplace_back([&queue, hand] {
                for (Id id = 1; id <= 200; ++id) {
                    queue.enqueue(id * 4 + hand);
                    queue.setPaused(id * 4 + hand, id % 3 == 0);
                    queue.isPaused(id);
                    queue.current();
                    if (id % 5 == 0)
                        queue.stop(id * 4 + hand);
                }
            });
        }
        for (std::thread &hand : hands)
            hand.join();
        waitUntilIdle(queue);
        QVERIFY(!overlapped);
    }
};

QTEST_APPLESS_MAIN(TestTrainingQueue)
#include "tst_trainingqueue.moc"
