#include "inference/shortcutsubject.h"

#include "library/featureextraction.h"
#include "support/musiclibrary.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;
constexpr double kSeconds = 40;

using Sound = std::vector<float>;

Sound evenNoise(std::uint64_t seed)
{
    return noise(kSeconds, kRate, 0.5, seed);
}

/// @p sound made louder by @p gainDb, of a time in seconds.
Sound levelled(Sound sound, int rate, const std::function<double(double)> &gainDb)
{
    for (std::size_t s = 0; s < sound.size(); ++s)
        sound[s] *= static_cast<float>(std::pow(10.0, gainDb(static_cast<double>(s) / rate) / 20));
    return sound;
}

/// Noise of the lowest octaves, whose filters of up to half a second spread each moment over many frames.
Sound rumble(std::uint64_t seed)
{
    Sound sound = evenNoise(seed);
    for (int pass = 0; pass < 4; ++pass) {
        float last = 0;
        for (float &sample : sound)
            sample = last += 0.02f * (sample - last); // falls from 70 Hz on
    }
    for (float &sample : sound)
        sample *= 20;
    return sound;
}

/// A tone that glides by 0.15 octaves a second, up or down: where its pieces follow each other, its pitch goes on.
Sound glide(std::uint64_t seed)
{
    Sound sound(static_cast<std::size_t>(kSeconds * kRate));
    double phase = 0;
    for (std::size_t s = 0; s < sound.size(); ++s) {
        const double at = static_cast<double>(s) / static_cast<double>(sound.size());
        const double octave = 0.15 * kSeconds * (seed % 2 == 0 ? at : 1 - at) + 0.02 * static_cast<double>(seed);
        phase += 2 * std::numbers::pi * 40 * std::exp2(octave) / kRate;
        sound[s] = static_cast<float>(0.5 * std::sin(phase));
    }
    return sound;
}

/// What a bad codec might do: the level rises by 20 dB within half a second, and falls at once.
Sound sawtooth(Sound sound, int rate)
{
    return levelled(std::move(sound), rate, [](double seconds) { return 40 * std::fmod(seconds, 0.5) - 20; });
}

// Listeners, which have learned nothing: each answers by one thing alone. [n, pieces, bins, frames] -> [n, 2] logits.
using Listener = std::function<torch::Tensor(const torch::Tensor &)>;

/// Says of all clips the same.
torch::Tensor deaf(const torch::Tensor &clips)
{
    return torch::zeros({ clips.size(0), 2 }, torch::kFloat64);
}

/// Logits that say "as published" where @p evidence, [n], is above 0.
torch::Tensor logitsOf(const torch::Tensor &evidence)
{
    const torch::Tensor exact = evidence.to(torch::kFloat64);
    return torch::stack({ exact, -exact }, 1);
}

/// Says that pieces are in order if of all orders theirs makes the ends and beginnings meet best. @p distance is of the
/// end of one piece and the beginning of another, [n, bins] each: [n]
Listener matcher(std::function<torch::Tensor(const torch::Tensor &, const torch::Tensor &)> distance)
{
    return [distance](const torch::Tensor &clips) {
        const auto joint = [&](std::int64_t ending, std::int64_t beginning) {
            return distance(
                clips.select(1, ending).select(2, clips.size(3) - 1), clips.select(1, beginning).select(2, 0));
        };
        std::vector<torch::Tensor> others;
        std::vector<std::int64_t> order { 0, 1, 2 };
        const torch::Tensor shown = joint(0, 1) + joint(1, 2);
        while (std::next_permutation(order.begin(), order.end()))
            others.push_back(joint(order[0], order[1]) + joint(order[1], order[2]));
        return logitsOf(torch::stack(others, 1).amin(1) - shown - 1e-3);
    };
}

/// By the levels of the lowest two octaves, cell by cell.
Listener jointReader()
{
    return matcher([](const torch::Tensor &end, const torch::Tensor &begin) {
        return (end - begin).slice(1, 0, 24).abs().mean(1);
    });
}

/// By the bin that is loudest.
Listener pitchReader()
{
    return matcher([](const torch::Tensor &end, const torch::Tensor &begin) {
        return (end.argmax(1) - begin.argmax(1)).abs().to(torch::kFloat32);
    });
}

/// [n, frames]: the mean level of each frame of clips in one piece
torch::Tensor courseOf(const torch::Tensor &clips)
{
    return clips.select(1, 0).mean(1);
}

