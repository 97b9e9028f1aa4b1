#include "ui/stage/clipspan.h"

#include <algorithm>

namespace retrograde {

std::int64_t framesOf(const Track &track, const FrameGrid &grid)
{
    if (track.sampleRate <= 0)
        return 0;
    // What decoding gives at the grid's rate.
    const std::int64_t samples = (track.sampleCount * grid.sampleRate + track.sampleRate - 1) / track.sampleRate;
    return grid.framesIn(samples);
}

FrameSpan spanOf(const StageItem &item, const FrameGrid &grid)
{
    const std::int64_t all = framesOf(item.track, grid);
    FrameSpan span { grid.frameAt(item.startSeconds), all };
    if (item.prediction)
        span = { item.prediction->beginFrame, item.prediction->beginFrame + item.prediction->frameCount };
    else if (item.seconds > 0)
        span.end = grid.frameAt(item.startSeconds + item.seconds);
    span.begin = std::clamp(span.begin, std::int64_t { 0 }, all);
    span.end = std::clamp(span.end, span.begin, all);
    return span;
}

} // namespace retrograde
