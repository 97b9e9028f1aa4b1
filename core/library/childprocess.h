#pragma once

#include "base/runcontrol.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

struct ChildResult {
    bool found = false; ///< false: there is no such program
    bool timedOut = false;
    int exitStatus = -1; ///< 0 = success; -1 when it was ended by a signal or never ran
    std::string errorOutput; ///< the end of what it wrote to standard error, any bytes

    bool succeeded() const { return exitStatus == 0; }
};

/// Runs a program of the PATH in @p folder and waits for it: no shell, nothing on its standard input, its standard
/// output dropped, its messages in English. It gets a process group of its own, so that it and its helpers can be
/// ended together when @p timeout is over or the user stops the job.
/// @param arguments the program's name first
/// @throws Error Cancelled once the program has ended; Io when no process could be started
ChildResult runProgram(const std::vector<std::string> &arguments, const std::filesystem::path &folder,
    std::chrono::seconds timeout, const RunControl &control);

} // namespace retrograde
