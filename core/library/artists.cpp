#include "library/artists.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace retrograde {

namespace {

constexpr std::size_t kShortestSlashed = 3; ///< letters of each part of "A/B" that are two artists

std::size_t lettersIn(std::string_view text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Whether the semicolon at @p place ends something like "&amp;".
bool endsEntity(std::string_view text, std::size_t place)
{
    const std::size_t begin = text.rfind('&', place);
    return begin != std::string_view::npos && begin + 1 < place
        && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin) + 1,
            text.begin() + static_cast<std::ptrdiff_t>(place),
            [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '#'; });
}

std::vector<std::string_view> atSemicolons(std::string_view text)
{
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (text[place] != ';' || endsEntity(text, place))
            continue;
        parts.push_back(text.substr(begin, place - begin));
        begin = place + 1;
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::vector<std::string_view> at(std::string_view separator, std::string_view text)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t place = text.find(separator);
        parts.push_back(text.substr(0, place));
        if (place == std::string_view::npos)
            return parts;
        text.remove_prefix(place + separator.size());
    }
}

bool isPartOfName(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80 || c == ')' || c == '.'
        || c == '!';
}

std::vector<std::string_view> atSlashes(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (const std::string_view spaced : at(" / ", text)) {
        const std::vector<std::string_view> slashed = at("/", spaced);
        bool several = true;
        for (std::size_t i = 0; i < slashed.size(); ++i) {
            const std::string_view part = slashed[i];
            // Not "with" as in "w/ somebody", nor what is no name at all.
            several = several && lettersIn(part) >= kShortestSlashed && (i == 0 || isPartOfName(part.front()))
                && (i + 1 == slashed.size() || isPartOfName(part.back()));
        }
        if (several)
            parts.insert(parts.end(), slashed.begin(), slashed.end());
        else
            parts.push_back(spaced);
    }
    return parts;
}

/// The length of the word for "featuring" at @p place, or 0.
std::size_t guestWordAt(std::string_view lowered, std::size_t place)
{
    constexpr std::array<std::string_view, 5> kWords { "featuring", "feat.", "feat", "ft.", "ft" };
    if (place == 0 || (lowered[place - 1] != ' ' && lowered[place - 1] != '(' && lowered[place - 1] != '['))
        return 0;
    for (const std::string_view word : kWords) {
        if (!lowered.substr(place).starts_with(word))
            continue;
        const std::size_t end = place + word.size();
        if (end < lowered.size() && (word.back() == '.' || lowered[end] == ' '))
            return word.size();
    }
    return 0;
}

/// Without the brackets that stood around the guests.
std::string_view unbracketed(std::string_view text)
{
    text = trimmed(text);
    while (!text.empty() && (text.back() == '(' || text.back() == '['))
        text = trimmed(text.substr(0, text.size() - 1));
    for (const auto &[open, close] : { std::pair { '(', ')' }, std::pair { '[', ']' } }) {
        if (!text.empty() && text.back() == close && text.find(open) == std::string_view::npos)
            text = trimmed(text.substr(0, text.size() - 1));
    }
    return text;
}

std::vector<std::string_view> atGuests(std::string_view text)
{
    const std::string lowered = toLower(text);
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        const std::size_t length = guestWordAt(lowered, place);
        if (length == 0)
            continue;
        parts.push_back(unbracketed(text.substr(begin, place - begin)));
        begin = place + length;
    }
    if (begin == 0)
        return { text };
    parts.push_back(unbracketed(text.substr(begin)));
    return parts;
}

} // namespace

std::vector<std::string> artistNames(std::string_view text)
{
    std::vector<std::string> names;
    for (const std::string_view value : atSemicolons(text)) {
        for (const std::string_view slashed : atSlashes(value)) {
            for (const std::string_view name : atGuests(slashed)) {
                if (!trimmed(name).empty())
                    names.emplace_back(trimmed(name));
            }
        }
    }
    return names;
}

std::vector<std::string> artistKeys(const Track &track)
{
    std::vector<std::string> keys;
    for (const std::string &name : artistNames(track.artist)) {
        if (std::string key(trimmed(folded(name))); !key.empty())
            keys.push_back(std::move(key));
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::set<std::string> artistKeys(const std::vector<Track> &tracks)
{
    std::set<std::string> artists;
    for (const Track &track : tracks) {
        for (std::string &artist : artistKeys(track))
            artists.insert(std::move(artist));
    }
    return artists;
}

} // namespace retrograde
