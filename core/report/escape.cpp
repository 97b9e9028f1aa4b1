#include "report/escape.h"

#include "base/text.h"

#include <array>
#include <utility>

namespace retrograde {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> kHtml { {
    { '&', "&amp;" },
    { '<', "&lt;" },
    { '>', "&gt;" },
    { '"', "&quot;" },
    { '\'', "&#39;" },
} };

constexpr std::array<std::pair<char, std::string_view>, 16> kLatex { {
    { '\\', "\\textbackslash{}" },
    { '{', "\\{" },
    { '}', "\\}" },
    { '#', "\\#" },
    { '$', "\\$" },
    { '%', "\\%" },
    { '&', "\\&" },
    { '_', "\\_" },
    { '^', "\\textasciicircum{}" },
    { '~', "\\textasciitilde{}" },
    { '"', "\\textquotedbl{}" },
    { '\'', "\\textquotesingle{}" },
    { '`', "\\textasciigrave{}" },
    // After the end of a row these would be taken for its arguments.
    { '[', "{[}" },
    { ']', "{]}" },
    { '*', "{*}" },
} };

/// Two of these in a row are set as one sign: dashes, quotation marks.
constexpr std::string_view kJoining = "-<>,";

template<std::size_t count>
void append(std::string &text, char c, const std::array<std::pair<char, std::string_view>, count> &names)
{
    for (const auto &[special, name] : names) {
        if (c == special) {
            text += name;
            return;
        }
    }
    text += c;
}

} // namespace

std::string htmlEscaped(std::string_view text)
{
    std::string safe;
    for (const char c : displayText(text))
        append(safe, c, kHtml);
    return safe;
}

std::string latexEscaped(std::string_view text)
{
    constexpr std::string_view kReplacement = "\uFFFD";
    std::string known = composed(displayText(text));
    for (std::size_t at = 0; (at = known.find(kReplacement, at)) != std::string::npos;)
        known.replace(at, kReplacement.size(), "?");
    std::string safe;
    char last = 0;
    for (const char c : known) {
        if (c == last && kJoining.find(c) != std::string_view::npos)
            safe += "{\\kern0pt}";
        append(safe, c, kLatex);
        last = c;
    }
    return safe;
}

} // namespace retrograde
