#include "audio/vorbisfile.h"

#include "base/error.h"
#include "base/outputfile.h"

#include <algorithm>
#include <memory>
#include <sndfile.h>

namespace retrograde {

namespace {

/// libsndfile 1.2 keeps what it is given at once on the stack.
constexpr std::size_t kBlockFrames = 4096;
constexpr double kQuality = 0.4;

struct CloseFile {
    void operator()(SNDFILE *file) const { sf_close(file); }
};

} // namespace

void writeVorbis(const std::filesystem::path &path, std::span<const float> samples, int channels, int sampleRate)
{
    writeOutput(path, [&](const std::filesystem::path &temporary) {
        SF_INFO format {};
        format.samplerate = sampleRate;
        format.channels = channels;
        format.format = SF_FORMAT_OGG | SF_FORMAT_VORBIS;
        std::unique_ptr<SNDFILE, CloseFile> file(sf_open(temporary.c_str(), SFM_WRITE, &format));
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(nullptr));
        double quality = kQuality;
        sf_command(file.get(), SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
        sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
        const std::size_t block = kBlockFrames * static_cast<std::size_t>(channels);
        for (std::size_t first = 0; first < samples.size(); first += block) {
            const auto part = samples.subspan(first, std::min(block, samples.size() - first));
            if (sf_write_float(file.get(), part.data(), static_cast<sf_count_t>(part.size()))
                != static_cast<sf_count_t>(part.size()))
                throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(file.get()));
        }
        if (sf_close(file.release()) != 0)
            throw Error(ErrorCode::Io, path, "could not be written to the end");
    });
}

} // namespace retrograde
