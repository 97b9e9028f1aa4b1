#include "audio/wavfile.h"
#include "base/text.h"
#include "library/openmic.h"
#include "support/datasettrees.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;
constexpr const char *kLabelsFile = "openmic-2018-aggregated-labels.csv";
constexpr const char *kLabelRows = "sample_key,instrument,relevance,num_responses\n"
                                   "000046_3840,clarinet,0.17104999999999998,3\n"
                                   "000046_3840,flute,0.0,3\n"
                                   "000178_3840,trumpet,1.0,4\n"
                                   "000308_61440,violin,0.5,5\n";

/// OpenMIC-2018 in miniature.
struct Tree {
    ScratchFolder folder;
    fs::path root = folder.path() / "openmic-2018";
    Workspace workspace { folder.path() / "workspace" };
    RunControl control;

    Tree()
    {
        fs::create_directories(root / "partitions");
        writeBytes(root / "class-map.json", openMicClassMap());
        writeBytes(root / kLabelsFile, kLabelRows);
        writeBytes(root / "partitions" / "split01_train.csv", "000046_3840\n000308_61440\n");
        writeBytes(root / "partitions" / "split01_test.csv", "000178_3840\n");
        writeBytes(root / "openmic-2018-metadata.csv",
            "sample_key,track_id,artist_name,track_title,album_title,license_title,track_url\n"
            "000046_3840,46,Nicky Cook,\"Yosemite, the\",Niris,by-nc,http://freemusicarchive.org/46\n"
            "000178_3840,178,Ed Askew,Gold,Imperfiction,CC0,\n");
        for (const char *key : { "000046_3840", "000178_3840", "000308_61440" })
            addClip(key);
    }
    fs::path clip(const std::string &key) const { return root / "audio" / key.substr(0, 3) / (key + ".ogg"); }
    void addClip(const std::string &key, double seconds = 10) const
    {
        fs::create_directories(clip(key).parent_path());
        writeWav(clip(key), sine(100 + std::stoi(key.substr(0, 6)), seconds, kRate), kRate);
    }
    ImportReport import()
    {
        DatasetOptions options;
        options.kind = DatasetKind::OpenMic;
        options.path = root;
        return importDataset(workspace, options, {}, control);
    }
    Track track(const std::string &key) const { return workspace.trackByPath(clip(key)).value(); }
    std::map<std::string, std::pair<double, int>> labels(const std::string &key) const
    {
        std::map<std::string, std::pair<double, int>> found;
        for (const Label &label : workspace.labels(track(key).id))
            found[label.name] = { label.value, label.responses };
        return found;
    }
};

using Labels = std::map<std::string, std::pair<double, int>>;

} // namespace

