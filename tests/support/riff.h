#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

/// WAV files byte by byte, as Microsoft's and IBM's RIFF specification has them.
namespace retrograde::testing {

/// The low @p bytes bytes of @p number, least significant first.
inline std::string littleEndian(std::uint64_t number, int bytes)
{
    std::string written;
    for (int i = 0; i < bytes; ++i)
        written += static_cast<char>(number >> (8 * i) & 0xFF);
    return written;
}

inline std::string riffChunk(std::string_view id, std::string_view data)
{
    std::string written(id);
    written += littleEndian(data.size(), 4);
    written += data;
    return data.size() % 2 ? written + '\0' : written;
}

/// A WAV file of 32-bit floats, interleaved. @p moreChunks stand before the sound.
inline std::string floatWav(
    std::span<const float> samples, int sampleRate, int channels = 1, std::string_view moreChunks = {})
{
    const auto frameBytes = static_cast<std::uint64_t>(4 * channels);
    std::string data(samples.size_bytes(), '\0');
    std::memcpy(data.data(), samples.data(), samples.size_bytes());
    const auto rate = static_cast<std::uint64_t>(sampleRate);
    const std::string format = littleEndian(3, 2) + littleEndian(static_cast<std::uint64_t>(channels), 2)
        + littleEndian(rate, 4) + littleEndian(rate * frameBytes, 4) + littleEndian(frameBytes, 2)
        + littleEndian(32, 2);
    return riffChunk("RIFF", "WAVE" + riffChunk("fmt ", format) + std::string(moreChunks) + riffChunk("data", data));
}

} // namespace retrograde::testing
