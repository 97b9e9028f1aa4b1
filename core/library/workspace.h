#pragma once

#include "library/records.h"
#include "spectrum/featurestore.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

enum class TrackColumn { Title, Artist, Album, Duration, Dataset, Licence, Status, Path };

/// What the library shows. Empty members do not filter.
struct TrackQuery {
    /// Words, all of which must occur in title, artist, album, genre, licence or file name, as folded() compares.
    std::string search;
    std::string dataset; ///< name
    std::optional<TrackStatus> status;
    bool warned = false; ///< only usable tracks whose audit found something odd
    TrackColumn sortBy = TrackColumn::Artist;
    bool descending = false;
    std::int64_t limit = -1;
};

/// What is being done with a run, by whichever process.
enum class RunHold {
    Nobody,
    Waiting, ///< it stands in somebody's queue
    Training,
};

/// A folder that holds all a user's work: `retrograde.sqlite` (WAL, foreign keys, versioned schema), `features/`,
/// `checkpoints/`. Music stays where it is.
///
/// Several processes and threads may have the same workspace open: each opens its own Workspace object (it is not
/// thread-safe), SQLite serialises the writes, and each run that trains is held by a file lock which dies with its
/// process. Opening marks runs as interrupted that say "running" but that nobody holds; hence a run's status becomes
/// Running only while its RunLock is held.
/// @throws everywhere Error Database, Io or Conflict, naming the workspace's file; NotFound when something is to be
/// changed that is not there
class Workspace {
public:
    /// $XDG_DATA_HOME/retrograde/workspace
    static std::filesystem::path defaultFolder();

    /// Opens the workspace in @p folder; creates folder and database when they are absent, and removes what writers
    /// that have died left behind half written. One that is there but may not be written is opened to be looked at: see
    /// isReadOnly().
    /// @throws Error Unsupported when it was written by a newer version, or by an older one and may not be written;
    /// Corrupt when the database is none of ours; Unreadable when there is none and none can be made; InvalidArgument
    /// when
    /// @p folder is empty
    explicit Workspace(const std::filesystem::path &folder);
    ~Workspace();
    Workspace(const Workspace &) = delete;
    Workspace &operator=(const Workspace &) = delete;

    const std::filesystem::path &folder() const;
    FeatureStore features() const;
    std::filesystem::path checkpointFolder(Id runId) const;
    /// The same, made when it is not there. @throws Error Changed when the workspace is no longer where it was opened,
    /// so that nothing grows where it was
    std::filesystem::path makeCheckpointFolder(Id runId) const;
    int schemaVersion() const;
    /// All that would change it throws Unreadable then.
    bool isReadOnly() const;
    /// 32 hexadecimal digits, drawn by lot when the database was made.
    std::string identity() const;
    /// @throws Error Changed when the folder was moved or deleted, or its database replaced, since it was opened
    void requireInPlace() const;
    /// The numbers of those folders below checkpoints/ that no run of the database belongs to: a database that was
    /// lost, or of which an older copy was put back, leaves them behind. Ascending.
    std::vector<Id> strayCheckpoints() const;

    /// Runs @p work in one transaction, rolled back when it throws. May be nested: what is inside becomes part of the
    /// outer transaction, and is undone alone when only it throws.
    void transaction(const std::function<void()> &work);

    // Datasets, tracks, clips, labels
    std::vector<Dataset> datasets() const;
    std::optional<Dataset> dataset(const std::string &name) const;
    /// The existing one's id when the name is taken by the same root. @throws Error Conflict when by another
    Id addDataset(const Dataset &dataset);
    /// Its root and those of its tracks' paths that lie below it. @throws Error Conflict when another dataset's tracks
    /// are there
    void moveDataset(Id id, const std::filesystem::path &root);
    void setDatasetNote(Id id, const std::string &note);
    void setDatasetRendered(Id id, bool rendered);
    /// With its tracks, and all that is known of them; the files stay. @throws Error Conflict while a run trains
    void deleteDataset(Id id);

