#pragma once

#include "inference/evaluation.h"
#include "inference/trainedmodel.h"

namespace retrograde {

/// Tracks that the run @p model comes from was not trained on: those it held out, or those of @p dataset, without what
/// it knows from training: tracks, sound and artists.
/// @throws Error NotFound, Training when nothing is left
std::vector<Track> unheardTracks(const Workspace &workspace, const TrainedModel &model, const std::string &dataset);

/// A pretext model's answers on @p tracks.
/// @param as the run's specification, or one that cuts crops in another way
/// @throws Error Training when no track can be used, Cancelled
PretextEvaluation judge(const Workspace &workspace, TrainedModel &model, const std::vector<Track> &tracks,
    const RunSpec &as, const RunControl &control);

} // namespace retrograde
