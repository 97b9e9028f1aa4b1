#pragma once

#include "library/records.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

struct QuarantinedFile {
    std::filesystem::path path;
    std::string reason;
};

struct ImportReport {
    Id datasetId = 0;
    std::int64_t imported = 0;
    std::int64_t warned = 0; ///< of the imported ones: those with a warning
    std::int64_t skipped = 0; ///< already in the library and unchanged
    std::int64_t moved = 0; ///< of the imported ones: those that were known under another name
    std::int64_t missing = 0; ///< were in the library, and are no longer where they were
    std::vector<QuarantinedFile> quarantined;
    std::vector<std::filesystem::path> withoutSound; ///< folders in which there is no sound file: nothing was stored
    std::vector<std::string> notes; ///< about tables, folders that could not be read: one sentence each
};

} // namespace retrograde
