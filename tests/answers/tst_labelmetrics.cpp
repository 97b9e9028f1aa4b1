#include "answers/labelmetrics.h"

#include "base/error.h"
#include "base/random.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace retrograde;

namespace {

constexpr std::int8_t kOpen = LabelTable::kUnlabelled;

/// Two labels on five clips; worked by hand below.
LabelTable handMade()
{
    return { { "flute", "drums" },
        {
            0.9, 0.1, //
            0.8, 0.4, //
            0.7, 0.4, //
            0.6, 0.8, //
            0.2, 0.99, //
        },
        {
            1, 0, //
            0, 0, //
            1, 1, //
            0, kOpen, //
            kOpen, kOpen, //
        } };
}

bool isNear(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

} // namespace

class TestLabelMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHandWorkedTable()
    {
        const LabelScores scores = scoreLabels(handMade(), { 0.65, 0.5 });
        const LabelScore &flute = scores.labels[0];
        QCOMPARE(flute.positives, 2);
        QCOMPARE(flute.negatives, 2);
        QCOMPARE(flute.counts.truePositives, 2); // 0.9, 0.7
        QCOMPARE(flute.counts.falsePositives, 1); // 0.8
        QCOMPARE(flute.counts.trueNegatives, 1);
        QVERIFY(isNear(*flute.accuracy, 3.0 / 4));
        QVERIFY(isNear(*flute.precision, 2.0 / 3));
        QVERIFY(isNear(*flute.recall, 1));
        QVERIFY(isNear(*flute.f1, 4.0 / 5));
        QVERIFY(isNear(*flute.rocAuc, 3.0 / 4)); // only 0.7 < 0.8 is ranked wrongly
        QVERIFY(isNear(*flute.averagePrecision, (1.0 + 2.0 / 3) / 2));

        const LabelScore &drums = scores.labels[1];
        QCOMPARE(drums.positives, 1);
        QCOMPARE(drums.negatives, 2);
        QVERIFY(isNear(*drums.accuracy, 2.0 / 3)); // the drums at 0.4 were missed
        QVERIFY(!drums.precision); // nothing was called present
        QVERIFY(isNear(*drums.recall, 0));
        QVERIFY(isNear(*drums.f1, 0));
        QVERIFY(isNear(*drums.rocAuc, 3.0 / 4)); // one tie, which counts half, and one right
        QVERIFY(isNear(*drums.averagePrecision, 1.0 / 2));

        QCOMPARE(scores.cells, 7);
        QVERIFY(isNear(scores.microAccuracy, 5.0 / 7));
        QVERIFY(isNear(scores.macroAccuracy, (3.0 / 4 + 2.0 / 3) / 2));
        QVERIFY(isNear(scores.macroF1, 2.0 / 5));
        QVERIFY(isNear(scores.meanAveragePrecision, (5.0 / 6 + 1.0 / 2) / 2));
    }

    void unlabelledCellsChangeNothing()
    {
        LabelTable table = handMade();
        const LabelScores before = scoreLabels(table);
        const std::vector<double> thresholds = bestThresholds(table);
        for (std::size_t cell = 0; cell < table.targets.size(); ++cell) {
            if (table.targets[cell] == kOpen)
                table.probabilities[cell] = 0.35;
        }
        const LabelScores after = scoreLabels(table);
        QCOMPARE(after.microAccuracy, before.microAccuracy);
        QCOMPARE(after.meanAveragePrecision, before.meanAveragePrecision);
        QCOMPARE(after.macroF1, before.macroF1);
        QCOMPARE(bestThresholds(table), thresholds);
    }

    void thresholdsMaximiseF1()
    {
        const std::vector<double> thresholds = bestThresholds(handMade());
        QVERIFY(isNear(thresholds[0], 0.65)); // F1 4/5; 2/3 above and below
        // Drums: 0.4 cannot be told from 0.4, so 1 right of 2 called: F1 2/3.
        QVERIFY(isNear(thresholds[1], 0.25));
        // Of equal ones the nearest to 0.5: with one positive on top every threshold below it down to the next is one.
        const LabelTable top { { "x" }, { 0.9, 0.3, 0.2 }, { 1, 0, 0 } };
        QVERIFY(isNear(bestThresholds(top)[0], 0.6));
        const LabelTable none { { "x" }, { 0.9, 0.3 }, { 0, 0 } };
        QCOMPARE(bestThresholds(none)[0], 0.5);
    }

