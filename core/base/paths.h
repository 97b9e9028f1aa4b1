#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace retrograde {

/// $XDG_DATA_HOME/retrograde (default ~/.local/share/retrograde). Holds the default workspace. Not created here.
std::filesystem::path userDataFolder();
/// $XDG_CACHE_HOME/retrograde (default ~/.cache/retrograde). Holds the demo library's music. Not created here.
std::filesystem::path userCacheFolder();

/// Writes a file so that after a crash either the old content or the new is there, never a part: @p write fills
/// "<path>.tmp-<pid>-<n>", which is then synced and renamed over @p path, and the folder is synced.
/// @p write is given the temporary's path and must have closed it when it returns.
/// @throws Error (Io) naming @p path; the temporary is removed when anything throws.
void writeAtomically(
    const std::filesystem::path &path, const std::function<void(const std::filesystem::path &)> &write);
void writeAtomically(const std::filesystem::path &path, std::string_view content);

} // namespace retrograde
