#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace retrograde {

/// A share of one, worded as "91.2 %".
struct Share {
    double value = 0;
};
/// A number with two decimals, such as a mean average precision or a loss.
struct Figure {
    double value = 0;
};

/// A sentence with numbers in it, so that it can be said in another language and notation with the same numbers.
struct Sentence {
    std::string text; ///< English, with %1 ... %9 where the values go
    std::vector<std::variant<Share, Figure, std::int64_t, std::string>> values;
};

/// "91.2 %"
std::string percent(double share);
std::string inEnglish(const Sentence &sentence);

} // namespace retrograde
