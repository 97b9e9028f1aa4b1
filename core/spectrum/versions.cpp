#include "spectrum/versions.h"

#include <fftw3.h>

namespace retrograde {

std::vector<LibraryVersion> spectrumLibraryVersions()
{
    return { { "FFTW", fftwf_version } };
}

} // namespace retrograde
