#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <chrono>
#include <fstream>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;

/// A workspace, and beside it a folder of music.
struct Library {
    ScratchFolder folder;
    fs::path music = folder.path() / "music";
    Workspace workspace { folder.path() / "workspace" };
    RunControl control;

    Library() { fs::create_directory(music); }
    void add(const std::string &name, const std::vector<float> &sound) const { writeWav(music / name, sound, kRate); }
    void import() { importFolder(workspace, music, {}, {}, control); }
    Track track(const std::string &name) const { return workspace.trackByPath(music / name).value(); }
    FeatureReport extract(int threads = 2, const ProgressCallback &progress = {})
    {
        return extractFeatures(workspace, "", CqtParameters(), threads, progress, control);
    }
};

std::vector<std::uint8_t> cellsOf(const StoredSpectrogram &spectrogram)
{
    return { spectrogram.frame(0), spectrogram.frame(0) + spectrogram.frames() * spectrogram.bins() };
}

std::string nameOf(const std::pair<fs::path, std::string> &failure)
{
    return failure.first.filename().string();
}

} // namespace

class TestFeatureExtraction : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void softAndCancellingSoundsAreTheirOwn()
    {
        // Before, all of them were silence of the same length.
        Library library;
        const std::vector<float> loud = noise(3, kRate, 0.3, 9);
        std::vector<float> cancelling;
        for (const float sample : loud) {
            cancelling.push_back(sample);
            cancelling.push_back(-sample);
        }
        const auto write = [&](const char *name, const std::vector<float> &sound, int channels = 1) {
            writeBytes(library.music / name, floatWav(sound, kRate, channels));
        };
        write("440.wav", sine(440, 3, kRate, 1e-5));
        write("880.wav", sine(880, 3, kRate, 1e-5));
        write("cancelling.wav", cancelling, 2);
        write("silence.wav", silence(3, kRate));
        library.import();
        QCOMPARE(library.extract().computed, std::int64_t { 4 });
        const FeatureStore store = library.workspace.features();
        const auto loudestBin = [&](const char *name) {
            const auto features = store.open(library.track(name).contentHash, CqtParameters());
            const std::uint8_t *const cells = features->frame(features->frames() / 2);
            return static_cast<int>(std::max_element(cells, cells + features->bins()) - cells);
        };
        for (const char *name : { "440.wav", "880.wav", "cancelling.wav", "silence.wav" })
            QCOMPARE(library.track(name).duplicateOf, Id { 0 });
        QCOMPARE(loudestBin("440.wav"), 45); // A4, counted from C1
        QCOMPARE(loudestBin("880.wav"), 57);
        for (const char *name : { "cancelling.wav", "silence.wav" }) {
            const auto cells = cellsOf(*store.open(library.track(name).contentHash, CqtParameters()));
            QCOMPARE(cells, std::vector<std::uint8_t>(cells.size(), 0));
        }
    }

    void whatTheDiskDoesNotHoldIsNotBegun()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.import();
        Track track = library.track("a.wav");
        track.seconds = 1e12; // 3.6 petabytes of cells
        library.workspace.updateTrack(track);
        bool begun = false;
        try {
            library.extract(1, [&](const Progress &) { begun = true; });
            QFAIL("there is no such disk");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QVERIFY2(error.cause().starts_with("the features of 1 tracks need about "), error.what());
            QVERIFY(error.cause().find(" GB") != std::string::npos);
        }
        QVERIFY(!begun);
        QVERIFY(!library.workspace.features().contains(track.contentHash, {}));
    }

    void whatIsStoredIsTheTransformOfTheSound()
    {
        Library library;
        library.add("notes.wav", struckNotes(4, kRate));
        library.add("sine.wav", sine(440, 3, kRate));
        library.import();
        std::int64_t last = -1;
        const FeatureReport report = library.extract(2, [&](const Progress &progress) {
            QCOMPARE(progress.total, std::int64_t { 2 });
            QVERIFY(progress.done >= last);
            last = progress.done;
        });
        QCOMPARE(last, std::int64_t { 2 });
        QCOMPARE(report.computed, std::int64_t { 2 });
        QCOMPARE(report.present, std::int64_t { 0 });
        QVERIFY(report.failed.empty());
        QCOMPARE(report.audioSeconds, 7.0);
        QVERIFY(report.seconds > 0);

        const CqtPlan plan { CqtParameters() };
        for (const char *name : { "notes.wav", "sine.wav" }) {
            const auto stored = library.workspace.features().open(library.track(name).contentHash, plan.parameters());
            QVERIFY(stored);
            const auto expected = FeatureStore::inMemory(plan, decodeAudio(library.music / name, kRate).samples);
            QCOMPARE(stored->frames(), expected->frames());
            QVERIFY(cellsOf(*stored) == cellsOf(*expected));
        }
    }

    void doneWorkIsNotDoneAgain()
    {
        Library library;
        library.add("one.wav", sine(440, 1, kRate));
        library.import();
        library.extract();
        library.add("two.wav", sine(220, 1, kRate));
        library.import();
        FeatureReport report = library.extract();
        QCOMPARE(report.computed, std::int64_t { 1 });
        QCOMPARE(report.present, std::int64_t { 1 });
        report = library.extract();
        QCOMPARE(report.computed, std::int64_t { 0 });
        QCOMPARE(report.present, std::int64_t { 2 });
        report = extractFeatures(library.workspace, "no such dataset", {}, 1, {}, library.control);
        QCOMPARE(report.computed + report.present, std::int64_t { 0 });
        CqtParameters classic;
        classic.q = QRule::Classic;
        report = extractFeatures(library.workspace, "music", classic, 1, {}, library.control);
        QCOMPARE(report.computed, std::int64_t { 2 });
    }

    void equalContentIsComputedOnce()
    {
        Library library;
        const std::vector<float> sound = struckNotes(1, kRate);
        for (const char *name : { "a.wav", "b.wav", "c.wav" })
            library.add(name, sound);
        library.add("other.wav", sine(440, 1, kRate));
        library.import();
        fs::remove(library.music / "a.wav"); // one of the others stands in for it
        const FeatureReport report = library.extract();
        QCOMPARE(report.computed, std::int64_t { 2 });
        QCOMPARE(report.present, std::int64_t { 1 });
        QCOMPARE(report.failed.size(), std::size_t { 1 });
        QCOMPARE(nameOf(report.failed[0]), std::string("a.wav"));
        QVERIFY(library.workspace.features().contains(library.track("c.wav").contentHash, CqtParameters()));
    }

    void aBadFileDoesNotEndTheBatch()
    {
        Library library;
        library.add("changed.wav", struckNotes(1, kRate, 1));
        library.add("good.wav", struckNotes(1, kRate, 2));
        library.add("vanished.wav", struckNotes(1, kRate, 3));
        library.import();
        fs::remove(library.music / "vanished.wav");
        library.add("changed.wav", sine(330, 2, kRate));
        const FeatureReport report = library.extract();
        QCOMPARE(report.computed, std::int64_t { 1 });
        QCOMPARE(report.failed.size(), std::size_t { 2 });
        for (const auto &[path, cause] : report.failed)
            QVERIFY(!cause.empty());
        QVERIFY(library.track("vanished.wav").status == TrackStatus::Missing);
        QVERIFY(library.track("changed.wav").status == TrackStatus::Ok);
        QVERIFY(!library.workspace.features().contains(library.track("changed.wav").contentHash, CqtParameters()));
        library.import();
        QCOMPARE(library.extract().computed, std::int64_t { 1 });
    }

    void stopsInTheMiddleOfALongFile()
    {
        Library library;
        library.add("a short one.wav", sine(440, 1, kRate));
        library.add("long.wav", noise(1200, kRate));
        library.import();
        Workspace &workspace = library.workspace;
        std::chrono::steady_clock::time_point stopped;
        const Error error = errorOf([&] {
            library.extract(2, [&](const Progress &progress) {
                if (progress.done == 1 && !library.control.stopRequested()) {
                    stopped = std::chrono::steady_clock::now();
                    library.control.stop();
                }
            });
        });
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - stopped;
        QCOMPARE(error.code(), ErrorCode::Cancelled);
        QVERIFY2(taken.count() < 0.5, qPrintable(QString::number(taken.count())));
        QVERIFY(workspace.features().contains(library.track("a short one.wav").contentHash, CqtParameters()));
        QVERIFY(!workspace.features().contains(library.track("long.wav").contentHash, CqtParameters()));
    }

    void aStoreThatCannotBeWrittenEndsTheBatch()
    {
        Library library;
        library.add("sine.wav", sine(440, 1, kRate));
        library.import();
        std::ofstream(library.workspace.folder() / "features") << "no folder";
        const Error error = errorOf([&] { library.extract(); });
        QCOMPARE(error.code(), ErrorCode::Io);
        QVERIFY(library.track("sine.wav").status == TrackStatus::Ok);
    }

    void oneTracksFeaturesAreComputedOnDemand()
    {
        Library library;
        library.add("sine.wav", sine(440, 1, kRate));
        library.import();
        const CqtPlan plan { CqtParameters() };
        const FeatureStore store = library.workspace.features();
        const Track track = library.track("sine.wav");
        const auto computed = featuresOf(store, track, plan, library.control);
        fs::remove(track.path);
        const auto stored = featuresOf(store, track, plan, library.control);
        QVERIFY(cellsOf(*computed) == cellsOf(*stored));
        Track unknown = track;
        unknown.contentHash = "00000000000000000000000000000000";
        QCOMPARE(errorOf([&] { featuresOf(store, unknown, plan, library.control); }).code(), ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestFeatureExtraction)
#include "tst_featureextraction.moc"
