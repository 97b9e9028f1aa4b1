#pragma once

#include "answers/answer.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retrograde {

enum class ErrorKind {
    Sure, ///< wrong, and what it said had a probability of at least kSureProbability
    Unsure, ///< right or wrong, and what it said had a probability of at most 0.5 + kUnsureMargin
    All, ///< every answer
    Wrong, ///< however sure of it (last, for windows remember kinds by number)
};

ErrorKind parseErrorKind(std::string_view name); ///< "sure", "wrong", "unsure", "all"; @throws Error InvalidArgument
std::string_view toString(ErrorKind kind);

bool belongs(const Answer &answer, ErrorKind kind);
/// The order of a kind: the worst first, by loss descending (unsure: the least sure first), ties by track and frame.
bool isWorse(const Answer &one, const Answer &other, ErrorKind kind);

/// Some of a list of answers in some order, by their numbers in it.
using Rows = std::vector<std::uint32_t>;
/// Those of @p kind in its order. @tparam Case an Answer, or what derives from it
template<typename Case> Rows select(const std::vector<Case> &cases, ErrorKind kind)
{
    Rows rows;
    for (std::size_t row = 0; row < cases.size(); ++row) {
        if (belongs(cases[row], kind))
            rows.push_back(static_cast<std::uint32_t>(row));
    }
    std::stable_sort(rows.begin(), rows.end(),
        [&](std::uint32_t one, std::uint32_t other) { return isWorse(cases[one], cases[other], kind); });
    return rows;
}

} // namespace retrograde
