#pragma once

#include "analysis/labelmetrics.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// A pretext model's answers on tracks.
struct PretextEvaluation {
    std::vector<Prediction> predictions;
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

/// A recogniser's answers, and what they are worth.
struct LabelEvaluation {
    LabelTable table;
    std::vector<double> thresholds; ///< chosen on the validation clips
    LabelScores atHalf; ///< with 0.5 for all labels
    LabelScores atThresholds;
    LabelBaselines baselines;
    LabelIntervals intervals; ///< at 0.5; the F1 at the thresholds
};

/// On the clips it was validated on, on those kept for testing, or on those of a dataset.
/// @throws Error NotFound, Training, Cancelled
LabelEvaluation evaluateValidation(const Workspace &workspace, Id runId);
LabelEvaluation evaluateTest(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control);

/// What evaluateTest() last found on the clips kept for testing; nothing when it was not asked since the run's best
/// epoch was reached. @throws Error as evaluateValidation()
std::optional<LabelEvaluation> knownTest(const Workspace &workspace, Id runId);

/// What is reached on the clips of a side without listening. @throws Error as evaluateValidation(), NotFound when the
/// side was not judged
LabelBaselines baselinesOf(const Workspace &workspace, Id runId, RunSide side);

/// What a recogniser says of one labelled cell.
struct JudgedCell {
    std::string label;
    Prediction prediction; ///< about the label: of target and probability, 1 = present
};
/// All of a side's clips, of tracks that are still in the library; none when the side was not judged.
/// @throws Error NotFound, InvalidArgument
std::vector<JudgedCell> judgedCells(const Workspace &workspace, Id runId, RunSide side = RunSide::Validation);

} // namespace retrograde
