#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <utf8proc.h>

namespace retrograde {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

/// Length of the well-formed UTF-8 sequence at the start of @p bytes, or 0 (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view bytes)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const auto within = [&](std::size_t i, unsigned char low, unsigned char high) {
        return i < bytes.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned char lead = at(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return within(1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned char high = lead == 0xED ? 0x9F : 0xBF;
        return within(1, low, high) && within(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned char low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;
        return within(1, low, high) && within(2, 0x80, 0xBF) && within(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// @p text must be UTF-8.
std::string mapped(std::string_view text, int options)
{
    utf8proc_uint8_t *result = nullptr;
    const utf8proc_ssize_t length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &result, static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(result, &std::free);
    if (length < 0)
        throw std::bad_alloc(); // valid text fails for no other reason
    return { reinterpret_cast<const char *>(result), static_cast<std::size_t>(length) };
}

/// White space in UTF-8, and what has no width: U+00A0, U+1680, U+2000 ... U+200B, U+2028, U+2029, U+202F, U+205F,
/// U+3000, U+FEFF.
constexpr std::array<std::string_view, 26> kSpaces { " ", "\t", "\r", "\n", "\f", "\v", "\u00A0", "\u1680", "\u2000",
    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u200B",
    "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF" };

/// The length of the space at the start of @p text, or 0.
std::size_t spaceAtStart(std::string_view text)
{
    for (const std::string_view space : kSpaces) {
        if (text.starts_with(space))
            return space.size();
    }
    return 0;
}

std::size_t spaceAtEnd(std::string_view text)
{
    for (const std::string_view space : kSpaces) {
        if (text.ends_with(space))
            return space.size();
    }
    return 0;
}

/// Whether the well-formed @p sequence tells what shows it what to do.
bool isCommand(std::string_view sequence)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1)
        return at(0) < 0x20 || at(0) == 0x7F;
    if (sequence.size() == 2)
        return at(0) == 0xC2 && at(1) < 0xA0; // U+0080 ... U+009F
    if (sequence.size() != 3 || at(0) != 0xE2)
        return false;
    return (at(1) == 0x80 && at(2) >= 0xA8 && at(2) <= 0xAE) // U+2028 ... U+202E
        || (at(1) == 0x81 && at(2) >= 0xA6 && at(2) <= 0xA9); // U+2066 ... U+2069
}

bool isNumber(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string displayText(std::string_view bytes)
{
    std::string shown;
    shown.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0) {
            shown += kReplacement;
            bytes.remove_prefix(1);
            continue;
        }
        if (isCommand(bytes.substr(0, length)))
            shown += ' ';
        else
            shown += bytes.substr(0, length);
        bytes.remove_prefix(length);
    }
    return shown;
}

bool isUtf8(std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0)
            return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string decodedText(std::string_view bytes)
{
    // What Windows-1252 has at 0x80 ... 0x9F; everything else is as in Unicode.
    constexpr std::array<char16_t, 32> kHigh { 0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
        0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
        0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178 };
    const auto isHigh
        = [](char c) { return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0; };
    const auto append = [&](std::string &text, char c) {
        const auto byte = static_cast<unsigned char>(c);
        utf8proc_uint8_t coded[4];
        const utf8proc_ssize_t length = utf8proc_encode_char(isHigh(c) ? kHigh[byte - 0x80u] : byte, coded);
        text.append(reinterpret_cast<const char *>(coded), static_cast<std::size_t>(length));
    };
    std::string text;
    const bool utf8 = isUtf8(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        // A control character of U+0080 ... U+009F is Windows-1252 that was taken for ISO 8859-1.
        if (utf8 && bytes[i] == '\xC2' && isHigh(bytes[i + 1]))
            append(text, bytes[++i]);
        else if (utf8)
            text += bytes[i];
        else
            append(text, bytes[i]);
    }
    return displayText(text);
}

std::string displayPath(const std::filesystem::path &path)
{
    return displayText(std::string_view(path.native()));
}

std::string decimalText(double value, int decimals)
{
    char text[512]; // the largest double has 309 digits before the point
    const auto [end, error] = std::to_chars(
        std::begin(text), std::end(text), value, std::chars_format::fixed, std::clamp(decimals, 0, 100));
    return { text, error == std::errc() ? end : text };
}

std::string counted(std::int64_t number, const char *one, const char *many)
{
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string formatDuration(double seconds)
{
    const auto whole = std::isfinite(seconds) && seconds > 0 ? static_cast<long long>(seconds) : 0;
    char text[48];
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
    return text;
}

std::string toLower(std::string_view text)
{
    std::string lowered(text);
    for (char &c : lowered) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return lowered;
}

std::string folded(std::string_view text)
{
    if (isPlain(text))
        return toLower(text);
    return mapped(displayText(text),
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK
            | UTF8PROC_IGNORE);
}

std::string composed(std::string_view text)
{
    return isPlain(text) || !isUtf8(text) ? std::string(text) : mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string_view trimmed(std::string_view text)
{
    while (const std::size_t length = spaceAtStart(text))
        text.remove_prefix(length);
    while (const std::size_t length = spaceAtEnd(text))
        text.remove_suffix(length);
    return text;
}

std::string plainSpaces(std::string_view text)
{
    std::string plain;
    while (!text.empty()) {
        const std::size_t space = spaceAtStart(text);
        if (space > 0)
            plain += ' ';
        else
            plain += text.front();
        text.remove_prefix(std::max<std::size_t>(space, 1));
    }
    return plain;
}

std::string csvField(std::string_view text)
{
    const bool guarded
        = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos && !isNumber(text);
    const std::string guard = guarded ? "'" : "";
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return guard + std::string(text);
    std::string quoted = "\"" + guard;
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string shortened(std::string_view text, std::size_t limit)
{
    // Every character but the continuation bytes of UTF-8.
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    std::size_t kept = 0;
    std::size_t cut = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!begins(text[i]))
            continue;
        if (kept + 1 == limit)
            cut = i;
        if (++kept > limit)
            return std::string(text.substr(0, cut)) + "\xE2\x80\xA6";
    }
    return std::string(text);
}

} // namespace retrograde
