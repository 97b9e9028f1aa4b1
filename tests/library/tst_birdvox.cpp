#include "audio/wavfile.h"
#include "library/birdvox.h"
#include "support/datasettrees.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;

struct Library {
    ScratchFolder folder;
    fs::path root = folder.path() / "birds";
    Workspace workspace { folder.path() / "workspace" };
    RunControl control;

    Library() { fs::create_directories(root); }
    void add(const fs::path &name, double seconds, double hertz) const
    {
        fs::create_directories((root / name).parent_path());
        writeWav(root / name, sine(hertz, seconds, kRate), kRate);
    }
    ImportReport import()
    {
        DatasetOptions options;
        options.kind = recogniseDataset(root);
        options.path = root;
        return importDataset(workspace, options, {}, control);
    }
};

constexpr const char *kClipsTable = "BirdVoxDCASE20k_csvpublic.csv";
constexpr const char *kNightTable = "BirdVox-full-night_csv-annotations_unit07.csv";
constexpr const char *kNightSound = "BirdVox-full-night_flac-audio_unit07.flac";

} // namespace

class TestBirdVox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clipsHaveTheirLabels()
    {
        Library library;
        writeBytes(library.root / kClipsTable,
            "itemid,datasetid,hasbird\naaa-1,BirdVox-DCASE-20k,0\nbbb-2,BirdVox-DCASE-20k,1\n"
            "ccc-3,BirdVox-DCASE-20k,maybe\nddd-4,BirdVox-DCASE-20k,1\naaa-1,BirdVox-DCASE-20k,1\n");
        library.add("wav/aaa-1.wav", 10, 100);
        library.add("wav/bbb-2.wav", 10, 200);
        library.add("wav/ccc-3.wav", 10, 300);
        const ImportReport report = library.import();
        QCOMPARE(report.imported, std::int64_t { 3 });
        QCOMPARE(library.workspace.datasets().at(0).kind, std::string("birdvox"));
        const auto labels = [&](const char *name) {
            return library.workspace.labels(library.workspace.trackByPath(library.root / "wav" / name)->id);
        };
        QCOMPARE(labels("aaa-1.wav").at(0).value, 0.0);
        QCOMPARE(labels("bbb-2.wav").at(0).value, 1.0);
        QCOMPARE(labels("bbb-2.wav").at(0).name, std::string("bird"));
        QVERIFY(labels("ccc-3.wav").empty());
        QVERIFY(anyHolds(report.notes, std::string(kClipsTable) + ", line 4: "));
        QVERIFY(anyHolds(report.notes, std::string(kClipsTable) + ", line 5: of ddd-4 there is no sound here"));
        QVERIFY(anyHolds(report.notes, std::string(kClipsTable) + ", line 6: the clip was named before"));
        QVERIFY(anyHolds(report.notes, "no table names ccc-3.wav"));
        QCOMPARE(library.import().skipped, std::int64_t { 3 });
    }

    void eventsOfANightBecomeClips()
    {
        Library library;
        writeBytes(library.root / kNightTable, "Time (s),Freq (Hz)\n12.5,7200\n3.25,6100.5\n19.9,high\n45,5000\n");
        library.add(kNightSound, 35, 100);
        library.add("BirdVox-full-night_flac-audio_unit10.flac", 10, 200); // nobody listened to this one
        const ImportReport report = library.import();
        QCOMPARE(report.imported, std::int64_t { 2 });
        const Track night = library.workspace.trackByPath(library.root / kNightSound).value();
        QCOMPARE(night.eventsOf, std::string("bird"));
        const std::vector<Event> events = library.workspace.events(night.id);
        QCOMPARE(events.size(), std::size_t { 4 });
        QCOMPARE(events[0].seconds, 3.25);
        QCOMPARE(events[0].hertz, 6100.5);
        QVERIFY(std::isnan(events[2].hertz));
        std::vector<double> values;
        for (const ClipLabel &label : library.workspace.clipLabels(night.id)) {
            QCOMPARE(label.name, std::string("bird"));
            values.push_back(label.value);
        }
        // 0 to 10 s, 10 to 20 s, 20 to 30 s and the 5 s that are left.
        QCOMPARE(values, (std::vector<double> { 1, 1, 0, 0 }));
        QVERIFY(anyHolds(report.notes, std::string(kNightTable) + ", line 4: \"high\" is no frequency"));
        QVERIFY(anyHolds(report.notes, "1 calls lie after the end"));
        const Track unheard
            = library.workspace.trackByPath(library.root / "BirdVox-full-night_flac-audio_unit10.flac").value();
        QVERIFY(unheard.eventsOf.empty());
        QVERIFY(library.workspace.clipLabels(unheard.id).empty());
    }

    void tablesWithoutTheirColumnsAreRefused()
    {
        Library library;
        library.add(kNightSound, 1, 100);
        writeBytes(library.root / kNightTable, "Time,Frequency\n1,2\n");
        const Error error = errorOf([&] { library.import(); });
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QCOMPARE(error.path(), library.root / kNightTable);
        QCOMPARE(library.workspace.countTracks({}), std::int64_t { 0 });
    }

    void readingIsGivenUpWhenAsked()
    {
        const Library library;
        const std::vector<fs::path> tables { library.root / kNightTable, library.root / kClipsTable };
        writeBytes(tables[0], "Time (s),Freq (Hz)\n12.5,7200\n");
        writeBytes(tables[1], "itemid,datasetid,hasbird\naaa-1,B,0\n");
        RunControl control;
        control.stop();
        for (const fs::path &table : tables)
            QCOMPARE(errorOf([&] { BirdVoxTables({ table }, control); }).code(), ErrorCode::Cancelled);
    }

    void mutatedTablesNeverDoHarm()
    {
        const Library library;
        const fs::path clips = library.root / kClipsTable;
        const fs::path night = library.root / kNightTable;
        const std::string clipRows = "itemid,datasetid,hasbird\naaa-1,B,0\nbbb-2,B,1\n";
        const std::string nightRows = "Time (s),Freq (Hz)\n12.5,7200\n3.25,6100.5\n";
        int read = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            RandomStream random(seed, { streamId("birdvox") });
            writeBytes(clips, seed % 2 ? mutated(clipRows, random) : clipRows);
            writeBytes(night, seed % 2 ? nightRows : mutated(nightRows, random));
            try {
                BirdVoxTables tables({ clips, night }, RunControl());
                ++read;
                Track track;
                track.path = library.root / kNightSound;
                const Annotation annotation = tables.apply(track);
                double last = 0;
                for (const Event &event : annotation.events.value()) {
                    QVERIFY(event.seconds >= last && std::isfinite(event.seconds));
                    last = event.seconds;
                }
            } catch (const Error &error) {
                QVERIFY2(error.code() == ErrorCode::InvalidArgument, error.what());
            }
        }
        QVERIFY(read > 50);
    }
};

QTEST_APPLESS_MAIN(TestBirdVox)
#include "tst_birdvox.moc"
