#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

struct ImportOptions {
    std::string datasetName; ///< empty: the folder's name
    std::filesystem::path labels; ///< CSV with a `path` column, or empty
    std::string kind = "folder";
    int threads = 0; ///< files decoded at the same time, 0 = all cores
};

struct QuarantinedFile {
    std::filesystem::path path;
    std::string reason;
};

struct ImportReport {
    Id datasetId = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0; ///< already in the library and unchanged
    std::vector<QuarantinedFile> quarantined;
    std::vector<std::string> notes; ///< about the labels file, folders that could not be read: one sentence each
};

/// Imports every audio file below @p folder (or the one file @p folder names): decodes it whole once for its true
/// length, its content hash and its checks, cuts it into clips, stores one row. Files are taken by extension (those
/// that FFmpeg's demuxers and we know as audio) - or, for other names, not at all; hidden files and folders are passed
/// over. Folder loops end, dangling links are quarantined. A file that cannot be used becomes a quarantined row with
/// its reason and never ends the batch; it is tried again at the next import. Importing twice adds nothing. Each file
/// is committed on its own: cancelling keeps what is done, and importing again goes on.
/// @throws Error NotFound or Unreadable for the folder itself, Cancelled
ImportReport importFolder(Workspace &workspace, const std::filesystem::path &folder, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control);

/// Several dropped files and folders; each becomes or joins a dataset named as its folder.
ImportReport importPaths(Workspace &workspace, const std::vector<std::filesystem::path> &paths,
    const ImportOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
