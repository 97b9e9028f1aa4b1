#pragma once

#include <filesystem>
#include <memory>
#include <vector>

namespace retrograde {

/// Imports that were begun and not ended, and features that were to be computed: what a program that is started anew
/// goes on with.
struct UnfinishedWork {
    bool demo = false; ///< the demo library is to be prepared
    std::vector<std::filesystem::path> imports; ///< absolute: folders and files
    // The features of what is in the library follow in any case.
};

/// A note in the workspace that such work is under way. As long as it is held, no other process takes the work up; a
/// process that dies leaves the note behind.
class WorkNote {
public:
    /// @throws Error Io
    WorkNote(const std::filesystem::path &workspace, const UnfinishedWork &work);
    /// Leaves the note for the next start unless done() was called.
    ~WorkNote();
    WorkNote(const WorkNote &) = delete;
    WorkNote &operator=(const WorkNote &) = delete;

    /// The work was done, or is not wanted any more.
    void done() noexcept;

private:
    std::filesystem::path m_file;
    int m_descriptor = -1;
};

/// Takes away the notes that nobody holds and gives what stood in them, one for each. Notes that cannot be read are
/// passed over.
std::vector<UnfinishedWork> takeUnfinishedWork(const std::filesystem::path &workspace);

} // namespace retrograde
