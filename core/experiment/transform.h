#pragma once

#include "audio/arrangement.h"
#include "base/framegrid.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// What was done to a crop, as text that is stored and scripted against: "published", "reversed", or an order of
/// pieces "2,1,3".
inline constexpr std::string_view kPublished = "published";
inline constexpr std::string_view kReversed = "reversed";

/// @throws Error InvalidArgument: anything but a permutation of 1 ... n with n >= 2, numbers separated by commas
std::vector<int> parseOrder(std::string_view text);
std::string orderText(const std::vector<int> &order);

/// The arrangement that @p transform makes of @p span. @p gapFrames are dropped at the end of each piece of a jigsaw.
/// @throws Error InvalidArgument
Arrangement arrangementFor(std::string_view transform, FrameSpan span, std::int64_t gapFrames = 0);

} // namespace retrograde
