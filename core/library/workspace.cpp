#include "library/workspace.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"
#include "library/database.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr const char *kDatabaseName = "retrograde.sqlite";
constexpr const char *kCheckpoints = "checkpoints";

constexpr std::array kTrackStatuses { TrackStatus::Ok, TrackStatus::Quarantined, TrackStatus::Missing };
constexpr std::array kRunStatuses { RunStatus::Queued, RunStatus::Running, RunStatus::Completed, RunStatus::Stopped,
    RunStatus::Interrupted, RunStatus::Failed };

/// The status called @p name; the schema allows no other names than those in @p all.
template<typename Status, std::size_t count> Status statusCalled(const std::string &name, std::array<Status, count> all)
{
    for (const Status status : all) {
        if (toString(status) == name)
            return status;
    }
    throw Error(ErrorCode::Database, "unknown status \"" + name + "\"");
}

std::string text(TrackStatus status)
{
    return std::string(toString(status));
}

std::string text(RunStatus status)
{
    return std::string(toString(status));
}

template<typename Number> Value orNull(const std::optional<Number> &number)
{
    return number ? Value(*number) : Value();
}

/// UTC, ISO 8601, whole seconds.
std::string now()
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts {};
    ::gmtime_r(&seconds, &parts);
    char written[32];
    std::strftime(written, sizeof written, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return written;
}

/// What a search looks through: one lower-cased text per track.
std::string searchText(const Track &track)
{
    return toLower(track.title + '\n' + track.artist + '\n' + track.album + '\n' + track.genre + '\n'
        + displayPath(track.path.filename()));
}

