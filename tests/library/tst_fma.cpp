#include "audio/wavfile.h"
#include "base/text.h"
#include "library/fma.h"
#include "library/table.h"
#include "support/datasettrees.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <fstream>
#include <map>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;

std::vector<FmaRow> sampleRows()
{
    return {
        { 2, "Food", "AWOL", "AWOL - A Way Of Life", "Attribution", "Hip-Hop", "[21]", "training", "small", "168" },
        { 5, "This World", "AWOL", "AWOL - A Way Of Life", "Attribution", "Hip-Hop", "[21, 76]", "validation", "medium",
            "206" },
        { 10, "Freeway", "Kurt Vile", "Constant Hitmaker", "by-nc", "Pop", "[10]", "test", "small", "161" },
        { 20, "Spiritual, \"Level\"", "Nicky Cook", "Niris", "by-nc", "", "[76, 103]", "training", "large", "311" },
    };
}

/// FMA as it lies after its archives were unpacked, in miniature.
struct Tree {
    ScratchFolder folder;
    fs::path root = folder.path() / "fma";
    fs::path audio = root / "fma_large";
    fs::path metadata = root / "fma_metadata";
    Workspace workspace { folder.path() / "workspace" };
    RunControl control;

    explicit Tree(const std::vector<FmaRow> &rows = sampleRows(), double seconds = 29.98)
    {
        fs::create_directories(metadata);
        writeBytes(metadata / "tracks.csv", fmaTracksCsv(rows));
        writeBytes(metadata / "genres.csv", fmaGenresCsv());
        for (const FmaRow &row : rows)
            addClip(row.id, seconds);
    }
    void addClip(Id id, double seconds) const
    {
        const fs::path file = fmaClip(audio, id);
        fs::create_directories(file.parent_path());
        writeWav(file, sine(100 + static_cast<double>(id), seconds, kRate), kRate);
    }
    DatasetOptions options(const std::string &subset = {}) const
    {
        DatasetOptions options;
        options.kind = DatasetKind::Fma;
        options.path = root;
        options.subset = subset;
        return options;
    }
    ImportReport import(const std::string &subset = {})
    {
        return importDataset(workspace, options(subset), {}, control);
    }
    std::optional<Track> track(Id id) const { return workspace.trackByPath(fmaClip(audio, id)); }
    std::set<Id> ids() const
    {
        std::set<Id> ids;
        for (const Track &track : workspace.tracks())
            ids.insert(track.fmaId);
        return ids;
    }
};

using Ids = std::set<Id>;

} // namespace

