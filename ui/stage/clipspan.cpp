#include "ui/stage/clipspan.h"

#include <algorithm>
#include <tuple>

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
    if (item.judged)
        span = item.judged->span();
    else if (item.seconds > 0)
        span.end = grid.frameAt(item.startSeconds + item.seconds);
    span.begin = std::clamp(span.begin, std::int64_t { 0 }, all);
    span.end = std::clamp(span.end, span.begin, all);
    return span;
}

bool isSame(const StageItem &one, const StageItem &other)
{
    const auto place = [](const StageItem &item) {
        return std::tuple(item.track.id, item.track.path, item.track.status, item.startSeconds, item.seconds,
            item.transform, item.judged.has_value());
    };
    const auto answer = [](const StageItem &item) {
        const JudgedClip judged = item.judged.value_or(JudgedClip {});
        const Answer &said = judged.answer;
        return std::tuple(judged.runId, judged.frameCount, said.beginFrame, std::string(said.subject()), said.wanted,
            said.said, said.probability);
    };
    return place(one) == place(other) && answer(one) == answer(other);
}

} // namespace retrograde
