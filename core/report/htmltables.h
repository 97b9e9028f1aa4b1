#pragma once

#include "report/html.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

/// "1 mistake", "3 mistakes"
std::string counted(std::size_t number, const char *one, const char *many);
/// "a, b, c"
std::string joined(const std::vector<std::string> &names);
/// Cells that are HTML already.
std::string tableRow(const std::vector<std::string> &cells);
/// Settings and the like: names and values, which are text.
std::string pairTable(const std::vector<std::pair<std::string, std::string>> &pairs);

} // namespace retrograde
