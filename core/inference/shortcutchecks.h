#pragma once

#include "answers/metrics.h"
#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// One accuracy, with a 95 % interval drawn over tracks.
struct ShortcutPoint {
    std::string name; ///< "gap of 5 frames", "first fifth", "through MP3"
    double value = 0; ///< the gap in frames, or the part of the track; else 0
    std::int64_t examples = 0;
    Interval accuracy;
    /// Of a point that is paired with another: its accuracy less the other's, on the same clips, with a 95 % interval
    /// drawn over tracks.
    std::optional<Interval> difference {};
};

/// Whether a pretext model may have read artefacts instead of music; docs/SHORTCUTS.md explains each check.
struct ShortcutReport {
    double chance = 0.5;
    /// Of a jigsaw: the model, asked with wider and narrower gaps around the same middle pieces. Differences are to the
    /// narrowest gap across which pieces share nothing.
    std::vector<ShortcutPoint> byGap;
    /// Of a jigsaw: the same clips with their pieces cut out of the spectrogram, and cut out of the sound before it is
    /// transformed, which shares nothing; at the narrowest gap of training, and so far apart that neither does. Each
    /// difference is to the one before it.
    std::vector<ShortcutPoint> byCut;
    std::vector<ShortcutPoint> byPosition; ///< by fifths of the tracks
    std::vector<ShortcutPoint> byCodec; ///< music that was compressed with loss, and other: which is other music
    /// The same clips as they are, lossless ones where there are any, and through MP3.
    std::vector<ShortcutPoint> byEncoding;
    /// Tiny models that are shown next to nothing: the frames at the edges of the pieces and how they compare, or the
    /// levels of the pieces. What they reach can be had without listening.
    std::vector<ShortcutPoint> probes;
    std::vector<std::string> alarms; ///< in sentences; empty = nothing was found
};

/// Asks the best model of a run, on the tracks it held out. Takes a few minutes.
/// @throws Error NotFound, InvalidArgument when it is no pretext run, Training, Cancelled
ShortcutReport checkShortcuts(
    const Workspace &workspace, Id runId, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
