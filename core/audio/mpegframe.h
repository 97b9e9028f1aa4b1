#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What the heads of MPEG audio frames say (ISO 11172-3, 2.4.1; ISO 13818-3 for the lower rates).
namespace retrograde {

/// The part of a frame's header that stays the same throughout a stream: sync word, version, layer, rate. Nothing when
/// there are too few bytes.
std::optional<std::uint32_t> mpegStreamKey(std::span<const std::uint8_t> frame);

/// Of a Layer III frame: how many bytes before it its sound begins (the bit reservoir), and how many bytes of sound it
/// holds itself.
struct BitReservoir {
    int behind = 0;
    int own = 0;
    int samples = 0; ///< of each channel
};

/// Nothing when @p frame is no Layer III frame.
std::optional<BitReservoir> bitReservoirOf(std::span<const std::uint8_t> frame);

/// How many bytes of sound follow from this frame on, itself among them, if it is the one that encoders put first to
/// say such things (Xing's, also by the name of Info). Nothing when it is not, or does not say.
std::optional<std::int64_t> statedMpegBytes(std::span<const std::uint8_t> frame);

/// Whether @p bytes begin with frames of MPEG audio in free format: of one length, which no table has. FFmpeg does not
/// know them.
bool isFreeFormatMpeg(std::string_view bytes);

} // namespace retrograde
