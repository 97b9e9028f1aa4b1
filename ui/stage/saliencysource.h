#pragma once

#include "analysis/saliencymap.h"
#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/records.h"

#include <filesystem>
#include <functional>

namespace retrograde {

/// Asks the model of a run in the workspace at @p folder where it looked when it judged a clip. Called on a
/// worker's thread; may take long, obeys the control. @throws Error
using SaliencySource = std::function<SaliencyMap(const std::filesystem::path &folder, const JudgedClip &judged,
    const ProgressCallback &progress, const RunControl &control)>;

} // namespace retrograde
