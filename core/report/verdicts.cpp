#include "report/verdicts.h"

#include <cmath>
#include <map>
#include <string>
#include <tuple>

namespace retrograde {

std::string_view verdictText(std::string_view verdict)
{
    if (verdict == "model_right")
        return "Model is right";
    if (verdict == "model_wrong")
        return "Model is wrong";
    if (verdict == "drone")
        return "Drone: no arrow of time";
    if (verdict == "published_reversed")
        return "Published reversed";
    if (verdict == "cannot_tell")
        return "Cannot tell";
    return verdict;
}

bool isOfAnotherAnswer(const Verdict &verdict, const ErrorRow &row)
{
    const bool ofModel = verdict.verdict == "model_right" || verdict.verdict == "model_wrong";
    return ofModel && !verdict.answer.empty() && verdict.answer != row.answer;
}

std::string verdictOf(const ErrorRow &row, const Verdict &verdict)
{
    const std::string words(verdictText(verdict.verdict));
    return isOfAnotherAnswer(verdict, row) ? words + " (of '" + verdict.answer + "')" : words;
}

std::vector<const Verdict *> newestVerdicts(const std::vector<ErrorRow> &rows, const std::vector<Verdict> &verdicts)
{
    // A clip is judged both as published and reversed; which of the two a verdict is about is kept in its note. Starts
    // are frame centres, so a tenth of a millisecond tells them apart whatever the arithmetic did to them.
    using Key = std::tuple<Id, Id, long long, std::string>;
    const auto key = [](Id runId, Id trackId, double startSeconds, const std::string &question) {
        return Key(runId, trackId, std::llround(startSeconds * 1e4), question);
    };
    std::map<Key, const Verdict *> newest;
    for (const Verdict &verdict : verdicts) {
        const Verdict *&known
            = newest[key(verdict.runId.value_or(0), verdict.trackId, verdict.startSeconds, verdict.note)];
        if (!known || known->id < verdict.id)
            known = &verdict;
    }
    std::vector<const Verdict *> ofRows;
    ofRows.reserve(rows.size());
    for (const ErrorRow &row : rows) {
        const auto found = newest.find(key(row.runId, row.trackId, row.startSeconds, row.subject()));
        ofRows.push_back(found == newest.end() ? nullptr : found->second);
    }
    return ofRows;
}

} // namespace retrograde
