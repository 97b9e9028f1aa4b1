#pragma once

#include "networks/model.h"

#include <filesystem>

namespace retrograde {

/// Clips per second that a small ConvNet learns from, in each precision.
struct TrainingSpeed {
    double float32 = 0;
    double bfloat16 = 0;

    /// bfloat16 is coarser, so it has to be worth it.
    bool prefersBFloat16() const { return bfloat16 > 1.1 * float32; }
};

/// Measures on this machine's processor with @p threads threads, which takes about a second.
TrainingSpeed measureTrainingSpeed(int threads);

/// The same, measured once for each processor, LibTorch and number of threads: what was found is kept in @p folder.
/// A file that cannot be read or written there only costs the second again.
TrainingSpeed knownTrainingSpeed(int threads, const std::filesystem::path &folder);

} // namespace retrograde
