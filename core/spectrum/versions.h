#pragma once

#include "base/machine.h"

#include <vector>

namespace retrograde {

/// FFTW, as loaded.
std::vector<LibraryVersion> spectrumLibraryVersions();

} // namespace retrograde
