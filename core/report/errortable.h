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
    std::string label; ///< that the prediction is about, when the run recognises instruments; else empty
    double startSeconds = 0; ///< in the track
    double seconds = 0;

    /// What is asked of the crop, which tells rows of one crop apart: the transform, or the label.
    const std::string &question() const { return label.empty() ? prediction.transform : label; }
};

/// The run's predictions of @p kind, the worst first; of a recogniser of instruments, its labelled cells.
/// @throws Error NotFound; Conflict when the run has no predictions yet
std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind);

/// RFC 4180, UTF-8, header path,start_seconds,transform,target,probability,loss; of a recogniser "label" in place of
/// "transform".
/// @throws Error Io naming the file
void writeErrorsCsv(const std::filesystem::path &path, const std::vector<ErrorRow> &rows);

} // namespace retrograde
