#pragma once

#include <cstdint>
#include <filesystem>
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
    std::string kind; ///< "folder", "demo"; more with later importers
    std::filesystem::path root; ///< absolute
    std::string note; ///< where it came from, in words: "Debian packages", "synthesised stand-in"
    std::int64_t trackCount = 0; ///< usable ones
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
    std::string split; ///< as published ("training", "test"), empty when there is none
    std::string codec;
    int sampleRate = 0; ///< Hz, the file's own
    int channels = 0;
    std::int64_t sampleCount = 0; ///< decoded samples at sampleRate
    double seconds = 0; ///< sampleCount / sampleRate: from decoding, never from tags
    std::string contentHash; ///< of the decoded sound; empty when quarantined
    TrackStatus status = TrackStatus::Ok;
    std::string reason; ///< why quarantined or missing, one clause
    std::int64_t fileSize = -1; ///< bytes when it was imported, -1 = unknown
    std::int64_t fileTime = 0; ///< when the file was last modified as of then, nanoseconds since 1970 (UTC)
};

/// A stretch of a track worth pointing at: tracks are cut into clips of at most kClipSeconds on import.
struct Clip {
    Id id = 0;
    Id trackId = 0;
    double startSeconds = 0;
    double seconds = 0;
};
inline constexpr double kClipSeconds = 10.0;

/// A label of a track from a labels file: present (1), absent (0); a pair that is not stored is unlabelled.
struct Label {
    Id trackId = 0;
    std::string name;
    double value = 0;
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
    double trainingSeconds = 0; ///< over all epochs
    std::string details; ///< JSON that grew while running: split counts, normalisation, device, versions
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
};

/// What the model said of one validation example at the best epoch.
struct Prediction {
    Id id = 0;
    Id runId = 0;
    Id trackId = 0;
    std::int64_t beginFrame = 0; ///< the crop, in frames of the run's grid
    std::int64_t frameCount = 0;
    std::string transform; ///< what was done to the crop: "published", "reversed", "2,1,3"
    int target = 0; ///< 1 = transformed
    double probability = 0; ///< of the transformed class
    double loss = 0; ///< cross-entropy of this example, nats
};

/// What a listener decided about a clip, by ear.
struct Verdict {
    Id id = 0;
    Id trackId = 0;
    double startSeconds = 0;
    double seconds = 0;
    std::string verdict; ///< "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell"
    std::string note;
    std::string createdAt;
    std::optional<Id> runId;
};

std::string_view toString(TrackStatus status); ///< "ok", "quarantined", "missing"
std::string_view toString(RunStatus status); ///< "queued", "running", ...

} // namespace retrograde
