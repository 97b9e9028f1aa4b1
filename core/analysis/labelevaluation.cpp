#include "analysis/labelevaluation.h"

#include "analysis/runanswers.h"
#include "base/error.h"
#include "experiment/runplan.h"
#include "experiment/storedrun.h"

#include <map>
#include <utility>

namespace retrograde {

namespace {

LabelTable tableOf(const AnswerTable &answers)
{
    LabelTable table;
    table.labels = answers.choices;
    table.probabilities.assign(answers.probability.begin(), answers.probability.end());
    table.targets.assign(answers.wanted.begin(), answers.wanted.end());
    return table;
}

/// Share of positives of each label among the run's training tracks.
std::vector<double> trainingPrevalence(const Workspace &workspace, Id runId)
{
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    std::map<std::string, std::pair<double, double>> counts;
    for (const Id id : plan.training) {
        for (const Label &label : workspace.labels(id)) {
            counts[label.name].first += isPresent(label) ? 1 : 0;
            counts[label.name].second += 1;
        }
    }
    std::vector<double> shares;
    for (const std::string &name : plan.labels) {
        const auto &[positives, all] = counts[name];
        shares.push_back(all > 0 ? positives / all : 0);
    }
    return shares;
}

/// A recogniser's answers; nothing when the side was not judged.
std::optional<AnswerTable> storedSide(const Workspace &workspace, Id runId, RunSide side)
{
    const Run run = storedRun(workspace, runId);
    if (!isRecogniser(run))
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(runId) + " does not recognise instruments");
    if (run.bestEpoch == 0)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " has not finished an epoch yet");
    return runAnswers(workspace, run, side);
}

AnswerTable validationOf(const Workspace &workspace, Id runId)
{
    return storedSide(workspace, runId, RunSide::Validation).value();
}

} // namespace

LabelEvaluation evaluateLabels(
    const Workspace &workspace, Id runId, const AnswerTable &answers, std::vector<double> thresholds)
{
    LabelEvaluation evaluation;
    evaluation.table = tableOf(answers);
    evaluation.thresholds = std::move(thresholds);
    evaluation.atHalf = scoreLabels(evaluation.table);
    evaluation.atThresholds = scoreLabels(evaluation.table, evaluation.thresholds);
    evaluation.baselines = labelBaselines(evaluation.table, trainingPrevalence(workspace, runId));
    evaluation.intervals = bootstrapLabels(evaluation.table, std::vector<double>(evaluation.table.labels.size(), 0.5));
    evaluation.intervals.macroF1 = bootstrapLabels(evaluation.table, evaluation.thresholds).macroF1;
    return evaluation;
}

std::vector<double> validationThresholds(const Workspace &workspace, Id runId)
{
    return bestThresholds(tableOf(validationOf(workspace, runId)));
}

LabelEvaluation evaluateValidation(const Workspace &workspace, Id runId)
{
    const AnswerTable answers = validationOf(workspace, runId);
    return evaluateLabels(workspace, runId, answers, bestThresholds(tableOf(answers)));
}

std::optional<LabelEvaluation> knownTest(const Workspace &workspace, Id runId)
{
    const std::optional<AnswerTable> answers = storedSide(workspace, runId, RunSide::Test);
    if (!answers)
        return {};
    return evaluateLabels(workspace, runId, *answers, validationThresholds(workspace, runId));
}

LabelBaselines baselinesOf(const Workspace &workspace, Id runId, RunSide side)
{
    const std::optional<AnswerTable> answers = storedSide(workspace, runId, side);
    if (!answers)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " was not judged on its test clips");
    return labelBaselines(tableOf(*answers), trainingPrevalence(workspace, runId));
}

} // namespace retrograde
