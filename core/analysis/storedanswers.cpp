#include "analysis/storedanswers.h"

#include "analysis/labelevaluation.h"
#include "analysis/runanswers.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"

#include <map>

namespace retrograde {

std::vector<Answer> storedAnswers(const Workspace &workspace, const Run &run, RunSide side)
{
    if (run.bestEpoch == 0)
        return {};
    const std::optional<AnswerTable> table = runAnswers(workspace, run, side);
    if (!table)
        return {};
    std::vector<Answer> answers = answersIn(questionOf(specOf(run)), *table);
    std::map<Id, bool> isThere;
    std::erase_if(answers, [&](const Answer &answer) {
        const auto [known, isNew] = isThere.try_emplace(answer.trackId);
        if (isNew)
            known->second = workspace.track(answer.trackId).has_value();
        return !known->second;
    });
    return answers;
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
    result.standing = question.exclusive
        ? standingOf(question, answers)
        : standingOf(question, answers, baselinesOf(workspace, run.id, side).majorityAccuracy);
    result.side = side;
    result.epoch = run.bestEpoch;
    result.epochs = run.epochsDone;
    return result;
}

} // namespace retrograde
