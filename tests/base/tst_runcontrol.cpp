#include "base/error.h"
#include "base/runcontrol.h"

#include <QTest>
#include <chrono>
#include <future>

using namespace retrograde;
using namespace std::chrono_literals;

class TestRunControl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsFreelyUntilStopped()
    {
        RunControl control;
        control.check();
        control.stop();
        try {
            control.check();
            QFAIL("check() went on after stop()");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Cancelled);
        }
    }

    void pausedWaitsUntilResumed()
    {
        RunControl control;
        control.pause();
        auto worker = std::async(std::launch::async, [&] { control.check(); });
        QCOMPARE(worker.wait_for(150ms), std::future_status::timeout);
        control.resume();
        QCOMPARE(worker.wait_for(5s), std::future_status::ready);
        worker.get();
    }

    void stopEndsAPause()
    {
        RunControl control;
        control.pause();
        auto worker = std::async(std::launch::async, [&] { control.check(); });
        control.stop();
        QCOMPARE(worker.wait_for(5s), std::future_status::ready);
        QVERIFY_EXCEPTION_THROWN(worker.get(), Error);
    }
};

QTEST_APPLESS_MAIN(TestRunControl)
#include "tst_runcontrol.moc"
