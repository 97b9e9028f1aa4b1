#include "library/workspace.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"
#include "library/workspacestate.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
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
constexpr const char *kTrunkFeatures = "trunk-features";
/// No workspace has had so many runs; a folder with a larger name is none of ours.
constexpr Id kMostRuns = 1'000'000'000'000;

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
      " best_epoch, validation_accuracy, validation_loss, test_accuracy, test_loss, training_seconds, details,"
      " identity FROM runs";

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
    run.identity = rows.text();
    return run;
}

/// The columns of a run but for its id, in the order of the table.
std::vector<Value> runValues(const Run &run)
{
    return { run.spec, run.task, run.network, run.clip, text(run.status), run.reason, run.createdAt, run.finishedAt,
        std::int64_t { run.epochsPlanned }, std::int64_t { run.epochsDone }, std::int64_t { run.bestEpoch },
        orNull(run.validationAccuracy), orNull(run.validationLoss), orNull(run.testAccuracy), orNull(run.testLoss),
        run.trainingSeconds, run.details, run.identity };
}

bool mayBeWritten(const fs::path &path, int more = 0)
{
    return ::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | more, AT_EACCESS) == 0;
}

/// Makes the folder of a workspace where there is none, and says how the workspace in it can be opened.
Database::Access prepareFolder(const fs::path &folder)
{
    std::error_code error;
    const fs::path database = folder / kDatabaseName;
    if (const fs::file_status status = fs::status(database, error); fs::exists(status) && !fs::is_regular_file(status))
        throw Error(ErrorCode::Unreadable, database, "is no file, so no database");
    fs::create_directories(folder, error);
    if (!fs::is_directory(folder, error))
        throw Error(ErrorCode::Unreadable, folder, "is not a folder and could not be made one");
    const bool exists = fs::exists(database, error);
    if (mayBeWritten(folder, X_OK) && (!exists || mayBeWritten(database)))
        return Database::Access::ReadWrite;
    if (exists && fs::file_size(database, error) > 0)
        return Database::Access::ReadOnly;
    throw Error(ErrorCode::Unreadable, folder, "the workspace's folder may not be written");
}

/// The number that a folder of checkpoints is named by; 0 when it is named otherwise.
Id runNumber(const fs::path &folder)
{
    const std::string name = folder.filename();
    if (name.empty() || name.size() > 12 || name[0] == '0' || name.find_first_not_of("0123456789") != std::string::npos)
        return 0;
    const Id number = std::stoll(name);
    return number < kMostRuns ? number : 0;
}

