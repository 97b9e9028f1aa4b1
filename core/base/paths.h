#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace retrograde {

/// $XDG_DATA_HOME/retrograde (default ~/.local/share/retrograde). Holds the default workspace. Not created here. Where
/// HOME is not set, home is what the system's list of users says. @throws Error NotFound when that says nothing either
std::filesystem::path userDataFolder();
/// $XDG_CACHE_HOME/retrograde (default ~/.cache/retrograde). Holds the demo library's music. Not created here.
/// @throws Error as userDataFolder()
std::filesystem::path userCacheFolder();

/// Writes a file of our own, so that after a crash either the old content or the new is there, never a part: @p write
/// fills "<path>.tmp-<pid>-<16 random hexadecimal digits>", which is then synced and renamed over @p path, and the
/// folder is synced. The temporary is made by this function, as a new file that follows no link, and is locked while it
/// is written. @p write is given its path and must have closed it when it returns. (For what the user asked to be
/// written somewhere, see outputfile.h.)
/// @throws Error (Io) naming @p path; the temporary is removed when anything throws.
void writeAtomically(
    const std::filesystem::path &path, const std::function<void(const std::filesystem::path &)> &write);
void writeAtomically(const std::filesystem::path &path, std::string_view content);

/// Removes from @p folder, and not from those within it, the temporaries of writeAtomically() whose writers have died,
/// on whatever machine they ran. @return how many there were. Never throws: what cannot be removed stays.
int collectLeftovers(const std::filesystem::path &folder) noexcept;

/// A folder for temporary files, which nobody else may enter, gone with the object. Those that killed processes left
/// behind are removed when the next one is made.
class ScratchFolder {
public:
    /// In the system's folder for temporary files. @throws Error Io
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
    int m_lock = -1; ///< of the folder itself
};

} // namespace retrograde
