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

/// Whether a file of this name is taken for music when a folder is imported.
bool hasAudioExtension(const std::filesystem::path &path);

/// Imports every audio file below @p folder (or the one file @p folder names): decodes it whole once for its true
/// length, its content hash and its checks, cuts it into clips, stores one row. Files are taken by extension (those
/// that FFmpeg's demuxers and we know as audio) - or, for other names, not at all; a file that is named itself is tried
/// whatever its extension. Hidden files and folders are passed over. Linked folders are followed, each folder is
/// visited once, so loops end; dangling links are quarantined.
///
/// A file that cannot be used becomes a quarantined row with its reason and never ends the batch; it is tried again
/// at the next import. Unusable is what yields no sound, and what is damaged for the most part: damaged packets (taken
/// for 1,024 samples each) or samples that are no numbers outweigh the sound. What is cut short is imported as long as
/// it is, silence and 20 ms of sound as well.
///
/// The content hash is that of the sample rate and of the mono sound at that rate rounded to 16 bits: equal for files
/// that sound the same, whatever their tags and containers.
///
/// Importing twice adds nothing: files whose size and time of modification are those of their row are skipped. Changed
/// ones are imported anew into their row; those that are gone from a folder that could be read are marked missing, and
/// usable again when they are back. A labels file is applied to skipped tracks too. Each file is committed
/// within a tenth of a second or so of being decoded: cancelling keeps what is done, and importing again goes on.
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
