#pragma once

#include "analysis/answer.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace retrograde {

enum class ErrorKind {
    Sure, ///< wrong, and what it said had a probability of at least kSureProbability
    Unsure, ///< right or wrong, and what it said had a probability of at most 0.5 + kUnsureMargin
    All, ///< every answer
    Wrong, ///< however sure of it (last, for windows remember kinds by number)
};
inline constexpr double kSureProbability = 0.8;
inline constexpr double kUnsureMargin = 0.15;

ErrorKind parseErrorKind(std::string_view name); ///< "sure", "wrong", "unsure", "all"; @throws Error InvalidArgument
std::string_view toString(ErrorKind kind);

/// Whether the answer to "transformed or not" is wrong.
bool isWrong(const Prediction &prediction);
bool belongs(const Answer &answer, ErrorKind kind);
/// The order of a kind: the worst first, by loss descending (unsure: the least sure first), ties by track and frame.
bool isWorse(const Answer &one, const Answer &other, ErrorKind kind);
/// Those of @p kind in its order. @tparam Case an Answer, or what derives from it
template<typename Case> std::vector<Case> errorCases(std::vector<Case> cases, ErrorKind kind)
{
    std::erase_if(cases, [&](const Answer &answer) { return !belongs(answer, kind); });
    std::sort(
        cases.begin(), cases.end(), [&](const Answer &one, const Answer &other) { return isWorse(one, other, kind); });
    return cases;
}

/// "probably reversed", "cannot tell", "forward": the words beside a probability of being reversed.
/// Boundaries, as those of ErrorKind: <= 0.2 "forward", < 0.35 "probably forward", <= 0.65 "cannot tell",
/// < 0.8 "probably reversed", else "reversed"; what is no number "cannot tell".
std::string_view reversalWords(double probability);
/// The same of being shuffled: "in order", "probably in order", "cannot tell", "probably shuffled", "shuffled".
std::string_view jigsawWords(double probability);
/// The same of a label being there: "absent", "probably absent", "cannot tell", "probably present", "present".
std::string_view labelWords(double probability);
/// Those of the task: "reversal", "jigsaw", "instruments".
std::string_view judgementWords(std::string_view task, double probability);
/// Decimals to show a probability with beside its words: @p atLeast, or where 6 are enough, as many more as it takes
/// that rounding does not carry it over one of their boundaries.
int probabilityDecimals(double probability, int atLeast);
/// What a target of 1 is called: "reversed", "shuffled", "present".
std::string_view transformedWord(std::string_view task);

} // namespace retrograde
