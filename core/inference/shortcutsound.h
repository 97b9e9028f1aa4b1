#pragma once

#include "inference/trainedmodel.h"
#include "library/workspace.h"

#include <functional>
#include <span>
#include <vector>

/// Crops that are made anew from the sound of their tracks, to ask a model what changes when the sound does.
namespace retrograde {

/// Does something to a mono sound at kMp3Rate without making it longer or moving it.
using SoundChange = std::function<std::vector<float>(std::span<const float>)>;

/// A crop whose spectrogram comes from a stretch of sound around it.
struct SoundCrop {
    std::shared_ptr<const StoredSpectrogram> spectrogram;
    Example example; ///< with its place in that spectrogram; its track is to be set by whoever lists several
};

/// The stretch around the crop @p example of @p track, a second more at either side, after @p change (empty = as it
/// is). Levels count from the track's own loudest cell, as in its stored features.
/// @param trackMaximumDb of the stored features
/// @throws Error as AudioReader
SoundCrop changedCrop(const Track &track, const Example &example, const RunSpec &spec, const CqtPlan &plan,
    double trackMaximumDb, const SoundChange &change);

/// As changedCrop() without a change, but with the pieces cut out of the sound before it is transformed: none holds
/// anything of what lies outside of it. Beyond its ends each goes on with its own mirror image, for silence there would
/// be a mark of its own. To be seen by the recipe of cutSpec().
SoundCrop cutCrop(
    const Track &track, const Example &example, const RunSpec &spec, const CqtPlan &plan, double trackMaximumDb);
/// @p spec with its pieces where cutCrop() puts them.
RunSpec cutSpec(RunSpec spec);

} // namespace retrograde
