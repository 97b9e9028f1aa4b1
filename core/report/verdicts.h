#pragma once

#include "report/errortable.h"

#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// "model_right" -> "Model is right"; what this version does not know as it is stored.
std::string_view verdictText(std::string_view verdict);

/// Whether @p verdict says of the model that it is right or wrong, and the model said something else then than in
/// @p row: the run has reached a better epoch since.
bool isOfAnotherAnswer(const Verdict &verdict, const ErrorRow &row);
/// The verdict in words, with the answer that it is of where that is not the row's: "Model is wrong (of 'reversed')".
std::string verdictOf(const ErrorRow &row, const Verdict &verdict);
/// For each of @p rows the newest of @p verdicts that was given about it, or null. They point into @p verdicts.
std::vector<const Verdict *> newestVerdicts(const std::vector<ErrorRow> &rows, const std::vector<Verdict> &verdicts);

} // namespace retrograde
