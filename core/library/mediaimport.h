#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/annotations.h"
#include "library/folderscan.h"
#include "library/importreport.h"
#include "library/workspace.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace retrograde {

/// What is to be imported into one dataset. The importers differ in how they fill this in.
struct MediaImport {
    std::string datasetName; ///< empty: the folder's name, or the dataset that has the root already
    std::string kind; ///< Dataset::kind of a new dataset
    std::filesystem::path root; ///< absolute
    std::string note; ///< Dataset::note; empty leaves it as it is
    bool rendered = false; ///< Dataset::rendered
    std::vector<FolderScan::File> files; ///< by path
    /// Whether a stored track of the dataset that is not among the files is to be marked missing.
    std::function<bool(const Track &)> gone = [](const Track &) { return false; };
    Annotations *annotations = nullptr;
    int threads = 0; ///< files decoded at the same time, 0 = all cores
};

/// Does it: decodes and audits each file that is new or has changed, several at once; looks up what is known of it;
/// commits what is finished ten times a second, so that cancelling keeps it and importing again goes on there. Files
/// whose size and time are those of their row are not decoded again, but what is known of them is brought up to date. A
/// new file with the content of a track that is gone is that track, moved. Adds to @p report.
///
/// A root that is not there any longer, of a dataset whose files now lie below the new root by the same names and
/// sizes, is taken for moved as a whole.
/// @throws Error Conflict when the dataset name belongs to another folder; Cancelled; as Workspace
void importMedia(Workspace &workspace, const MediaImport &import, const ProgressCallback &progress,
    const RunControl &control, ImportReport &report);

/// Makes a quarantined track usable, whatever its audit said, with the reason as a warning; with its clips.
/// @throws Error NotFound; Conflict when it is not quarantined, or when there is no sound in it
void releaseTrack(Workspace &workspace, Id trackId);

} // namespace retrograde
