#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// Row ids of the workspace database; 0 = not stored yet.
using Id = std::int64_t;

struct Dataset {
    Id id = 0;
    std::string name; ///< unique in the workspace
    std::string kind; ///< "folder", "demo", "fma", "openmic", "birdvox"
    std::filesystem::path root; ///< absolute
    std::string note; ///< where it came from, in words: "Debian packages", "synthesised stand-in"
    std::int64_t trackCount = 0; ///< usable ones
    bool rendered = false; ///< played by a program, not recorded: whoever shows results on it must say so
};

enum class TrackStatus {
    Ok,
    Quarantined, ///< could not be used; `reason` says why
    Missing, ///< was imported, and is no longer where it was
};

/// One file of music.
struct Track {
    Id id = 0;
    Id datasetId = 0;
    std::string datasetName;
    std::filesystem::path path; ///< absolute, its bytes as the file system gave them
    std::string title; ///< never empty for usable tracks: the file's stem when there is no tag
    std::string artist; ///< empty = unknown
    std::string album;
    std::string genre;
    std::string licence;
    std::string split; ///< as published ("training", "validation", "test"), empty when there is none
    std::string subset; ///< the smallest published subset that it is in ("small"), empty when there is none
    std::string sampleKey; ///< as published ("000046_3840"), empty when there is none
    Id fmaId = 0; ///< of the Free Music Archive's track that this is, or is cut from; 0 = none
    double offsetSeconds = 0; ///< where in that track it begins, as far as published
    std::string sourceUrl; ///< the page of the work, for attribution
    std::string eventsOf; ///< what was listened for throughout and noted as events ("bird"); empty = nothing
    std::string codec;
    int sampleRate = 0; ///< Hz, the file's own
    int channels = 0;
    std::int64_t sampleCount = 0; ///< decoded samples at sampleRate
    double seconds = 0; ///< sampleCount / sampleRate: from decoding, never from tags
    std::string contentHash; ///< of the decoded sound (SoundIdentity); empty when quarantined
    /// Of the decoded sound as mono, rounded to 16 bits. Workspaces before version 3 had it for a contentHash. It takes
    /// sounds for one that are softer than that or cancel out; so it tells nothing apart, but it is the key by which
    /// what was drawn by lot then is drawn again. Empty: not known.
    std::string monoHash;
    TrackStatus status = TrackStatus::Ok;
    std::string reason; ///< why quarantined or missing, one clause
    std::string warning; ///< what the audit of a usable track found odd, clauses separated by "; "
    Id duplicateOf = 0; ///< the first usable track of the same content when this is another, in any dataset
    bool released = false; ///< by a person, from quarantine: usable whatever the audit says
    std::int64_t fileSize = -1; ///< bytes when it was imported, -1 = unknown
    std::int64_t fileTime = 0; ///< when the file was last modified as of then, nanoseconds since 1970 (UTC)

    bool operator==(const Track &) const = default;
};

/// A stretch of a track worth pointing at: tracks are cut into clips of at most kClipSeconds on import.
struct Clip {
    Id id = 0;
    Id trackId = 0;
    double startSeconds = 0;
    double seconds = 0;
};
inline constexpr double kClipSeconds = 10.0;

/// A label of a track: present (1), absent (0), or how sure its listeners were of it, between. A pair that is not
/// stored is unlabelled, which is neither.
struct Label {
    Id trackId = 0;
    std::string name;
    double value = 0;
    int responses = 0; ///< listeners asked, 0 = unknown

    bool operator==(const Label &) const = default;
};

/// Something heard at a moment of a track, such as a bird's call.
struct Event {
    double seconds = 0;
    double hertz = 0; ///< NaN = unknown

    bool operator==(const Event &) const = default;
};

/// Whether a clip of a track with events holds one: 1 or 0, for the track was listened to throughout.
struct ClipLabel {
    Clip clip;
    std::string name;
    double value = 0;
};

