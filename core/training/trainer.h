#pragma once

#include "base/runcontrol.h"
#include "experiment/runevent.h"
#include "library/workspace.h"
#include "training/objectivemaker.h"

#include <filesystem>

namespace retrograde {

/// Trains a queued run, or goes on with a stopped, interrupted or failed one where its last checkpoint left it, in the
/// middle of an epoch if need be; what comes out is the same to the last bit. Blocks; its batches are made on a thread
/// that ends with it. Opens its own connection to the workspace. Holds the run's lock meanwhile. At the end of every
/// epoch: metrics row, checkpoint (checkpoints/<run>/last.safetensors; best.safetensors and, with the answers,
/// validation.safetensors when validation accuracy, then loss, improved) - then the event. Within an epoch a
/// checkpoint is written every five minutes, which is the most that killing the process loses.
///
/// Stopping takes effect within one batch and leaves the run Stopped. A run that cannot go on becomes Failed with its
/// reason. Both return; nothing but Conflict (somebody else trains it), NotFound and Database is thrown.
/// @param makeObjective empty = the objective of the run's task
RunStatus trainRun(const std::filesystem::path &workspaceFolder, Id runId, const RunObserver &observer,
    RunControl &control, const ObjectiveMaker &makeObjective = {});

} // namespace retrograde
