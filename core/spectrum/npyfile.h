#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace retrograde {

/// Writes a float32 array in NumPy's format, version 1.0, C order, whole or not at all.
/// @param shape product must equal values.size()
/// @throws Error Io naming the file
void writeNpy(const std::filesystem::path &path, std::span<const float> values, const std::vector<std::int64_t> &shape);

} // namespace retrograde
