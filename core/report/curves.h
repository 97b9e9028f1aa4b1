#pragma once

#include <optional>
#include <string>
#include <vector>

namespace retrograde {

struct Curve {
    std::string name;
    std::string cssClass; ///< gives its colour
    std::vector<double> values; ///< at 1, 2, 3 ...
};

/// A line chart over epochs.
struct Chart {
    std::string title;
    std::string verticalLabel;
    std::vector<Curve> curves;
    double low = 0; ///< the vertical axis begins here
    std::optional<double> high; ///< ... and ends here; without it, above the highest value
    double reference = 0; ///< a dashed line for what guessing gives
    std::string referenceName;
    int marked = 0; ///< the epoch to mark, 0 = none
    std::string markedName;
};

/// As an inline SVG whose colours come from the page's style sheet.
std::string toSvg(const Chart &chart);

} // namespace retrograde
