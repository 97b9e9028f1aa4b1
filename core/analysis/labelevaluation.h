#pragma once

#include "answers/answertable.h"
#include "answers/labelmetrics.h"
#include "library/workspace.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// A recogniser's answers, and what they are worth.
struct LabelEvaluation {
    LabelTable table;
    std::vector<double> thresholds; ///< chosen on the validation clips
    LabelScores atHalf; ///< with 0.5 for all labels
    LabelScores atThresholds;
    LabelBaselines baselines;
    LabelIntervals intervals; ///< at 0.5; the F1 at the thresholds
};

/// Of stored answers, or of others that the run's model gave. @throws Error as evaluateValidation()
LabelEvaluation evaluateLabels(
    const Workspace &workspace, Id runId, const AnswerTable &answers, std::vector<double> thresholds);
/// One for each label, chosen on the clips that the run was validated on. @throws Error as evaluateValidation()
std::vector<double> validationThresholds(const Workspace &workspace, Id runId);

/// On the clips that the run was validated on.
/// @throws Error NotFound (no such run, no epoch yet), InvalidArgument (it is no recogniser), as runAnswers()
LabelEvaluation evaluateValidation(const Workspace &workspace, Id runId);

/// What evaluateTest() (core/inference) last found on the clips kept for testing; nothing when it was not asked since
/// the run's best epoch was reached. @throws Error as evaluateValidation()
std::optional<LabelEvaluation> knownTest(const Workspace &workspace, Id runId);

/// What is reached on the clips of a side without listening. @throws Error as evaluateValidation(), NotFound when the
/// side was not judged
LabelBaselines baselinesOf(const Workspace &workspace, Id runId, RunSide side);

} // namespace retrograde
