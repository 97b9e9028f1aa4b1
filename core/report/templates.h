#pragma once

#include <string_view>

namespace retrograde {

// The files in core/report/templates, which CMake makes a part of the program.
extern const std::string_view kHtmlTemplate;
extern const std::string_view kLatexTemplate;

} // namespace retrograde
