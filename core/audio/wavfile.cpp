#include "audio/wavfile.h"

#include "base/error.h"
#include "base/paths.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <sndfile.h>
#include <vector>

namespace retrograde {

namespace {

constexpr std::size_t kBlock = 65536;
/// The format counts bytes in 32 bits; the header needs some of them.
constexpr std::size_t kMostSamples = (0xFFFFFFFFu - 1024u) / sizeof(std::int16_t);

std::int16_t toShort(float sample)
{
    if (std::isnan(sample))
        return 0;
    return static_cast<std::int16_t>(std::lrint(std::clamp(sample * 32768.0f, -32768.0f, 32767.0f)));
}

struct CloseFile {
    void operator()(SNDFILE *file) const { sf_close(file); }
};

} // namespace

void writeWav(const std::filesystem::path &path, std::span<const float> samples, int sampleRate)
{
    if (samples.size() > kMostSamples)
        throw Error(ErrorCode::Unsupported, path, "is too long for a WAV file, which ends at 4 GiB");
    writeAtomically(path, [&](const std::filesystem::path &temporary) {
        SF_INFO format {};
        format.samplerate = sampleRate;
        format.channels = 1;
        format.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        std::unique_ptr<SNDFILE, CloseFile> file(sf_open(temporary.c_str(), SFM_WRITE, &format));
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(nullptr));
        std::vector<std::int16_t> block(std::min(samples.size(), kBlock));
        for (std::size_t first = 0; first < samples.size(); first += kBlock) {
            const std::size_t count = std::min(kBlock, samples.size() - first);
            std::transform(samples.begin() + static_cast<std::ptrdiff_t>(first),
                samples.begin() + static_cast<std::ptrdiff_t>(first + count), block.begin(), toShort);
            if (sf_write_short(file.get(), block.data(), static_cast<sf_count_t>(count))
                != static_cast<sf_count_t>(count))
                throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(file.get()));
        }
        if (sf_close(file.release()) != 0)
            throw Error(ErrorCode::Io, path, "could not be written to the end");
    });
}

} // namespace retrograde
