#pragma once

#include "analysis/errorcases.h"
#include "library/workspace.h"

#include <filesystem>
#include <vector>

namespace retrograde {

/// One judged crop with what a person needs to find it.
struct ErrorRow {
    Prediction prediction;
    Track track;
    std::string task; ///< of the run
    double startSeconds = 0; ///< in the track
    double seconds = 0;
};

/// The run's predictions of @p kind, the worst first.
/// @throws Error NotFound; Conflict when the run has no predictions yet
std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind);

/// RFC 4180, UTF-8, header path,start_seconds,transform,target,probability,loss.
/// @throws Error Io naming the file
void writeErrorsCsv(const std::filesystem::path &path, const std::vector<ErrorRow> &rows);

} // namespace retrograde
