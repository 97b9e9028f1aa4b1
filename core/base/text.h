#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace retrograde {

/// @p bytes with every ill-formed UTF-8 sequence replaced by U+FFFD and control characters by spaces: safe
/// to show, to log and to put into JSON. File names keep their own bytes everywhere else.
std::string displayText(std::string_view bytes);
std::string displayPath(const std::filesystem::path &path);

/// "0:31", "12:05", "1:02:03"; tenths are cut, negative values read "0:00".
std::string formatDuration(double seconds);

/// @p text with ASCII letters lowered; other bytes stay.
std::string toLower(std::string_view text);

/// @p text as a key to compare by: letters of all scripts lowered (Unicode's case folding), accents dropped, compatible
/// forms made one ("Björk" and "BJORK" both give "bjork"); ill-formed UTF-8 as displayText() shows it.
std::string folded(std::string_view text);

/// @p text as a cell of comma-separated values (RFC 4180), in quotes where it needs them.
std::string csvField(std::string_view text);

/// @p text without leading and trailing ASCII white space.
std::string_view trimmed(std::string_view text);

} // namespace retrograde
