#pragma once

#include "audio/arrangement.h"
#include "base/runcontrol.h"
#include "pictures/spectrogramdata.h"
#include "ui/spectrogram/timelineview.h"

#include <QSize>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace retrograde {

/// What stands beside exported pictures.
struct PictureTexts {
    QString title; ///< above them: what they show
    QString credit; ///< beneath: whose it is, and under which licence
};

/// Draws the pictures, one above the other with their axes, in the size @p size: as PNG (pixels), or where the name
/// ends so as SVG or PDF (of as many points; text and lines stay sharp at any size). On white with black letters,
/// whatever the window looks like.
/// @throws Error Io naming the file
void exportPicture(const std::vector<TimelineView *> &pictures, const PictureTexts &texts, const QSize &size,
    const std::filesystem::path &path);

/// The levels of output frames begin ... end - 1 of @p arrangement, dB: as a NumPy array [bins][frames], float32, or
/// where the name ends in ".csv" as text with a row for each frame: its second, then a column for each bin, headed by
/// its Hz.
/// @throws Error Io naming the file; InvalidArgument when there is no frame
void exportData(
    const SpectrogramData &data, const Arrangement &arrangement, FrameSpan frames, const std::filesystem::path &path);

/// Output samples of @p arrangement between two instants (seconds), at the file's own rate, as WAV or FLAC by the
/// name's ending. May take long; memory does not grow with the length.
/// @throws as AudioReader and writeSound; Error Cancelled
void exportSound(const std::filesystem::path &sound, int sampleRate, std::int64_t sampleCount, const FrameGrid &grid,
    const Arrangement &arrangement, double begin, double end, const std::filesystem::path &path,
    const RunControl &control);

} // namespace retrograde
