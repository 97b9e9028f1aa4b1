#pragma once

#include "answers/answer.h"
#include "answers/bootstrap.h"
#include "answers/sentence.h"

#include <optional>
#include <string_view>
#include <vector>

namespace retrograde {

/// What answers to a question are worth: the one place where they become an accuracy, an interval, what can be had
/// without listening, and words. The record, the tables, the report, CSV and JSON show these and no others.
struct Standing {
    enum class Finding {
        Better, ///< the whole interval is above chance, and above what guessing among the choices reaches
        NoBetter, ///< the higher of these is inside the interval
        Worse, ///< the whole interval is below it
    };

    Question question;
    Interval accuracy; ///< share of right answers, with shareOverUnits() over tracks
    std::int64_t judged = 0; ///< answers: of clips, or of labelled cells
    std::int64_t tracks = 0;
    /// What is right in these very cases without listening: the best of always giving the same answer, or of always
    /// giving each label's more frequent one.
    double chance = 0;

    Finding finding() const;
};

/// Of answers about clips. @throws Error Conflict when there are none, or some are none of the question's choices;
/// Corrupt as requireProbabilities()
Standing standingOf(const Question &question, const std::vector<Answer> &answers);
/// Of labelled cells. @param chance what always giving each label's more frequent answer reaches
Standing standingOf(const Question &question, const std::vector<Answer> &cells, double chance);

/// "91.2 % right, 95 % interval over tracks 88.0 % to 93.5 % (...); always the same answer reaches 50.0 %"
Sentence figuresOf(const Standing &standing);
/// What may be concluded from them.
Sentence findingOf(const Standing &standing);
/// How the epoch came to be the one that is reported, after @p epochs of them, on the clips that it is reported on.
Sentence selectionOf(int epoch, int epochs);
/// The same on clips that decided nothing.
Sentence ofTestSide(int epoch);
std::string_view toString(Standing::Finding finding); ///< "better", "no better", "worse": than chance

/// How often each choice (column) was said of each wanted choice (row).
std::vector<std::vector<std::int64_t>> confusionOf(const Question &question, const std::vector<Answer> &answers);

} // namespace retrograde
