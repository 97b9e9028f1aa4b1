#include "library/folderimporter.h"

#include "base/error.h"
#include "base/text.h"
#include "library/datasetimport.h"
#include "library/folderscan.h"

#include <algorithm>
#include <map>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

void importOne(Workspace &workspace, const fs::path &path, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control, ImportReport &report)
{
    DatasetOptions dataset;
    dataset.path = path;
    dataset.datasetName = options.datasetName;
    dataset.labels = options.labels;
    dataset.threads = options.threads;
    PreparedImport prepared = prepareImport(dataset, progress, control);
    prepared.media.kind = options.kind;
    report.notes.insert(report.notes.end(), prepared.notes.begin(), prepared.notes.end());
    importMedia(workspace, prepared.media, progress, control, report);
}

void importFiles(Workspace &workspace, const fs::path &root, const std::vector<fs::path> &files,
    const ImportOptions &options, const ProgressCallback &progress, const RunControl &control, ImportReport &report)
{
    MediaImport media;
    media.root = root;
    media.kind = options.kind;
    media.threads = options.threads;
    for (const fs::path &file : files)
        media.files.push_back({ file, FileStamp::of(file) });
    importMedia(workspace, media, progress, control, report);
}

} // namespace

ImportReport importFolder(Workspace &workspace, const fs::path &folder, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control)
{
    ImportReport report;
    importOne(workspace, absolutePath(folder), options, progress, control, report);
    return report;
}

ImportReport importPaths(Workspace &workspace, const std::vector<fs::path> &paths, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control)
{
    ImportReport report;
    std::vector<fs::path> folders;
    std::map<fs::path, std::vector<fs::path>> filesOf; // by the folder they lie in
    for (const fs::path &given : paths) {
        const fs::path path = absolutePath(given);
        std::error_code error;
        if (fs::is_directory(path, error))
            folders.push_back(path);
        else
            filesOf[path.parent_path()].push_back(path);
    }
    for (const fs::path &folder : folders) {
        try {
            importOne(workspace, folder, options, progress, control, report);
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Unreadable || error.path() != folder)
                throw;
            report.quarantined.push_back({ folder, error.cause() });
        }
    }
    for (auto &[folder, files] : filesOf) {
        std::sort(files.begin(), files.end());
        files.erase(std::unique(files.begin(), files.end()), files.end());
        importFiles(workspace, folder, files, options, progress, control, report);
    }
    return report;
}

} // namespace retrograde
