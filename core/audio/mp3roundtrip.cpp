#include "audio/mp3roundtrip.h"

#include "base/error.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <sndfile.h>

namespace retrograde {

namespace {

/// libsndfile 1.2 keeps what it is given at once on the stack.
constexpr std::size_t kBlock = 4096;
/// Of libsndfile's scale from 320 kbit/s (0) to 32 (1): 64.
constexpr double kCompression = (320.0 - 64) / (320 - 32);

/// A file that lives in memory.
struct MemoryFile {
    std::vector<char> bytes;
    sf_count_t at = 0;

    sf_count_t size() const { return static_cast<sf_count_t>(bytes.size()); }
};

MemoryFile &fileOf(void *user)
{
    return *static_cast<MemoryFile *>(user);
}

SF_VIRTUAL_IO memoryAccess()
{
    SF_VIRTUAL_IO access {};
    access.get_filelen = [](void *user) { return fileOf(user).size(); };
    access.tell = [](void *user) { return fileOf(user).at; };
    access.seek = [](sf_count_t offset, int from, void *user) {
        MemoryFile &file = fileOf(user);
        const sf_count_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? file.at : file.size();
        return file.at = std::max<sf_count_t>(0, base + offset);
    };
    access.read = [](void *out, sf_count_t count, void *user) {
        MemoryFile &file = fileOf(user);
        count = std::clamp<sf_count_t>(file.size() - file.at, 0, count);
        if (count > 0)
            std::memcpy(out, file.bytes.data() + file.at, static_cast<std::size_t>(count));
        file.at += count;
        return count;
    };
    access.write = [](const void *in, sf_count_t count, void *user) {
        MemoryFile &file = fileOf(user);
        if (file.size() < file.at + count)
            file.bytes.resize(static_cast<std::size_t>(file.at + count));
        std::memcpy(file.bytes.data() + file.at, in, static_cast<std::size_t>(count));
        file.at += count;
        return count;
    };
    return access;
}

struct CloseFile {
    void operator()(SNDFILE *file) const { sf_close(file); }
};

[[noreturn]] void fail(const char *what, SNDFILE *file)
{
    throw Error(ErrorCode::Unsupported, std::string("MP3 could not be ") + what + ": " + sf_strerror(file));
}

} // namespace

std::vector<float> throughMp3(std::span<const float> sound)
{
    if (sound.empty())
        return {};
    MemoryFile memory;
    SF_VIRTUAL_IO access = memoryAccess();
    {
        SF_INFO format {};
        format.samplerate = kMp3Rate;
        format.channels = 1;
        format.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
        const std::unique_ptr<SNDFILE, CloseFile> file(sf_open_virtual(&access, SFM_WRITE, &format, &memory));
        if (!file)
            fail("encoded", nullptr);
        int mode = SF_BITRATE_MODE_CONSTANT;
        sf_command(file.get(), SFC_SET_BITRATE_MODE, &mode, sizeof mode);
        double compression = kCompression;
        sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
        sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
        for (std::size_t first = 0; first < sound.size(); first += kBlock) {
            const auto part = sound.subspan(first, std::min(kBlock, sound.size() - first));
            if (sf_write_float(file.get(), part.data(), static_cast<sf_count_t>(part.size()))
                != static_cast<sf_count_t>(part.size()))
                fail("encoded", file.get());
        }
    }
    memory.at = 0;
    SF_INFO format {};
    const std::unique_ptr<SNDFILE, CloseFile> file(sf_open_virtual(&access, SFM_READ, &format, &memory));
    if (!file)
        fail("decoded", nullptr);
    std::vector<float> decoded(sound.size()); // silence where a decoder gives less
    for (std::size_t first = 0; first < decoded.size(); first += kBlock) {
        const std::size_t count = std::min(kBlock, decoded.size() - first);
        if (sf_read_float(file.get(), decoded.data() + first, static_cast<sf_count_t>(count)) <= 0)
            break;
    }
    return decoded;
}

} // namespace retrograde