/// The numbers of all folders of checkpoints, in no order.
std::vector<Id> numberedFolders(const fs::path &checkpoints)
{
    std::vector<Id> numbers;
    std::error_code failure;
    for (fs::directory_iterator entry(checkpoints, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        std::error_code vanished;
        if (const Id number = runNumber(entry->path()); number > 0 && entry->is_directory(vanished))
            numbers.push_back(number);
    }
    return numbers;
}

fs::path lockFile(const Workspace &workspace, Id runId)
{
    fs::path file = workspace.checkpointFolder(runId);
    file += ".lock";
    return file;
}

fs::path waitingFile(const Workspace &workspace, Id runId)
{
    fs::path file = workspace.checkpointFolder(runId);
    file += ".waiting";
    return file;
}

/// Whether somebody has @p file locked. Asking does not make it.
bool isLocked(const fs::path &file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return locked;
}

/// A lock on a file that dies with the process; the file is made when it is not there.
class FileLock {
public:
    /// Tries so many times, a fiftieth of a second apart. @throws Error Io
    FileLock(const fs::path &file, int attempts)
    {
        std::error_code error;
        fs::create_directory(file.parent_path(), error); // and not the workspace, which may have been moved
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
    if (folder.empty())
        throw Error(ErrorCode::InvalidArgument, "a workspace needs the name of its folder");
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    const Database::Access access = prepareFolder(absolute);
    m_state = std::make_unique<State>(absolute, access);
    if (isReadOnly())
        return;
    recoverRuns();
    collectLeftovers(absolute);
    collectLeftovers(absolute / kTrunkFeatures);
    for (const Id number : numberedFolders(absolute / kCheckpoints))
        collectLeftovers(checkpointFolder(number));
}

Workspace::~Workspace() = default;

RunHold Workspace::hold(Id runId) const
{
    if (isLocked(lockFile(*this, runId)))
        return RunHold::Training;
    return isLocked(waitingFile(*this, runId)) ? RunHold::Waiting : RunHold::Nobody;
}

int Workspace::recoverRuns()
{
    int recovered = 0;
    std::vector<Id> running;
    Database::Rows rows = m_state->database.query("SELECT id FROM runs WHERE status = 'running'");
    while (rows.next())
        running.push_back(rows.integer());
    for (const Id id : running) {
        const FileLock lock(lockFile(*this, id), 1);
        if (!lock.isHeld())
            continue; // by whoever trains it: as it should be
        recovered += m_state->database.change(
            "UPDATE runs SET status = 'interrupted', reason = ? WHERE id = ? AND status = 'running'",
            { std::string("the program ended while it trained"), id });
    }
    return recovered;
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

fs::path Workspace::makeCheckpointFolder(Id runId) const
{
    requireInPlace();
    const fs::path folder = checkpointFolder(runId);
    std::error_code error;
    fs::create_directory(folder.parent_path(), error);
    fs::create_directory(folder, error);
    if (!fs::is_directory(folder))
        throw Error(ErrorCode::Io, folder, "could not be made: " + error.message());
    return folder;
}

bool Workspace::isReadOnly() const
{
    return m_state->database.isReadOnly();
}

std::string Workspace::identity() const
{
    Database::Rows rows = m_state->database.query("SELECT workspace FROM identity");
    return rows.next() ? rows.text() : std::string();
}

void Workspace::requireInPlace() const
{
    m_state->database.requireInPlace();
}

std::vector<Id> Workspace::strayCheckpoints() const
{
    std::vector<Id> strays = numberedFolders(m_state->folder / kCheckpoints);
    std::erase_if(strays, [&](Id number) {
        std::error_code ignored;
        return m_state->database.integer("SELECT count(*) FROM runs WHERE id = ?", { number }) > 0
            || fs::is_empty(checkpointFolder(number), ignored);
    });
    std::sort(strays.begin(), strays.end());
    return strays;
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
    transaction([&] {
        if (stored.id == 0) {
            // Folders of runs that the database has lost must not be found by a new one.
            Id last = m_state->database.integer("SELECT max(ifnull(max(id), 0),"
                                                " ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'runs'), 0))"
                                                " FROM runs");
            for (const Id number : numberedFolders(m_state->folder / kCheckpoints))
                last = std::max(last, number);
            stored.id = last + 1;
        }
        std::vector<Value> values = runValues(stored);
        values.emplace_back(stored.id);
        m_state->database.insert(
            "INSERT INTO runs (spec, task, network, clip, status, reason, created_at, finished_at, epochs_planned,"
            " epochs_done, best_epoch, validation_accuracy, validation_loss, test_accuracy, test_loss, "
            "training_seconds, details, identity, id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " ifnull(nullif(?, ''), lower(hex(randomblob(16)))), ?)",
            values);
    });
    return stored.id;
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
        " validation_loss = ?, test_accuracy = ?, test_loss = ?, training_seconds = ?, details = ?,"
        " identity = ? WHERE id = ?",
        values);
    m_state->expectOne(changed, "run", run.id);
}

void Workspace::deleteRun(Id id)
{
    if (!run(id))
        m_state->expectOne(0, "run", id);
    const RunLock lock(*this, id);
    const WaitingMark mark(*this, id);
    m_state->expectOne(m_state->database.change("DELETE FROM runs WHERE id = ?", { id }), "run", id);
    // The row goes first: what a crash leaves behind is then a folder that nobody names.
    std::error_code error;
    fs::remove_all(checkpointFolder(id), error);
    if (error)
        throw Error(ErrorCode::Io, checkpointFolder(id), "could not be deleted: " + error.message());
    fs::remove(waitingFile(*this, id), error);
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

Id Workspace::addVerdict(const Verdict &verdict)
{
    return m_state->database.insert(
        "INSERT INTO verdicts (track_id, start_seconds, seconds, verdict, answer, note, created_at, run_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        { verdict.trackId, verdict.startSeconds, verdict.seconds, verdict.verdict, verdict.answer, verdict.note,
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
        "SELECT id, track_id, start_seconds, seconds, verdict, answer, note, created_at, run_id FROM verdicts"
        " ORDER BY id");
    while (rows.next()) {
        Verdict &verdict = found.emplace_back();
        verdict.id = rows.integer();
        verdict.trackId = rows.integer();
        verdict.startSeconds = rows.real();
        verdict.seconds = rows.real();
        verdict.verdict = rows.text();
        verdict.answer = rows.text();
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

WaitingMark::WaitingMark(const Workspace &workspace, Id runId)
    : m_descriptor(FileLock(waitingFile(workspace, runId), 1).release())
{
    if (m_descriptor < 0)
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " waits for its turn in another window");
}

WaitingMark::~WaitingMark()
{
    ::close(m_descriptor);
}

} // namespace retrograde
