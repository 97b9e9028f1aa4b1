#pragma once

#include "bench/goals.h"

#include <filesystem>

namespace retrograde::bench {

/// Errors against the definition summed up in double precision on synthesised sounds, over all instruction sets.
void measureAgainstOracle(GoalTable &table);
/// Errors against arrays computed by others: NumPy files NAME.SETTINGS.WHAT.npy in @p folder beside the sounds.
void measureAgainstReference(GoalTable &table, const std::filesystem::path &folder);

} // namespace retrograde::bench
