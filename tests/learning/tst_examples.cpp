#include "learning/examples.h"

#include "spectrum/decibels.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace retrograde;

namespace {

const FrameGrid kGrid;

std::int64_t cropsOn(const std::vector<Example> &examples, std::size_t track)
{
    return std::count_if(examples.begin(), examples.end(), [&](const Example &e) { return e.track == track; });
}

} // namespace

class TestExamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstTenthOfASecondIsPassedOver()
    {
        const CropRule rule(kGrid, 210);
        QCOMPARE(rule.leadInFrames, std::int64_t { 5 }); // 100 ms are 4.3 frames
        QCOMPARE(rule.clipsIn(214), std::int64_t { 0 });
        QCOMPARE(rule.clipsIn(215), std::int64_t { 1 });
        QCOMPARE(rule.clipsIn(424), std::int64_t { 1 });
        QCOMPARE(rule.clipsIn(425), std::int64_t { 2 });
        QCOMPARE(rule.clipsIn(0), std::int64_t { 0 });
    }

    void anEpochVisitsEverySlotOfEveryTrack()
    {
        const CropRule rule(kGrid, 42);
        const std::vector<std::int64_t> frames { 47, 5 + 3 * 42 + 20, 5 + 10 * 42 };
        const TrainingExamples training(rule, frames, 2.5, 7);
        QCOMPARE(training.size(), std::size_t { 14 });
        for (int epoch = 1; epoch <= 50; ++epoch) {
            const std::vector<Example> examples = training.epoch(epoch);
            QCOMPARE(cropsOn(examples, 0), 1);
            QCOMPARE(cropsOn(examples, 1), 3);
            QCOMPARE(cropsOn(examples, 2), 10);
            for (const Example &example : examples) {
                QVERIFY(example.beginFrame >= 5);
                QVERIFY(example.beginFrame + 42 <= frames[example.track]);
                QVERIFY(std::abs(example.gainDb) <= 2.5);
            }
        }
    }

    void examplesAreDrawnEvenly()
    {
        const CropRule rule(kGrid, 42);
        const TrainingExamples training(rule, { 5 + 200 * 42 }, 3, 7);
        double reversed = 0;
        double places = 0;
        double gains = 0;
        double squaredGains = 0;
        double count = 0;
        for (int epoch = 1; epoch <= 100; ++epoch) {
            for (const Example &example : training.epoch(epoch)) {
                reversed += example.reversed;
                places += static_cast<double>(example.beginFrame - 5) / (199 * 42);
                gains += example.gainDb;
                squaredGains += example.gainDb * example.gainDb;
                ++count;
            }
        }
        // 20,000 draws: five standard errors.
        QVERIFY(std::abs(reversed / count - 0.5) < 5 * 0.5 / std::sqrt(count));
        QVERIFY(std::abs(places / count - 0.5) < 5 * std::sqrt(1.0 / 12 / count));
        QVERIFY(std::abs(gains / count) < 5 * std::sqrt(3.0 / count));
        QVERIFY(std::abs(squaredGains / count - 3.0) < 0.1); // uniform within +-3: variance 3
    }

    void epochsDependOnSeedAndNumberAlone()
    {
        const CropRule rule(kGrid, 42);
        const std::vector<std::int64_t> frames { 500, 900 };
        const TrainingExamples one(rule, frames, 1, 7);
        const TrainingExamples same(rule, frames, 1, 7);
        const TrainingExamples other(rule, frames, 1, 8);
        one.epoch(1); // whatever was drawn before
        QCOMPARE(one.epoch(3), same.epoch(3));
        QVERIFY(one.epoch(3) != one.epoch(4));
        QVERIFY(one.epoch(3) != other.epoch(3));
    }

    void validationIsSideBySideAndBothWays()
    {
        const CropRule rule(kGrid, 42);
        const std::vector<std::int64_t> frames { 5 + 4 * 42 + 7, 47 };
        const std::vector<Example> examples = validationExamples(rule, frames, 100, 7);
        std::vector<Example> expected;
        for (const auto &[track, begin] : std::vector<std::pair<std::size_t, std::int64_t>> {
                 { 0, 5 }, { 0, 47 }, { 0, 89 }, { 0, 131 }, { 1, 5 } }) {
            expected.push_back({ track, begin, false, 0.0 });
            expected.push_back({ track, begin, true, 0.0 });
        }
        QCOMPARE(examples, expected);
    }

    void tooMuchToValidateOnIsThinnedEvenly()
    {
        const CropRule rule(kGrid, 42);
        const std::vector<std::int64_t> frames { 5 + 100 * 42, 5 + 2 * 42, 5 + 40 * 42, 20 };
        const std::vector<Example> examples = validationExamples(rule, frames, 32, 7);
        QCOMPARE(examples.size(), std::size_t { 64 });
        QCOMPARE(cropsOn(examples, 0), 30);
        QCOMPARE(cropsOn(examples, 1), 4); // all it has
        QCOMPARE(cropsOn(examples, 2), 30);
        QCOMPARE(cropsOn(examples, 3), 0);
        // Spread over the track: no stretch of more than two strides without a crop, none drawn twice.
        std::set<std::int64_t> begins;
        for (const Example &example : examples) {
            if (example.track == 0)
                begins.insert((example.beginFrame - 5) / 42);
        }
        QCOMPARE(begins.size(), std::size_t { 15 });
        std::int64_t last = -7;
        for (const std::int64_t slot : begins) {
            QVERIFY(slot - last <= 14);
            last = slot;
        }
        QVERIFY(last >= 100 - 14);
        QCOMPARE(validationExamples(rule, frames, 32, 7), examples);
        QVERIFY(validationExamples(rule, frames, 32, 8) != examples);
    }

    void moreTracksThanCrops()
    {
        const CropRule rule(kGrid, 42);
        const std::vector<Example> examples = validationExamples(rule, std::vector<std::int64_t>(10, 5 + 3 * 42), 4, 7);
        QCOMPARE(examples.size(), std::size_t { 8 });
        std::set<std::size_t> tracks;
        for (const Example &example : examples)
            tracks.insert(example.track);
        QCOMPARE(tracks.size(), std::size_t { 4 });
    }

    void theClipIsTheCropNormalised()
    {
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = FeatureStore::inMemory(plan, retrograde::testing::struckNotes(2, 22050));
        const CropRule rule(kGrid, 30);
        const Normalisation normalisation { -40, 12 };
        const auto at
            = [&](std::int64_t frame, int bin) { return StoredSpectrogram::toDb(spectrogram->frame(frame)[bin]); };
        std::vector<float> clip(84 * 30);
        std::vector<float> reversed(84 * 30);
        std::vector<float> louder(84 * 30);
        fillClip(*spectrogram, { 0, 11, false, 0.0 }, rule, normalisation, clip);
        fillClip(*spectrogram, { 0, 11, true, 0.0 }, rule, normalisation, reversed);
        fillClip(*spectrogram, { 0, 11, false, -20.0 }, rule, normalisation, louder);
        for (int bin = 0; bin < 84; ++bin) {
            for (int frame = 0; frame < 30; ++frame) {
                const auto cell = static_cast<std::size_t>(bin * 30 + frame);
                QVERIFY(std::abs(clip[cell] - (at(11 + frame, bin) + 40) / 12) < 1e-5f);
                QCOMPARE(reversed[cell], clip[static_cast<std::size_t>(bin * 30 + 29 - frame)]);
                QVERIFY(std::abs(louder[cell] - (std::max(-kTopDb, at(11 + frame, bin) - 20) + 40) / 12) < 1e-5f);
            }
        }
    }

    void normalisationIsThatOfTheCells()
    {
        const CqtPlan plan { CqtParameters() };
        const CropRule rule(kGrid, 30);
        CellStatistics statistics;
        CellStatistics turnedRound;
        std::vector<double> levels;
        std::vector<std::shared_ptr<const StoredSpectrogram>> all;
        for (const std::uint64_t seed : { 1, 2 })
            all.push_back(FeatureStore::inMemory(plan, retrograde::testing::struckNotes(2, 22050, seed)));
        for (const auto &spectrogram : all) {
            statistics.add(*spectrogram, rule);
            for (std::int64_t frame = 5; frame < spectrogram->frames(); ++frame) {
                for (int bin = 0; bin < 84; ++bin)
                    levels.push_back(StoredSpectrogram::toDb(spectrogram->frame(frame)[bin]));
            }
        }
        turnedRound.add(*all[1], rule);
        turnedRound.add(*all[0], rule);
        double mean = 0;
        for (const double level : levels)
            mean += level / static_cast<double>(levels.size());
        double variance = 0;
        for (const double level : levels)
            variance += (level - mean) * (level - mean) / static_cast<double>(levels.size());
        QVERIFY(std::abs(statistics.normalisation().mean - mean) < 1e-6);
        QVERIFY(std::abs(statistics.normalisation().deviation - std::sqrt(variance)) < 1e-6);
        QVERIFY(statistics.normalisation() == turnedRound.normalisation());
    }

    void silenceDoesNotDivideByZero()
    {
        CellStatistics statistics;
        QVERIFY(statistics.normalisation() == Normalisation());
        const CqtPlan plan { CqtParameters() };
        statistics.add(*FeatureStore::inMemory(plan, retrograde::testing::silence(1, 22050)), CropRule(kGrid, 30));
        QCOMPARE(statistics.normalisation().deviation, 1.0);
    }
};

QTEST_APPLESS_MAIN(TestExamples)
#include "tst_examples.moc"
