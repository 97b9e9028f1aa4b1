#include "answers/metrics.h"

#include "base/error.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace retrograde;

namespace {

Answer answer(int target, double probability, std::int64_t track = 1)
{
    Answer made;
    made.trackId = track;
    made.wanted = target;
    made.probability = probability;
    return made;
}

} // namespace

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wilsonAgreesWithPublishedValues_data()
    {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        QTest::addColumn<int>("successes");
        QTest::addColumn<int>("trials");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("81/263") << 81 << 263 << 0.2553 << 0.3662;
        QTest::newRow("15/148") << 15 << 148 << 0.0624 << 0.1605;
        QTest::newRow("0/20") << 0 << 20 << 0.0000 << 0.1611;
        QTest::newRow("1/29") << 1 << 29 << 0.0061 << 0.1718;
    }

    void wilsonAgreesWithPublishedValues()
    {
        QFETCH(int, successes);
        QFETCH(int, trials);
        QFETCH(double, low);
        QFETCH(double, high);
        const Interval interval = wilsonInterval(successes, trials);
        QCOMPARE(interval.value, static_cast<double>(successes) / trials);
        QVERIFY(std::abs(interval.low - low) < 5.1e-5);
        QVERIFY(std::abs(interval.high - high) < 5.1e-5);
        // Successes and failures are the same question turned round.
        const Interval mirrored = wilsonInterval(trials - successes, trials);
        QVERIFY(std::abs(mirrored.low - (1 - interval.high)) < 1e-12);
        QVERIFY(std::abs(mirrored.high - (1 - interval.low)) < 1e-12);
    }

    void wilsonAtItsEnds()
    {
        QCOMPARE(wilsonInterval(0, 0).low, 0.0);
        QCOMPARE(wilsonInterval(0, 0).high, 1.0);
        QCOMPARE(wilsonInterval(5, 5).high, 1.0);
        QCOMPARE(wilsonInterval(0, 5).low, 0.0);
        QVERIFY(wilsonInterval(5, 5).low < 1.0);
    }

    void countsByHand()
    {
        const BinaryCounts counts = countAnswers({
            answer(1, 0.9),
            answer(1, 0.5), // at the threshold counts as transformed
            answer(1, 0.4),
            answer(0, 0.1),
            answer(0, 0.49),
            answer(0, 0.3),
            answer(0, 0.5),
        });
        QCOMPARE(counts.truePositives, 2);
        QCOMPARE(counts.falseNegatives, 1);
        QCOMPARE(counts.trueNegatives, 3);
        QCOMPARE(counts.falsePositives, 1);
        QCOMPARE(counts.total(), 7);
        QCOMPARE(counts.accuracy(), 5.0 / 7);
        QCOMPARE(countAnswers({}).accuracy(), 0.0);
    }

    void aucByHand()
    {
        // Pairs (transformed, untouched): 0.8 beats both, 0.4 beats 0.2 only: 3 of 4.
        QCOMPARE(rocAuc({ answer(1, 0.8), answer(1, 0.4), answer(0, 0.6), answer(0, 0.2) }), 0.75);
        QCOMPARE(rocAuc({ answer(1, 0.9), answer(0, 0.1) }), 1.0);
        QCOMPARE(rocAuc({ answer(1, 0.1), answer(0, 0.9) }), 0.0);
        // A tie counts half: of 4 pairs one is won, two are tied, one is lost.
        QCOMPARE(rocAuc({ answer(1, 0.5), answer(1, 0.5), answer(0, 0.5), answer(0, 0.2) }), 0.75);
        QCOMPARE(rocAuc({ answer(1, 0.5), answer(0, 0.5) }), 0.5);
    }

    void aucWithoutBothClassesIsHalf()
    {
        QCOMPARE(rocAuc({}), 0.5);
        QCOMPARE(rocAuc({ answer(1, 0.3), answer(1, 0.7) }), 0.5);
        QCOMPARE(rocAuc({ answer(0, 0.3) }), 0.5);
    }

    void aucEqualsTheShareOfPairs()
    {
        std::vector<Answer> all;
        for (int i = 0; i < 60; ++i)
            all.push_back(answer(i % 3 == 0, (i * 7 % 20) / 20.0)); // many ties
        double won = 0;
        double pairs = 0;
        for (const Answer &a : all) {
            for (const Answer &b : all) {
                if (a.wanted != 1 || b.wanted != 0)
                    continue;
                won += a.probability > b.probability ? 1 : a.probability == b.probability ? 0.5 : 0;
                ++pairs;
            }
        }
        QVERIFY(std::abs(rocAuc(all) - won / pairs) < 1e-12);
    }

    void whatIsNoProbabilityIsRefusedByName_data()
    {
        QTest::addColumn<double>("probability");
        QTest::addColumn<double>("loss");
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << 0.5;
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << 0.5;
        QTest::newRow("above one") << 1.5 << 0.5;
        QTest::newRow("negative") << -0.1 << 0.5;
        QTest::newRow("a loss that is no number") << 0.5 << std::numeric_limits<double>::quiet_NaN();
    }

    void whatIsNoProbabilityIsRefusedByName()
    {
        QFETCH(double, probability);
        QFETCH(double, loss);
        std::vector<Answer> all { answer(1, 0.8), answer(0, 0.3), answer(1, probability, 42) };
        all.back().loss = loss;
        const auto refused = [&](auto work) {
            try {
                work();
            } catch (const Error &error) {
                return error.code() == ErrorCode::Corrupt
                    && std::string(error.what()).find("track 42") != std::string::npos;
            }
            return false;
        };
        QVERIFY(refused([&] { rocAuc(all); })); // which used to go on for ever
        QVERIFY(refused([&] { countAnswers(all); }));
        QVERIFY(refused([&] { accuracyByTrackBootstrap(all); }));
    }

    void bootstrapOfNothingKnowsNothing()
    {
        const Interval interval = accuracyByTrackBootstrap({});
        QCOMPARE(interval.value, 0.0);
        QCOMPARE(interval.low, 0.0);
        QCOMPARE(interval.high, 1.0);
    }

    void bootstrapIsSeeded()
    {
        std::vector<Answer> all;
        for (int i = 0; i < 90; ++i)
            all.push_back(answer(1, i % 4 ? 0.9 : 0.1, i / 3));
        const Interval one = accuracyByTrackBootstrap(all, 500, 3);
        const Interval same = accuracyByTrackBootstrap(all, 500, 3);
        const Interval other = accuracyByTrackBootstrap(all, 500, 4);
        QCOMPARE(one.low, same.low);
        QCOMPARE(one.high, same.high);
        QVERIFY(one.low != other.low || one.high != other.high);
    }

    void bootstrapOfEqualTracksHasNoSpread()
    {
        std::vector<Answer> all;
        for (std::int64_t track = 1; track <= 10; ++track) {
            all.push_back(answer(1, 0.9, track));
            all.push_back(answer(1, 0.1, track));
        }
        const Interval interval = accuracyByTrackBootstrap(all);
        QCOMPARE(interval.value, 0.5);
        QCOMPARE(interval.low, 0.5);
        QCOMPARE(interval.high, 0.5);
    }

    void bootstrapDrawsTracksNotCrops()
    {
        // Four tracks of 100 crops each, right or wrong as a whole: evidence of four, not of four hundred. The mean of
        // four coins is 0 or 1 with probability 1/16 each, so the 95 % interval is everything.
        std::vector<Answer> all;
        for (int i = 0; i < 400; ++i)
            all.push_back(answer(1, i / 100 % 2 ? 0.9 : 0.1, i / 100));
        const Interval interval = accuracyByTrackBootstrap(all);
        QCOMPARE(interval.value, 0.5);
        QCOMPARE(interval.low, 0.0);
        QCOMPARE(interval.high, 1.0);
    }

    void bootstrapOfSingleCropsAgreesWithTheBinomial()
    {
        // One crop per track: an ordinary proportion of 300, 80 % right, whose standard error is 0.0231.
        std::vector<Answer> all;
        for (int i = 0; i < 300; ++i)
            all.push_back(answer(0, i % 5 ? 0.2 : 0.8, i));
        const Interval interval = accuracyByTrackBootstrap(all, 4000);
        QCOMPARE(interval.value, 0.8);
        QVERIFY(std::abs(interval.low - (0.8 - 1.96 * 0.0231)) < 0.008);
        QVERIFY(std::abs(interval.high - (0.8 + 1.96 * 0.0231)) < 0.008);
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
