#pragma once

#include "base/runcontrol.h"
#include "experiment/runrecord.h"
#include "inference/evaluationset.h"
#include "library/workspace.h"
#include "networks/checkpoint.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace retrograde {

/// Told of what is done before there is anything to train, as often as there is something to tell.
using StageProgress = std::function<void(const std::string &stage, std::int64_t done, std::int64_t total)>;

/// The music of a run, opened.
struct RunMusic {
    Side training;
    Side validation;
    CheckpointNotes::Heard heard; ///< of the plan, for whoever has nothing but the checkpoint
    std::vector<RunRecord::LeftOut> leftOut;
};

/// Computes the features that are not there yet, and opens those of the tracks of @p plan.
/// @throws Error Training when none of the tracks of a side can be used, Cancelled, Io
RunMusic openMusic(
    Workspace &workspace, const RunSpec &spec, const RunPlan &plan, const StageProgress &tell, RunControl &control);

/// Of the levels of all that is trained on. @throws Error Cancelled
Normalisation measureNormalisation(
    const Side &training, const RunSpec &spec, const StageProgress &tell, const RunControl &control);

} // namespace retrograde
