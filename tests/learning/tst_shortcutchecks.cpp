#include "learning/shortcutchecks.h"

#include "learning/trainer.h"
#include "support/musiclibrary.h"

#include <QTest>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;

/// Eight tracks of noise. Where @p swells, it grows louder by 60 dB from beginning to end, so that the direction of a
/// clip can be told from nothing but levels.
fs::path makeLibrary(const TemporaryFolder &folder, bool swells)
{
    const fs::path music = folder.path() / "music";
    fs::create_directories(music);
    for (int i = 0; i < 8; ++i) {
        std::vector<float> sound = noise(20, kRate, 0.5, static_cast<std::uint64_t>(i + 1));
        if (swells) {
            for (std::size_t s = 0; s < sound.size(); ++s)
                sound[s] *= static_cast<float>(std::pow(10.0, -3.0 + 3.0 * static_cast<double>(s) / (20.0 * kRate)));
        }
        writeWav(music / ("noise" + std::to_string(i) + ".wav"), sound, kRate);
    }
    const fs::path workspace = folder.path() / "workspace";
    Workspace opened(workspace);
    ImportOptions options;
    options.datasetName = "Noise";
    importFolder(opened, music, options, {}, RunControl());
    return workspace;
}

ShortcutReport checked(const fs::path &workspace)
{
    RunSpec spec = quickSpec(1);
    spec.clip = ClipLength::parse("3");
    spec.validationMinutes = 5;
    spec.precision = "float32";
    Id run = 0;
    {
        Workspace opened(workspace);
        run = createRun(opened, spec);
    }
    RunControl control;
    if (trainRun(workspace, run, {}, control) != RunStatus::Completed)
        qFatal("%s", Workspace(workspace).run(run)->reason.c_str());
    const Workspace opened(workspace);
    return checkShortcuts(opened, run, {}, control);
}

const ShortcutPoint &probeOf(const ShortcutReport &report, const char *name)
{
    for (const ShortcutPoint &point : report.probes) {
        if (point.name == name)
            return point;
    }
    qFatal("there is no probe %s", name);
}

bool mentions(const ShortcutReport &report, const char *words)
{
    for (const std::string &alarm : report.alarms) {
        if (alarm.find(words) != std::string::npos)
            return true;
    }
    return false;
}

} // namespace

class TestShortcutChecks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsThatTellAreFound()
    {
        const TemporaryFolder folder;
        const ShortcutReport report = checked(makeLibrary(folder, true));
        QVERIFY(report.byGap.empty()); // that is for jigsaws
        QCOMPARE(report.chance, 0.5);
        const ShortcutPoint &levels = probeOf(report, "mean levels only");
        QVERIFY2(levels.accuracy.value > 0.95, qPrintable(QString::number(levels.accuracy.value)));
        QVERIFY(mentions(report, "mean levels only"));
        std::int64_t judged = 0;
        for (const ShortcutPoint &point : report.byPosition)
            judged += point.examples;
        QCOMPARE(judged, levels.examples);
        QCOMPARE(report.byCodec.size(), std::size_t { 1 });
        QCOMPARE(report.byCodec[0].name, std::string("lossless"));
    }

    void evenNoiseGivesNothingAway()
    {
        const TemporaryFolder folder;
        const ShortcutReport report = checked(makeLibrary(folder, false));
        QVERIFY(probeOf(report, "mean levels only").accuracy.low < 0.53);
        QVERIFY(probeOf(report, "edge frames only").accuracy.low < 0.53);
        QVERIFY(!mentions(report, "tiny model"));
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
