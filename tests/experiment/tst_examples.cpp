#include "experiment/examples.h"

#include "spectrum/decibels.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <set>

using namespace retrograde;

namespace {

/// Time reversal with clips of @p seconds nominal seconds of 42 frames.
RunSpec reversal(const char *seconds, double gain = 0, std::uint64_t seed = 7)
{
    RunSpec spec;
    spec.clip = ClipLength::parse(seconds);
    spec.gainJitterDb = gain;
    spec.seed = seed;
    return spec;
}

RunSpec jigsaw(const char *clip, int gap = 5, int jitter = 0)
{
    RunSpec spec = reversal("5");
    spec.task = Task::Jigsaw;
    spec.clip = ClipLength::parse(clip);
    spec.defences.gapFrames = gap;
    spec.defences.gapJitterFrames = jitter;
    return spec;
}

TrainingExamples trainingOf(const RunSpec &spec, const PretextTask &task, std::vector<std::int64_t> frames)
{
    return TrainingExamples(spec, &task, std::move(frames));
}

Example crop(std::int64_t begin, int transform = 0, double gainDb = 0)
{
    Example example;
    example.beginFrame = begin;
    example.transform = transform;
    example.gainDb = gainDb;
    return example;
}

std::vector<Example> validationOf(
    const RunSpec &spec, const std::vector<std::int64_t> &frames, std::int64_t most, std::uint64_t seed)
{
    return validationExamples(CropRule(spec), *makePretextTask(spec), frames, most, seed);
}

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
        const CropRule rule(reversal("5"));
        QCOMPARE(rule.leadInFrames, std::int64_t { 5 }); // 100 ms are 4.3 frames
        QCOMPARE(rule.clipsIn(214), std::int64_t { 0 });
        QCOMPARE(rule.clipsIn(215), std::int64_t { 1 });
        QCOMPARE(rule.clipsIn(424), std::int64_t { 1 });
        QCOMPARE(rule.clipsIn(425), std::int64_t { 2 });
        QCOMPARE(rule.clipsIn(0), std::int64_t { 0 });
    }

    void anEpochVisitsEverySlotOfEveryTrack()
    {
        const std::vector<std::int64_t> frames { 47, 5 + 3 * 42 + 20, 5 + 10 * 42 };
        const RunSpec spec = reversal("1", 2.5);
        const auto task = makePretextTask(spec);
        const TrainingExamples training = trainingOf(spec, *task, frames);
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
        const RunSpec spec = reversal("1", 3);
        const auto task = makePretextTask(spec);
        const TrainingExamples training = trainingOf(spec, *task, { 5 + 200 * 42 });
        double reversed = 0;
        double places = 0;
        double gains = 0;
        double squaredGains = 0;
        double count = 0;
        for (int epoch = 1; epoch <= 100; ++epoch) {
            for (const Example &example : training.epoch(epoch)) {
                reversed += example.transform;
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
        const std::vector<std::int64_t> frames { 500, 900 };
        const auto task = makePretextTask(reversal("1"));
        const TrainingExamples one = trainingOf(reversal("1", 1, 7), *task, frames);
        const TrainingExamples same = trainingOf(reversal("1", 1, 7), *task, frames);
        const TrainingExamples other = trainingOf(reversal("1", 1, 8), *task, frames);
        one.epoch(1); // whatever was drawn before
        QCOMPARE(one.epoch(3), same.epoch(3));
        QVERIFY(one.epoch(3) != one.epoch(4));
        QVERIFY(one.epoch(3) != other.epoch(3));
    }

    void validationIsSideBySideAndBothWays()
    {
        const std::vector<std::int64_t> frames { 5 + 4 * 42 + 7, 47 };
        const std::vector<Example> examples = validationOf(reversal("1"), frames, 100, 7);
        std::vector<Example> expected;
        for (const auto &[track, begin] : std::vector<std::pair<std::size_t, std::int64_t>> {
                 { 0, 5 }, { 0, 47 }, { 0, 89 }, { 0, 131 }, { 1, 5 } }) {
            for (const int transform : { 0, 1 }) {
                expected.push_back(crop(begin, transform));
                expected.back().track = track;
            }
        }
        QCOMPARE(examples, expected);
    }

    void tooMuchToValidateOnIsThinnedEvenly()
    {
        const std::vector<std::int64_t> frames { 5 + 100 * 42, 5 + 2 * 42, 5 + 40 * 42, 20 };
        const std::vector<Example> examples = validationOf(reversal("1"), frames, 32, 7);
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
        QCOMPARE(validationOf(reversal("1"), frames, 32, 7), examples);
        QVERIFY(validationOf(reversal("1"), frames, 32, 8) != examples);
    }

    void moreTracksThanCrops()
    {
        const std::vector<Example> examples
            = validationOf(reversal("1"), std::vector<std::int64_t>(10, 5 + 3 * 42), 4, 7);
        QCOMPARE(examples.size(), std::size_t { 8 });
        std::set<std::size_t> tracks;
        for (const Example &example : examples)
            tracks.insert(example.track);
        QCOMPARE(tracks.size(), std::size_t { 4 });
    }

    void aCropThatEndsBehindItsTrackIsRefused()
    {
        const auto spectrogram
            = FeatureStore::inMemory(CqtPlan { CqtParameters() }, retrograde::testing::struckNotes(2, 22050));
        const std::int64_t last = spectrogram->frames() - 42;
        std::vector<float> clip(84 * 42);
        const ClipRecipe recipe(reversal("1"), {});
        fillClip(*spectrogram, crop(last), recipe, clip);
        QCOMPARE(retrograde::testing::errorOf([&] { fillClip(*spectrogram, crop(last + 1), recipe, clip); }).code(),
            ErrorCode::Corrupt);
        QCOMPARE(retrograde::testing::errorOf([&] { fillClip(*spectrogram, crop(-1), recipe, clip); }).code(),
            ErrorCode::Corrupt);
    }

    void theClipIsTheCropNormalised()
    {
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = FeatureStore::inMemory(plan, retrograde::testing::struckNotes(2, 22050));
        const ClipRecipe recipe(reversal("1"), { -40, 12 });
        const auto at
            = [&](std::int64_t frame, int bin) { return StoredSpectrogram::toDb(spectrogram->frame(frame)[bin]); };
        std::vector<float> clip(84 * 42);
        std::vector<float> reversed(84 * 42);
        std::vector<float> louder(84 * 42);
        fillClip(*spectrogram, crop(11), recipe, clip);
        fillClip(*spectrogram, crop(11, 1), recipe, reversed);
        fillClip(*spectrogram, crop(11, 0, -20), recipe, louder);
        for (int bin = 0; bin < 84; ++bin) {
            for (int frame = 0; frame < 42; ++frame) {
                const auto cell = static_cast<std::size_t>(bin * 42 + frame);
                QVERIFY(std::abs(clip[cell] - (at(11 + frame, bin) + 40) / 12) < 1e-5f);
                QCOMPARE(reversed[cell], clip[static_cast<std::size_t>(bin * 42 + 41 - frame)]);
                QVERIFY(std::abs(louder[cell] - (std::max(-kTopDb, at(11 + frame, bin) - 20) + 40) / 12) < 1e-5f);
            }
        }
    }

    void piecesAreWhatTheArrangementSays()
    {
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = FeatureStore::inMemory(plan, retrograde::testing::struckNotes(6, 22050));
        RunSpec spec = jigsaw("3x1", 23, 8);
        const ClipRecipe recipe(spec, { 0, 1 });
        Example example = crop(7, 3); // 2,3,1
        example.shifts = { 0, 8, 3 };
        std::vector<float> clip(recipe.cells(84));
        QCOMPARE(clip.size(), std::size_t { 3 * 84 * 37 });
        fillClip(*spectrogram, example, recipe, clip);
        // Slots of 37 + 23 + 8 frames; 11 of the gap lie before a piece.
        const std::int64_t begins[] = { 7 + 68 + 11 + 8, 7 + 2 * 68 + 11 + 3, 7 + 11 };
        for (std::size_t piece = 0; piece < 3; ++piece) {
            for (int bin = 0; bin < 84; ++bin) {
                for (std::int64_t frame = 0; frame < 37; ++frame)
                    QCOMPARE(clip[(piece * 84 + static_cast<std::size_t>(bin)) * 37 + static_cast<std::size_t>(frame)],
                        StoredSpectrogram::toDb(spectrogram->frame(begins[piece] + frame)[bin]));
            }
        }
    }

    void gapsHoldWhateverIsDrawn()
    {
        for (const Trim trim : { Trim::End, Trim::Both }) {
            RunSpec spec = jigsaw("3x1", 23, 8);
            spec.defences.trim = trim;
            const auto task = makePretextTask(spec);
            const TrainingExamples training = trainingOf(spec, *task, { 5 + 400 * 204 });
            std::set<std::int64_t> gaps;
            for (const Example &example : training.epoch(1)) {
                const Arrangement heard = CropShape(spec).arrangement("published", example.beginFrame, example.shifts);
                QVERIFY(heard.pieces().front().begin >= example.beginFrame);
                QVERIFY(heard.pieces().back().end <= example.beginFrame + 204);
                for (std::size_t i = 1; i < 3; ++i)
                    gaps.insert(heard.pieces()[i].begin - heard.pieces()[i - 1].end);
            }
            QCOMPARE(*gaps.begin(), std::int64_t { 23 });
            QCOMPARE(*gaps.rbegin(), std::int64_t { 23 + 16 });
            QCOMPARE(gaps.size(), std::size_t { 17 });
        }
    }

    void cropsKeepClearOfTheEndsWhereTheyCan()
    {
        RunSpec spec = reversal("1");
        spec.defences.interiorSeconds = 2; // 87 frames
        const CropRule rule(spec);
        QCOMPARE(rule.room(1000), (FrameSpan { 5 + 87, 1000 - 87 }));
        QCOMPARE(rule.room(5 + 42 + 20), (FrameSpan { 5 + 2, 5 + 42 + 20 - 2 }));
        QCOMPARE(rule.clipsIn(5 + 42 + 20), std::int64_t { 1 });
        QCOMPARE(rule.clipsIn(46), std::int64_t { 0 });
        for (const Example &example : validationOf(spec, { 1000 }, 100, 7))
            QVERIFY(example.beginFrame >= 92 && example.beginFrame + 42 <= 913);
    }

    void oneCropATrackAndEpochOfItsMiddle()
    {
        RunSpec spec = RunSpec::preset("poster", Task::Reversal, Network::ConvNet);
        const auto middle = static_cast<std::int64_t>(std::ceil(30 * 22050 / 512.0));
        const std::vector<std::int64_t> frames { 10 * middle, middle, 250, 100 * middle };
        const auto task = makePretextTask(spec);
        const TrainingExamples training = trainingOf(spec, *task, frames);
        QCOMPARE(training.size(), frames.size());
        std::set<std::int64_t> places;
        for (int epoch = 1; epoch <= 50; ++epoch) {
            std::set<std::size_t> tracks;
            for (const Example &example : training.epoch(epoch)) {
                QVERIFY(tracks.insert(example.track).second);
                const std::int64_t length = frames[example.track];
                QVERIFY(example.beginFrame >= (length - middle) / 2 && example.beginFrame >= 0);
                QVERIFY(example.beginFrame + 210 <= std::min(length, (length - middle) / 2 + middle));
                if (example.track == 0)
                    places.insert(example.beginFrame);
            }
            QCOMPARE(tracks.size(), frames.size());
        }
        QVERIFY(places.size() > 40);
        // Every track of the fifth is judged, both ways, however much music that is.
        const std::vector<Example> judged = validationOf(spec, std::vector<std::int64_t>(20'000, middle), 1'000'000, 7);
        QCOMPARE(judged.size(), std::size_t { 2 * 20'000 });
    }

    void levelsAreRelativeToWhatTheSettingSays()
    {
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = FeatureStore::inMemory(plan, retrograde::testing::struckNotes(3, 22050));
        const auto filled = [&](Levels levels) {
            RunSpec spec = reversal("1");
            spec.defences.levels = levels;
            spec.defences.normalisation = NormalisedBy::Nothing;
            const ClipRecipe recipe(spec, { -40, 12 }); // which "none" passes over
            std::vector<float> clip(recipe.cells(84));
            fillClip(*spectrogram, crop(20), recipe, clip);
            return clip;
        };
        const std::vector<float> track = filled(Levels::Track);
        const std::vector<float> fixed = filled(Levels::Fixed);
        const std::vector<float> ownLoudest = filled(Levels::Crop);
        QCOMPARE(*std::max_element(ownLoudest.begin(), ownLoudest.end()), 0.0f);
        for (std::size_t i = 0; i < track.size(); ++i) {
            QVERIFY(std::abs(fixed[i] - track[i] - spectrogram->maximumDb()) < 1e-4f);
            QVERIFY(std::abs(ownLoudest[i] - ownLoudest[0] - (track[i] - track[0])) < 1e-4f);
        }
    }

    void piecesAreNormalisedAndMaskedOnTheirOwn()
    {
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = FeatureStore::inMemory(plan, retrograde::testing::struckNotes(8, 22050));
        RunSpec spec = jigsaw("3x1");
        spec.defences.normalisePieces = true;
        const ClipRecipe recipe(spec, { -40, 12 });
        std::vector<float> clip(recipe.cells(84));
        Example example = crop(20);
        fillClip(*spectrogram, example, recipe, clip);
        constexpr std::size_t kPiece = 84 * 37;
        for (std::size_t piece = 0; piece < 3; ++piece) {
            double sum = 0;
            double squares = 0;
            for (std::size_t i = 0; i < kPiece; ++i) {
                sum += clip[piece * kPiece + i];
                squares += clip[piece * kPiece + i] * clip[piece * kPiece + i];
            }
            QVERIFY(std::abs(sum / kPiece) < 1e-4);
            QVERIFY(std::abs(squares / kPiece - 1) < 1e-4);
        }
        example.timeMasks[1] = { 4, 10 };
        example.frequencyMask = { 80, 3 };
        std::vector<float> masked(clip.size());
        fillClip(*spectrogram, example, recipe, masked);
        for (std::size_t i = 0; i < clip.size(); ++i) {
            const std::size_t piece = i / kPiece;
            const std::size_t bin = i % kPiece / 37;
            const std::size_t frame = i % 37;
            const bool blank = (piece == 1 && frame >= 4 && frame < 14) || (bin >= 80 && bin < 83);
            QCOMPARE(masked[i], blank ? 0.0f : clip[i]);
        }
    }

    void variationsStayInTheirBounds()
    {
        RunSpec spec = jigsaw("3x1");
        spec.defences.pieceGainDb = 6;
        spec.defences.timeMaskFrames = 50; // longer than a piece
        spec.defences.frequencyMaskBins = 12;
        const auto task = makePretextTask(spec);
        const TrainingExamples training = trainingOf(spec, *task, { 5 + 300 * 126 });
        float loudest = 0;
        for (const Example &example : training.epoch(1)) {
            for (std::size_t piece = 0; piece < 3; ++piece) {
                loudest = std::max(loudest, std::abs(example.pieceGainDb[piece]));
                const Example::Mask mask = example.timeMasks[piece];
                QVERIFY(mask.begin >= 0 && mask.count >= 0 && mask.begin + mask.count <= 37);
            }
            QVERIFY(example.frequencyMask.count <= 12);
            QVERIFY(example.frequencyMask.begin + example.frequencyMask.count <= 84);
        }
        QVERIFY(loudest > 5.8f && loudest <= 6.0f);
    }

    void normalisationIsThatOfTheCells()
    {
        const CqtPlan plan { CqtParameters() };
        const CropRule rule(reversal("1"));
        CellStatistics statistics(Levels::Track);
        CellStatistics turnedRound(Levels::Track);
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

    void whateverLevelsAreCountedFromTheyBecomeMeanZeroAndDeviationOne()
    {
        const CqtPlan plan { CqtParameters() };
        // As much louder at the end as makes it matter which loudest cell is meant.
        std::vector<float> sound = retrograde::testing::struckNotes(20, 22050);
        for (std::size_t i = 0; i < sound.size(); ++i)
            sound[i] *= static_cast<float>(
                std::pow(10.0, -2 + 2 * static_cast<double>(i) / static_cast<double>(sound.size())));
        const auto spectrogram = FeatureStore::inMemory(plan, sound);
        for (const Levels levels : { Levels::Track, Levels::Fixed, Levels::Crop }) {
            RunSpec spec = reversal("1");
            spec.defences.leadInSeconds = 0;
            spec.defences.levels = levels;
            const CropRule rule(spec);
            CellStatistics statistics(levels);
            statistics.add(*spectrogram, rule);
            const ClipRecipe recipe(spec, statistics.normalisation());
            double sum = 0;
            double squares = 0;
            double count = 0;
            std::vector<float> clip(recipe.cells(84));
            for (std::int64_t i = 0; i < rule.clipsIn(spectrogram->frames()); ++i) {
                fillClip(*spectrogram, crop(i * 42), recipe, clip);
                for (const float cell : clip) {
                    sum += cell;
                    squares += static_cast<double>(cell) * cell;
                    ++count;
                }
            }
            const double mean = sum / count;
            const double deviation = std::sqrt(squares / count - mean * mean);
            // A last part of a clip is counted by two of them, and is no clip.
            QVERIFY2(std::abs(mean) < 0.05 && std::abs(deviation - 1) < 0.05,
                qPrintable(QString("%1: %2, %3").arg(static_cast<int>(levels)).arg(mean).arg(deviation)));
        }
    }

    void silenceDoesNotDivideByZero()
    {
        CellStatistics statistics(Levels::Track);
        QVERIFY(statistics.normalisation() == Normalisation());
        const CqtPlan plan { CqtParameters() };
        statistics.add(*FeatureStore::inMemory(plan, retrograde::testing::silence(1, 22050)), CropRule(reversal("1")));
        QCOMPARE(statistics.normalisation().deviation, 1.0);
        QCOMPARE(statistics.normalisation().mean, -80.0);
    }
};

QTEST_APPLESS_MAIN(TestExamples)
#include "tst_examples.moc"
