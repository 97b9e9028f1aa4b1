#include "learning/storedanswers.h"

#include "base/error.h"
#include "learning/answerfile.h"
#include "learning/evaluation.h"
#include "learning/runplan.h"

#include <map>
#include <tuple>

namespace retrograde {

namespace {

/// Looks up in the answer file what the database of the first versions did not keep: which order was named.
void nameOrders(
    const Workspace &workspace, const Run &run, const Question &question, std::vector<Prediction> &predictions)
{
    const std::filesystem::path path = validationAnswers(workspace.checkpointFolder(run.id));
    const Answers file = readAnswers(path);
    if (file.probabilities.dim() != 2
        || file.probabilities.size(1) != static_cast<std::int64_t>(question.choices.size()))
        throw Error(ErrorCode::Corrupt, path, "does not hold answers about the orders that the run was asked for");
    const torch::Tensor best = file.probabilities.argmax(1);
    std::map<std::tuple<Id, std::int64_t, std::string>, std::size_t> rows;
    for (std::size_t row = 0; row < file.tracks.size(); ++row) {
        const auto transform = static_cast<std::size_t>(file.transform[row]);
        if (transform >= file.transforms.size())
            throw Error(ErrorCode::Corrupt, path, "names a transform that it does not list");
        rows.emplace(std::tuple(file.tracks[row], file.beginFrames[row], file.transforms[transform]), row);
    }
    for (Prediction &prediction : predictions) {
        const auto found = rows.find({ prediction.trackId, prediction.beginFrame, prediction.transform });
        if (found == rows.end())
            throw Error(ErrorCode::Corrupt, path, "lacks an answer of the run's best epoch");
        prediction.answer = question.choices[static_cast<std::size_t>(best.data_ptr<std::int64_t>()[found->second])];
    }
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
    std::vector<Prediction> predictions = workspace.predictions(run.id, side);
    if (question.tellsOrders() && !predictions.empty() && predictions.front().answer.empty())
        nameOrders(workspace, run, question, predictions);
    return answersTo(question, predictions);
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
