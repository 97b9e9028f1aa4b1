#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace retrograde {

/// @p bytes with every ill-formed UTF-8 sequence replaced by U+FFFD, and by spaces whatever commands what shows the
/// text instead of being text: control characters (C0, DEL, C1, which terminals obey), line and paragraph separators,
/// and the embeddings, overrides and isolates that turn around the direction of what follows. Safe to show, to log and
/// to put into JSON. File names keep their own bytes everywhere else.
std::string displayText(std::string_view bytes);
std::string displayPath(const std::filesystem::path &path);

/// "0:31", "12:05", "1:02:03"; tenths are cut, negative values read "0:00".
std::string formatDuration(double seconds);

/// @p text with ASCII letters lowered; other bytes stay.
std::string toLower(std::string_view text);

/// @p text as a key to compare by: letters of all scripts lowered (Unicode's case folding), accents dropped, compatible
/// forms made one ("Björk" and "BJORK" both give "bjork"); ill-formed UTF-8 as displayText() shows it.
std::string folded(std::string_view text);

/// @p text as a cell of comma-separated values (RFC 4180), in quotes where it needs them. Text that a spreadsheet would
/// take for a formula (it begins with = + - @, and is no number) gets an apostrophe in front.
std::string csvField(std::string_view text);

/// The most characters that a sentence about something wrong is given.
inline constexpr std::size_t kLongestSentence = 1000;

/// @p text, valid UTF-8, cut to at most @p limit characters (code points), the last of which is then an ellipsis.
std::string shortened(std::string_view text, std::size_t limit);

/// @p text without leading and trailing ASCII white space.
std::string_view trimmed(std::string_view text);

} // namespace retrograde
