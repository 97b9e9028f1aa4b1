#pragma once

#include <filesystem>
#include <span>

namespace retrograde {

/// Writes interleaved samples (-1 ... 1, clipped beyond) as Ogg Vorbis at about 112 kbit/s for stereo at 44.1 kHz,
/// whole or not at all. As many samples as were given are decoded again, but for files of less than two seconds or so,
/// of which FFmpeg 5.1 drops the first 128.
/// @throws Error Io naming the file
void writeVorbis(const std::filesystem::path &path, std::span<const float> samples, int channels, int sampleRate);

} // namespace retrograde
