#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace retrograde {

/// How far a long job is. Sent from the thread that does the work.
struct Progress {
    std::string stage; ///< what is being done, for people: "Importing", "Extracting features"
    std::int64_t done = 0; ///< units finished
    std::int64_t total = 0; ///< units in all; 0 while unknown
    std::string item; ///< what is being worked on now, as display text; may be empty
    double filesPerSecond = 0; ///< since the job began; 0 while unknown
    double timesRealTime = 0; ///< seconds of sound per second; 0 where that says nothing
};

/// Must not block for long and must not throw. Long jobs accept an empty one.
using ProgressCallback = std::function<void(const Progress &)>;

} // namespace retrograde
