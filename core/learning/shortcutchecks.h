#pragma once

#include "analysis/metrics.h"
#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <string>
#include <vector>

namespace retrograde {

/// One accuracy, with a 95 % interval drawn over tracks.
struct ShortcutPoint {
    std::string name; ///< "gap of 5 frames", "first fifth", "mp3"
    double value = 0; ///< the gap in frames, or the part of the track; else 0
    std::int64_t examples = 0;
    Interval accuracy;
};

/// Whether a pretext model may have read artefacts instead of music; docs/SHORTCUTS.md explains each check.
struct ShortcutReport {
    double chance = 0.5;
    std::vector<ShortcutPoint> byGap; ///< of a jigsaw: the model, asked with wider and narrower gaps
    std::vector<ShortcutPoint> byPosition; ///< by fifths of the tracks
    std::vector<ShortcutPoint> byCodec; ///< music that was compressed with loss, and other
    /// Tiny models that are shown next to nothing: the frames at the edges of the pieces, or their mean levels. What
    /// they reach can be had without listening.
    std::vector<ShortcutPoint> probes;
    std::vector<std::string> alarms; ///< in sentences; empty = nothing was found
};

/// Asks the best model of a run, on the tracks it held out. Takes a few minutes.
/// @throws Error NotFound, InvalidArgument when it is no pretext run, Training, Cancelled
ShortcutReport checkShortcuts(
    const Workspace &workspace, Id runId, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
