#pragma once

#include "report/errortable.h"

#include <string_view>
#include <vector>

namespace retrograde {

/// "model_right" -> "Model is right"; what this version does not know as it is stored.
std::string_view verdictText(std::string_view verdict);

/// For each of @p rows the newest of @p verdicts that was given about it, or null. They point into @p verdicts.
std::vector<const Verdict *> newestVerdicts(const std::vector<ErrorRow> &rows, const std::vector<Verdict> &verdicts);

} // namespace retrograde
