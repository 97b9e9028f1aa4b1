#pragma once

#include "bench/goals.h"

namespace retrograde::bench {

/// From MP3 files to stored features, on one core and on two.
void measureExtraction(GoalTable &table);
/// The memory of the command line on a file of ten hours.
void measureLongFile(GoalTable &table);
/// Random crops of stored spectrograms, as the trainer takes them.
void measureCrops(GoalTable &table);

} // namespace retrograde::bench
