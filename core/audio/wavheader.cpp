#include "audio/wavheader.h"

#include "audio/mediafile.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace retrograde {

namespace {

constexpr unsigned kPcm = 1;
constexpr unsigned kFloat = 3;
constexpr unsigned kExtensible = 0xFFFE;
/// Where the subformat's number, and before it the number of valid bits, lie in the format's description.
constexpr std::size_t kValidBits = 18;
constexpr std::size_t kSubformat = 24;
constexpr std::size_t kWholeFormat = 40;
/// Chunks before the sound that are looked at.
constexpr int kMostChunks = 64;
constexpr std::int64_t kDs64DataSize = 28; ///< in a file that begins with that chunk, as it must

std::uint64_t number(std::string_view bytes, std::size_t offset, int size, bool bigEndian = false)
{
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) {
        const std::size_t place = offset + static_cast<std::size_t>(bigEndian ? i : size - 1 - i);
        value = value << 8 | (place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0u);
    }
    return value;
}

std::string written(std::uint64_t value, int size, bool bigEndian = false)
{
    std::string bytes;
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> 8 * (bigEndian ? size - 1 - i : i));
    return bytes;
}

struct Chunk {
    std::int64_t begin = 0; ///< of what it holds
    std::int64_t size = 0;
};

/// The chunk that begins with @p id; its size is 0 when there is none.
Chunk findChunk(MediaFile &file, std::string_view id, bool bigEndian)
{
    std::int64_t at = 12;
    for (int i = 0; i < kMostChunks; ++i) {
        const std::string head = file.peek(at, 8);
        if (head.size() < 8)
            break;
        const auto size = static_cast<std::int64_t>(number(head, 4, 4, bigEndian));
        if (head.starts_with(id))
            return { at + 8, size };
        at += 8 + size + size % 2;
    }
    return {};
}

/// The same in Sony's 64-bit WAV, where names are sixteen bytes and sizes count the header.
Chunk findWave64Chunk(MediaFile &file, std::string_view id)
{
    std::int64_t at = 40;
    for (int i = 0; i < kMostChunks; ++i) {
        const std::string head = file.peek(at, 24);
        const auto size = static_cast<std::int64_t>(number(head, 16, 8));
        if (head.size() < 24 || size < 24 || size > file.size())
            break;
        if (head.starts_with(id))
            return { at + 24, size - 24 };
        at += (size + 7) / 8 * 8;
    }
    return {};
}

void mendWidth(MediaFile &file, const Chunk &chunk, bool bigEndian)
{
    const std::string format = file.peek(chunk.begin, kWholeFormat);
    if (chunk.size < 16 || format.size() < 16)
        return;
    const auto field = [&](std::size_t offset) { return static_cast<unsigned>(number(format, offset, 2, bigEndian)); };
    const bool extensible = field(0) == kExtensible && format.size() == kWholeFormat;
    const unsigned kind = extensible ? field(kSubformat) : field(0);
    const unsigned channels = field(2);
    const unsigned frameBytes = field(12);
    if ((kind != kPcm && kind != kFloat) || channels == 0 || frameBytes == 0 || frameBytes % channels != 0)
        return;
    const unsigned bits = 8 * (frameBytes / channels);
    // Cool Edit wrote floats so, with a range of 24 bits, and FFmpeg knows it.
    const bool isCoolEdit = !extensible && kind == kPcm && field(14) == 24 && bits == 32;
    if (bits > 64 || isCoolEdit)
        return;
    const std::string mended = written(bits, 2, bigEndian);
    if (field(14) != bits)
        file.replace(chunk.begin + 14, mended);
    if (extensible && field(kValidBits) != bits)
        file.replace(chunk.begin + static_cast<std::int64_t>(kValidBits), mended);
}

} // namespace

void mendWavHeader(MediaFile &file)
{
    const std::string head = file.peek(0, 44);
    const std::string_view kind = std::string_view(head).substr(0, 4);
    const bool has64BitSizes = kind == "RF64" || kind == "BW64";
    if (kind == "riff") {
        mendWidth(file, findWave64Chunk(file, "fmt "), false);
        return;
    }
    if (head.size() < 44 || (kind != "RIFF" && kind != "RIFX" && !has64BitSizes))
        return;
    const bool bigEndian = kind == "RIFX";
    mendWidth(file, findChunk(file, "fmt ", bigEndian), bigEndian);
    const bool hasSizes = std::string_view(head).substr(12, 4) == "ds64";
    if (!has64BitSizes || !hasSizes || number(head, kDs64DataSize, 8) != 0)
        return;
    const Chunk data = findChunk(file, "data", false);
    if (data.begin > 0)
        file.replace(kDs64DataSize, written(static_cast<std::uint64_t>(file.size() - data.begin), 8));
}

} // namespace retrograde
