#pragma once

#include "analysis/labelevaluation.h"
#include "answers/answer.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <functional>
#include <string>
#include <vector>

namespace retrograde {

/// A pretext model's answers on tracks.
struct PretextEvaluation {
    std::vector<Answer> answers;
    double accuracy = 0; ///< 0 ... 1, of all the answers the task has
    double loss = 0;
    std::vector<std::string> leftOut; ///< tracks that could not be used, and why
};

/// On the tracks that the run held out or, with a name, on those of @p dataset that share neither sound nor artist with
/// the music it was trained on.
/// @throws Error NotFound, Training when no track can be used, Cancelled
PretextEvaluation evaluatePretext(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control);

/// A pretext model's answers on the tracks that its run kept for testing, stored with the run: accuracy, loss, and
/// checkpoints/<run>/test.safetensors. They had no part in training, nor in choosing the epoch.
/// @param progress is told how many are judged, of how many; may be empty
/// @throws Error NotFound (the run has no such tracks), Training when none of them can be used, Cancelled
PretextEvaluation evaluatePretextTest(Workspace &workspace, Id runId,
    const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control);

/// A recogniser's answers on the clips kept for testing, which are stored with the run, or on those of @p dataset.
/// @throws Error NotFound, Training, Unsupported, Cancelled, as evaluateValidation()
LabelEvaluation evaluateTest(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control);

} // namespace retrograde
