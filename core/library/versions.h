#pragma once

#include "base/machine.h"

#include <vector>

namespace retrograde {

/// SQLite, as loaded.
std::vector<LibraryVersion> libraryLibraryVersions();

} // namespace retrograde