    std::vector<Track> tracks(const TrackQuery &query = {}) const;
    /// The same, one after the other. @p work must not change the workspace.
    void forEachTrack(const TrackQuery &query, const std::function<void(const Track &)> &work) const;
    /// The same tracks by id alone, which is much quicker where there are many.
    std::vector<Id> trackIds(const TrackQuery &query) const;
    std::int64_t countTracks(const TrackQuery &query) const;
    std::optional<Track> track(Id id) const;
    std::optional<Track> trackByPath(const std::filesystem::path &path) const; ///< absolute path, in any dataset
    std::optional<Track> trackByPath(Id datasetId, const std::filesystem::path &path) const;
    std::vector<Track> tracksByContent(const std::string &contentHash) const;
    /// Usable tracks with an old identity (hasOldIdentity()) that may not be told from another's by it.
    std::vector<Track> tracksToIdentify() const;
    Id addTrack(const Track &track);
    void updateTrack(const Track &track);
    /// As deleteDataset().
    void deleteTrack(Id id);
    /// Marks every usable track that has the content of an earlier one as its duplicate, and no other.
    void findDuplicates();
    std::vector<Clip> clips(Id trackId) const;
    std::int64_t countClips() const; ///< of usable tracks
    void setClips(Id trackId, const std::vector<Clip> &clips);
    void setLabels(Id trackId, const std::vector<Label> &labels);
    std::vector<Label> labels(Id trackId) const;
    std::vector<std::string> labelledDatasets() const; ///< names of those with usable tracks that have labels
    void setEvents(Id trackId, const std::vector<Event> &events);
    std::vector<Event> events(Id trackId) const; ///< by time
    /// None unless the track has eventsOf.
    std::vector<ClipLabel> clipLabels(Id trackId) const;
    void setAudit(Id trackId, const Audit &audit);
    std::optional<Audit> audit(Id trackId) const; ///< nothing: imported by a version that measured less

    // Runs
    /// createdAt and identity are filled in when they are empty. The number is one that no run has had and no folder of
    /// checkpoints bears, unless run.id asks for one.
    Id addRun(const Run &run);
    std::vector<Run> runs() const; ///< newest first
    std::optional<Run> run(Id id) const;
    void updateRun(const Run &run);
    /// With its epochs, and its folder of checkpoints and answers. @throws Error Conflict while it trains or waits for
    /// it, NotFound
    void deleteRun(Id id);
    /// Who has the run in hand just now, this process or another.
    RunHold hold(Id runId) const;
    /// Marks runs as interrupted that say "running" but that nobody holds, as opening does. @return how many
    int recoverRuns();
    void addEpoch(Id runId, const Epoch &epoch); ///< replaces one of the same number
    std::vector<Epoch> epochs(Id runId) const;

    // Verdicts
    Id addVerdict(const Verdict &verdict); ///< createdAt is filled in when it is empty
    void deleteVerdict(Id id);
    std::vector<Verdict> verdicts() const;

private:
    void expectNothingTrains() const;

    struct State;
    std::unique_ptr<State> m_state;
};

/// Held by whoever trains a run, for as long as it does; dies with the process. Two threads of one process
/// exclude each other as well.
class RunLock {
public:
    /// @throws Error Conflict when somebody else holds it and does not let go within a fifth of a second
    RunLock(const Workspace &workspace, Id runId);
    ~RunLock();
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;

private:
    int m_descriptor = -1;
};

/// Held by whoever has a run waiting in a queue, so that no other process deletes it or trains it as well; dies with
/// the process.
class WaitingMark {
public:
    /// @throws Error Conflict when the run waits in another queue
    WaitingMark(const Workspace &workspace, Id runId);
    ~WaitingMark();
    WaitingMark(const WaitingMark &) = delete;
    WaitingMark &operator=(const WaitingMark &) = delete;

private:
    int m_descriptor = -1;
};

} // namespace retrograde
