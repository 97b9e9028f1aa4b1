#include "learning/shortcutchecks.h"

#include "audio/mp3roundtrip.h"
#include "learning/trainer.h"
#include "support/musiclibrary.h"

#include <QTest>
#include <cmath>
#include <functional>
#include <numbers>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;
constexpr int kTracks = 8;

using Sound = std::vector<float>;

/// Imports kTracks tracks as the dataset @p name.
void addMusic(const fs::path &folder, const std::string &name, const std::function<Sound(std::uint64_t)> &track)
{
    fs::create_directories(folder / name);
    for (std::uint64_t i = 1; i <= kTracks; ++i)
        writeWav(folder / name / (name + std::to_string(i) + ".wav"), track(i), kRate);
    Workspace opened(folder / "workspace");
    ImportOptions options;
    options.datasetName = name;
    importFolder(opened, folder / name, options, {}, RunControl());
}

Sound evenNoise(std::uint64_t seed)
{
    return noise(20, kRate, 0.5, seed);
}

/// @p sound with its level changed: @p gainDb at a time in seconds.
Sound levelled(Sound sound, int rate, const std::function<double(double)> &gainDb)
{
    for (std::size_t s = 0; s < sound.size(); ++s)
        sound[s] *= static_cast<float>(std::pow(10.0, gainDb(static_cast<double>(s) / rate) / 20));
    return sound;
}

/// Noise of the lowest two octaves, which filters of up to half a second turn into frames.
Sound rumble(std::uint64_t seed)
{
    Sound sound = noise(20, kRate, 0.5, seed);
    for (int pass = 0; pass < 4; ++pass) {
        float last = 0;
        for (float &sample : sound)
            sample = last += 0.02f * (sample - last); // falls from 70 Hz on
    }
    for (float &sample : sound)
        sample *= 20;
    return sound;
}

/// A tone that glides through four octaves, up or down, in 20 s: wherever two pieces are cut out of it, the next one is
/// the one that is nearest.
Sound glide(std::uint64_t seed)
{
    Sound sound(20 * kRate);
    double phase = 0;
    for (std::size_t s = 0; s < sound.size(); ++s) {
        const double at = static_cast<double>(s) / static_cast<double>(sound.size());
        const double octave = 4 * (seed % 2 == 0 ? at : 1 - at) + 0.02 * static_cast<double>(seed);
        phase += 2 * std::numbers::pi * 110 * std::exp2(octave) / kRate;
        sound[s] = static_cast<float>(0.5 * std::sin(phase));
    }
    return sound;
}

/// What a bad codec might do: level rises by 20 dB within a quarter of a second, and falls at once.
Sound sawtooth(Sound sound, int rate)
{
    return levelled(std::move(sound), rate, [](double seconds) { return 80 * std::fmod(seconds, 0.25) - 20; });
}

RunSpec reversal(const char *clip, int epochs)
{
    RunSpec spec = quickSpec(epochs);
    spec.clip = ClipLength::parse(clip);
    spec.learningRate = 1e-3;
    spec.validationMinutes = 5;
    spec.precision = "float32";
    return spec;
}

RunSpec jigsaw(int gap, int epochs)
{
    RunSpec spec = reversal("3x1", epochs);
    spec.task = Task::Jigsaw;
    spec.pretext.head = "adjacency";
    spec.defences.gapFrames = gap;
    return spec;
}

Id trained(const fs::path &workspace, const RunSpec &spec)
{
    Id run = 0;
    {
        Workspace opened(workspace);
        run = createRun(opened, spec);
    }
    RunControl control;
    if (trainRun(workspace, run, {}, control) != RunStatus::Completed)
        qFatal("%s", Workspace(workspace).run(run)->reason.c_str());
    return run;
}

ShortcutReport checked(
    const fs::path &workspace, Id run, const std::function<std::vector<float>(std::span<const float>)> &encoding = {})
{
    const Workspace opened(workspace);
    const ShortcutReport report = checkShortcuts(opened, run, {}, RunControl(), encoding);
    qInfo("validation accuracy %.3f", opened.run(run)->validationAccuracy.value());
    for (const auto *points :
        { &report.byGap, &report.byCut, &report.byPosition, &report.byEncoding, &report.probes }) {
        for (const ShortcutPoint &point : *points)
            qInfo("%s: %.3f (%.3f ... %.3f), difference %.3f", point.name.c_str(), point.accuracy.value,
                point.accuracy.low, point.accuracy.high, point.difference ? point.difference->value : 0);
    }
    for (const std::string &alarm : report.alarms)
        qInfo("alarm: %s", alarm.c_str());
    return report;
}

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