class TestFma : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesOfClips()
    {
        QCOMPARE(fmaIdOf("/music/000/000002.mp3"), Id { 2 });
        QCOMPARE(fmaIdOf("/music/155/155320.mp3"), Id { 155320 });
        QCOMPARE(fmaIdOf("/music/001/000002.mp3"), Id { 0 });
        QCOMPARE(fmaIdOf("/music/000/2.mp3"), Id { 0 });
        QCOMPARE(fmaIdOf("/music/000/00000x.mp3"), Id { 0 });
        QCOMPARE(fmaIdOf("/music/000/000002.csv"), Id { 0 });
    }

    void pythonLists()
    {
        const auto parsed = [](const std::string &text) {
            std::vector<std::int64_t> numbers;
            if (!parsePythonList(text, numbers))
                numbers = { -1 };
            return numbers;
        };
        using Numbers = std::vector<std::int64_t>;
        QCOMPARE(parsed("[76, 103]"), (Numbers { 76, 103 }));
        QCOMPARE(parsed("[]"), Numbers {});
        QCOMPARE(parsed(" [ 5 ] "), Numbers { 5 });
        QCOMPARE(parsed("[5,]"), Numbers { 5 });
        for (const char *bad :
            { "", "[", "]", "5", "[5", "[a]", "[5 6]", "[-5]", "[,]", "['5']", "[99999999999999999999]" })
            QCOMPARE(parsed(bad), Numbers { -1 });
    }

    void tracksAreImportedAsPublished()
    {
        Tree tree;
        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 4 });
        QVERIFY2(report.notes.empty(), report.notes.empty() ? "" : report.notes[0].c_str());
        QVERIFY(report.quarantined.empty());
        const Dataset dataset = tree.workspace.datasets().at(0);
        QCOMPARE(dataset.kind, std::string("fma"));
        QCOMPARE(dataset.name, std::string("fma_large"));
        QCOMPARE(dataset.root, tree.audio);
        const Track food = tree.track(2).value();
        QCOMPARE(food.title, std::string("Food"));
        QCOMPARE(food.artist, std::string("AWOL"));
        QCOMPARE(food.album, std::string("AWOL - A Way Of Life"));
        QCOMPARE(food.licence, std::string("Attribution"));
        QCOMPARE(food.genre, std::string("Hip-Hop"));
        QCOMPARE(food.split, std::string("training"));
        QCOMPARE(food.subset, std::string("small"));
        QCOMPARE(food.fmaId, Id { 2 });
        QCOMPARE(food.sampleKey, std::string("000002"));
        QCOMPARE(attribution(food),
            std::string(
                "\u201CFood\u201D by AWOL, from AWOL - A Way Of Life; Attribution; Free Music Archive, track 2"));
        QCOMPARE(tree.track(5)->genre, std::string("Hip-Hop; Experimental Pop"));
        QCOMPARE(tree.track(20)->genre, std::string("Experimental Pop; Singer-Songwriter"));
        QCOMPARE(tree.track(20)->title, std::string("Spiritual, \"Level\""));
        QCOMPARE(tree.workspace.audit(food.id)->publishedSeconds, 30.0);
        QCOMPARE(tree.workspace.clips(food.id).size(), std::size_t { 3 });
    }

    void importingTwiceAddsNothingAndTakesOverNewTables()
    {
        Tree tree;
        tree.import();
        const std::vector<Track> before = tree.workspace.tracks();
        ImportReport report = tree.import();
        QCOMPARE(report.skipped, std::int64_t { 4 });
        QCOMPARE(report.imported, std::int64_t { 0 });
        QVERIFY(tree.workspace.tracks() == before);
        std::vector<FmaRow> rows = sampleRows();
        rows[0].licence = "CC0";
        writeBytes(tree.metadata / "tracks.csv", fmaTracksCsv(rows));
        report = tree.import();
        QCOMPARE(report.skipped, std::int64_t { 4 });
        QCOMPARE(tree.track(2)->licence, std::string("CC0"));
    }

    void subsetsContainEachOther()
    {
        Tree tree;
        QCOMPARE(tree.import("small").imported, std::int64_t { 2 });
        QCOMPARE(tree.ids(), (Ids { 2, 10 }));
        ImportReport report = tree.import("medium");
        QCOMPARE(report.imported, std::int64_t { 1 });
        QCOMPARE(report.skipped, std::int64_t { 2 });
        QCOMPARE(tree.ids(), (Ids { 2, 5, 10 }));
        tree.import("large");
        QCOMPARE(tree.ids(), (Ids { 2, 5, 10, 20 }));
        // A smaller subset asked for later takes nothing away.
        report = tree.import("small");
        QCOMPARE(report.missing, std::int64_t { 0 });
        for (const Track &track : tree.workspace.tracks())
            QVERIFY(track.status == TrackStatus::Ok);
    }

    void anyOfItsFoldersWillDo()
    {
        const Tree tree;
        for (const fs::path &path : { tree.root, tree.audio, tree.metadata }) {
            QVERIFY(recogniseDataset(path) == DatasetKind::Fma);
            const FmaPlace place = findFma(path, {});
            QCOMPARE(place.audio, tree.audio);
            QCOMPARE(place.metadata, tree.metadata);
            QVERIFY(place.subset == FmaCatalogue::Subset::Large);
        }
        DatasetOptions options = tree.options();
        options.path = tree.audio;
        fs::rename(tree.metadata, tree.folder.path() / "tables");
        const Error error = errorOf([&] { prepareImport(options, {}, tree.control); });
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(std::string(error.what()).find("tracks.csv") != std::string::npos);
        options.metadata = tree.folder.path() / "tables";
        QCOMPARE(prepareImport(options, {}, tree.control).described, std::int64_t { 4 });
    }

    void whatIsThereIsCountedBeforeAnythingIsImported()
    {
        Tree tree;
        fs::remove(fmaClip(tree.audio, 5));
        tree.addClip(30, 1);
        writeBytes(tree.audio / "README.mp3", "no clip");
        const PreparedImport prepared = prepareImport(tree.options(), {}, tree.control);
        QCOMPARE(prepared.media.files.size(), std::size_t { 4 });
        QCOMPARE(prepared.described, std::int64_t { 4 });
        QCOMPARE(prepared.describedThere, std::int64_t { 3 });
        QVERIFY(anyHolds(prepared.notes, "000030.mp3"));
        QVERIFY(anyHolds(prepared.notes, "1 sound files that are not named"));
        QCOMPARE(tree.workspace.countTracks({}), std::int64_t { 0 });
    }

    void missingSoundAndMissingRowsAreReported()
    {
        Tree tree;
        fs::remove(fmaClip(tree.audio, 5));
        fs::remove(fmaClip(tree.audio, 20));
        tree.addClip(30, 29.98);
        ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 3 });
        QVERIFY(tree.track(30)->status == TrackStatus::Ok);
        QCOMPARE(tree.track(30)->title, std::string("000030"));
        QVERIFY(anyHolds(report.notes, "no table names 000030.mp3"));
        // Each row has two line breaks in it, and the second one begins on line 7.
        QVERIFY(anyHolds(report.notes, "tracks.csv, line 7: of track 5 there is no sound here, and so of 2 in all"));
        // Those of a larger subset are not missed when only the small one was asked for.
        report = tree.import("small");
        QVERIFY(!anyHolds(report.notes, "there is no sound"));
    }

    void damagedTablesAreReportedByLineAndTheRestCounts_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("note");
        for (const auto &[damage, note] : std::map<QString, QString> {
                 { "no licence", "line 2: there is no column track/license" },
                 { "no split", "line 2: there is no column set/split" },
                 { "CRLF", "" },
                 { "BOM", "" },
                 { "ragged", "there are 3 cells, not 53" },
                 { "encoding", "it is not valid UTF-8" },
                 { "subset", "there is no subset \"tiny\"" },
                 { "genres", "is no list of genres" },
                 { "duration", "is no duration" },
                 { "twice", "the track was named on line 4 already" },
                 { "id", "\"two\" is no track's number" },
                 { "cut", "a quote is never closed" },
             })
            QTest::newRow(qPrintable(damage)) << damage << note;
    }

    void damagedTablesAreReportedByLineAndTheRestCounts()
    {
        QFETCH(QString, damage);
        QFETCH(QString, note);
        Tree tree;
        std::vector<FmaRow> rows = sampleRows();
        if (damage == "subset")
            rows[1].subset = "tiny";
        if (damage == "genres")
            rows[1].genresAll = "21, 76";
        if (damage == "duration")
            rows[1].duration = "long";
        if (damage == "twice")
            rows[1].id = 2;
        if (damage == "encoding")
            rows[1].title = "Caf\xE9";
        std::string text = fmaTracksCsv(rows,
            damage == "no licence"     ? std::vector<std::string> { "track/license" }
                : damage == "no split" ? std::vector<std::string> { "set/split" }
                                       : std::vector<std::string> {});
        if (damage == "CRLF") {
            std::string lines;
            for (const char c : text)
                lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
            text = lines;
        }
        if (damage == "BOM")
            text.insert(0, "\xEF\xBB\xBF");
        if (damage == "ragged")
            text += "33,too,short\n";
        if (damage == "id")
            text += "two" + std::string(52, ',') + "\n";
        if (damage == "cut")
            text.resize(text.rfind("Newark"));
        writeBytes(tree.metadata / "tracks.csv", text);

        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 4 });
        QCOMPARE(tree.track(2)->title, std::string("Food"));
        QCOMPARE(tree.track(10)->artist, std::string("Kurt Vile"));
        for (const std::string &line : report.notes)
            qInfo("%s", line.c_str());
        if (note.isEmpty())
            QVERIFY(report.notes.empty());
        else
            QVERIFY(anyHolds(report.notes, "tracks.csv, line ") && anyHolds(report.notes, note.toStdString()));
    }

    void aTableThatIsNotFmasIsRefusedBeforeAnythingChanges()
    {
        Tree tree;
        tree.import();
        const std::vector<Track> before = tree.workspace.tracks();
        for (const char *text :
            { "", "path,title\na.mp3,A\n", ",album\n,title\n", "\xFF\xFE,\0a", "<html>404</html>" }) {
            writeBytes(tree.metadata / "tracks.csv", text);
            const Error error = errorOf([&] { tree.import(); });
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
            QCOMPARE(error.path(), tree.metadata / "tracks.csv");
        }
        QVERIFY(tree.workspace.tracks() == before);
    }

    void badClipsEndInQuarantineByWhatWasMeasured()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        Tree tree;
        tree.addClip(10, 1.6); // as 098565
        writeBytes(fmaClip(tree.audio, 20), ""); // as 099134
        // As 001486: the header that was copied along states another length than there is.
        const fs::path whole = tree.folder.path() / "whole.mp3";
        encode(noise(45, 44100), 44100, whole, { "-b:a", "64k" });
        writeBytes(fmaClip(tree.audio, 5), readBytes(whole).substr(0, 64000 / 8 * 32));
        const ImportReport report = tree.import();
        QCOMPARE(report.imported, std::int64_t { 1 });
        std::map<Id, std::string> reasons;
        for (const QuarantinedFile &file : report.quarantined)
            reasons[fmaIdOf(file.path)] = file.reason;
        QCOMPARE(reasons[10], std::string("only 1.6 s of sound, where 30.0 s are published"));
        QCOMPARE(reasons[20], std::string("is empty"));
        QVERIFY2(reasons[5].starts_with("its header states 45."), reasons[5].c_str());
        QVERIFY(tree.workspace.clips(tree.track(10)->id).empty());

        // By hand, what has sound can be used all the same, and importing again respects that.
        releaseTrack(tree.workspace, tree.track(10)->id);
        QVERIFY(tree.track(10)->status == TrackStatus::Ok);
        QVERIFY(tree.track(10)->warning.starts_with("released by hand: only 1.6 s"));
        QCOMPARE(tree.workspace.clips(tree.track(10)->id).size(), std::size_t { 1 });
        QVERIFY(errorOf([&] { releaseTrack(tree.workspace, tree.track(10)->id); }).code() == ErrorCode::Conflict);
        QVERIFY(errorOf([&] { releaseTrack(tree.workspace, tree.track(20)->id); }).code() == ErrorCode::Conflict);
        tree.import();
        QVERIFY(tree.track(10)->status == TrackStatus::Ok);
        // Another file under its name is judged anew.
        tree.addClip(10, 0.5);
        tree.import();
        QVERIFY(tree.track(10)->status == TrackStatus::Quarantined);
    }

    void mutatedTablesNeverDoHarm()
    {
        const ScratchFolder folder;
        writeBytes(folder.path() / "genres.csv", fmaGenresCsv());
        const std::string tracks = fmaTracksCsv(sampleRows());
        int read = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            RandomStream random(seed, { streamId("fma") });
            writeBytes(folder.path() / "tracks.csv", mutated(tracks, random));
            writeBytes(folder.path() / "genres.csv", mutated(fmaGenresCsv(), random));
            try {
                FmaCatalogue catalogue(folder.path(), RunControl());
                ++read;
                Track track;
                for (const FmaRow &row : sampleRows()) {
                    track.path = fmaClip("/fma", row.id);
                    const Annotation annotation = catalogue.apply(track);
                    QVERIFY(annotation.publishedSeconds <= 30);
                    QVERIFY(displayText(track.title) == track.title);
                }
                for (const std::string &note : catalogue.notes())
                    QVERIFY(displayText(note) == note && note.size() > 10);
            } catch (const Error &error) {
                QVERIFY2(error.code() == ErrorCode::InvalidArgument, error.what());
            }
        }
        QVERIFY(read > 100);
    }

    void readingIsGivenUpWhenAsked()
    {
        const ScratchFolder folder;
        writeBytes(folder.path() / "tracks.csv", fmaTracksCsv(sampleRows()));
        RunControl control;
        control.stop();
        QCOMPARE(errorOf([&] { FmaCatalogue(folder.path(), control); }).code(), ErrorCode::Cancelled);
    }

    void genuineRecordsSurviveTheWay()
    {
        if (!genuineData())
            QSKIP("RETROGRADE_GENUINE_DATA is not set");
        // The raw records of the archive's interface, put into the shape of tracks.csv.
        const RunControl control;
        Table raw(*genuineData() / "fma" / "raw_tracks_excerpt.csv", control);
        QVERIFY(raw.next());
        std::map<std::string, std::size_t> columns;
        for (std::size_t column = 0; column < raw.size(); ++column)
            columns[raw.cell(column)] = column;
        std::vector<FmaRow> rows;
        while (raw.next()) {
            FmaRow row;
            QVERIFY(parseNumber(raw.cell(columns["track_id"]), row.id));
            row.title = raw.cell(columns["track_title"]);
            row.artist = raw.cell(columns["artist_name"]);
            row.album = raw.cell(columns["album_title"]);
            row.licence = raw.cell(columns["license_title"]);
            rows.push_back(row);
        }
        QCOMPARE(rows.size(), std::size_t { 2000 });
        const ScratchFolder folder;
        writeBytes(folder.path() / "tracks.csv", fmaTracksCsv(rows));
        fs::copy_file(*genuineData() / "fma" / "genres.csv", folder.path() / "genres.csv");
        FmaCatalogue catalogue(folder.path(), RunControl());
        QCOMPARE(catalogue.size(), std::size_t { 2000 });
        for (const FmaRow &row : rows) {
            Track track;
            track.path = fmaClip("/fma", row.id);
            catalogue.apply(track);
            QCOMPARE(track.title, row.title);
            QCOMPARE(track.artist, row.artist);
            QCOMPARE(track.licence, row.licence);
        }
    }
};

QTEST_APPLESS_MAIN(TestFma)
#include "tst_fma.moc"