/// What was measured when a file was decoded whole. Shares are of the sound's length, 0 ... 1; levels are of full
/// scale = 1 and may exceed it for lossy codecs.
struct Audit {
    double statedSeconds = -1; ///< by the file's header, -1 = nothing
    double publishedSeconds = -1; ///< by the dataset it is from, -1 = nothing
    double peak = 0; ///< in any channel
    double rms = 0; ///< of all channels' mean
    double channelRms = -1; ///< of all channels' samples; -1 = not measured, by an earlier version
    double silentShare = 0; ///< of tenths of a second whose RMS is below -60 dB
    double clippedShare = 0; ///< of samples, over all channels, that stay at full scale for three in a row or more
    double leadInSeconds = 0; ///< at the start of a cut MP3: decoded from bits that were cut off, so noise or silence
    std::int64_t damagedPackets = 0;
    std::int64_t nonFiniteSamples = 0;
};

/// What became of a file's audit.
enum class AuditOutcome {
    Ok,
    Warning, ///< usable, but something is odd: Track::warning, or Track::duplicateOf
    Quarantined,
};

enum class RunStatus {
    Queued,
    Running,
    Completed,
    Stopped, ///< by the user; can be resumed
    Interrupted, ///< its process died; can be resumed
    Failed, ///< `reason` says why
};

/// One training run. The specification is canonical JSON that only core/experiment understands.
struct Run {
    Id id = 0;
    std::string spec;
    std::string task; ///< "reversal"
    std::string network; ///< "convnet"
    std::string clip; ///< "5", "10", "3x3"
    RunStatus status = RunStatus::Queued;
    std::string reason;
    std::string createdAt; ///< UTC, ISO 8601 "2026-11-22T15:41:33Z"
    std::string finishedAt; ///< empty while unfinished
    int epochsPlanned = 0;
    int epochsDone = 0;
    int bestEpoch = 0; ///< 1-based, 0 = none yet
    std::optional<double> validationAccuracy; ///< of the best epoch, 0 ... 1
    std::optional<double> validationLoss; ///< of the best epoch
    /// Of the best epoch on the test tracks, which decided nothing: neither what was learned nor which epoch is the
    /// best. Empty while the run is not completed, and where there are no such tracks.
    std::optional<double> testAccuracy; ///< 0 ... 1
    std::optional<double> testLoss;
    double trainingSeconds = 0; ///< over all epochs
    std::string details; ///< JSON that grew while running: split counts, normalisation, device, versions
    /// 32 hexadecimal digits, drawn by lot when the run was made; its checkpoints and answers carry it. Empty for runs
    /// that the first versions made.
    std::string identity;
};

struct Epoch {
    int epoch = 0; ///< 1-based
    double loss = 0; ///< training, mean over the epoch's examples
    double accuracy = 0; ///< training, 0 ... 1
    double validationLoss = 0;
    double validationAccuracy = 0; ///< 0 ... 1
    double learningRate = 0;
    double seconds = 0;
    double clipsPerSecond = 0; ///< training examples per second, validation not counted
    /// What else the run's objective measures, by name; empty where that is all. Not in the database.
    std::map<std::string, double> measures {};
};

/// On which of a run's tracks something was measured.
enum class RunSide {
    Validation, ///< that the best epoch was chosen by
    Test, ///< that decided nothing
};

/// What a listener decided about a clip, by ear.
struct Verdict {
    Id id = 0;
    Id trackId = 0;
    double startSeconds = 0;
    double seconds = 0;
    std::string verdict; ///< "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell"
    std::string
        answer {}; ///< what the model had said of it, one of its choices; empty in verdicts of the first versions
    std::string note;
    std::string createdAt;
    std::optional<Id> runId;
};

/// Whether @p track was imported before version 3 and not decoded since: its contentHash is its monoHash, or begins
/// with it where that is known to name other sounds as well.
bool hasOldIdentity(const Track &track);
/// Whether two tracks are of one sound, as far as is known of both.
bool isSameSound(const Track &one, const Track &other);
/// What a lot that is drawn for a sound goes by: the same in all versions.
const std::string &lotKey(const Track &track);

std::string_view toString(TrackStatus status); ///< "ok", "quarantined", "missing"
std::string_view toString(AuditOutcome outcome); ///< "ok", "warning", "quarantined"
AuditOutcome auditOutcome(const Track &track); ///< a missing track's is what it was when it was there

/// Who made the track and under which terms, as it must stand beside the sound when that is shared; one line.
std::string attribution(const Track &track);
std::string_view toString(RunSide side); ///< "validation", "test"
std::string_view toString(RunStatus status); ///< "queued", "running", ...

} // namespace retrograde