private Q_SLOTS:
    void levelsThatTellAreFound()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "swells", [](std::uint64_t seed) {
            return levelled(evenNoise(seed), kRate, [](double seconds) { return 3 * seconds - 60; });
        });
        const fs::path workspace = folder.path() / "workspace";
        const ShortcutReport report = checked(workspace, trained(workspace, reversal("3", 1)));
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
        const TemporaryFolder folder;
        // Down to 75 dB below the loudest moment, so that ever more cells lie at the floor.
        addMusic(folder.path(), "swells", [](std::uint64_t seed) {
            return levelled(evenNoise(seed), kRate, [](double seconds) { return 3.75 * seconds - 75; });
        });
        const fs::path workspace = folder.path() / "workspace";
        RunSpec spec = jigsaw(23, 1);
        spec.defences.normalisePieces = true; // so the mean of each piece is 0
        const ShortcutReport report = checked(workspace, trained(workspace, spec));
        QVERIFY(alarms(report, "levels only"));
    }

    void evenNoiseGivesNothingAway()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "noise", evenNoise);
        const fs::path workspace = folder.path() / "workspace";
        for (RunSpec spec : { reversal("3", 1), jigsaw(23, 1) }) {
            spec.defences.normalisePieces = spec.task == Task::Jigsaw;
            const ShortcutReport report = checked(workspace, trained(workspace, spec));
            QVERIFY(pointIn(report.probes, "levels only").accuracy.low < 0.53);
            QVERIFY(pointIn(report.probes, "edge frames only").accuracy.low < 0.53);
            QVERIFY2(report.alarms.empty(), report.alarms.empty() ? "" : report.alarms.front().c_str());
        }
    }

    void whatPiecesShareAtTheirJointIsFound()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "rumble", rumble);
        const fs::path workspace = folder.path() / "workspace";
        const ShortcutReport report = checked(workspace, trained(workspace, jigsaw(0, 12)));
        QVERIFY(alarms(report, "a tiny model that sees edge frames only"));
        QVERIFY(alarms(report, "from a gap of 0 frames, the narrowest in training, to one of 23 frames"));
        QVERIFY(alarms(report, "with pieces cut out of the sound"));
        // Paired: all gaps are asked about the same clips.
        for (const ShortcutPoint &point : report.byGap) {
            QCOMPARE(point.examples, report.byGap.front().examples);
            QCOMPARE(point.difference.has_value(), point.value != 23);
        }
        QCOMPARE(report.byCut.size(), std::size_t { 4 });
    }

    void musicThatGoesOnIsNoShortcut()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "glides", glide);
        const fs::path workspace = folder.path() / "workspace";
        const ShortcutReport report = checked(workspace, trained(workspace, jigsaw(5, 12)));
        // It has learned, and from what may be learned from.
        QVERIFY(pointIn(report.byGap, "gap of 46 frames").accuracy.low > 0.6);
        QVERIFY(!alarms(report, "share at their joint"));
    }

    void whatACodecLeavesBehindIsFound()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "coded", [](std::uint64_t seed) { return sawtooth(evenNoise(seed), kRate); });
        addMusic(folder.path(), "plain", [](std::uint64_t seed) { return evenNoise(100 + seed); });
        const fs::path workspace = folder.path() / "workspace";
        RunSpec spec = reversal("1", 4);
        spec.datasets = { "coded" };
        spec.validationDatasets = { "plain" };
        const Id run = trained(workspace, spec);
        const ShortcutReport report = checked(workspace, run, [](std::span<const float> sound) {
            return sawtooth({ sound.begin(), sound.end() }, kMp3Rate);
        });
        QVERIFY(alarms(report, "judged better after MP3 than before"));
        QCOMPARE(report.byEncoding[0].examples, report.byEncoding[1].examples);
        // MP3 itself leaves no such thing behind.
        QVERIFY(!alarms(checked(workspace, run), "MP3"));
    }

    void fadesAreFound()
    {
        const TemporaryFolder folder;
        addMusic(folder.path(), "fades", [](std::uint64_t seed) {
            return levelled(evenNoise(seed), kRate, [](double seconds) {
                return -40 + 10 * std::min({ 4.0, seconds, 20 - seconds });
            });
        });
        const fs::path workspace = folder.path() / "workspace";
        RunSpec spec = reversal("1", 15);
        spec.defences.levels = "crop";
        const ShortcutReport report = checked(workspace, trained(workspace, spec));
        QVERIFY(alarms(report, "first fifth of tracks is judged better") || alarms(report, "last fifth of tracks"));
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
