#include "answers/answerfile.h"
#include "base/error.h"
#include "library/migrations.h"
#include "library/workspace.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <atomic>
#include <cmath>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::makeTrack;
using retrograde::testing::ScratchFolder;
namespace fs = std::filesystem;

namespace {

/// What version 1 of the schema was when it was first written, kept here word for word: databases like this one are
/// out there, whatever later migrations do.
constexpr const char *kVersion1 = R"sql(
CREATE TABLE datasets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, root BLOB NOT NULL,
    note TEXT NOT NULL) STRICT;
CREATE TABLE tracks (id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE, path BLOB NOT NULL, title TEXT NOT NULL,
    artist TEXT NOT NULL, album TEXT NOT NULL, genre TEXT NOT NULL, licence TEXT NOT NULL, split TEXT NOT NULL,
    codec TEXT NOT NULL, sample_rate INTEGER NOT NULL, channels INTEGER NOT NULL, sample_count INTEGER NOT NULL,
    seconds REAL NOT NULL, content_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'quarantined', 'missing')), reason TEXT NOT NULL,
    file_size INTEGER NOT NULL, file_time INTEGER NOT NULL, search TEXT NOT NULL, UNIQUE (dataset_id, path)) STRICT;
CREATE INDEX tracks_by_path ON tracks (path);
CREATE INDEX tracks_for_search ON tracks (dataset_id, status, search);
CREATE INDEX tracks_by_artist ON tracks (artist COLLATE NOCASE, album COLLATE NOCASE, title COLLATE NOCASE, path,
    search);
CREATE TABLE clips (id INTEGER PRIMARY KEY, track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    start_seconds REAL NOT NULL, seconds REAL NOT NULL) STRICT;
CREATE INDEX clips_by_track ON clips (track_id, start_seconds);
CREATE TABLE labels (track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE, name TEXT NOT NULL,
    value REAL NOT NULL, PRIMARY KEY (track_id, name)) STRICT, WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT NOT NULL, task TEXT NOT NULL,
    network TEXT NOT NULL, clip TEXT NOT NULL, status TEXT NOT NULL
    CHECK (status IN ('queued', 'running', 'completed', 'stopped', 'interrupted', 'failed')), reason TEXT NOT NULL,
    created_at TEXT NOT NULL, finished_at TEXT NOT NULL, epochs_planned INTEGER NOT NULL,
    epochs_done INTEGER NOT NULL, best_epoch INTEGER NOT NULL, validation_accuracy REAL, validation_loss REAL,
    training_seconds REAL NOT NULL, details TEXT NOT NULL) STRICT;
CREATE TABLE epochs (run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, epoch INTEGER NOT NULL,
    loss REAL, accuracy REAL, validation_loss REAL, validation_accuracy REAL, learning_rate REAL, seconds REAL,
    clips_per_second REAL, PRIMARY KEY (run_id, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE predictions (id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE, begin_frame INTEGER NOT NULL,
    frame_count INTEGER NOT NULL, transform TEXT NOT NULL, target INTEGER NOT NULL, probability REAL, loss REAL)
    STRICT;
CREATE INDEX predictions_by_run ON predictions (run_id);
CREATE INDEX predictions_by_track ON predictions (track_id);
CREATE TABLE verdicts (id INTEGER PRIMARY KEY, track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    start_seconds REAL NOT NULL, seconds REAL NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL,
    created_at TEXT NOT NULL, run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL) STRICT;
CREATE INDEX verdicts_by_track ON verdicts (track_id);
CREATE INDEX verdicts_by_run ON verdicts (run_id);
INSERT INTO datasets VALUES (3, 'Old songs', 'folder', CAST('/old' AS BLOB), 'a note');
INSERT INTO tracks VALUES (7, 3, CAST('/old/song.mp3' AS BLOB), 'Öde', 'Somebody', '', '', 'CC-BY-3.0', '', 'mp3',
    44100, 2, 441000, 10.0, 'abc', 'ok', '', 1234, 5678, 'Öde
somebody');
INSERT INTO runs VALUES (5, '{}', 'reversal', 'convnet', '5', 'completed', '', '2026-11-22T15:41:33Z',
    '2026-11-22T15:51:33Z', 3, 3, 2, 0.9, 0.3, 600.0, '{}');
INSERT INTO predictions VALUES (1, 5, 7, 420, 210, 'reversed', 1, 0.25, 1.39);
PRAGMA application_id = 1383360356;
PRAGMA user_version = 1;
)sql";

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

void writeFile(const fs::path &path, const std::string &content)
{
    std::ofstream(path, std::ios::binary) << content;
}

fs::path databaseIn(const fs::path &folder)
{
    return folder / "retrograde.sqlite";
}

/// Another process that runs @p work and then exits with what it returned; 99 when it threw. The destructor kills it
/// with SIGKILL.
class Child {
public:
    explicit Child(const std::function<int()> &work)
        : m_process(::fork())
    {
        if (m_process != 0)
            return;
        int status = 99;
        try {
            status = work();
        } catch (const std::exception &error) {
            std::fprintf(stderr, "child: %s\n", error.what());
        }
        ::_exit(status);
    }
    ~Child() { kill(); }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    int wait()
    {
        int status = 0;
        ::waitpid(m_process, &status, 0);
        m_process = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void kill()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGKILL);
            wait();
        }
    }

private:
    pid_t m_process;
};

