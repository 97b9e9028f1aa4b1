#include "library/workspacefolder.h"

#include "library/folderscan.h"

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr int kMostEntries = 5000;
constexpr const char *kDatabase = "retrograde.sqlite";

} // namespace

FolderKind folderKind(const fs::path &folder)
{
    std::error_code error;
    if (fs::exists(folder / kDatabase, error))
        return FolderKind::Workspace;
    FolderKind kind = FolderKind::Vacant;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (int seen = 0; !error && entry != fs::recursive_directory_iterator() && seen < kMostEntries; ++seen) {
        if (entry->path().filename().native().starts_with('.')) {
            entry.disable_recursion_pending();
        } else {
            kind = FolderKind::Occupied;
            if (hasAudioExtension(entry->path()) && !entry->is_directory(error))
                return FolderKind::Music;
        }
        entry.increment(error);
    }
    return kind;
}

} // namespace retrograde
