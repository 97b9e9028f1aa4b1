#pragma once

#include "audio/mp3roundtrip.h"
#include "inference/shortcutchecks.h"
#include "inference/shortcutsound.h"

#include <functional>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// What is checked for shortcuts: a pretext model as far as the checks care, or anything that answers like one.
struct ShortcutSubject {
    RunSpec spec; ///< of a pretext task
    Normalisation normalisation; ///< of the clips that it is shown
    /// [examples, outputs of the task], float64, CPU: logits
    std::function<torch::Tensor(const Inputs &, const std::vector<Example> &)> ask;
    std::vector<Track> training; ///< that it learned from, with stored features
    std::vector<Track> heldOut; ///< that it is asked about, likewise
    SoundChange encoding = throughMp3; ///< what a codec does
    std::int64_t soundCrops = 200; ///< that are made anew from sound
};

/// @throws Error Training when the features of either list are gone, Cancelled
ShortcutReport checkShortcuts(const Workspace &workspace, const ShortcutSubject &subject,
    const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
