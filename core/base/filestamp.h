#pragma once

#include <cstdint>
#include <filesystem>

struct stat;

namespace retrograde {

/// A file as it lies on the disk. Two looks at an unchanged file give equal values.
struct FileStamp {
    std::int64_t size = -1; ///< bytes; -1: there is no regular file, or it cannot be seen
    std::int64_t time = 0; ///< of its last modification, nanoseconds since 1970 (UTC)

    bool operator==(const FileStamp &) const = default;
    /// Follows links.
    static FileStamp of(const std::filesystem::path &path);
    static FileStamp of(const struct stat &status);
};

} // namespace retrograde