std::vector<std::string> searchWords(const std::string &search)
{
    const std::string lowered = toLower(displayText(search));
    std::vector<std::string> words;
    for (std::size_t begin = 0; (begin = lowered.find_first_not_of(' ', begin)) != std::string::npos;) {
        const std::size_t end = std::min(lowered.find(' ', begin), lowered.size());
        words.push_back(lowered.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

struct Condition {
    std::string sql; ///< empty or " WHERE ..."
    std::vector<Value> values;

    void add(const std::string &term, Value value)
    {
        sql += (sql.empty() ? " WHERE " : " AND ") + term;
        values.push_back(std::move(value));
    }
};

Condition conditionOf(const TrackQuery &query)
{
    Condition condition;
    if (!query.dataset.empty())
        condition.add("t.dataset_id = (SELECT id FROM datasets WHERE name = ?)", query.dataset);
    if (query.status)
        condition.add("t.status = ?", text(*query.status));
    // instr() and not LIKE: nothing in a word is a wildcard.
    for (const std::string &word : searchWords(query.search))
        condition.add("instr(t.search, ?) > 0", word);
    return condition;
}

std::string orderOf(const TrackQuery &query)
{
    const auto column = [&]() -> std::string {
        switch (query.sortBy) {
        case TrackColumn::Title:
            return "t.title COLLATE NOCASE";
        case TrackColumn::Artist:
            return "t.artist COLLATE NOCASE";
        case TrackColumn::Album:
            return "t.album COLLATE NOCASE";
        case TrackColumn::Duration:
            return "t.seconds";
        case TrackColumn::Dataset:
            return "d.name COLLATE NOCASE";
        case TrackColumn::Status:
            return "t.status";
        case TrackColumn::Path:
            return "t.path";
        }
        return "t.id";
    }();
    return " ORDER BY " + column + (query.descending ? " DESC" : "")
        + ", t.artist COLLATE NOCASE, t.album COLLATE NOCASE, t.title COLLATE NOCASE, t.path, t.id";
}

constexpr const char *kSelectTracks
    = "SELECT t.id, t.dataset_id, d.name, t.path, t.title, t.artist, t.album, t.genre, t.licence, t.split, t.codec,"
      " t.sample_rate, t.channels, t.sample_count, t.seconds, t.content_hash, t.status, t.reason, t.file_size,"
      " t.file_time FROM tracks t JOIN datasets d ON d.id = t.dataset_id";

Track readTrack(Database::Rows &rows)
{
    Track track;
    track.id = rows.integer();
    track.datasetId = rows.integer();
    track.datasetName = rows.text();
    track.path = rows.path();
    track.title = rows.text();
    track.artist = rows.text();
    track.album = rows.text();
    track.genre = rows.text();
    track.licence = rows.text();
    track.split = rows.text();
    track.codec = rows.text();
    track.sampleRate = rows.number();
    track.channels = rows.number();
    track.sampleCount = rows.integer();
    track.seconds = rows.real();
    track.contentHash = rows.text();
    track.status = statusCalled(rows.text(), kTrackStatuses);
    track.reason = rows.text();
    track.fileSize = rows.integer();
    track.fileTime = rows.integer();
    return track;
}

/// The columns of a track but for its id, in the order of the table.
std::vector<Value> trackValues(const Track &track)
{
    return { track.datasetId, PathValue { track.path }, displayText(track.title), displayText(track.artist),
        displayText(track.album), displayText(track.genre), displayText(track.licence), displayText(track.split),
        track.codec, std::int64_t { track.sampleRate }, std::int64_t { track.channels }, track.sampleCount,
        track.seconds, track.contentHash, text(track.status), displayText(track.reason), track.fileSize, track.fileTime,
        searchText(track) };
}

constexpr const char *kSelectRuns
    = "SELECT id, spec, task, network, clip, status, reason, created_at, finished_at, epochs_planned, epochs_done,"
      " best_epoch, validation_accuracy, validation_loss, training_seconds, details FROM runs";

Run readRun(Database::Rows &rows)
{
    Run run;
    run.id = rows.integer();
    run.spec = rows.text();
    run.task = rows.text();
    run.network = rows.text();
    run.clip = rows.text();
    run.status = statusCalled(rows.text(), kRunStatuses);
    run.reason = rows.text();
    run.createdAt = rows.text();
    run.finishedAt = rows.text();
    run.epochsPlanned = rows.number();
    run.epochsDone = rows.number();
    run.bestEpoch = rows.number();
    run.validationAccuracy = rows.realOrNull();
    run.validationLoss = rows.realOrNull();
    run.trainingSeconds = rows.real();
    run.details = rows.text();
    return run;
}

/// The columns of a run but for its id, in the order of the table.
std::vector<Value> runValues(const Run &run)
{
    return { run.spec, run.task, run.network, run.clip, text(run.status), run.reason, run.createdAt, run.finishedAt,
        std::int64_t { run.epochsPlanned }, std::int64_t { run.epochsDone }, std::int64_t { run.bestEpoch },
        orNull(run.validationAccuracy), orNull(run.validationLoss), run.trainingSeconds, run.details };
}

Dataset readDataset(Database::Rows &rows)
{
    Dataset dataset;
    dataset.id = rows.integer();
    dataset.name = rows.text();
    dataset.kind = rows.text();
    dataset.root = rows.path();
    dataset.note = rows.text();
    dataset.trackCount = rows.integer();
    return dataset;
}

constexpr const char *kSelectDatasets = "SELECT id, name, kind, root, note, (SELECT count(*) FROM tracks t"
                                        " WHERE t.dataset_id = datasets.id AND t.status = 'ok') FROM datasets";

void createFolder(const fs::path &folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder, error))
        throw Error(ErrorCode::Unreadable, folder, "is not a folder and could not be made one");
    if (::faccessat(AT_FDCWD, folder.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0)
        throw Error(ErrorCode::Unreadable, folder, "the workspace's folder may not be written");
    const fs::path database = folder / kDatabaseName;
    if (fs::exists(database, error) && ::faccessat(AT_FDCWD, database.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
        throw Error(ErrorCode::Unreadable, database, "may not be written");
}

fs::path lockFile(const Workspace &workspace, Id runId)
{
    fs::path file = workspace.checkpointFolder(runId);
    file += ".lock";
    return file;
}

/// A lock on a file that dies with the process; the file is made when it is not there.
class FileLock {
public:
    /// Tries so many times, a fiftieth of a second apart. @throws Error Io
    FileLock(const fs::path &file, int attempts)
    {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (m_descriptor < 0)
            throw Error(ErrorCode::Io, file, std::string("could not be opened: ") + std::strerror(errno));
        while (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int cause = errno;
            if (cause == EINTR)
                continue;
            if (cause == EWOULDBLOCK && --attempts > 0) {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                continue;
            }
            ::close(release());
            if (cause != EWOULDBLOCK)
                throw Error(ErrorCode::Io, file, std::string("could not be locked: ") + std::strerror(cause));
            return;
        }
    }
    ~FileLock()
    {
        if (isHeld())
            ::close(m_descriptor);
    }
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

    bool isHeld() const { return m_descriptor >= 0; }
    /// The descriptor that holds the lock, now the caller's to close; -1 when it is not held.
    int release() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor = -1;
};

} // namespace

struct Workspace::State {
    explicit State(const fs::path &itsFolder)
        : folder(itsFolder)
        , database(itsFolder / kDatabaseName)
    {
    }

    fs::path folder;
    Database database;

    /// @throws Error NotFound when an UPDATE or DELETE by id met no row
    void expectOne(int changed, const char *what, Id id) const
    {
        if (changed == 0)
            throw Error(ErrorCode::NotFound, folder, std::string("there is no ") + what + " " + std::to_string(id));
    }
};

fs::path Workspace::defaultFolder()
{
    return userDataFolder() / "workspace";
}

Workspace::Workspace(const fs::path &folder)
{
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    createFolder(absolute);
    m_state = std::make_unique<State>(absolute);
    recoverRuns();
}

Workspace::~Workspace() = default;

void Workspace::recoverRuns()
{
    std::vector<Id> running;
    Database::Rows rows = m_state->database.query("SELECT id FROM runs WHERE status = 'running'");
    while (rows.next())
        running.push_back(rows.integer());
    for (const Id id : running) {
        const FileLock lock(lockFile(*this, id), 1);
        if (!lock.isHeld())
            continue; // by whoever trains it: as it should be
        m_state->database.change(
            "UPDATE runs SET status = 'interrupted', reason = ? WHERE id = ? AND status = 'running'",
            { std::string("the program ended while it trained"), id });
    }
}

const fs::path &Workspace::folder() const
{
    return m_state->folder;
}

FeatureStore Workspace::features() const
{
    return FeatureStore(m_state->folder / "features");
}

fs::path Workspace::checkpointFolder(Id runId) const
{
    return m_state->folder / kCheckpoints / std::to_string(runId);
}

int Workspace::schemaVersion() const
{
    return m_state->database.schemaVersion();
}

void Workspace::transaction(const std::function<void()> &work)
{
    m_state->database.transaction(work);
}

std::vector<Dataset> Workspace::datasets() const
{
    std::vector<Dataset> found;
    Database::Rows rows = m_state->database.query(std::string(kSelectDatasets) + " ORDER BY name COLLATE NOCASE, name");
    while (rows.next())
        found.push_back(readDataset(rows));
    return found;
}

std::optional<Dataset> Workspace::dataset(const std::string &name) const
{
    Database::Rows rows = m_state->database.query(std::string(kSelectDatasets) + " WHERE name = ?", { name });
    return rows.next() ? std::optional(readDataset(rows)) : std::nullopt;
}

Id Workspace::addDataset(const Dataset &dataset)
{
    const std::string name = displayText(dataset.name);
    Id id = 0;
    transaction([&] {
        if (const std::optional<Dataset> existing = this->dataset(name)) {
            if (existing->root != dataset.root) {
                throw Error(ErrorCode::Conflict, dataset.root,
                    "a dataset \"" + name + "\" exists already, of " + displayPath(existing->root));
            }
            id = existing->id;
            return;
        }
        id = m_state->database.insert("INSERT INTO datasets (name, kind, root, note) VALUES (?, ?, ?, ?)",
            { name, dataset.kind, PathValue { dataset.root }, dataset.note });
    });
    return id;
}

void Workspace::setDatasetNote(Id id, const std::string &note)
{
    m_state->expectOne(
        m_state->database.change("UPDATE datasets SET note = ? WHERE id = ?", { note, id }), "dataset", id);
}

std::vector<Track> Workspace::tracks(const TrackQuery &query) const
{
    Condition condition = conditionOf(query);
    condition.values.push_back(query.limit);
    std::vector<Track> found;
    Database::Rows rows
        = m_state->database.query(kSelectTracks + condition.sql + orderOf(query) + " LIMIT ?", condition.values);
    while (rows.next())
        found.push_back(readTrack(rows));
    return found;
}

std::int64_t Workspace::countTracks(const TrackQuery &query) const
{
    const Condition condition = conditionOf(query);
    return m_state->database.integer("SELECT count(*) FROM tracks t" + condition.sql, condition.values);
}

std::optional<Track> Workspace::track(Id id) const
{
    Database::Rows rows = m_state->database.query(std::string(kSelectTracks) + " WHERE t.id = ?", { id });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

std::optional<Track> Workspace::trackByPath(const fs::path &path) const
{
    Database::Rows rows = m_state->database.query(
        std::string(kSelectTracks) + " WHERE t.path = ? ORDER BY t.status <> 'ok', t.id LIMIT 1",
        { PathValue { path } });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

std::optional<Track> Workspace::trackByPath(Id datasetId, const fs::path &path) const
{
    Database::Rows rows = m_state->database.query(
        std::string(kSelectTracks) + " WHERE t.dataset_id = ? AND t.path = ?", { datasetId, PathValue { path } });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

Id Workspace::addTrack(const Track &track)
{
    return m_state->database.insert(
        "INSERT INTO tracks (dataset_id, path, title, artist, album, genre, licence, split, codec, sample_rate,"
        " channels, sample_count, seconds, content_hash, status, reason, file_size, file_time, search)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        trackValues(track));
}

void Workspace::updateTrack(const Track &track)
{
    std::vector<Value> values = trackValues(track);
    values.emplace_back(track.id);
    const int changed = m_state->database.change(
        "UPDATE tracks SET dataset_id = ?, path = ?, title = ?, artist = ?, album = ?, genre = ?, licence = ?,"
        " split = ?, codec = ?, sample_rate = ?, channels = ?, sample_count = ?, seconds = ?, content_hash = ?,"
        " status = ?, reason = ?, file_size = ?, file_time = ?, search = ? WHERE id = ?",
        values);
    m_state->expectOne(changed, "track", track.id);
}

std::vector<Clip> Workspace::clips(Id trackId) const
{
    std::vector<Clip> found;
    Database::Rows rows = m_state->database.query(
        "SELECT id, track_id, start_seconds, seconds FROM clips WHERE track_id = ? ORDER BY start_seconds, id",
        { trackId });
    while (rows.next()) {
        Clip &clip = found.emplace_back();
        clip.id = rows.integer();
        clip.trackId = rows.integer();
        clip.startSeconds = rows.real();
        clip.seconds = rows.real();
    }
    return found;
}

std::int64_t Workspace::countClips() const
{
    // All but those of the few other tracks: much faster than to look up the track of each clip.
    return m_state->database.integer("SELECT (SELECT count(*) FROM clips) - (SELECT count(*) FROM clips WHERE track_id"
                                     " IN (SELECT id FROM tracks WHERE status <> 'ok'))");
}

void Workspace::setClips(Id trackId, const std::vector<Clip> &clips)
{
    transaction([&] {
        m_state->database.change("DELETE FROM clips WHERE track_id = ?", { trackId });
        for (const Clip &clip : clips) {
            m_state->database.insert("INSERT INTO clips (track_id, start_seconds, seconds) VALUES (?, ?, ?)",
                { trackId, clip.startSeconds, clip.seconds });
        }
    });
}

void Workspace::setLabels(Id trackId, const std::vector<Label> &labels)
{
    transaction([&] {
        m_state->database.change("DELETE FROM labels WHERE track_id = ?", { trackId });
        for (const Label &label : labels) {
            m_state->database.change(
                "INSERT INTO labels (track_id, name, value) VALUES (?, ?, ?)", { trackId, label.name, label.value });
        }
    });
}

std::vector<Label> Workspace::labels(Id trackId) const
{
    std::vector<Label> found;
    Database::Rows rows = m_state->database.query(
        "SELECT track_id, name, value FROM labels WHERE track_id = ? ORDER BY name", { trackId });
    while (rows.next()) {
        Label &label = found.emplace_back();
        label.trackId = rows.integer();
        label.name = rows.text();
        label.value = rows.real();
    }
    return found;
}

Id Workspace::addRun(const Run &run)
{
    Run stored = run;
    if (stored.createdAt.empty())
        stored.createdAt = now();
    return m_state->database.insert(
        "INSERT INTO runs (spec, task, network, clip, status, reason, created_at, finished_at, epochs_planned,"
        " epochs_done, best_epoch, validation_accuracy, validation_loss, training_seconds, details)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        runValues(stored));
}

std::vector<Run> Workspace::runs() const
{
    std::vector<Run> found;
    Database::Rows rows = m_state->database.query(std::string(kSelectRuns) + " ORDER BY id DESC");
    while (rows.next())
        found.push_back(readRun(rows));
    return found;
}

std::optional<Run> Workspace::run(Id id) const
{
    Database::Rows rows = m_state->database.query(std::string(kSelectRuns) + " WHERE id = ?", { id });
    return rows.next() ? std::optional(readRun(rows)) : std::nullopt;
}

void Workspace::updateRun(const Run &run)
{
    std::vector<Value> values = runValues(run);
    values.emplace_back(run.id);
    const int changed = m_state->database.change(
        "UPDATE runs SET spec = ?, task = ?, network = ?, clip = ?, status = ?, reason = ?, created_at = ?,"
        " finished_at = ?, epochs_planned = ?, epochs_done = ?, best_epoch = ?, validation_accuracy = ?,"
        " validation_loss = ?, training_seconds = ?, details = ? WHERE id = ?",
        values);
    m_state->expectOne(changed, "run", run.id);
}

void Workspace::deleteRun(Id id)
{
    if (!run(id))
        m_state->expectOne(0, "run", id);
    const RunLock lock(*this, id);
    m_state->expectOne(m_state->database.change("DELETE FROM runs WHERE id = ?", { id }), "run", id);
    // The row goes first: what a crash leaves behind is then a folder that nobody names.
    std::error_code error;
    fs::remove_all(checkpointFolder(id), error);
    if (error)
        throw Error(ErrorCode::Io, checkpointFolder(id), "could not be deleted: " + error.message());
    fs::remove(lockFile(*this, id), error);
}

void Workspace::addEpoch(Id runId, const Epoch &epoch)
{
    m_state->database.change(
        "INSERT INTO epochs (run_id, epoch, loss, accuracy, validation_loss, validation_accuracy, learning_rate,"
        " seconds, clips_per_second) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (run_id, epoch) DO UPDATE SET loss = excluded.loss, accuracy = excluded.accuracy,"
        " validation_loss = excluded.validation_loss, validation_accuracy = excluded.validation_accuracy,"
        " learning_rate = excluded.learning_rate, seconds = excluded.seconds,"
        " clips_per_second = excluded.clips_per_second",
        { runId, std::int64_t { epoch.epoch }, epoch.loss, epoch.accuracy, epoch.validationLoss,
            epoch.validationAccuracy, epoch.learningRate, epoch.seconds, epoch.clipsPerSecond });
}

std::vector<Epoch> Workspace::epochs(Id runId) const
{
    std::vector<Epoch> found;
    Database::Rows rows = m_state->database.query(
        "SELECT epoch, loss, accuracy, validation_loss, validation_accuracy, learning_rate, seconds,"
        " clips_per_second FROM epochs WHERE run_id = ? ORDER BY epoch",
        { runId });
    while (rows.next()) {
        Epoch &epoch = found.emplace_back();
        epoch.epoch = rows.number();
        epoch.loss = rows.real();
        epoch.accuracy = rows.real();
        epoch.validationLoss = rows.real();
        epoch.validationAccuracy = rows.real();
        epoch.learningRate = rows.real();
        epoch.seconds = rows.real();
        epoch.clipsPerSecond = rows.real();
    }
    return found;
}

void Workspace::replacePredictions(Id runId, const std::vector<Prediction> &predictions)
{
    transaction([&] {
        m_state->database.change("DELETE FROM predictions WHERE run_id = ?", { runId });
        for (const Prediction &prediction : predictions) {
            m_state->database.insert(
                "INSERT INTO predictions (run_id, track_id, begin_frame, frame_count, transform, target, probability,"
                " loss) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                { runId, prediction.trackId, prediction.beginFrame, prediction.frameCount, prediction.transform,
                    std::int64_t { prediction.target }, prediction.probability, prediction.loss });
        }
    });
}

std::vector<Prediction> Workspace::predictions(Id runId) const
{
    std::vector<Prediction> found;
    Database::Rows rows = m_state->database.query(
        "SELECT id, run_id, track_id, begin_frame, frame_count, transform, target, probability, loss"
        " FROM predictions WHERE run_id = ? ORDER BY id",
        { runId });
    while (rows.next()) {
        Prediction &prediction = found.emplace_back();
        prediction.id = rows.integer();
        prediction.runId = rows.integer();
        prediction.trackId = rows.integer();
        prediction.beginFrame = rows.integer();
        prediction.frameCount = rows.integer();
        prediction.transform = rows.text();
        prediction.target = rows.number();
        prediction.probability = rows.real();
        prediction.loss = rows.real();
    }
    return found;
}

Id Workspace::addVerdict(const Verdict &verdict)
{
    return m_state->database.insert(
        "INSERT INTO verdicts (track_id, start_seconds, seconds, verdict, note, created_at, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        { verdict.trackId, verdict.startSeconds, verdict.seconds, verdict.verdict, verdict.note,
            verdict.createdAt.empty() ? now() : verdict.createdAt, orNull(verdict.runId) });
}

void Workspace::deleteVerdict(Id id)
{
    m_state->expectOne(m_state->database.change("DELETE FROM verdicts WHERE id = ?", { id }), "verdict", id);
}

std::vector<Verdict> Workspace::verdicts() const
{
    std::vector<Verdict> found;
    Database::Rows rows = m_state->database.query(
        "SELECT id, track_id, start_seconds, seconds, verdict, note, created_at, run_id FROM verdicts ORDER BY id");
    while (rows.next()) {
        Verdict &verdict = found.emplace_back();
        verdict.id = rows.integer();
        verdict.trackId = rows.integer();
        verdict.startSeconds = rows.real();
        verdict.seconds = rows.real();
        verdict.verdict = rows.text();
        verdict.note = rows.text();
        verdict.createdAt = rows.text();
        verdict.runId = rows.integerOrNull();
    }
    return found;
}

RunLock::RunLock(const Workspace &workspace, Id runId)
    // A workspace that is just being opened holds the locks of dead runs for an instant: worth a short wait.
    : m_descriptor(FileLock(lockFile(workspace, runId), 10).release())
{
    if (m_descriptor < 0)
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " is being trained just now");
}

RunLock::~RunLock()
{
    ::close(m_descriptor);
}

} // namespace retrograde