/// One byte at a time between processes.
class Signal {
public:
    Signal()
    {
        if (::pipe(m_ends) != 0)
            throw std::runtime_error("no pipe");
    }
    ~Signal()
    {
        ::close(m_ends[0]);
        ::close(m_ends[1]);
    }
    void send() { [[maybe_unused]] const auto sent = ::write(m_ends[1], "x", 1); }
    void await()
    {
        char byte;
        [[maybe_unused]] const auto received = ::read(m_ends[0], &byte, 1);
    }

private:
    int m_ends[2];
};

void sleepUntilKilled()
{
    for (;;)
        ::pause();
}

Dataset folderDataset(const std::string &name, const fs::path &root = "/music")
{
    Dataset dataset;
    dataset.name = name;
    dataset.kind = "folder";
    dataset.root = root;
    return dataset;
}

Run sampleRun(RunStatus status = RunStatus::Queued)
{
    Run run;
    run.spec = "{\n  \"seed\": 7\n}";
    run.task = "reversal";
    run.network = "convnet";
    run.clip = "5";
    run.status = status;
    run.epochsPlanned = 3;
    return run;
}

std::vector<std::string> titlesOf(const std::vector<Track> &tracks)
{
    std::vector<std::string> titles;
    for (const Track &track : tracks)
        titles.push_back(track.title);
    return titles;
}

using Titles = std::vector<std::string>;

} // namespace

