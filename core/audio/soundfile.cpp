#include "audio/soundfile.h"

#include "base/error.h"
#include "base/outputfile.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <sndfile.h>
#include <string>
#include <vector>

namespace retrograde {

namespace {

constexpr std::size_t kBlock = 65536;
/// WAV counts bytes in 32 bits; the header needs some of them.
constexpr std::int64_t kMostWavSamples = (0xFFFFFFFFll - 1024) / std::int64_t { sizeof(std::int16_t) };

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

SoundFormat soundFormatOf(const std::filesystem::path &path)
{
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
        [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".flac" ? SoundFormat::Flac : SoundFormat::Wav;
}

std::int64_t writeSound(const std::filesystem::path &path, SoundFormat format, int sampleRate,
    const std::function<std::size_t(std::span<float>)> &next)
{
    std::int64_t written = 0;
    writeOutput(path, [&](const std::filesystem::path &temporary) {
        SF_INFO info {};
        info.samplerate = sampleRate;
        info.channels = 1;
        info.format = (format == SoundFormat::Flac ? SF_FORMAT_FLAC : SF_FORMAT_WAV) | SF_FORMAT_PCM_16;
        if (!sf_format_check(&info)) {
            throw Error(ErrorCode::Unsupported, path,
                "this kind of file cannot hold sound at " + std::to_string(sampleRate) + " Hz");
        }
        std::unique_ptr<SNDFILE, CloseFile> file(sf_open(temporary.c_str(), SFM_WRITE, &info));
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(nullptr));
        sf_set_string(file.get(), SF_STR_SOFTWARE, std::string(kOutputMark).c_str());
        std::vector<float> samples(kBlock);
        std::vector<std::int16_t> block(kBlock);
        while (const std::size_t count = next(samples)) {
            written += static_cast<std::int64_t>(count);
            if (format == SoundFormat::Wav && written > kMostWavSamples)
                throw Error(ErrorCode::Unsupported, path, "is too long for a WAV file, which ends at 4 GiB");
            std::transform(
                samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count), block.begin(), toShort);
            if (sf_write_short(file.get(), block.data(), static_cast<sf_count_t>(count))
                != static_cast<sf_count_t>(count))
                throw Error(ErrorCode::Io, path, std::string("could not be written: ") + sf_strerror(file.get()));
        }
        if (sf_close(file.release()) != 0)
            throw Error(ErrorCode::Io, path, "could not be written to the end");
    });
    return written;
}

} // namespace retrograde
