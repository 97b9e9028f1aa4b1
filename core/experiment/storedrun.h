#pragma once

#include "experiment/runspec.h"
#include "library/workspace.h"

#include <filesystem>
#include <optional>
#include <string>

namespace retrograde {

// What a run's row in the database says, read.

/// @throws Error NotFound when there is no such run
Run storedRun(const Workspace &workspace, Id runId);

/// @p identity is what a file in the folder of @p run says about whose it is; a run of the first versions has none, and
/// neither have its files.
/// @throws Error Conflict naming the file when it is of another run
void requireOfRun(const std::filesystem::path &path, const std::string &identity, const Run &run);

/// The specification of a stored run. @throws Error Corrupt, saying of which run, when it cannot be read
RunSpec specOf(const Run &run);

/// RunSpec::identity() of a stored run, those that it started from followed to the first; weights that were brought in
/// from elsewhere are no experiment of this program, and count as the run that holds them (Run::identity). None where
/// a run on the way is gone, or was brought back from its checkpoints, for its numbers may be another workspace's.
/// @throws Error Corrupt
std::optional<std::string> experimentIdentity(const Workspace &workspace, const Run &run);

/// Whether it learns from labels. Also of a run whose other settings this version cannot read; what it learns must be
/// among the tasks that there are.
bool isRecogniser(const Run &run);

} // namespace retrograde
