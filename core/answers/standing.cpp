#include "answers/standing.h"

#include "answers/metrics.h"
#include "base/error.h"

#include <algorithm>
#include <map>

namespace retrograde {

namespace {

bool isAnswer(const Question &question, int choice)
{
    return choice >= 0 && choice < static_cast<int>(question.choices.size());
}

Standing shareOfRight(const Question &question, const std::vector<Answer> &answers)
{
    if (answers.empty())
        throw Error(ErrorCode::Conflict, "there are no answers to judge");
    requireProbabilities(answers);
    std::map<std::int64_t, RightOf> byTrack;
    for (const Answer &answer : answers) {
        if (!isAnswer(question, answer.wanted) || !isAnswer(question, answer.said))
            throw Error(ErrorCode::Conflict,
                "an answer about track " + std::to_string(answer.trackId) + " is none of those that were asked for");
        RightOf &share = byTrack[answer.trackId];
        share.right += !answer.isWrong();
        ++share.asked;
    }
    std::vector<RightOf> units;
    for (const auto &[track, share] : byTrack)
        units.push_back(share);
    Standing standing;
    standing.question = question;
    standing.judged = static_cast<std::int64_t>(answers.size());
    standing.tracks = static_cast<std::int64_t>(units.size());
    standing.accuracy = shareOverUnits(std::move(units));
    return standing;
}

} // namespace

Standing::Finding Standing::finding() const
{
    const double bar = std::max(chance, question.guessedAccuracy());
    return accuracy.low > bar ? Finding::Better : accuracy.high < bar ? Finding::Worse : Finding::NoBetter;
}

Standing standingOf(const Question &question, const std::vector<Answer> &answers)
{
    Standing standing = shareOfRight(question, answers);
    std::vector<std::int64_t> wanted(question.choices.size());
    for (const Answer &answer : answers)
        ++wanted[static_cast<std::size_t>(answer.wanted)];
    standing.chance
        = static_cast<double>(*std::max_element(wanted.begin(), wanted.end())) / static_cast<double>(answers.size());
    return standing;
}

Standing standingOf(const Question &question, const std::vector<Answer> &cells, double chance)
{
    Standing standing = shareOfRight(question, cells);
    standing.chance = chance;
    return standing;
}

Sentence figuresOf(const Standing &standing)
{
    return { standing.question.exclusive
            ? "%1 right, 95 % interval over tracks %2 to %3 (answers: %4, tracks: %5); always the same answer reaches "
              "%6"
            : "%1 of the labelled cells right, 95 % interval over tracks %2 to %3 (cells: %4, tracks: %5); always a "
              "label's more frequent answer reaches %6",
        { Share { standing.accuracy.value }, Share { standing.accuracy.low }, Share { standing.accuracy.high },
            standing.judged, standing.tracks, Share { standing.chance } } };
}

Sentence findingOf(const Standing &standing)
{
    switch (standing.finding()) {
    case Standing::Finding::Better:
        return { standing.question.learned, {} };
    case Standing::Finding::NoBetter:
        return { "That is no more than can be had without listening: nothing can be said to have been learned yet.",
            {} };
    case Standing::Finding::Worse:
        return { "That is less than can be had without listening.", {} };
    }
    return {};
}

Sentence selectionOf(int epoch, int epochs)
{
    if (epochs <= 1)
        return { "Of its only epoch.", {} };
    return { "Of epoch %1, which was chosen as the best of %2 on these very clips: that flatters the figure.",
        { std::int64_t { epoch }, std::int64_t { epochs } } };
}

Sentence ofTestSide(int epoch)
{
    return { "Of epoch %1, on test clips that neither trained it nor chose it.", { std::int64_t { epoch } } };
}

std::string_view toString(Standing::Finding finding)
{
    switch (finding) {
    case Standing::Finding::Better:
        return "better";
    case Standing::Finding::NoBetter:
        return "no better";
    case Standing::Finding::Worse:
        return "worse";
    }
    return "";
}

std::vector<std::vector<std::int64_t>> confusionOf(const Question &question, const std::vector<Answer> &answers)
{
    std::vector counts(question.choices.size(), std::vector<std::int64_t>(question.choices.size()));
    for (const Answer &answer : answers) {
        if (isAnswer(question, answer.wanted) && isAnswer(question, answer.said))
            ++counts[static_cast<std::size_t>(answer.wanted)][static_cast<std::size_t>(answer.said)];
    }
    return counts;
}

} // namespace retrograde
