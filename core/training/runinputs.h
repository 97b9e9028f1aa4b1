#pragma once

#include "networks/batches.h"
#include "training/runmusic.h"
#include "training/runstate.h"

#include <memory>

namespace retrograde {

/// What the network is given of either side: crops, or the features that a frozen trunk finds in them.
struct RunInputs {
    std::unique_ptr<const Inputs> training;
    std::unique_ptr<const Inputs> validation;
};

/// Of a frozen trunk, computes the features, or takes those that were kept.
/// @param state is given the statistics that a frozen trunk and its head go by, where they are still to be measured
/// @param anew nothing is learned yet
/// @throws Error as FeatureBank, Cancelled
RunInputs makeInputs(const Workspace &workspace, const RunSpec &spec, const RunMusic &music, RunState &state,
    torch::Device device, bool anew, const StageProgress &tell, const RunControl &control);

} // namespace retrograde
