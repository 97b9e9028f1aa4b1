#pragma once

#include "base/machine.h"

#include <vector>

namespace retrograde {

/// FFmpeg's libraries and PortAudio, as loaded.
std::vector<LibraryVersion> audioLibraryVersions();

} // namespace retrograde
