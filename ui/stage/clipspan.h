#pragma once

#include "base/framegrid.h"
#include "ui/stage/stage.h"

namespace retrograde {

/// Frames of the whole track on @p grid.
std::int64_t framesOf(const Track &track, const FrameGrid &grid);

/// The frames that @p item means: what a model judged exactly; otherwise those whose centres are nearest to its start
/// and its end, within the track. Empty when there is nothing.
FrameSpan spanOf(const StageItem &item, const FrameGrid &grid);

/// Whether both point at the same place of the same track, judged alike.
bool isSame(const StageItem &one, const StageItem &other);

} // namespace retrograde
