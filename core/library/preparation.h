#pragma once

#include "library/datasetimport.h"

#include <filesystem>
#include <functional>

namespace retrograde {

/// What the functions that prepare an import have in common.

/// Lists the sound files below @p folder in @p prepared, and notes what could not be read. A stored track below it that
/// is not listed then is gone. @throws Error Unreadable, Cancelled
void listFiles(PreparedImport &prepared, const std::filesystem::path &folder, const ProgressCallback &progress,
    const RunControl &control);

/// Counts the listed files that the tables describe, and notes those that they do not.
void countDescribed(PreparedImport &prepared, const std::function<bool(const std::filesystem::path &)> &isDescribed);

} // namespace retrograde
