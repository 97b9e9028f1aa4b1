#pragma once

#include "audio/arrangement.h"
#include "spectrum/colormap.h"
#include "spectrum/featurestore.h"

#include <filesystem>

namespace retrograde {

/// Writes the arranged frames as a PNG, low notes below, @p scale pixels per cell and side, whole or not at all.
/// @throws Error Io naming the file
void writeClipPicture(const std::filesystem::path &path, const StoredSpectrogram &spectrogram,
    const Arrangement &arrangement, ColorMap map, int scale);

} // namespace retrograde
