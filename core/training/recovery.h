#pragma once

#include "base/runcontrol.h"
#include "experiment/runplan.h"
#include "library/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

struct CheckpointNotes;

/// What a checkpoint says its run was trained and judged on, in terms of this library: tracks are found again by their
/// sound. What was trained on and is not in the library is remembered as such, so that it never counts as unheard.
RunPlan planOf(const Workspace &workspace, const CheckpointNotes &notes);

/// A folder of checkpoints that no run of the database belongs to.
struct StrayRun {
    Id number = 0; ///< of the folder
    std::filesystem::path folder;
    std::string task; ///< this and the next three as its checkpoint says
    std::string network;
    std::string clip;
    int epochs = 0; ///< whole ones
    std::string problem; ///< why it cannot be brought back; empty when it can
};

/// By number. Reads what the checkpoints say, not their weights.
std::vector<StrayRun> strayRuns(const Workspace &workspace);

struct Recovery {
    std::vector<Id> runs; ///< brought back
    std::vector<std::string> failures; ///< a sentence for each that was not
};

/// Enters runs into the database again from their checkpoints, under the numbers of their folders: settings, best and
/// last epoch, what they heard. Their stored answers are lost when these name tracks by the numbers of another database
/// (the file stays, under another name).
/// @throws Error Cancelled, and as Workspace
Recovery recoverRuns(Workspace &workspace, const RunControl &control);

} // namespace retrograde
