#pragma once

#include "library/records.h"

#include <functional>
#include <string>
#include <variant>

namespace retrograde {

/// What a run tells while it runs. Every event follows the database commit of what it announces.
struct RunStarted {
    Id runId = 0;
    int firstEpoch = 1;
    int epochs = 0;
    std::string summary; /* "48 tracks to train on, 16 held out ..." */
};
/// Getting ready: features, normalisation.
struct RunPreparing {
    Id runId = 0;
    std::string stage;
    std::int64_t done = 0;
    std::int64_t total = 0;
};
/// At most every 100 ms.
struct BatchProgress {
    Id runId = 0;
    int epoch = 0; ///< 1-based
    int epochs = 0;
    std::int64_t clipsDone = 0; ///< of this epoch, training and validation
    std::int64_t clipsTotal = 0;
    double trainedShare = 0; ///< 0 ... 1 of this epoch's training
    double runShare = 0; ///< 0 ... 1 of the whole run, by the time that clips to train on and to validate on take
    double loss = 0; ///< running mean of this epoch
    double accuracy = 0;
    double clipsPerSecond = 0;
    double secondsLeft = -1; ///< of the whole run, -1 = not known yet
    bool validating = false;
};
struct RunPaused {
    Id runId = 0;
    bool paused = false;
};
struct EpochCompleted {
    Id runId = 0;
    Epoch epoch;
    bool best = false;
};
/// Something is odd about the run, though it goes on. Each sentence once.
struct RunWarning {
    Id runId = 0;
    std::string sentence;
};
struct RunFinished {
    Id runId = 0;
    RunStatus status = RunStatus::Completed;
    std::string reason;
};

using RunEvent
    = std::variant<RunStarted, RunPreparing, BatchProgress, RunPaused, EpochCompleted, RunWarning, RunFinished>;
/// Called on the training thread; must not block.
using RunObserver = std::function<void(const RunEvent &)>;

} // namespace retrograde
