#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/importreport.h"
#include "library/mediaimport.h"
#include "library/workspace.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// The layouts that importers know.
enum class DatasetKind {
    Folder, ///< any tree of sound files, with an optional CSV
    Fma, ///< Free Music Archive dataset (Defferrard et al. 2017)
    OpenMic, ///< OpenMIC-2018 (Humphrey, Durand and McFee 2018)
    BirdVox, ///< BirdVox-DCASE-20k or BirdVox-full-night (Lostanlen et al. 2018)
};

std::string_view toString(DatasetKind kind); ///< "folder", "fma", "openmic", "birdvox"; Dataset::kind

/// Which of them lies at @p path, or around it: a person may name the folder that they unpacked everything into, or the
/// one with the sound, or the one with the tables. Looks at names only, so it is quick.
DatasetKind recogniseDataset(const std::filesystem::path &path);

struct DatasetOptions {
    DatasetKind kind = DatasetKind::Folder;
    std::filesystem::path path;
    std::string datasetName; ///< empty: the folder's name
    std::string subset; ///< FMA: "small", "medium" or "large", which contain each other; empty: whatever is there
    std::filesystem::path metadata; ///< FMA: the folder of tracks.csv; empty: looked for
    std::filesystem::path labels; ///< folder: the CSV
    int threads = 0; ///< files decoded at the same time, 0 = all cores
};

/// An import that is ready to begin: tables are read, files are listed, nothing is decoded or stored.
struct PreparedImport {
    MediaImport media; ///< its annotations are owned below
    std::unique_ptr<Annotations> annotations;
    std::vector<std::string> notes; ///< about what was found on the way, one sentence each
    std::int64_t described = 0; ///< entries of the dataset's tables that the import is about; 0 = it has none
    std::int64_t describedThere = 0; ///< those of them whose file is there
    std::int64_t labels = 0; ///< labels in the tables
};

/// @throws Error NotFound, Unreadable; InvalidArgument when a table is not what it should be, or when something is not
/// there without which nothing can be imported; Cancelled
PreparedImport prepareImport(
    const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control);

/// prepareImport(), then importMedia(). @throws as these
ImportReport importDataset(
    Workspace &workspace, const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
