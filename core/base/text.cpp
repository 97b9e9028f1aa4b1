#include "base/text.h"

#include <algorithm>
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

std::string displayPath(const std::filesystem::path &path)
{
    return displayText(std::string_view(path.native()));
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
    const auto isPlain = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), isPlain))
        return toLower(text);
    const std::string valid = displayText(text);
    utf8proc_uint8_t *mapped = nullptr;
    const utf8proc_ssize_t length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(valid.data()),
        static_cast<utf8proc_ssize_t>(valid.size()), &mapped,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD
            | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(mapped, &std::free);
    if (length < 0)
        throw std::bad_alloc(); // valid text fails for no other reason
    return { reinterpret_cast<const char *>(mapped), static_cast<std::size_t>(length) };
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
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
