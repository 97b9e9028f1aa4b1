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

enum class TrackColumn { Title, Artist, Album, Duration, Dataset, Status, Path };

/// What the library shows. Empty members do not filter.
struct TrackQuery {
    /// Words, all of which must occur in title, artist, album, genre or file name. ASCII letters match in any case,
    /// others as they are written.
    std::string search;
    std::string dataset; ///< name
    std::optional<TrackStatus> status;
    TrackColumn sortBy = TrackColumn::Artist;
    bool descending = false;
    std::int64_t limit = -1;
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

    /// Opens the workspace in @p folder; creates folder and database when they are absent.
    /// @throws Error Unsupported when it was written by a newer version; Corrupt when the database is none of ours;
    /// Unreadable when the folder cannot be written
    explicit Workspace(const std::filesystem::path &folder);
    ~Workspace();
    Workspace(const Workspace &) = delete;
    Workspace &operator=(const Workspace &) = delete;

    const std::filesystem::path &folder() const;
    FeatureStore features() const;
    std::filesystem::path checkpointFolder(Id runId) const;
    int schemaVersion() const;

    /// Runs @p work in one transaction, rolled back when it throws. May be nested: what is inside becomes part of the
    /// outer transaction, and is undone alone when only it throws.
    void transaction(const std::function<void()> &work);

    // Datasets, tracks, clips, labels
    std::vector<Dataset> datasets() const;
    std::optional<Dataset> dataset(const std::string &name) const;
    /// The existing one's id when the name is taken by the same root. @throws Error Conflict when by another
    Id addDataset(const Dataset &dataset);
    void setDatasetNote(Id id, const std::string &note);

    std::vector<Track> tracks(const TrackQuery &query = {}) const;
    std::int64_t countTracks(const TrackQuery &query) const;
    std::optional<Track> track(Id id) const;
    std::optional<Track> trackByPath(const std::filesystem::path &path) const; ///< absolute path, in any dataset
    std::optional<Track> trackByPath(Id datasetId, const std::filesystem::path &path) const;
    Id addTrack(const Track &track);
    void updateTrack(const Track &track);
    std::vector<Clip> clips(Id trackId) const;
    std::int64_t countClips() const; ///< of usable tracks
    void setClips(Id trackId, const std::vector<Clip> &clips);
    void setLabels(Id trackId, const std::vector<Label> &labels);
    std::vector<Label> labels(Id trackId) const;

    // Runs
    Id addRun(const Run &run); ///< createdAt is filled in when it is empty
    std::vector<Run> runs() const; ///< newest first
    std::optional<Run> run(Id id) const;
    void updateRun(const Run &run);
    /// With its epochs, predictions and checkpoints. @throws Error Conflict while it trains, NotFound
    void deleteRun(Id id);
    void addEpoch(Id runId, const Epoch &epoch); ///< replaces one of the same number
    std::vector<Epoch> epochs(Id runId) const;
    void replacePredictions(Id runId, const std::vector<Prediction> &predictions); ///< in one transaction
    std::vector<Prediction> predictions(Id runId) const;

    // Verdicts
    Id addVerdict(const Verdict &verdict); ///< createdAt is filled in when it is empty
    void deleteVerdict(Id id);
    std::vector<Verdict> verdicts() const;

private:
    void recoverRuns();

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

} // namespace retrograde
