#include "analysis/runanswers.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace retrograde {

namespace {

/// Files of the first versions hold what the head told, which may be more than was asked: whether anything was done.
void keepWhatWasAsked(AnswerTable &table)
{
    const std::size_t outputs = table.choices.size();
    std::vector<float> probability;
    std::vector<std::int64_t> &wanted = table.wanted.own();
    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
        const float untouched = table.probability[clip * outputs];
        probability.insert(probability.end(), { untouched, 1 - untouched });
        wanted[clip] = std::min<std::int64_t>(wanted[clip], 1);
    }
    table.probability = std::move(probability);
}

} // namespace

std::optional<AnswerTable> runAnswers(const Workspace &workspace, const Run &run, RunSide side)
{
    if (run.bestEpoch == 0)
        return {};
    const Question question = questionOf(specOf(run));
    const std::filesystem::path folder = workspace.checkpointFolder(run.id);
    const std::filesystem::path path = side == RunSide::Test ? testAnswers(folder) : validationAnswers(folder);
    std::error_code ignored;
    if ((side == RunSide::Test || question.exclusive) && !std::filesystem::exists(path, ignored))
        return {};
    AnswerTable table = readAnswers(path);
    requireOfRun(path, table.run, run);
    if (table.exclusive != question.exclusive)
        throw Error(ErrorCode::Corrupt, path, "does not hold answers to what the run was asked");
    if (question.exclusive) {
        if (table.choices.size() > 2 && !question.tellsOrders())
            keepWhatWasAsked(table);
        else if (table.choices.size() != question.choices.size())
            throw Error(ErrorCode::Corrupt, path, "does not hold answers to what the run was asked");
        table.choices = question.choices;
    }
    return table;
}

} // namespace retrograde
