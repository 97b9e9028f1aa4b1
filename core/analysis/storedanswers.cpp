#include "analysis/storedanswers.h"

#include "analysis/labelevaluation.h"
#include "analysis/runanswers.h"
#include "experiment/examples.h"
#include "experiment/runplan.h"
#include "experiment/transform.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <map>

namespace retrograde {

namespace {

/// What single floats can tell from nothing.
double lossOf(double ofTruth)
{
    return -std::log(std::max(ofTruth, static_cast<double>(FLT_TRUE_MIN)));
}

/// One for each clip of a track that is still in the library.
std::vector<Prediction> predictionsIn(
    const AnswerTable &table, const Question &question, const Workspace &workspace, const Run &run)
{
    const std::int64_t cropFrames = CropRule(specOf(run)).shape.cropFrames();
    const std::size_t choices = table.choices.size();
    std::map<Id, bool> isThere;
    std::vector<Prediction> predictions;
    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
        const Id track = table.track[clip];
        const auto [known, isNew] = isThere.try_emplace(track);
        if (isNew)
            known->second = workspace.track(track).has_value();
        if (!known->second)
            continue;
        const float *const said = table.probability.data() + clip * choices;
        const auto wanted = static_cast<std::size_t>(table.wanted[clip]);
        Prediction &prediction = predictions.emplace_back();
        prediction.runId = run.id;
        prediction.trackId = track;
        prediction.beginFrame = table.beginFrame[clip];
        prediction.frameCount = cropFrames;
        prediction.transform = table.transforms[static_cast<std::size_t>(table.transform[clip])];
        prediction.target = prediction.transform == kPublished ? 0 : 1;
        prediction.probability = question.tellsOrders() ? 1 - static_cast<double>(said[0]) : said[1];
        prediction.loss = lossOf(said[wanted]);
        if (question.tellsOrders())
            prediction.answer = table.choices[static_cast<std::size_t>(std::max_element(said, said + choices) - said)];
    }
    return predictions;
}

} // namespace

std::vector<Answer> storedAnswers(const Workspace &workspace, const Run &run, RunSide side)
{
    if (run.bestEpoch == 0)
        return {};
    const Question question = questionOf(specOf(run));
    if (!question.ofClips) {
        std::vector<Answer> answers;
        for (JudgedCell &cell : judgedCells(workspace, run.id, side))
            answers.push_back(answerTo(question, std::move(cell.prediction), std::move(cell.label)));
        return answers;
    }
    const std::optional<AnswerTable> table = runAnswers(workspace, run, side);
    return table ? answersTo(question, predictionsIn(*table, question, workspace, run)) : std::vector<Answer> {};
}

std::vector<Sentence> RunResult::sentences() const
{
    return { figuresOf(standing), side == RunSide::Test ? ofTestSide(epoch) : selectionOf(epoch, epochs),
        findingOf(standing) };
}

std::optional<RunResult> resultOf(const Workspace &workspace, const Run &run, RunSide side)
{
    const std::vector<Answer> answers = storedAnswers(workspace, run, side);
    if (answers.empty())
        return {};
    const Question question = questionOf(specOf(run));
    RunResult result;
    result.standing = question.ofClips
        ? standingOf(question, answers)
        : standingOf(question, answers, baselinesOf(workspace, run.id, side).majorityAccuracy);
    result.side = side;
    result.epoch = run.bestEpoch;
    result.epochs = run.epochsDone;
    return result;
}

} // namespace retrograde
