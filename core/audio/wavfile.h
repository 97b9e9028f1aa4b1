#pragma once

#include <filesystem>
#include <span>

namespace retrograde {

/// Writes mono 16-bit PCM WAV (rounded to nearest, clipped to full scale: a 16-bit source survives bit for bit),
/// whole or not at all.
/// @throws Error Io naming the file
void writeWav(const std::filesystem::path &path, std::span<const float> samples, int sampleRate);

} // namespace retrograde