class TestWorkspace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAbsentFolderBecomesAWorkspace()
    {
        const ScratchFolder folder;
        const fs::path path = folder.path() / "new" / "one";
        {
            const Workspace workspace(path);
            QCOMPARE(workspace.folder(), path);
            QCOMPARE(workspace.schemaVersion(), static_cast<int>(migrations().size()));
            QCOMPARE(workspace.features().folder(), path / "features");
            QCOMPARE(workspace.checkpointFolder(12), path / "checkpoints" / "12");
            QVERIFY(workspace.datasets().empty());
            QVERIFY(workspace.tracks().empty());
            QVERIFY(workspace.runs().empty());
        }
        QVERIFY(fs::exists(databaseIn(path)));
        Workspace(path).addDataset(folderDataset("again"));
        QCOMPARE(Workspace(path).datasets().size(), std::size_t { 1 });
        // Left behind by a program that died before its first write.
        const fs::path emptyFile = folder.path() / "empty";
        fs::create_directory(emptyFile);
        writeFile(databaseIn(emptyFile), "");
        QVERIFY(Workspace(emptyFile).runs().empty());
    }

    void rowsComeBackAsTheyWere()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const fs::path root(std::string("/mu\xFFsic 'quoted' \"\xF0\x9F\x8E\xB5\""));
        Dataset dataset = folderDataset("Mü's \"songs\"", root);
        dataset.note = "first line\nsecond line";
        const Id datasetId = workspace.addDataset(dataset);
        const Dataset storedDataset = workspace.dataset("Mü's \"songs\"").value();
        QCOMPARE(storedDataset.id, datasetId);
        QCOMPARE(storedDataset.root.native(), root.native());
        QCOMPARE(storedDataset.kind, std::string("folder"));
        QCOMPARE(storedDataset.note, dataset.note);

        Track track;
        track.datasetId = datasetId;
        track.path = root / std::string("caf\xE9\xC3.mp3");
        track.title = "Ode — an die Freude";
        track.artist = "Лев";
        track.album = "A";
        track.genre = "B";
        track.licence = "CC-BY-3.0";
        track.split = "training";
        track.codec = "mp3";
        track.sampleRate = 44100;
        track.channels = 2;
        track.sampleCount = 5'000'000'000;
        track.seconds = 5e9 / 44100;
        track.contentHash = "0123456789abcdef0123456789abcdef";
        track.status = TrackStatus::Missing;
        track.reason = "no longer in its folder";
        track.fileSize = 7'000'000'000;
        track.fileTime = 1'795'361'000'123'456'789;
        track.id = workspace.addTrack(track);
        const auto same = [&](const std::optional<Track> &stored) {
            return stored && stored->id == track.id && stored->datasetId == datasetId
                && stored->datasetName == dataset.name && stored->path.native() == track.path.native()
                && stored->title == track.title && stored->artist == track.artist && stored->album == track.album
                && stored->genre == track.genre && stored->licence == track.licence && stored->split == track.split
                && stored->codec == track.codec && stored->sampleRate == track.sampleRate
                && stored->channels == track.channels && stored->sampleCount == track.sampleCount
                && stored->seconds == track.seconds && stored->contentHash == track.contentHash
                && stored->status == track.status && stored->reason == track.reason
                && stored->fileSize == track.fileSize && stored->fileTime == track.fileTime;
        };
        QVERIFY(same(workspace.track(track.id)));
        QVERIFY(same(workspace.trackByPath(track.path)));
        QVERIFY(same(workspace.trackByPath(datasetId, track.path)));
        QVERIFY(!workspace.trackByPath(root / std::string("caf\xE9\xC4.mp3")));
        QVERIFY(!workspace.trackByPath(datasetId + 1, track.path));
        QVERIFY(!workspace.track(track.id + 1));
        track.title = "Another";
        track.status = TrackStatus::Ok;
        track.reason.clear();
        track.path = root / "elsewhere.mp3";
        workspace.updateTrack(track);
        QVERIFY(same(workspace.track(track.id)));
        QCOMPARE(workspace.dataset(dataset.name)->trackCount, std::int64_t { 1 });

        workspace.setClips(track.id, { { 0, 0, 10, 10 }, { 0, 0, 0, 10 }, { 0, 0, 20, 3.25 } });
        workspace.setClips(track.id, { { 0, 0, 10, 3.25 }, { 0, 0, 0, 10 } });
        const std::vector<Clip> clips = workspace.clips(track.id);
        QCOMPARE(clips.size(), std::size_t { 2 });
        QCOMPARE(clips[0].startSeconds, 0.0);
        QCOMPARE(clips[1].startSeconds, 10.0);
        QCOMPARE(clips[1].seconds, 3.25);
        QCOMPARE(clips[1].trackId, track.id);
        QCOMPARE(workspace.countClips(), std::int64_t { 2 });
        Track missing = makeTrack(datasetId, "missing");
        missing.status = TrackStatus::Missing;
        workspace.setClips(workspace.addTrack(missing), { { 0, 0, 0, 10 } });
        QCOMPARE(workspace.countClips(), std::int64_t { 2 });

        workspace.setLabels(track.id, { { 0, "violin", 1 }, { 0, "cello", 0 } });
        const std::vector<Label> labels = workspace.labels(track.id);
        QCOMPARE(labels.size(), std::size_t { 2 });
        QCOMPARE(labels[0].name, std::string("cello"));
        QCOMPARE(labels[0].value, 0.0);
        QCOMPARE(labels[1].value, 1.0);

        // Only what can be learned from makes a dataset a labelled one.
        Dataset other;
        other.name = "Other";
        other.kind = "folder";
        other.root = "/other";
        Track quarantined = makeTrack(workspace.addDataset(other), "quarantined");
        quarantined.status = TrackStatus::Quarantined;
        quarantined.id = workspace.addTrack(quarantined);
        workspace.setLabels(quarantined.id, { { 0, "violin", 1 } });
        QCOMPARE(workspace.labelledDatasets(), std::vector<std::string> { workspace.track(track.id)->datasetName });
        quarantined.status = TrackStatus::Ok;
        workspace.updateTrack(quarantined);
        QCOMPARE(workspace.labelledDatasets().size(), std::size_t { 2 });
        workspace.deleteDataset(workspace.dataset("Other")->id);

        Run run = sampleRun(RunStatus::Failed);
        run.reason = "the loss is not finite";
        run.createdAt = "2026-11-22T15:41:33Z";
        run.finishedAt = "2026-11-22T16:41:33Z";
        run.epochsDone = 2;
        run.bestEpoch = 1;
        run.trainingSeconds = 12.5;
        run.details = "{\"device\": \"cpu\"}";
        run.id = workspace.addRun(run);
        run.validationAccuracy = 0.91;
        run.validationLoss = 0.25;
        run.testAccuracy = 0.625;
        run.testLoss = 0.5;
        workspace.updateRun(run);
        const Run storedRun = workspace.run(run.id).value();
        QCOMPARE(storedRun.spec, run.spec);
        QCOMPARE(storedRun.task, run.task);
        QCOMPARE(storedRun.network, run.network);
        QCOMPARE(storedRun.clip, run.clip);
        QVERIFY(storedRun.status == run.status);
        QCOMPARE(storedRun.reason, run.reason);
        QCOMPARE(storedRun.createdAt, run.createdAt);
        QCOMPARE(storedRun.finishedAt, run.finishedAt);
        QCOMPARE(storedRun.epochsPlanned, 3);
        QCOMPARE(storedRun.epochsDone, 2);
        QCOMPARE(storedRun.bestEpoch, 1);
        QCOMPARE(storedRun.validationAccuracy.value(), 0.91);
        QCOMPARE(storedRun.validationLoss.value(), 0.25);
        QCOMPARE(storedRun.testAccuracy.value(), 0.625);
        QCOMPARE(storedRun.testLoss.value(), 0.5);
        QCOMPARE(storedRun.trainingSeconds, 12.5);
        QCOMPARE(storedRun.details, run.details);
        const Id second = workspace.addRun(sampleRun());
        QCOMPARE(workspace.runs().front().id, second);
        QVERIFY(!workspace.run(second)->validationAccuracy);
        QCOMPARE(workspace.run(second)->createdAt.size(), std::size_t { 20 });

        workspace.addEpoch(run.id, { 2, 0.5, 0.75, 0.6, 0.7, 1e-3, 60.5, 123.5 });
        workspace.addEpoch(run.id, { 1, 9, 9, 9, 9, 9, 9, 9 });
        workspace.addEpoch(run.id, { 1, std::numeric_limits<double>::quiet_NaN(), 0.5, 0.7, 0.5, 1e-4, 61, 100 });
        const std::vector<Epoch> epochs = workspace.epochs(run.id);
        QCOMPARE(epochs.size(), std::size_t { 2 });
        QCOMPARE(epochs[0].epoch, 1);
        QVERIFY(std::isnan(epochs[0].loss));
        QCOMPARE(epochs[0].seconds, 61.0);
        QCOMPARE(epochs[1].loss, 0.5);
        QCOMPARE(epochs[1].accuracy, 0.75);
        QCOMPARE(epochs[1].validationLoss, 0.6);
        QCOMPARE(epochs[1].validationAccuracy, 0.7);
        QCOMPARE(epochs[1].learningRate, 1e-3);
        QCOMPARE(epochs[1].seconds, 60.5);
        QCOMPARE(epochs[1].clipsPerSecond, 123.5);

        Verdict verdict;
        verdict.trackId = track.id;
        verdict.startSeconds = 31;
        verdict.seconds = 10;
        verdict.verdict = "drone";
        verdict.note = "a bell\nand wind";
        verdict.runId = run.id;
        const Id verdictId = workspace.addVerdict(verdict);
        const Verdict storedVerdict = workspace.verdicts().at(0);
        QCOMPARE(storedVerdict.id, verdictId);
        QCOMPARE(storedVerdict.trackId, track.id);
        QCOMPARE(storedVerdict.startSeconds, 31.0);
        QCOMPARE(storedVerdict.seconds, 10.0);
        QCOMPARE(storedVerdict.verdict, verdict.verdict);
        QCOMPARE(storedVerdict.note, verdict.note);
        QCOMPARE(storedVerdict.runId.value(), run.id);
        QCOMPARE(storedVerdict.createdAt.size(), std::size_t { 20 });
        workspace.deleteVerdict(verdictId);
        QVERIFY(workspace.verdicts().empty());
    }

    void textIsStoredAsValidUtf8()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id dataset = workspace.addDataset(folderDataset("Caf\xE9"));
        QVERIFY(workspace.dataset("Caf\xEF\xBF\xBD"));
        Track track = makeTrack(dataset, std::string("nul\0byte", 8) + "\xFF");
        track.artist = "two\nlines";
        const Id id = workspace.addTrack(track);
        QCOMPARE(workspace.track(id)->title, std::string("nul byte\xEF\xBF\xBD"));
        QCOMPARE(workspace.track(id)->artist, std::string("two lines"));
        QCOMPARE(workspace.track(id)->path.native(), track.path.native());
    }

    void searchFindsEveryWordSomewhere()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id music = workspace.addDataset(folderDataset("Music"));
        const Id other = workspace.addDataset(folderDataset("Other", "/other"));
        Track track = makeTrack(music, "Crystal Cave", "M. Kievernagel");
        track.genre = "Chiptune";
        workspace.addTrack(track);
        track = makeTrack(music, "100% pure_tone", "Anybody");
        track.album = "Crystals";
        workspace.addTrack(track);
        track = makeTrack(other, "Über den Wolken", "Reinhard");
        track.path = "/other/FlyingHigh.ogg";
        track.status = TrackStatus::Quarantined;
        workspace.addTrack(track);

        const auto found = [&](const std::string &search) {
            TrackQuery query;
            query.search = search;
            query.sortBy = TrackColumn::Title;
            const std::vector<Track> tracks = workspace.tracks(query);
            if (workspace.countTracks(query) != static_cast<std::int64_t>(tracks.size()))
                throw std::logic_error("count and list differ");
            return titlesOf(tracks);
        };
        QCOMPARE(found(""), (Titles { "100% pure_tone", "Crystal Cave", "Über den Wolken" }));
        QCOMPARE(found("CRYSTAL"), (Titles { "100% pure_tone", "Crystal Cave" }));
        QCOMPARE(found("  cave   chip "), (Titles { "Crystal Cave" }));
        QCOMPARE(found("cave anybody"), Titles {});
        QCOMPARE(found("flyinghigh"), (Titles { "Über den Wolken" }));
        // Letters of all scripts match in any case, with their accents or without.
        for (const char *search : { "Über", "über", "ÜBER", "uber", "WOLKEN" })
            QCOMPARE(found(search), (Titles { "Über den Wolken" }));
        QCOMPARE(found("%"), (Titles { "100% pure_tone" }));
        QCOMPARE(found("_"), (Titles { "100% pure_tone" }));
        QCOMPARE(found("'; DROP TABLE tracks; --"), Titles {});
        QCOMPARE(found("music"), Titles {}); // the folder is no part of what is searched

        TrackQuery query;
        query.dataset = "Other";
        QCOMPARE(titlesOf(workspace.tracks(query)), (Titles { "Über den Wolken" }));
        query.status = TrackStatus::Ok;
        QCOMPARE(workspace.countTracks(query), std::int64_t { 0 });
        query.dataset = "Music";
        query.search = "crystal";
        query.limit = 1;
        QCOMPARE(workspace.tracks(query).size(), std::size_t { 1 });
        query.dataset = "no such dataset";
        QVERIFY(workspace.tracks(query).empty());
    }

    void sortsByEachColumnAndBreaksTies()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id music = workspace.addDataset(folderDataset("Music"));
        const Id also = workspace.addDataset(folderDataset("also", "/also"));
        const auto add = [&](Id dataset, const char *title, const char *artist, const char *album, double seconds,
                             TrackStatus status) {
            Track track = makeTrack(dataset, title, artist);
            track.album = album;
            track.seconds = seconds;
            track.status = status;
            workspace.addTrack(track);
        };
        add(music, "d", "beta", "one", 3, TrackStatus::Ok);
        add(music, "C", "Alpha", "Two", 2, TrackStatus::Quarantined);
        add(also, "b", "Beta", "One", 1, TrackStatus::Ok);
        add(music, "a", "alpha", "two", 3, TrackStatus::Missing);
        const auto sorted = [&](TrackColumn column, bool descending) {
            TrackQuery query;
            query.sortBy = column;
            query.descending = descending;
            std::string titles;
            for (const Track &track : workspace.tracks(query))
                titles += track.title;
            return titles;
        };
        QCOMPARE(sorted(TrackColumn::Title, false), std::string("abCd"));
        QCOMPARE(sorted(TrackColumn::Title, true), std::string("dCba"));
        QCOMPARE(sorted(TrackColumn::Artist, false), std::string("aCbd"));
        QCOMPARE(sorted(TrackColumn::Artist, true), std::string("bdaC"));
        QCOMPARE(sorted(TrackColumn::Album, false), std::string("bdaC"));
        QCOMPARE(sorted(TrackColumn::Duration, false), std::string("bCad"));
        QCOMPARE(sorted(TrackColumn::Dataset, false), std::string("baCd"));
        QCOMPARE(sorted(TrackColumn::Status, false), std::string("abdC"));
        QCOMPARE(sorted(TrackColumn::Path, false), std::string("Cabd"));
    }

    void whatCannotBeStoredIsAnError()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id music = workspace.addDataset(folderDataset("Music"));
        QCOMPARE(workspace.addDataset(folderDataset("Music")), music);
        QCOMPARE(
            errorOf([&] { workspace.addDataset(folderDataset("Music", "/elsewhere")); }).code(), ErrorCode::Conflict);
        const Track track = makeTrack(music, "song");
        workspace.addTrack(track);
        const Error twice = errorOf([&] { workspace.addTrack(track); });
        QCOMPARE(twice.code(), ErrorCode::Conflict);
        QCOMPARE(twice.path(), databaseIn(folder.path()));
        QCOMPARE(errorOf([&] { workspace.addTrack(makeTrack(music + 1, "orphan")); }).code(), ErrorCode::Database);
        QCOMPARE(errorOf([&] { workspace.updateTrack(makeTrack(music, "unknown")); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { workspace.updateRun(sampleRun()); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { workspace.deleteRun(99); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { workspace.deleteVerdict(99); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { workspace.setDatasetNote(99, ""); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { workspace.addEpoch(99, {}); }).code(), ErrorCode::Database);
    }

    void transactionsAreUndoneWhenTheirWorkThrows()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        QVERIFY_EXCEPTION_THROWN(workspace.transaction([&] {
            workspace.addDataset(folderDataset("lost"));
            throw std::runtime_error("thrown on purpose");
        }),
            std::runtime_error);
        QVERIFY(workspace.datasets().empty());
        workspace.transaction([&] {
            workspace.addDataset(folderDataset("kept"));
            try {
                workspace.transaction([&] {
                    workspace.addDataset(folderDataset("lost"));
                    workspace.transaction([&] { workspace.addDataset(folderDataset("lost too")); });
                    throw std::runtime_error("thrown on purpose");
                });
            } catch (const std::runtime_error &) {
            }
            workspace.transaction([&] { workspace.addDataset(folderDataset("also kept")); });
        });
        QCOMPARE(workspace.datasets().size(), std::size_t { 2 });
        QCOMPARE(workspace.datasets()[0].name, std::string("also kept"));
        // Nothing is left open: somebody else can write.
        Workspace(folder.path()).addDataset(folderDataset("by another"));
        QCOMPARE(workspace.datasets().size(), std::size_t { 3 });
    }

    void deletingARunTakesAllThatBelongsToIt()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id track = workspace.addTrack(makeTrack(workspace.addDataset(folderDataset("Music")), "song"));
        const Id run = workspace.addRun(sampleRun(RunStatus::Completed));
        const Id other = workspace.addRun(sampleRun(RunStatus::Completed));
        for (const Id id : { run, other }) {
            workspace.addEpoch(id, { 1, 0, 0, 0, 0, 0, 0, 0 });
            fs::create_directories(workspace.checkpointFolder(id));
            writeFile(workspace.checkpointFolder(id) / "best.safetensors", "weights");
            Verdict verdict;
            verdict.trackId = track;
            verdict.verdict = "drone";
            verdict.runId = id;
            workspace.addVerdict(verdict);
        }
        {
            const RunLock lock(workspace, run);
            QCOMPARE(errorOf([&] { workspace.deleteRun(run); }).code(), ErrorCode::Conflict);
            QVERIFY(workspace.run(run));
        }
        workspace.deleteRun(run);
        QVERIFY(!workspace.run(run));
        QVERIFY(workspace.epochs(run).empty());
        QVERIFY(!fs::exists(workspace.checkpointFolder(run)));
        QCOMPARE(workspace.epochs(other).size(), std::size_t { 1 });
        QVERIFY(fs::exists(workspace.checkpointFolder(other) / "best.safetensors"));
        QCOMPARE(workspace.verdicts().size(), std::size_t { 2 }); // what a listener said stays
        QVERIFY(!workspace.verdicts()[0].runId);
        QCOMPARE(workspace.verdicts()[1].runId.value(), other);
        workspace.deleteRun(other);
        QVERIFY(workspace.addRun(sampleRun()) > other); // an id is never given twice
    }

    void whoHasARunInHandIsKnown()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        Workspace other(folder.path());
        const Id id = workspace.addRun(sampleRun());
        QVERIFY(other.hold(id) == RunHold::Nobody);
        {
            const WaitingMark mark(workspace, id);
            QVERIFY(other.hold(id) == RunHold::Waiting);
            QVERIFY(errorOf([&] { const WaitingMark second(other, id); }).code() == ErrorCode::Conflict);
            QVERIFY(errorOf([&] { other.deleteRun(id); }).code() == ErrorCode::Conflict);
            QVERIFY(other.run(id).has_value());
            const RunLock lock(workspace, id);
            QVERIFY(other.hold(id) == RunHold::Training);
        }
        QVERIFY(other.hold(id) == RunHold::Nobody);
        other.deleteRun(id);
        QVERIFY(!workspace.run(id));
        QVERIFY(workspace.hold(id) == RunHold::Nobody); // asking makes no file
        QVERIFY(!std::filesystem::exists(folder.path() / "checkpoints" / (std::to_string(id) + ".waiting")));
    }

    void aRunIsHeldByOneOnly()
    {
        const ScratchFolder folder;
        Workspace workspace(folder.path());
        const Id run = workspace.addRun(sampleRun());
        {
            const RunLock lock(workspace, run);
            ErrorCode code = ErrorCode::Io;
            std::thread([&] {
                const Workspace own(folder.path());
                code = errorOf([&] { const RunLock second(own, run); }).code();
            }).join();
            QCOMPARE(code, ErrorCode::Conflict);
            const RunLock another(workspace, run + 1);
        }
        const RunLock again(workspace, run);
    }

    void aRunWhoseProcessIsKilledIsInterrupted()
    {
        const ScratchFolder folder;
        Id running = 0;
        Id queued = 0;
        {
            Workspace workspace(folder.path());
            running = workspace.addRun(sampleRun());
            queued = workspace.addRun(sampleRun());
        }
        Signal started;
        Child trainer([&] {
            Workspace workspace(folder.path());
            const RunLock lock(workspace, running);
            Run run = workspace.run(running).value();
            run.status = RunStatus::Running;
            workspace.updateRun(run);
            started.send();
            sleepUntilKilled();
            return 0;
        });
        started.await();
        {
            const Workspace whileItTrains(folder.path());
            QVERIFY(whileItTrains.run(running)->status == RunStatus::Running);
            QCOMPARE(errorOf([&] { const RunLock lock(whileItTrains, running); }).code(), ErrorCode::Conflict);
        }
        trainer.kill();
        const Workspace afterwards(folder.path());
        QVERIFY(afterwards.run(running)->status == RunStatus::Interrupted);
        QVERIFY(!afterwards.run(running)->reason.empty());
        QVERIFY(afterwards.run(queued)->status == RunStatus::Queued);
        const RunLock lock(afterwards, running);
    }

    void manyProcessesMayCreateTheWorkspaceAtOnce()
    {
        for (int round = 0; round < 5; ++round) {
            const ScratchFolder folder;
            const fs::path path = folder.path() / "workspace";
            Signal go;
            std::vector<std::unique_ptr<Child>> children;
            for (int i = 0; i < 6; ++i) {
                children.push_back(std::make_unique<Child>([&, i] {
                    go.await();
                    Workspace workspace(path);
                    workspace.addDataset(folderDataset("from " + std::to_string(i)));
                    return workspace.schemaVersion();
                }));
            }
            for (std::size_t i = 0; i < children.size(); ++i)
                go.send();
            for (const auto &child : children)
                QCOMPARE(child->wait(), static_cast<int>(migrations().size()));
            QCOMPARE(Workspace(path).datasets().size(), std::size_t { 6 });
        }
    }

    void manyThreadsMayWriteAtOnce()
    {
        const ScratchFolder folder;
        std::atomic<int> failures { 0 };
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                try {
                    Workspace workspace(folder.path());
                    const Id dataset = workspace.addDataset(folderDataset("shared"));
                    for (int k = 0; k < 50; ++k) {
                        workspace.addTrack(makeTrack(dataset, "track " + std::to_string(i) + " " + std::to_string(k)));
                        workspace.tracks();
                    }
                } catch (const std::exception &error) {
                    qWarning("%s", error.what());
                    ++failures;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(Workspace(folder.path()).countTracks({}), std::int64_t { 200 });
    }

    void killedWhileWritingLosesNothingThatWasCommitted()
    {
        const ScratchFolder folder;
        const Id dataset = Workspace(folder.path()).addDataset(folderDataset("Music"));
        Signal written;
        Child writer([&] {
            Workspace workspace(folder.path());
            for (int i = 0;; ++i) {
                workspace.transaction([&] {
                    const Id id = workspace.addTrack(makeTrack(dataset, std::to_string(i)));
                    workspace.setClips(id, { { 0, 0, 0, 10 } });
                });
                written.send();
            }
            return 0;
        });
        for (int i = 0; i < 300; ++i)
            written.await();
        writer.kill();
        const Workspace workspace(folder.path());
        const std::vector<Track> tracks = workspace.tracks();
        QVERIFY(tracks.size() >= 300);
        for (const Track &track : tracks)
            QCOMPARE(workspace.clips(track.id).size(), std::size_t { 1 });
    }

    void aFullDiskIsReportedAndSurvived()
    {
        const ScratchFolder folder;
        const Id dataset = Workspace(folder.path()).addDataset(folderDataset("Music"));
        Child writer([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit { 400'000, 400'000 };
            ::setrlimit(RLIMIT_FSIZE, &limit);
            Workspace workspace(folder.path());
            const Error error = errorOf([&] {
                workspace.transaction([&] {
                    for (int i = 0; i < 100'000; ++i)
                        workspace.addTrack(makeTrack(dataset, "half written " + std::to_string(i)));
                });
            });
            workspace.addTrack(makeTrack(dataset, "small enough"));
            return error.code() == ErrorCode::Io && error.path() == databaseIn(folder.path()) ? 7 : 8;
        });
        QCOMPARE(writer.wait(), 7);
        QCOMPARE(titlesOf(Workspace(folder.path()).tracks()), (Titles { "small enough" }));
    }

    void aForeignOrDamagedDatabaseIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("another program's") << "foreign" << ErrorCode::Corrupt;
        QTest::newRow("another program's, with its id") << "foreign id" << ErrorCode::Corrupt;
        QTest::newRow("a newer version's") << "newer" << ErrorCode::Unsupported;
        QTest::newRow("random bytes") << "random" << ErrorCode::Corrupt;
        QTest::newRow("text") << "text" << ErrorCode::Corrupt;
        QTest::newRow("cut short") << "cut" << ErrorCode::Corrupt;
    }

    void aForeignOrDamagedDatabaseIsRefusedAndLeftAlone()
    {
        QFETCH(QString, kind);
        QFETCH(ErrorCode, code);
        const ScratchFolder folder;
        const fs::path file = databaseIn(folder.path());
        const auto make = [&](const std::string &sql) {
            SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
        };
        if (kind == "foreign")
            make("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://example.org')");
        else if (kind == "foreign id")
            make("PRAGMA application_id = 1234; PRAGMA user_version = 1; CREATE TABLE tracks (id INTEGER)");
        else if (kind == "newer")
            make(std::string(kVersion1) + "; PRAGMA user_version = 1000");
        else if (kind == "text")
            writeFile(file, "this is no database, but a note to myself");
        else if (kind == "random") {
            std::string bytes(100'000, '\0');
            std::uint32_t state = 1;
            for (char &byte : bytes)
                byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
            writeFile(file, bytes);
        } else {
            make(kVersion1);
            fs::resize_file(file, 1000);
        }
        const std::string before = contentOf(file);
        const Error error = errorOf([&] { const Workspace workspace(folder.path()); });
        QCOMPARE(error.code(), code);
        QCOMPARE(error.path(), file);
        QCOMPARE(contentOf(file), before);
    }

    void anOldWorkspaceIsMigratedAndKeepsItsRows()
    {
        const ScratchFolder folder;
        SQLite::Database(databaseIn(folder.path()).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(kVersion1);
        Workspace workspace(folder.path());
        QCOMPARE(workspace.schemaVersion(), static_cast<int>(migrations().size()));
        QCOMPARE(workspace.dataset("Old songs")->trackCount, std::int64_t { 1 });
        Track track = workspace.track(7).value();
        QCOMPARE(track.path, fs::path("/old/song.mp3"));
        QCOMPARE(track.artist, std::string("Somebody"));
        TrackQuery query;
        query.search = "ÖDE";
        QCOMPARE(workspace.countTracks(query), std::int64_t { 1 });
        query.search = "cc-by";
        QCOMPARE(workspace.countTracks(query), std::int64_t { 1 });
        QVERIFY(auditOutcome(track) == AuditOutcome::Ok);
        QVERIFY(!workspace.audit(7));
        track.artist = "Somebody else";
        workspace.updateTrack(track);
        QCOMPARE(workspace.run(5)->validationAccuracy.value(), 0.9);
        QVERIFY(!workspace.run(5)->testAccuracy);
        // What was in a table is in a file now.
        const AnswerTable answers = readAnswers(validationAnswers(workspace.checkpointFolder(5)));
        QCOMPARE(answers.clips(), std::size_t { 1 });
        QCOMPARE(answers.track, Column<std::int64_t> { 7 });
        QCOMPARE(answers.probability, (Column<float> { 0.75F, 0.25F }));
        QVERIFY(!fs::exists(testAnswers(workspace.checkpointFolder(5))));
        QCOMPARE(workspace.addRun(sampleRun()), Id { 6 });
    }

    void eachMigrationHappensWhollyOrNotAtAll()
    {
        SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        const auto version = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };
        const char *const first = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)";
        const char *const failing = "ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO nowhere VALUES (1)";
        const char *const second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1";
        const std::vector<Migration> broken { { first }, { failing } };
        QVERIFY_EXCEPTION_THROWN(migrate(database, {}, broken), SQLite::Exception);
        QCOMPARE(version(), 1);
        QVERIFY_EXCEPTION_THROWN(database.execAndGet("SELECT y FROM a"), SQLite::Exception);
        const std::vector<Migration> mended { { first }, { second } };
        migrate(database, {}, mended);
        migrate(database, {}, mended);
        QCOMPARE(version(), 2);
        QCOMPARE(database.execAndGet("SELECT y FROM a").getInt(), 2);
        // Where what goes before a script fails, the script does not happen.
        const auto refuse
            = [](SQLite::Database &, const fs::path &folder) { throw Error(ErrorCode::Io, folder, "is full"); };
        const std::vector<Migration> refused { { first }, { second }, { "DROP TABLE a", refuse } };
        QCOMPARE(errorOf([&] { migrate(database, "/somewhere", refused); }).path(), fs::path("/somewhere"));
        QCOMPARE(version(), 2);
        QCOMPARE(database.execAndGet("SELECT y FROM a").getInt(), 2);
    }

    void whatCannotBeWrittenCanBeLookedAt()
    {
        const ScratchFolder folder;
        const fs::path file = folder.path() / "file";
        writeFile(file, "no folder");
        QCOMPARE(errorOf([&] { const Workspace workspace(file); }).code(), ErrorCode::Unreadable);
        QCOMPARE(errorOf([&] { const Workspace workspace(file / "below"); }).code(), ErrorCode::Unreadable);

        fs::permissions(folder.path(), fs::perms(0755));
        const fs::path locked = folder.path() / "locked";
        const fs::path lockedFile = folder.path() / "locked file";
        const fs::path absent = locked / "absent";
        for (const fs::path &path : { locked, lockedFile })
            Workspace(path).addDataset(folderDataset("Music"));
        fs::permissions(locked, fs::perms(0555));
        fs::permissions(databaseIn(lockedFile), fs::perms(0444));
        fs::permissions(lockedFile, fs::perms(0777));
        // Permissions mean nothing to root, who therefore asks as nobody.
        Child child([&] {
            if (::geteuid() == 0 && ::seteuid(65534) != 0)
                return 1;
            if (errorOf([&] { const Workspace workspace(absent); }).code() != ErrorCode::Unreadable)
                return 2;
            for (const fs::path &path : { locked, lockedFile }) {
                Workspace workspace(path);
                if (!workspace.isReadOnly() || workspace.datasets().size() != 1 || workspace.identity().size() != 32)
                    return 3;
                if (errorOf([&] { workspace.addDataset(folderDataset("More", "/more")); }).code()
                    != ErrorCode::Unreadable)
                    return 4;
            }
            return 0;
        });
        QCOMPARE(child.wait(), 0);
        fs::permissions(locked, fs::perms(0755));
        QVERIFY(!Workspace(locked).isReadOnly());
    }

    void aWorkspaceThatIsTakenAwayDoesNotGrowAgain()
    {
        const ScratchFolder folder;
        const fs::path before = folder.path() / "before";
        const fs::path after = folder.path() / "after";
        {
            Workspace workspace(before);
            const Id run = workspace.addRun(sampleRun());
            fs::rename(before, after);
            QCOMPARE(errorOf([&] { workspace.addDataset(folderDataset("Music")); }).code(), ErrorCode::Changed);
            QCOMPARE(errorOf([&] { workspace.transaction([] {}); }).code(), ErrorCode::Changed);
            QCOMPARE(errorOf([&] { workspace.makeCheckpointFolder(run); }).code(), ErrorCode::Changed);
            QVERIFY_EXCEPTION_THROWN(RunLock(workspace, run), Error);
            QVERIFY(!fs::exists(before));
        }
        Workspace workspace(after);
        QVERIFY(workspace.datasets().empty());
        QVERIFY(fs::is_directory(workspace.makeCheckpointFolder(1)));
        fs::remove_all(after);
        QCOMPARE(errorOf([&] { workspace.addDataset(folderDataset("Music")); }).code(), ErrorCode::Changed);
    }

    void aNewRunNeverFindsTheFolderOfALostOne()
    {
        const ScratchFolder folder;
        std::string identity;
        {
            Workspace workspace(folder.path());
            for (int i = 0; i < 3; ++i)
                writeFile(
                    workspace.makeCheckpointFolder(workspace.addRun(sampleRun())) / "last.safetensors", "weights");
            QVERIFY(workspace.strayCheckpoints().empty());
            identity = workspace.identity();
            QCOMPARE(identity.size(), std::size_t { 32 });
            QVERIFY(workspace.run(1)->identity != workspace.run(2)->identity);
        }
        // The database is lost; other things lie about, too.
        writeFile(databaseIn(folder.path()), "");
        fs::create_directory(folder.path() / "checkpoints" / "4");
        fs::create_directory(folder.path() / "checkpoints" / "my own");
        fs::create_directory(folder.path() / "checkpoints" / "99999999999999999999");
        Workspace workspace(folder.path());
        QVERIFY(workspace.identity() != identity);
        QCOMPARE(workspace.strayCheckpoints(), (std::vector<Id> { 1, 2, 3 }));
        const Id run = workspace.addRun(sampleRun());
        QCOMPARE(run, Id { 5 });
        QVERIFY(!fs::exists(workspace.checkpointFolder(run)));
        // A number that was asked for is given, and not twice.
        Run wanted = sampleRun();
        wanted.id = 2;
        QCOMPARE(workspace.addRun(wanted), Id { 2 });
        QCOMPARE(errorOf([&] { workspace.addRun(wanted); }).code(), ErrorCode::Conflict);
        QCOMPARE(workspace.strayCheckpoints(), (std::vector<Id> { 1, 3 }));
    }

    void leftoversAreCollectedAtOpening()
    {
        const ScratchFolder folder;
        Workspace(folder.path()).addRun(sampleRun());
        const fs::path checkpoints = folder.path() / "checkpoints" / "1";
        fs::create_directories(checkpoints);
        fs::create_directories(folder.path() / "trunk-features");
        const fs::path left[] = { checkpoints / "last.safetensors.tmp-1234-0", // as the first versions named them
            checkpoints / "best.safetensors.tmp-1234-0123456789abcdef",
            folder.path() / "trunk-features" / "x.safetensors.tmp-1-00000000000000ff" };
        for (const fs::path &file : left)
            writeFile(file, "half");
        writeFile(checkpoints / "last.safetensors", "whole");
        const Workspace workspace(folder.path());
        for (const fs::path &file : left)
            QVERIFY2(!fs::exists(file), file.c_str());
        QVERIFY(fs::exists(checkpoints / "last.safetensors"));
    }

    void aDatabaseThatIsNoFileIsRefusedAtOnce()
    {
        const ScratchFolder folder;
        QCOMPARE(::mkfifo(databaseIn(folder.path()).c_str(), 0600), 0);
        QCOMPARE(errorOf([&] { const Workspace workspace(folder.path()); }).code(), ErrorCode::Unreadable);
        QCOMPARE(errorOf([] { const Workspace workspace(""); }).code(), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(TestWorkspace)
#include "tst_workspace.moc"
