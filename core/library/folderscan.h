#pragma once

#include "base/filestamp.h"
#include "base/progress.h"
#include "base/runcontrol.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

struct FolderScan {
    struct File {
        std::filesystem::path path;
        FileStamp stamp;
    };
    std::vector<File> files; ///< by path; those with an audio extension, be they links to nothing or pipes
    std::vector<std::pair<std::filesystem::path, std::string>> unreadable; ///< folders, and why
    /// Files left out for their endings (".xyz", in lower case, empty for none), and how many; without hidden ones
    /// and such as are known to be pictures, texts and tables.
    std::map<std::string, std::int64_t> passedOver;

    /// Whether a file at @p path would have been seen: it lies below @p root, and in no folder that could not be read.
    bool shows(const std::filesystem::path &root, const std::filesystem::path &path) const;
};

/// Whether a file of this name is taken for music when a folder is imported.
bool hasAudioExtension(const std::filesystem::path &path);

/// An absolute path without a trailing separator.
std::filesystem::path absolutePath(const std::filesystem::path &path);

/// Walks through @p root and all folders below it, hidden ones left out. Links to folders are followed after
/// everything else, and no folder is visited twice, by whatever name: loops end, and real places win.
/// @throws Error Unreadable for @p root itself, Cancelled
FolderScan scanFolder(const std::filesystem::path &root, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
