#pragma once

#include "base/runcontrol.h"
#include "library/workspace.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

/// What a model finds in files, clip by clip.
struct Embeddings {
    struct Row {
        std::filesystem::path file;
        double startSeconds = 0;
    };
    std::vector<Row> rows; ///< clips side by side over each file; the last one ends at the file's end
    std::int64_t features = 0;
    std::vector<float> values; ///< [rows][features]
    std::vector<std::string> failures; ///< files that could not be used, and why
};

/// By the best model of a run. @throws Error NotFound, Corrupt, Cancelled
Embeddings embed(
    const Workspace &workspace, Id runId, const std::vector<std::filesystem::path> &files, const RunControl &control);

} // namespace retrograde
