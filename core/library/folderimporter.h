#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/importreport.h"
#include "library/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

struct ImportOptions {
    std::string datasetName; ///< empty: the folder's name
    std::filesystem::path labels; ///< CSV with a `path` column, or empty
    std::string kind = "folder";
    int threads = 0; ///< files decoded at the same time, 0 = all cores
};

/// Imports every audio file below @p folder (or the one file @p folder names): decodes it whole once for its true
/// length, its content hash and its checks, cuts it into clips, stores one row. Files are taken by extension (those
/// that FFmpeg's demuxers and we know as audio) - or, for other names, not at all; a file that is named itself is tried
/// whatever its extension. Hidden files and folders are passed over. Linked folders are followed, each folder is
/// visited once, so loops end; dangling links are quarantined.
///
/// A file that cannot be used becomes a quarantined row with its reason and never ends the batch; it is tried again
/// at the next import. judge() says what is unusable. What is cut short is imported as long as it is, silence and 20 ms
/// of sound as well, with a warning.
///
/// Importing twice adds nothing, and files that moved are found again by their content: importMedia() says how. Changed
/// files are imported anew into their row; those that are gone from a folder that could be read are marked missing, and
/// usable again when they are back. A labels file is applied to unchanged tracks too.
///
/// Without a dataset name, the dataset that has this root is joined; if there is none, one is made and named as the
/// folder, with a number when that name is taken.
/// @throws Error NotFound or Unreadable for the folder itself; InvalidArgument, NotFound or Unreadable for the labels
/// file, before anything is imported; Conflict when the dataset name belongs to another folder; Cancelled
ImportReport importFolder(Workspace &workspace, const std::filesystem::path &folder, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control);

/// Several dropped files and folders; each becomes or joins a dataset named as its folder, files that of the folder
/// they lie in. What cannot be opened is reported as quarantined. The report's dataset is the first one's.
ImportReport importPaths(Workspace &workspace, const std::vector<std::filesystem::path> &paths,
    const ImportOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