class TestOpenMic : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keys()
    {
        OpenMicKey key;
        QVERIFY(OpenMicKey::parse("000046_3840", key));
        QCOMPARE(key.fmaId, Id { 46 });
        QCOMPARE(key.offsetMilliseconds, std::int64_t { 3840 });
        QVERIFY(OpenMicKey::parse("155320_0", key));
        for (const char *bad : { "", "46_3840", "000046", "000046_", "000046-3840", "00004a_3840", "000046_38 0",
                 "000046_-3", "0000461_3840", "000046_99999999999999999999" })
            QVERIFY2(!OpenMicKey::parse(bad, key), bad);
    }

    void clipsAreImportedAsPublished()
    {
        Tree tree;
        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 3 });
        QVERIFY2(report.notes.empty(), report.notes.empty() ? "" : report.notes[0].c_str());
        const Dataset dataset = tree.workspace.datasets().at(0);
        QCOMPARE(dataset.kind, std::string("openmic"));
        QVERIFY(!dataset.rendered);
        const Track track = tree.track("000046_3840");
        QCOMPARE(track.sampleKey, std::string("000046_3840"));
        QCOMPARE(track.fmaId, Id { 46 });
        QCOMPARE(track.offsetSeconds, 3.84);
        QCOMPARE(track.split, std::string("train"));
        QCOMPARE(track.artist, std::string("Nicky Cook"));
        QCOMPARE(track.title, std::string("Yosemite, the"));
        QCOMPARE(track.licence, std::string("by-nc"));
        QVERIFY(attribution(track).ends_with("by-nc; http://freemusicarchive.org/46"));
        QCOMPARE(tree.track("000178_3840").split, std::string("test"));
        // What nobody was asked about has no label at all: it is not absent.
        QCOMPARE(tree.labels("000046_3840"),
            (Labels { { "clarinet", { 0.17104999999999998, 3 } }, { "flute", { 0.0, 3 } } }));
        QCOMPARE(tree.labels("000178_3840"), (Labels { { "trumpet", { 1.0, 4 } } }));
        QCOMPARE(tree.workspace.clips(track.id).size(), std::size_t { 1 });
    }

    void aReadOnlyDiskIsImportedAndLeftAsItIs()
    {
        Tree tree;
        using State = std::map<fs::path, std::pair<fs::file_time_type, fs::perms>>;
        const auto everything = [&] {
            State found;
            found[tree.root] = { fs::last_write_time(tree.root), fs::status(tree.root).permissions() };
            for (const auto &entry : fs::recursive_directory_iterator(tree.root))
                found[entry.path()] = { entry.last_write_time(), entry.status().permissions() };
            return found;
        };
        constexpr fs::perms kWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
        const State original = everything();
        for (const auto &[path, state] : original)
            fs::permissions(path, kWrite, fs::perm_options::remove);
        const State locked = everything();
        const ImportReport report = tree.import();
        const State after = everything();
        for (const auto &[path, state] : original)
            fs::permissions(path, state.second);
        QCOMPARE(report.imported, std::int64_t { 3 });
        QVERIFY(report.notes.empty());
        // Not even a super-user, who may write everywhere, has left a trace there.
        QVERIFY(after == locked);
    }

    void importingTwiceAddsNothingAndTakesOverNewLabels()
    {
        Tree tree;
        tree.import();
        const std::vector<Track> before = tree.workspace.tracks();
        QCOMPARE(tree.import().skipped, std::int64_t { 3 });
        QVERIFY(tree.workspace.tracks() == before);
        writeBytes(
            tree.root / kLabelsFile, "sample_key,instrument,relevance,num_responses\n000046_3840,clarinet,0.9,4\n");
        tree.import();
        QCOMPARE(tree.labels("000046_3840"), (Labels { { "clarinet", { 0.9, 4 } } }));
    }

    void badRowsAreReportedByLineAndTheRestCounts_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("note");
        QTest::newRow("instrument") << QByteArray("000046_3840,kazoo,0.5,3")
                                    << "the class map has no instrument \"kazoo\"";
        QTest::newRow("too relevant") << QByteArray("000046_3840,piano,1.5,3") << "the relevance \"1.5\" does not lie";
        QTest::newRow("negative") << QByteArray("000046_3840,piano,-0.1,3") << "the relevance \"-0.1\" does not lie";
        QTest::newRow("no number") << QByteArray("000046_3840,piano,nan,3") << "the relevance \"nan\" does not lie";
        QTest::newRow("nothing") << QByteArray("000046_3840,piano,,3") << "the relevance \"\" does not lie";
        QTest::newRow("responses") << QByteArray("000308_61440,piano,1,many") << "\"many\" is no number of responses";
        QTest::newRow("key") << QByteArray("46,piano,1,3") << "\"46\" is no key";
        QTest::newRow("twice") << QByteArray("000046_3840,flute,1,3") << "the clip has a label for flute already";
        QTest::newRow("ragged") << QByteArray("000308_61440,piano,1") << "there are 3 cells, not 4";
        QTest::newRow("no sound") << QByteArray("000999_0,piano,1,3") << "of 000999_0 there is no sound here";
        QTest::newRow("encoding") << QByteArray("000046_3840,pi\xE9no,1,3") << "it is not valid UTF-8";
    }

    void badRowsAreReportedByLineAndTheRestCounts()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, note);
        Tree tree;
        writeBytes(tree.root / kLabelsFile, kLabelRows + row.toStdString() + "\n");
        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 3 });
        QVERIFY(anyHolds(report.notes, std::string(kLabelsFile) + ", line 6: "));
        QVERIFY2(anyHolds(report.notes, note.toStdString()), report.notes.at(0).c_str());
        QCOMPARE(tree.labels("000046_3840").size(), std::size_t { 2 });
        QCOMPARE(tree.labels("000046_3840")["flute"].first, 0.0);
        QCOMPARE(tree.labels("000178_3840"), (Labels { { "trumpet", { 1.0, 4 } } }));
    }

    void lineEndsAndMarksMakeNoDifference()
    {
        Tree tree;
        std::string text = "\xEF\xBB\xBF";
        for (const char c : std::string(kLabelRows))
            text += c == '\n' ? std::string("\r\n") : std::string(1, c);
        writeBytes(tree.root / kLabelsFile, text);
        writeBytes(tree.root / "partitions" / "split01_train.csv",
            "\xEF\xBB\xBF"
            "000046_3840\r\n000308_61440\r\n");
        QVERIFY(tree.import().notes.empty());
        QCOMPARE(tree.labels("000046_3840").size(), std::size_t { 2 });
        QCOMPARE(tree.track("000308_61440").split, std::string("train"));
    }

    void tablesThatAreNoneAreRefusedBeforeAnythingChanges()
    {
        Tree tree;
        tree.import();
        const std::vector<Track> before = tree.workspace.tracks();
        const auto refused = [&](const fs::path &file, const std::string &text) {
            const std::string whole = readBytes(file);
            writeBytes(file, text);
            const Error error = errorOf([&] { tree.import(); });
            writeBytes(file, whole);
            return error.code() == ErrorCode::InvalidArgument && error.path() == file;
        };
        QVERIFY(refused(tree.root / kLabelsFile, "sample_key,instrument,num_responses\n000046_3840,flute,3\n"));
        QVERIFY(refused(tree.root / kLabelsFile, ""));
        QVERIFY(refused(tree.root / "class-map.json", "{\"accordion\": 0, \"banjo\""));
        QVERIFY(refused(tree.root / "class-map.json", "[]"));
        QVERIFY(refused(tree.root / "class-map.json", "{\"accordion\": 0, \"banjo\": 0}"));
        QVERIFY(refused(tree.root / "class-map.json", "{\"accordion\": 7}"));
        QVERIFY(refused(tree.root / "class-map.json", "{\"accordion\": \"first\"}"));
        fs::remove(tree.root / "class-map.json");
        QVERIFY(errorOf([&] { tree.import(); }).code() == ErrorCode::NotFound);
        QVERIFY(tree.workspace.tracks() == before);
    }

    void aTreeThatIsCutShortIsImportedAsFarAsItGoes()
    {
        Tree tree;
        fs::remove(tree.clip("000178_3840"));
        fs::remove_all(tree.root / "partitions");
        fs::remove(tree.root / "openmic-2018-metadata.csv");
        tree.addClip("000777_1000");
        tree.addClip("000308_61440", 4); // a download that was cut
        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 2 });
        QCOMPARE(report.quarantined.size(), std::size_t { 1 });
        QCOMPARE(report.quarantined[0].reason, std::string("only 4.0 s of sound, where 10.0 s are published"));
        QVERIFY(anyHolds(report.notes, std::string(kLabelsFile) + ", line 4: of 000178_3840 there is no sound here"));
        QVERIFY(anyHolds(report.notes, "split01_test.csv is not there"));
        QVERIFY(anyHolds(report.notes, "openmic-2018-metadata.csv is not there"));
        QVERIFY(anyHolds(report.notes, "no table names 000777_1000.ogg"));
        QVERIFY(tree.labels("000777_1000").empty());
        QCOMPARE(tree.track("000777_1000").fmaId, Id { 777 });
        fs::remove_all(tree.root / "audio");
        QVERIFY(errorOf([&] { tree.import(); }).code() == ErrorCode::NotFound);
        QVERIFY(tree.track("000046_3840").status == TrackStatus::Ok);
    }

    void renderedClipsSaySo()
    {
        Tree tree;
        writeBytes(tree.root / kRenderedFile, "Rendered from MIDI files.\nMore.\n");
        tree.import();
        QVERIFY(tree.workspace.datasets().at(0).rendered);
        QCOMPARE(tree.workspace.datasets().at(0).note, std::string("Rendered from MIDI files."));
    }

    void itIsRecognised()
    {
        const Tree tree;
        for (const fs::path &path : { tree.root, tree.root / "audio", tree.folder.path() })
            QVERIFY(recogniseDataset(path) == DatasetKind::OpenMic);
        QVERIFY(recogniseDataset(tree.root / "partitions") == DatasetKind::Folder);
    }

    void readingIsGivenUpWhenAsked()
    {
        const Tree tree;
        RunControl control;
        control.stop();
        QCOMPARE(errorOf([&] { OpenMicTables(tree.root, control); }).code(), ErrorCode::Cancelled);
    }

    void mutatedTablesNeverDoHarm()
    {
        const Tree tree;
        const std::map<fs::path, std::string> files {
            { tree.root / "class-map.json", openMicClassMap() },
            { tree.root / kLabelsFile, kLabelRows },
            { tree.root / "partitions" / "split01_train.csv", "000046_3840\n000308_61440\n" },
            { tree.root / "openmic-2018-metadata.csv", readBytes(tree.root / "openmic-2018-metadata.csv") },
        };
        int read = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            RandomStream random(seed, { streamId("openmic") });
            // One file at a time, or the class map's damage would hide all other.
            auto file = files.begin();
            std::advance(file, random.below(files.size()));
            writeBytes(file->first, mutated(file->second, random));
            try {
                OpenMicTables tables(tree.root, RunControl());
                ++read;
                for (const char *key : { "000046_3840", "000178_3840" }) {
                    Track track;
                    track.path = tree.clip(key);
                    const Annotation annotation = tables.apply(track);
                    std::set<std::string> names;
                    for (const Label &label : annotation.labels.value_or(std::vector<Label> {})) {
                        QVERIFY(label.value >= 0 && label.value <= 1 && label.responses >= 0 && !label.name.empty());
                        QVERIFY(names.insert(label.name).second);
                    }
                }
                for (const std::string &note : tables.notes())
                    QVERIFY(displayText(note) == note);
            } catch (const Error &error) {
                QVERIFY2(error.code() == ErrorCode::InvalidArgument, error.what());
            }
            writeBytes(file->first, file->second);
        }
        QVERIFY(read > 200);
    }

    void genuineExcerptsAreImported()
    {
        if (!genuineData())
            QSKIP("RETROGRADE_GENUINE_DATA is not set");
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const RunControl control;
        DatasetOptions options;
        options.kind = recogniseDataset(*genuineData() / "openmic");
        QVERIFY(options.kind == DatasetKind::OpenMic);
        options.path = *genuineData() / "openmic";
        const PreparedImport prepared = prepareImport(options, {}, control);
        QCOMPARE(prepared.described, std::int64_t { 20000 });
        QCOMPARE(prepared.labels, std::int64_t { 3 });
        const ImportReport report = importDataset(workspace, options, {}, control);
        QCOMPARE(report.imported, std::int64_t { 1 });
        const Track track = workspace.tracks().at(0);
        QCOMPARE(track.sampleKey, std::string("000046_3840"));
        QCOMPARE(track.split, std::string("train"));
        QCOMPARE(track.codec, std::string("vorbis"));
        QVERIFY(std::abs(track.seconds - 10) < 0.001);
        QCOMPARE(workspace.labels(track.id).size(), std::size_t { 3 });
        QVERIFY(
            anyHolds(report.notes, "split01_test.csv, line 1: of 000178_3840 there is no sound here, and so of 5085"));
    }
};

QTEST_APPLESS_MAIN(TestOpenMic)
#include "tst_openmic.moc"
