#include "audio/mpegframe.h"

#include <cstddef>

namespace retrograde {

namespace {

constexpr std::uint32_t kStreamKey = 0xFFFE0C00u;
/// The same, with the bit rate.
constexpr std::uint32_t kFreeFormatKey = kStreamKey | 0xF000u;
constexpr std::size_t kShortestFrame = 24; ///< bytes
constexpr std::size_t kLongestFrame = 8192; ///< free format at 640 kbit/s and 8 kHz is shorter

std::uint32_t headerAt(std::string_view bytes, std::size_t offset)
{
    std::uint32_t header = 0;
    for (std::size_t i = 0; i < 4; ++i)
        header = header << 8 | (offset + i < bytes.size() ? static_cast<unsigned char>(bytes[offset + i]) : 0u);
    return header;
}

} // namespace

std::optional<std::uint32_t> mpegStreamKey(std::span<const std::uint8_t> frame)
{
    if (frame.size() < 4)
        return std::nullopt;
    return headerAt({ reinterpret_cast<const char *>(frame.data()), 4 }, 0) & kStreamKey;
}

std::optional<BitReservoir> bitReservoirOf(std::span<const std::uint8_t> frame)
{
    if (frame.size() < 8 || frame[0] != 0xFF || (frame[1] & 0xE6) != 0xE2)
        return std::nullopt;
    const bool isMpeg1 = (frame[1] & 0x18) == 0x18;
    const bool isMono = frame[3] >> 6 == 3;
    const std::size_t begin = frame[1] & 1 ? 4 : 6; // a checksum follows the header
    const std::size_t sideInfo = isMpeg1 ? (isMono ? 17 : 32) : (isMono ? 9 : 17);
    if (frame.size() < begin + sideInfo)
        return std::nullopt;
    const int behind = isMpeg1 ? frame[begin] << 1 | frame[begin + 1] >> 7 : frame[begin];
    return BitReservoir { behind, static_cast<int>(frame.size() - begin - sideInfo), isMpeg1 ? 1152 : 576 };
}

std::optional<std::int64_t> statedMpegBytes(std::span<const std::uint8_t> frame)
{
    const std::string_view bytes(reinterpret_cast<const char *>(frame.data()), frame.size());
    const std::optional<BitReservoir> reservoir = bitReservoirOf(frame);
    if (!reservoir)
        return std::nullopt;
    const std::size_t mark = frame.size() - static_cast<std::size_t>(reservoir->own);
    if (bytes.substr(mark, 4) != "Xing" && bytes.substr(mark, 4) != "Info")
        return std::nullopt;
    const std::uint32_t fields = headerAt(bytes, mark + 4);
    if ((fields & 2) == 0 || frame.size() < mark + 16)
        return std::nullopt;
    return headerAt(bytes, mark + 8 + (fields & 1 ? 4 : 0));
}

bool isFreeFormatMpeg(std::string_view bytes)
{
    const std::uint32_t first = headerAt(bytes, 0);
    const bool isMpeg = first >> 21 == 0x7FF && (first >> 19 & 3) != 1 && (first >> 17 & 3) != 0;
    const bool isFree = (first >> 12 & 15) == 0 && (first >> 10 & 3) != 3;
    if (!isMpeg || !isFree)
        return false;
    const auto isFrame = [&](std::size_t offset) { return ((headerAt(bytes, offset) ^ first) & kFreeFormatKey) == 0; };
    // Frames are as long as one another, but for a byte (four in Layer I) that fills up.
    for (std::size_t length = kShortestFrame; length <= kLongestFrame; ++length) {
        for (std::size_t more = 0; more <= 4; ++more) {
            if (isFrame(length) && isFrame(2 * length + more))
                return true;
        }
    }
    return false;
}

} // namespace retrograde
