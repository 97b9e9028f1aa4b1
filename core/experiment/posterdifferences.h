#pragma once

#include "experiment/runplan.h"
#include "experiment/runspec.h"
#include "library/workspace.h"

#include <string>
#include <vector>

namespace retrograde {

/// Whether @p spec follows the recipe "poster": its defences and its way of learning are that recipe's.
bool followsPoster(const RunSpec &spec);

/// In what a run that follows that recipe differs from the experiment of 2019 all the same, in sentences: because of
/// the music that there is, settings that were changed, or how this program works.
std::vector<std::string> posterDifferences(const Workspace &workspace, const RunSpec &spec, const RunPlan &plan);

} // namespace retrograde
