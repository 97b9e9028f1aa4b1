#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

/// Sound files made on the spot.
namespace retrograde::testing {

bool ffmpegAvailable();

/// Writes interleaved @p samples as the file @p path by the ffmpeg program; @p arguments choose codec and container,
/// such as {"-c:a", "libvorbis", "-f", "ogg"}; without them the name's ending does.
/// @throws std::runtime_error when ffmpeg fails
void encode(std::span<const float> samples, int sampleRate, const std::filesystem::path &path,
    const std::vector<std::string> &arguments = {}, int channels = 1);

std::string readBytes(const std::filesystem::path &path);
void writeBytes(const std::filesystem::path &path, const std::string &bytes);

/// @p samples rounded to 16 bits, as a lossless 16-bit file gives them back.
std::vector<float> roundedTo16Bits(std::span<const float> samples);

/// The loudest difference between two sounds of the same length; infinite when the lengths differ.
float greatestDifference(std::span<const float> one, std::span<const float> other);

/// How much louder @p reference is than what @p heard differs from it, in dB.
double signalToNoise(std::span<const float> reference, std::span<const float> heard);

} // namespace retrograde::testing
