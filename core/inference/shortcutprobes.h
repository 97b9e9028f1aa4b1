#pragma once

#include "base/runcontrol.h"

#include <torch/torch.h>

/// Tiny models that are shown next to nothing of a clip. What they reach can be had without listening.
namespace retrograde::probes {

/// What a probe is shown of clips, [n, pieces, bins, frames] -> [n, numbers].
using View = torch::Tensor (*)(const torch::Tensor &clips);

/// The two frames at either edge of each piece, in bands of seven bins; and, where there are several pieces, how the
/// end of each compares with the beginning of each other, band by band and over all bins.
torch::Tensor edges(const torch::Tensor &clips);

/// How loud the cells of each piece are (of each third of a clip that is in one piece), but not where they are: mean,
/// deviation, extremes, quantiles, and how many are at the floor. In pieces that were brought to mean 0 and deviation 1
/// the floor still tells their level.
torch::Tensor levels(const torch::Tensor &clips);

/// Trains a small network on @p rows, [n, numbers], to tell @p classes, [n], 0 or 1; and asks it about @p others.
/// @return probabilities of class 1, float64. The same for the same arguments.
/// @throws Error Cancelled
torch::Tensor answers(
    const torch::Tensor &rows, const torch::Tensor &classes, const torch::Tensor &others, const RunControl &control);

} // namespace retrograde::probes
