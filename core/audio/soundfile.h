#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace retrograde {

/// Sound files that can be written: mono, 16 bits, lossless.
enum class SoundFormat { Wav, Flac };

/// Flac for a name that ends in ".flac" (in any case), Wav for all others.
SoundFormat soundFormatOf(const std::filesystem::path &path);

/// Writes sound (rounded to nearest, clipped to full scale, NaN as 0: a 16-bit source survives bit for bit), whole or
/// not at all, in memory that does not grow with its length. @p next fills the span it is given and returns how many
/// samples it wrote, 0 at the end; it may throw, then nothing is written.
/// @return the number of samples
/// @throws Error Io naming the file; Unsupported where the format cannot hold so much, or not that rate
std::int64_t writeSound(const std::filesystem::path &path, SoundFormat format, int sampleRate,
    const std::function<std::size_t(std::span<float>)> &next);

} // namespace retrograde