/// Says that a clip is as published if its level rises slowly and falls quickly.
torch::Tensor sawtoothReader(const torch::Tensor &clips)
{
    const torch::Tensor steps = courseOf(clips).diff(1, 1);
    return logitsOf(-steps.pow(3).mean(1));
}

/// Says that a clip is as published if it grows softer.
torch::Tensor fadeReader(const torch::Tensor &clips)
{
    const torch::Tensor course = courseOf(clips);
    const std::int64_t third = course.size(1) / 3;
    return logitsOf(course.slice(1, 0, third).mean(1) - course.slice(1, course.size(1) - third).mean(1));
}

RunSpec reversal(const char *clip)
{
    RunSpec spec = quickSpec();
    spec.clip = ClipLength::parse(clip);
    spec.validationMinutes = 20;
    return spec;
}

RunSpec jigsaw(int gap, int jitter = 0)
{
    RunSpec spec = reversal("3x1");
    spec.task = Task::Jigsaw;
    spec.defences.gapFrames = gap;
    spec.defences.gapJitterFrames = jitter;
    return spec;
}

/// Twelve tracks of one kind of sound, half of them to ask about.
class Music {
public:
    explicit Music(const std::function<Sound(std::uint64_t)> &track)
    {
        const fs::path folder = m_folder.path() / "music";
        fs::create_directories(folder);
        for (std::uint64_t i = 1; i <= 12; ++i)
            writeWav(folder / ("track" + std::to_string(100 + i) + ".wav"), track(i), kRate);
        Workspace workspace(m_folder.path() / "workspace");
        ImportOptions options;
        options.datasetName = "Music";
        importFolder(workspace, folder, options, {}, RunControl());
        extractFeatures(workspace, "Music", CqtParameters(), 2, {}, RunControl());
    }

    /// Says of every other track that it was an MP3 file.
    void callHalfOfItMp3()
    {
        Workspace workspace(m_folder.path() / "workspace");
        TrackQuery byPath;
        byPath.sortBy = TrackColumn::Path;
        std::vector<Track> tracks = workspace.tracks(byPath);
        for (std::size_t i = 1; i < tracks.size(); i += 2) {
            tracks[i].codec = "mp3";
            workspace.updateTrack(tracks[i]);
        }
    }

    ShortcutReport checked(
        const RunSpec &spec, const Listener &listener, const SoundChange &encoding = throughMp3) const
    {
        const Workspace workspace(m_folder.path() / "workspace");
        ShortcutSubject subject;
        subject.spec = spec;
        subject.normalisation = { -40, 15 };
        subject.ask = [&](const Inputs &inputs, const std::vector<Example> &examples) {
            return examples.empty() ? torch::zeros({ 0, 2 }, torch::kFloat64) : listener(inputs.of(examples));
        };
        TrackQuery byPath;
        byPath.sortBy = TrackColumn::Path;
        const std::vector<Track> tracks = workspace.tracks(byPath);
        subject.training.assign(tracks.begin(), tracks.begin() + 6);
        subject.heldOut.assign(tracks.begin() + 6, tracks.end());
        subject.encoding = encoding;
        subject.soundCrops = 36;
        ShortcutReport report = checkShortcuts(workspace, subject, {}, RunControl());
        for (const auto *points :
            { &report.byGap, &report.byCut, &report.byPosition, &report.byCodec, &report.byEncoding, &report.probes }) {
            for (const ShortcutPoint &point : *points)
                qInfo("%s: %lld, %.3f (%.3f ... %.3f), difference %.3f", point.name.c_str(),
                    static_cast<long long>(point.examples), point.accuracy.value, point.accuracy.low,
                    point.accuracy.high, point.difference ? point.difference->value : 0);
        }
        for (const std::string &alarm : report.alarms)
            qInfo("alarm: %s", alarm.c_str());
        return report;
    }

private:
    TemporaryFolder m_folder;
};

const ShortcutPoint &pointIn(const std::vector<ShortcutPoint> &points, const char *name)
{
    for (const ShortcutPoint &point : points) {
        if (point.name == name)
            return point;
    }
    qFatal("there is no point %s", name);
}

bool alarms(const ShortcutReport &report, const char *words)
{
    return anyHolds(report.alarms, words);
}

} // namespace

class TestShortcutChecks : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Music> m_noise;
    std::unique_ptr<Music> m_rumble;

