#pragma once

#include "report/reportdata.h"

#include <string>
#include <string_view>

namespace retrograde {

enum class ReportFormat {
    Html, ///< one page for a browser
    Latex, ///< an article, for pdfLaTeX or LuaLaTeX with booktabs and pgfplots
};

/// "html", "latex". @throws Error InvalidArgument
ReportFormat parseReportFormat(std::string_view name);

/// @p data through the format's template (core/report/templates), which is part of the program. Everything that stands
/// in the data is escaped for the format.
std::string rendered(const RunReportData &data, ReportFormat format);

} // namespace retrograde
