#include "audio/versions.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/avutil.h>
}
#include <portaudio.h>
#include <sndfile.h>

namespace retrograde {

std::vector<LibraryVersion> audioLibraryVersions()
{
    const unsigned codec = avcodec_version();
    return {
        { "FFmpeg", av_version_info() },
        { "libavcodec",
            std::to_string(AV_VERSION_MAJOR(codec)) + "." + std::to_string(AV_VERSION_MINOR(codec)) + "."
                + std::to_string(AV_VERSION_MICRO(codec)) },
        { "PortAudio", Pa_GetVersionInfo()->versionText },
        { "libsndfile", sf_version_string() },
    };
}

} // namespace retrograde
