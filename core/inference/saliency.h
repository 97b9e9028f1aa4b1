#pragma once

#include "analysis/judgedclip.h"
#include "analysis/saliencymap.h"
#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

namespace retrograde {

/// Where the best model of a run looked when it judged a crop, by occlusion (Zeiler and Fergus 2014, arXiv 1311.2901).
///
/// The crop is made as it was for the answer. Then patches of an octave by about a quarter of a second, half a
/// patch apart, are hidden one at a time. A patch's effect is the log-odds of the model's answer to the whole crop,
/// less those of the same answer with the patch hidden; a field of the map is half as high and half as long as a
/// patch, and has the mean effect of the patches that it is part of. What is hidden becomes the mean of its bin over
/// the piece: its sound stays and its course in time, which pretext tasks are about, is gone. (One level for all bins
/// would be a loud block wherever the music has nothing.) Patches do not reach from one piece into the next.
///
/// Asks the model up to about a thousand times, which takes seconds.
/// @throws Error as TrainedModel, and as featuresOf() for the track; InvalidArgument when it is no pretext run or the
/// crop is none of its; Cancelled
SaliencyMap saliencyOf(
    const Workspace &workspace, const JudgedClip &judged, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