private Q_SLOTS:
    void initTestCase()
    {
        m_noise = std::make_unique<Music>(evenNoise);
        m_rumble = std::make_unique<Music>(rumble);
    }

    void levelsThatTellAreFound()
    {
        const Music music([](std::uint64_t seed) {
            return levelled(evenNoise(seed), kRate, [](double seconds) { return 1.5 * seconds - 60; });
        });
        const ShortcutReport report = music.checked(reversal("3"), deaf);
        QVERIFY(report.byGap.empty() && report.byCut.empty()); // those are for jigsaws
        QCOMPARE(report.chance, 0.5);
        const ShortcutPoint &levels = pointIn(report.probes, "levels only");
        QVERIFY(levels.accuracy.value > 0.95);
        QVERIFY(alarms(report, "levels only"));
        std::int64_t judged = 0;
        for (const ShortcutPoint &point : report.byPosition)
            judged += point.examples;
        QCOMPARE(judged, levels.examples);
        QCOMPARE(report.byCodec.size(), std::size_t { 1 });
        QCOMPARE(report.byCodec[0].name, std::string("lossless"));
    }

    void levelsLeakThroughTheFloorOfNormalisedPieces()
    {
        // All but the last second is so soft that many cells lie at the floor, and ever fewer of them.
        const Music music([](std::uint64_t seed) {
            return levelled(
                evenNoise(seed), kRate, [](double seconds) { return seconds > kSeconds - 1 ? 0 : 0.8 * seconds - 78; });
        });
        RunSpec spec = jigsaw(23);
        spec.defences.normalisePieces = true; // so that the mean of each piece is 0
        QVERIFY(alarms(music.checked(spec, deaf), "levels only"));
    }

    void evenNoiseGivesNothingAway()
    {
        for (RunSpec spec : { reversal("3"), jigsaw(23, 8) }) {
            spec.defences.normalisePieces = spec.task == Task::Jigsaw;
            const ShortcutReport report
                = m_noise->checked(spec, spec.task == Task::Jigsaw ? jointReader() : fadeReader);
            QVERIFY(pointIn(report.probes, "levels only").accuracy.low < 0.55);
            QVERIFY(pointIn(report.probes, "edge frames only").accuracy.low < 0.55);
            QVERIFY2(report.alarms.empty(), report.alarms.empty() ? "" : report.alarms.front().c_str());
        }
    }

    void whatPiecesShareAtTheirJointIsFound()
    {
        const ShortcutReport report = m_rumble->checked(jigsaw(0), jointReader());
        // Asked with no gap, it is nearly always right: neighbouring frames are nearly equal. Where nothing is shared,
        // it guesses.
        QVERIFY(pointIn(report.byGap, "gap of 0 frames").accuracy.value > 0.85);
        QVERIFY(pointIn(report.byGap, "gap of 46 frames").accuracy.value < 0.65);
        QVERIFY(alarms(report, "from a gap of 0 frames, the narrowest in training, to one of 23 frames"));
        QVERIFY(alarms(report, "with pieces cut out of the sound"));
        QVERIFY(alarms(report, "a tiny model that sees edge frames only"));
        // Which finds what matches as well as who looks for nothing else.
        QVERIFY(pointIn(report.probes, "edge frames only").accuracy.value > 0.85);
        // Paired: all gaps are asked about the same clips.
        for (const ShortcutPoint &point : report.byGap) {
            QCOMPARE(point.examples, report.byGap.front().examples);
            QCOMPARE(point.difference.has_value(), point.value != 23);
        }
        QCOMPARE(report.byCut.size(), std::size_t { 4 });
    }

    void soundIsCutIntoItsPiecesWhateverTheGap()
    {
        const TemporaryFolder folder;
        Track track;
        track.path = folder.path() / "noise.wav";
        const Sound sound = evenNoise(3);
        writeWav(track.path, sound, kRate);
        const CqtPlan plan { CqtParameters() };
        const auto whole = FeatureStore::inMemory(plan, sound);
        for (const int gap : { 0, 1, 23 }) {
            const RunSpec spec = jigsaw(gap);
            Example example;
            example.beginFrame = 100;
            const SoundCrop cut = cutCrop(track, example, spec, plan, whole->maximumDb());
            const CropShape seen(cutSpec(spec));
            QVERIFY(cut.spectrogram->frames() >= seen.cropFrames());
            const Arrangement pieces = seen.arrangement("published", cut.example.beginFrame, cut.example.shifts);
            QCOMPARE(pieces.pieces().size(), std::size_t { 3 });
            // The highest notes' filters span few frames: in its middle each piece is as it is in the whole sound.
            for (std::int64_t piece = 0; piece < 3; ++piece) {
                const std::int64_t there = 100 + gap / 2 + piece * (37 + gap) + 18;
                const std::int64_t here = pieces.pieces()[static_cast<std::size_t>(piece)].begin + 18;
                const auto levelOf = [](const StoredSpectrogram &spectrogram, std::int64_t frame) {
                    return StoredSpectrogram::toDb(spectrogram.frame(frame)[80]) + spectrogram.maximumDb();
                };
                QVERIFY(std::abs(levelOf(*cut.spectrogram, here) - levelOf(*whole, there)) < 1);
            }
        }
    }

    void aGapIsWhatItSaysWhateverTheJitterWas()
    {
        const ShortcutReport none = m_rumble->checked(jigsaw(0), jointReader());
        const ShortcutReport some = m_rumble->checked(jigsaw(0, 8), jointReader());
        // The same middle pieces with the same gaps around them, so the same answers.
        for (std::size_t i = 0; i < none.byGap.size(); ++i) {
            QCOMPARE(some.byGap[i].name, none.byGap[i].name);
            QCOMPARE(some.byGap[i].accuracy.value, none.byGap[i].accuracy.value);
        }
    }

    void musicThatGoesOnIsNoShortcut()
    {
        const Music music(glide);
        const ShortcutReport report = music.checked(jigsaw(5), pitchReader());
        for (const ShortcutPoint &point : report.byGap)
            QVERIFY(point.accuracy.value > 0.9);
        for (const ShortcutPoint &point : report.byCut)
            QVERIFY(point.accuracy.value > 0.85);
        QVERIFY(!alarms(report, "share at their joint"));
    }

    void whatACodecLeavesBehindIsFound()
    {
        const RunSpec spec = reversal("3");
        const ShortcutReport report = m_noise->checked(spec, sawtoothReader, [](std::span<const float> sound) {
            return sawtooth({ sound.begin(), sound.end() }, kMp3Rate);
        });
        QVERIFY(alarms(report, "judged better after MP3 than before"));
        QCOMPARE(report.byEncoding[0].name, std::string("lossless clips"));
        QCOMPARE(report.byEncoding[0].examples, report.byEncoding[1].examples);
        QVERIFY(report.byEncoding[1].accuracy.value > 0.9);
        // MP3 itself leaves no such thing behind.
        QVERIFY(!alarms(m_noise->checked(spec, sawtoothReader), "MP3"));
    }

    void otherMusicInAnotherCodecIsNoShortcut()
    {
        // What came as MP3 grows softer all the time, and the rest is even: the codec has no part in it.
        Music music([](std::uint64_t seed) {
            return seed % 2 == 1 ? evenNoise(seed)
                                 : levelled(evenNoise(seed), kRate, [](double seconds) { return -0.2 * seconds; });
        });
        music.callHalfOfItMp3();
        const ShortcutReport report = music.checked(reversal("3"), fadeReader);
        QVERIFY(pointIn(report.byCodec, "compressed with loss").accuracy.low > 0.8);
        QVERIFY(pointIn(report.byCodec, "lossless").accuracy.value < 0.65);
        for (const std::string &alarm : report.alarms)
            QVERIFY2(alarm.find("a tiny model that sees") == 0, alarm.c_str()); // levels tell, of that half
    }

    void fadesAreFound()
    {
        const Music music([](std::uint64_t seed) {
            return levelled(
                evenNoise(seed), kRate, [](double seconds) { return std::min(0.0, 5 * (kSeconds - 8 - seconds)); });
        });
        QVERIFY(alarms(music.checked(reversal("3"), fadeReader), "the last fifth of tracks is judged better"));
    }

    void onlyPretextRunsAreChecked()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path());
        QCOMPARE(errorOf([&] { checkShortcuts(workspace, 5, {}, RunControl()); }).code(), ErrorCode::NotFound);
        Run run;
        run.task = "instruments";
        run.spec = RunSpec().toJson();
        const Id id = workspace.addRun(run);
        QCOMPARE(errorOf([&] { checkShortcuts(workspace, id, {}, RunControl()); }).code(), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(TestShortcutChecks)
#include "tst_shortcutchecks.moc"
