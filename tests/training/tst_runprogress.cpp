#include "training/runprogress.h"

#include <QTest>
#include <cmath>

using namespace retrograde;

class TestRunProgress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesAreClipsBySeconds()
    {
        Pace pace;
        QCOMPARE(pace.rate(), 0.0);
        pace.add(30, 2);
        pace.add(10, 3);
        QCOMPARE(pace.rate(), 8.0);
        QCOMPARE(pace.seconds(), 5.0);
        pace.add(0, 5); // work that yields no clips makes it slower
        QCOMPARE(pace.rate(), 4.0);
    }

    /// 4 epochs of 100 clips at 10 a second and 50 at 25 a second: 10 + 2 seconds each.
    void timeIsWhatIsLeftAtTheMeasuredRates()
    {
        RunProgress progress { 4, 100, 50, {}, {} };
        QCOMPARE(progress.at(1, 0, 0).secondsLeft, -1.0); // not known
        progress.training.add(40, 4);
        progress.validation.add(50, 2);
        const auto left = [&](int epoch, std::int64_t trained, std::int64_t validated) {
            return progress.at(epoch, trained, validated).secondsLeft;
        };
        QVERIFY(std::abs(left(1, 0, 0) - 48) < 1e-9);
        QVERIFY(std::abs(left(2, 40, 0) - (6 + 2 + 24)) < 1e-9);
        QVERIFY(std::abs(left(4, 100, 25) - 1) < 1e-9);
        QVERIFY(std::abs(left(4, 100, 50)) < 1e-9);
    }

    /// Measuring statistics, which comes before the first clips are judged, is not taken for the pace of these.
    void statisticsHaveAPaceOfTheirOwn()
    {
        RunProgress progress { 4, 100, 50, {}, {}, 60, {} };
        progress.training.add(100, 10);
        // Not known yet: as fast as judging, which is taken for four times as fast as learning.
        QVERIFY(std::abs(progress.at(1, 100, 0).secondsLeft - (50 + 60) / 40.0 - 3 * (10 + (50 + 60) / 40.0)) < 1e-9);
        progress.statistics.add(60, 30);
        progress.validation.add(5, 0.2);
        QVERIFY(std::abs(progress.at(1, 100, 5).secondsLeft - (45 / 25.0 + 3 * (10 + 30 + 2))) < 1e-9);
        QVERIFY(std::abs(progress.at(3, 50, 0).secondsLeft - (5 + 30 + 2 + (10 + 30 + 2))) < 1e-9);
    }

    void sharesAreOfTime()
    {
        RunProgress progress { 4, 100, 50, {}, {} };
        progress.training.add(40, 4);
        progress.validation.add(50, 2);
        QVERIFY(std::abs(progress.at(1, 60, 0).runShare - 6.0 / 48) < 1e-9);
        QVERIFY(std::abs(progress.at(3, 100, 25).runShare - (24 + 11) / 48.0) < 1e-9);
        QVERIFY(std::abs(progress.at(4, 100, 50).runShare - 1) < 1e-9);
        const BatchProgress one = progress.at(3, 80, 0);
        QCOMPARE(one.epoch, 3);
        QCOMPARE(one.epochs, 4);
        QCOMPARE(one.clipsDone, std::int64_t { 80 });
        QCOMPARE(one.clipsTotal, std::int64_t { 150 });
        QVERIFY(std::abs(one.trainedShare - 0.8) < 1e-9);
    }

    void nothingIsDividedByNothing()
    {
        const RunProgress progress { 1, 0, 0, {}, {} };
        const BatchProgress one = progress.at(1, 0, 0);
        QVERIFY(std::isfinite(one.runShare) && std::isfinite(one.trainedShare));
    }
};

QTEST_APPLESS_MAIN(TestRunProgress)
#include "tst_runprogress.moc"
