#include "library/preparation.h"

#include "base/text.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// The most frequent of them: ".xyz (3), .zip (1)".
std::string listed(const std::map<std::string, std::int64_t> &endings)
{
    constexpr std::size_t kMost = 12;
    std::vector<std::pair<std::string, std::int64_t>> byCount(endings.begin(), endings.end());
    std::stable_sort(byCount.begin(), byCount.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    std::string text;
    for (std::size_t i = 0; i < std::min(byCount.size(), kMost); ++i) {
        const std::string ending = byCount[i].first.empty() ? "without an ending" : displayText(byCount[i].first);
        text += (i > 0 ? ", " : "") + ending + " (" + std::to_string(byCount[i].second) + ")";
    }
    return text + (byCount.size() > kMost ? " and others" : "");
}

} // namespace

void listFiles(
    PreparedImport &prepared, const fs::path &folder, const ProgressCallback &progress, const RunControl &control)
{
    FolderScan scan = scanFolder(folder, progress, control);
    for (const auto &[unreadable, cause] : scan.unreadable)
        prepared.notes.push_back("the folder " + displayPath(unreadable) + " could not be read: " + cause);
    // Published datasets have files of many kinds; a folder of one's own has what somebody may miss.
    if (prepared.media.kind == toString(DatasetKind::Folder) && !scan.passedOver.empty())
        prepared.notes.push_back("passed over for their endings: " + listed(scan.passedOver));
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
