#pragma once

#include <string>
#include <string_view>

namespace retrograde {

/// @p text as it may stand in HTML and SVG, in content and in quoted attributes.
std::string escaped(std::string_view text);

/// @p value with @p decimals decimals.
std::string decimal(double value, int decimals);
/// A share of one as "91.2 %".
std::string percent(double share);

} // namespace retrograde
