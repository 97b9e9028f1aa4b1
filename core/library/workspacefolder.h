#pragma once

#include <filesystem>

namespace retrograde {

/// What a folder is to somebody who wants a workspace there.
enum class FolderKind {
    Workspace, ///< one is there
    Vacant, ///< it is empty or absent: one can be made there
    Music, ///< there is sound in it or below, and no workspace: nothing is written into music
    Occupied, ///< something else is in it
};

/// Looks at a few thousand entries at most, so it answers soon. Hidden files are not counted. Nothing is written.
FolderKind folderKind(const std::filesystem::path &folder);

} // namespace retrograde
