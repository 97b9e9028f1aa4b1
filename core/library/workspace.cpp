#include "library/workspace.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"
#include "library/workspacestate.h"

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

constexpr const char *kCheckpoints = "checkpoints";

constexpr std::array kRunStatuses { RunStatus::Queued, RunStatus::Running, RunStatus::Completed, RunStatus::Stopped,
    RunStatus::Interrupted, RunStatus::Failed };

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

constexpr const char *kSelectRuns
    = "SELECT id, spec, task, network, clip, status, reason, created_at, finished_at, epochs_planned, epochs_done,"
      " best_epoch, validation_accuracy, validation_loss, test_accuracy, test_loss, training_seconds, details"
      " FROM runs";

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
    run.testAccuracy = rows.realOrNull();
    run.testLoss = rows.realOrNull();
    run.trainingSeconds = rows.real();
    run.details = rows.text();
    return run;
}

/// The columns of a run but for its id, in the order of the table.
std::vector<Value> runValues(const Run &run)
{
    return { run.spec, run.task, run.network, run.clip, text(run.status), run.reason, run.createdAt, run.finishedAt,
        std::int64_t { run.epochsPlanned }, std::int64_t { run.epochsDone }, std::int64_t { run.bestEpoch },
        orNull(run.validationAccuracy), orNull(run.validationLoss), orNull(run.testAccuracy), orNull(run.testLoss),
        run.trainingSeconds, run.details };
}

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

void Workspace::expectNothingTrains() const
{
    if (m_state->database.integer("SELECT count(*) FROM runs WHERE status = 'running'") > 0)
        throw Error(ErrorCode::Conflict, "a run is being trained just now: stop it before music is removed");
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

Id Workspace::addRun(const Run &run)
{
    Run stored = run;
    if (stored.createdAt.empty())
        stored.createdAt = now();
    return m_state->database.insert(
        "INSERT INTO runs (spec, task, network, clip, status, reason, created_at, finished_at, epochs_planned,"
        " epochs_done, best_epoch, validation_accuracy, validation_loss, test_accuracy, test_loss, training_seconds,"
        " details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
        " validation_loss = ?, test_accuracy = ?, test_loss = ?, training_seconds = ?, details = ? WHERE id = ?",
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

void Workspace::replacePredictions(Id runId, const std::vector<Prediction> &predictions, RunSide side)
{
    const std::string of(toString(side));
    transaction([&] {
        m_state->database.change("DELETE FROM predictions WHERE run_id = ? AND side = ?", { runId, of });
        for (const Prediction &prediction : predictions) {
            m_state->database.insert(
                "INSERT INTO predictions (run_id, track_id, begin_frame, frame_count, transform, target, probability,"
                " loss, answer, side) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                { runId, prediction.trackId, prediction.beginFrame, prediction.frameCount, prediction.transform,
                    std::int64_t { prediction.target }, prediction.probability, prediction.loss, prediction.answer,
                    of });
        }
    });
}

std::vector<Prediction> Workspace::predictions(Id runId, RunSide side) const
{
    std::vector<Prediction> found;
    Database::Rows rows = m_state->database.query(
        "SELECT id, run_id, track_id, begin_frame, frame_count, transform, target, probability, loss, answer"
        " FROM predictions WHERE run_id = ? AND side = ? ORDER BY id",
        { runId, std::string(toString(side)) });
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
        prediction.answer = rows.text();
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
