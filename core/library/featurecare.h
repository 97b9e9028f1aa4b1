#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace retrograde {

struct FeatureVerification {
    std::int64_t intact = 0;
    std::vector<std::filesystem::path> damaged; ///< were removed, so that extractFeatures() computes them again
};

/// Reads every byte of every spectrogram in the workspace's store, whatever its settings, one file per thread (0 = all
/// cores), and removes the damaged ones. @throws Error Cancelled, Io
FeatureVerification verifyFeatures(
    const Workspace &workspace, int threads, const ProgressCallback &progress, const RunControl &control);

struct GarbageReport {
    std::int64_t kept = 0; ///< spectrograms
    std::int64_t removed = 0; ///< files
    std::int64_t removedBytes = 0;
    std::vector<std::filesystem::path> foreign; ///< nothing of ours, and left alone
};

/// Removes from the workspace's store what nobody will read: spectrograms of sounds that no track of the library has,
/// or that an earlier version of the transform made; damaged files; what a process that died had begun. Spectrograms of
/// tracks whose files are missing stay, in whatever settings. Others may read and write the store meanwhile.
/// @throws Error Cancelled, Io
GarbageReport collectGarbage(const Workspace &workspace, const RunControl &control);

} // namespace retrograde
