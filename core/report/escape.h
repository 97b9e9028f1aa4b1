#pragma once

#include <string>
#include <string_view>

namespace retrograde {

// What others wrote (names of files, tags, notes), as it may stand in what we write. Both take displayText() of it.

/// In HTML and SVG, in content and in quoted attributes.
std::string htmlEscaped(std::string_view text);

/// In LaTeX, in paragraphs, in cells of tables and in braces, where each character then stands for nothing but itself:
/// none is a command, begins an argument of the `\\` before it, or makes one sign with the next ("--" stays two).
/// Letters that can be written composed are (NFC), as pdfLaTeX knows no others; what is no UTF-8 becomes a question
/// mark, for LuaLaTeX takes U+FFFD for an error.
std::string latexEscaped(std::string_view text);

} // namespace retrograde
