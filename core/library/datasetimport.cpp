#include "library/datasetimport.h"

#include "base/error.h"
#include "library/birdvox.h"
#include "library/fma.h"
#include "library/labelsfile.h"
#include "library/openmic.h"
#include "library/preparation.h"

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// @throws Error NotFound, Unreadable
bool isFolder(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        throw Error(ErrorCode::NotFound, path, "there is no such file or folder");
    if (error)
        throw Error(ErrorCode::Unreadable, path, error.message());
    return status.type() == fs::file_type::directory;
}

PreparedImport prepareFolder(const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    PreparedImport prepared;
    MediaImport &media = prepared.media;
    const fs::path path = absolutePath(options.path);
    media.datasetName = options.datasetName;
    media.kind = toString(DatasetKind::Folder);
    media.threads = options.threads;
    if (isFolder(path)) {
        media.root = path;
        listFiles(prepared, path, progress, control);
    } else {
        media.root = path.parent_path();
        media.files = { { path, FileStamp::of(path) } };
    }
    if (!options.labels.empty()) {
        prepared.annotations = std::make_unique<LabelsFile>(options.labels, media.root, control);
        media.annotations = prepared.annotations.get();
    }
    return prepared;
}

} // namespace

std::string_view toString(DatasetKind kind)
{
    switch (kind) {
    case DatasetKind::Folder:
        return "folder";
    case DatasetKind::Fma:
        return "fma";
    case DatasetKind::OpenMic:
        return "openmic";
    case DatasetKind::BirdVox:
        return "birdvox";
    }
    return {};
}

DatasetKind recogniseDataset(const fs::path &given)
{
    const fs::path path = absolutePath(given);
    std::error_code error;
    if (!fs::is_directory(path, error))
        return DatasetKind::Folder;
    if (!findOpenMic(path).empty())
        return DatasetKind::OpenMic;
    if (!findFma(path, {}).audio.empty())
        return DatasetKind::Fma;
    return findBirdVox(path).empty() ? DatasetKind::Folder : DatasetKind::BirdVox;
}

PreparedImport prepareImport(const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    if (options.kind != DatasetKind::Folder && !isFolder(absolutePath(options.path)))
        throw Error(ErrorCode::InvalidArgument, options.path, "is not a folder");
    switch (options.kind) {
    case DatasetKind::Folder:
        break;
    case DatasetKind::Fma:
        return prepareFma(options, progress, control);
    case DatasetKind::OpenMic:
        return prepareOpenMic(options, progress, control);
    case DatasetKind::BirdVox:
        return prepareBirdVox(options, progress, control);
    }
    return prepareFolder(options, progress, control);
}

ImportReport importDataset(
    Workspace &workspace, const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    const PreparedImport prepared = prepareImport(options, progress, control);
    ImportReport report;
    report.notes = prepared.notes;
    importMedia(workspace, prepared.media, progress, control, report);
    return report;
}

} // namespace retrograde
