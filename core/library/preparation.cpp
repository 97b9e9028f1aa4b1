#include "library/preparation.h"

#include "base/text.h"

#include <utility>

namespace retrograde {

namespace fs = std::filesystem;

void listFiles(
    PreparedImport &prepared, const fs::path &folder, const ProgressCallback &progress, const RunControl &control)
{
    FolderScan scan = scanFolder(folder, progress, control);
    for (const auto &[unreadable, cause] : scan.unreadable)
        prepared.notes.push_back("the folder " + displayPath(unreadable) + " could not be read: " + cause);
    prepared.media.files = std::exchange(scan.files, {});
    prepared.media.gone
        = [scan = std::move(scan), folder](const Track &track) { return scan.shows(folder, track.path); };
}

void countDescribed(PreparedImport &prepared, const std::function<bool(const fs::path &)> &isDescribed)
{
    std::int64_t others = 0;
    fs::path first;
    for (const FolderScan::File &file : prepared.media.files) {
        if (isDescribed(file.path))
            ++prepared.describedThere;
        else if (others++ == 0)
            first = file.path;
    }
    if (others > 0) {
        prepared.notes.push_back("no table names " + displayPath(first.filename())
            + (others > 1 ? ", nor " + std::to_string(others - 1) + " others that are here" : ""));
    }
}

} // namespace retrograde