    void labelsWithoutPositivesOrCellsAreLeftOutOfTheMeans()
    {
        const LabelTable table { { "a", "absent", "open" }, { 0.9, 0.2, 0.5, 0.1, 0.6, 0.5 },
            { 1, 0, kOpen, 0, 0, kOpen } };
        const LabelScores scores = scoreLabels(table);
        QVERIFY(!scores.labels[1].f1 && !scores.labels[1].rocAuc && !scores.labels[1].averagePrecision);
        QVERIFY(isNear(*scores.labels[1].accuracy, 0.5));
        QVERIFY(!scores.labels[2].accuracy && !scores.labels[2].precision && !scores.labels[2].recall);
        QVERIFY(isNear(scores.macroF1, 1));
        QVERIFY(isNear(scores.meanAveragePrecision, 1));
        QVERIFY(isNear(scores.macroAccuracy, 0.75));
        QVERIFY(isNear(scores.microAccuracy, 0.75));
        QCOMPARE(scoreLabels(LabelTable {}).cells, 0);
    }

    void aTableThatIsNoneIsRefusedByName()
    {
        const auto refused = [](const LabelTable &table, ErrorCode code, const char *name) {
            const auto told = [&](auto work) {
                try {
                    work();
                } catch (const Error &error) {
                    return error.code() == code && std::string(error.what()).find(name) != std::string::npos;
                }
                return false;
            };
            const std::vector<double> halves(table.labels.size(), 0.5);
            return told([&] { scoreLabels(table); }) && told([&] { bestThresholds(table); })
                && told([&] { bootstrapLabels(table, halves); }) && told([&] { labelBaselines(table, halves); });
        };
        for (const double no : { std::numeric_limits<double>::quiet_NaN(), 1.01, -0.01 }) {
            LabelTable table = handMade();
            table.probabilities[3] = no; // scoring it used to go on for ever
            QVERIFY(refused(table, ErrorCode::Corrupt, "drums"));
        }
        LabelTable table = handMade();
        table.targets[4] = 2;
        QVERIFY(refused(table, ErrorCode::Corrupt, "flute"));
        table = handMade();
        table.probabilities.pop_back();
        QVERIFY(refused(table, ErrorCode::InvalidArgument, "different lengths"));
        table = handMade();
        table.targets.pop_back();
        table.probabilities.pop_back();
        QVERIFY(refused(table, ErrorCode::InvalidArgument, "different lengths"));
        QVERIFY(!refused(handMade(), ErrorCode::Corrupt, ""));
        try {
            scoreLabels(handMade(), { 0.5 });
            QFAIL("one threshold for two labels was accepted");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        }
    }

    void baselinesNeedNoEars()
    {
        // In training flutes were frequent and drums rare.
        const LabelBaselines baselines = labelBaselines(handMade(), { 0.7, 0.2 });
        QVERIFY(isNear(baselines.majorityAccuracy, (2.0 + 2.0) / 7));
        QVERIFY(isNear(baselines.prevalence, (2.0 / 4 + 1.0 / 3) / 2));
    }

    void intervalsCoverWhatTheyShould()
    {
        // Clips whose cells are right with probability 0.8: the interval of 400 clips is about 0.8 +- 0.04.
        RandomStream random(5);
        LabelTable table { { "x" }, {}, {} };
        for (int clip = 0; clip < 400; ++clip) {
            const bool present = random.coin();
            const bool right = random.uniform() < 0.8;
            table.targets.push_back(present ? 1 : 0);
            table.probabilities.push_back(present == right ? random.uniform(0.5, 1) : random.uniform(0, 0.5));
        }
        const LabelIntervals intervals = bootstrapLabels(table, { 0.5 }, 500);
        const double accuracy = scoreLabels(table).microAccuracy;
        const double half = 1.96 * std::sqrt(accuracy * (1 - accuracy) / 400);
        QCOMPARE(intervals.microAccuracy.value, accuracy);
        QVERIFY(std::abs(intervals.microAccuracy.low - (accuracy - half)) < 0.012);
        QVERIFY(std::abs(intervals.microAccuracy.high - (accuracy + half)) < 0.012);
        QVERIFY(intervals.meanAveragePrecision.low < intervals.meanAveragePrecision.value);
        QVERIFY(intervals.meanAveragePrecision.high > intervals.meanAveragePrecision.value);
        QCOMPARE(bootstrapLabels(table, { 0.5 }, 500).macroF1.low, intervals.macroF1.low);
        const LabelIntervals nothing = bootstrapLabels(LabelTable {}, {});
        QCOMPARE(nothing.microAccuracy.low, 0.0);
        QCOMPARE(nothing.microAccuracy.high, 1.0);
    }
};

QTEST_APPLESS_MAIN(TestLabelMetrics)
#include "tst_labelmetrics.moc"
