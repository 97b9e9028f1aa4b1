#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <vector>

namespace retrograde {

struct FeatureReport {
    std::int64_t computed = 0;
    std::int64_t present = 0; ///< were there already, or share another's content
    std::vector<std::pair<std::filesystem::path, std::string>> failed;
    double audioSeconds = 0; ///< sound transformed
    double seconds = 0; ///< wall clock
};

/// Makes sure that every usable track of @p dataset (empty = all) has its spectrogram in the store, one file per
/// worker thread, decode to store in one pass. Tracks of equal content share one spectrogram: it is computed once, and
/// the others count as present. A track whose file vanished is marked missing; one whose file has changed since it was
/// imported fails; the batch goes on.
/// @throws Error Cancelled (what is done stays), Io when the store cannot be written, InvalidArgument
FeatureReport extractFeatures(Workspace &workspace, const std::string &dataset, const CqtParameters &parameters,
    int threads, const ProgressCallback &progress, const RunControl &control);

/// One track's, from the store or computed now. @throws Error as AudioReader; Conflict when the file has changed since
/// it was imported; Io; Cancelled
std::shared_ptr<const StoredSpectrogram> featuresOf(
    const FeatureStore &store, const Track &track, const CqtPlan &plan, const RunControl &control);

} // namespace retrograde
