#pragma once

#include "analysis/sentence.h"

#include <string>
#include <string_view>

namespace retrograde {

/// @p text as it may stand in HTML and SVG, in content and in quoted attributes.
std::string escaped(std::string_view text);

/// @p value with @p decimals decimals.
std::string decimal(double value, int decimals);

} // namespace retrograde
