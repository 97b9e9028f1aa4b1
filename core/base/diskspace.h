#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace retrograde {

/// How many bytes may be written below @p folder, which need not exist yet, so that its disk keeps a twentieth of
/// itself free, or 1 GB where that is less. The most there is when the disk does not tell.
std::uint64_t spareBytes(const std::filesystem::path &folder);

/// @throws Error Io in one sentence with both amounts when @p bytes are more than that; @p what is the sentence's
/// subject, in the plural: "the features of 12 tracks"
void requireSpare(const std::filesystem::path &folder, std::uint64_t bytes, const std::string &what);

} // namespace retrograde
