#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace retrograde {

/// @p bytes with every ill-formed UTF-8 sequence replaced by U+FFFD, and by spaces whatever commands what shows the
/// text instead of being text: control characters (C0, DEL, C1, which terminals obey), line and paragraph separators,
/// and the embeddings, overrides and isolates that turn around the direction of what follows. Safe to show, to log and
/// to put into JSON. File names keep their own bytes everywhere else.
std::string displayText(std::string_view bytes);
/// Text of which nobody says how it is coded, such as a tag's: as it stands where that is UTF-8, else read as
/// Windows-1252, of which ISO 8859-1's letters are a part; so are U+0080 ... U+009F. Control characters become spaces,
/// bytes that Windows-1252 has nothing for U+FFFD.
std::string decodedText(std::string_view bytes);
bool isUtf8(std::string_view bytes);
std::string displayPath(const std::filesystem::path &path);

/// @p value with so many decimals, rounded, with a point whatever the locale: "0.500", "-12", "inf", "nan". Every
/// number that goes into a file is written by this, std::to_chars or nlohmann's JSON.
std::string decimalText(double value, int decimals);

/// "1 track", "3 tracks"
std::string counted(std::int64_t number, const char *one, const char *many);

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

/// @p text without leading and trailing white space: ASCII's, Unicode's in UTF-8 (no-break spaces among it), and marks
/// of no width (U+200B, U+FEFF).
std::string_view trimmed(std::string_view text);

/// @p text with all white space that trimmed() knows as plain spaces.
std::string plainSpaces(std::string_view text);

/// @p text in Unicode's composed form (NFC); as it stands where it is not UTF-8.
std::string composed(std::string_view text);

} // namespace retrograde
