// The order and direction in which the clip is seen and heard, and the gaps between its pieces.

#include "base/error.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"
#include "ui/base/errortext.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/stagestate.h"

#include <algorithm>

namespace retrograde {

namespace {

/// Where the stretch @p selection of what @p before lets hear is in @p after; as it was where it is torn apart.
TimeSelection follow(
    const TimeSelection &selection, const Arrangement &before, const Arrangement &after, const FrameGrid &grid)
{
    const FrameSpan heard { std::clamp<std::int64_t>(grid.frameAt(selection.begin), 0, before.frameCount()),
        std::clamp<std::int64_t>(grid.frameAt(selection.end), 0, before.frameCount()) };
    if (heard.size() <= 0)
        return selection;
    const std::int64_t one = before.sourceFrame(heard.begin);
    const std::int64_t other = before.sourceFrame(heard.end - 1);
    const FrameSpan source { std::min(one, other), std::max(one, other) + 1 };
    if (source.size() != heard.size())
        return selection;
    const std::vector<FrameSpan> spans = after.outputSpans(source);
    if (spans.size() != 1 || spans.front().size() != source.size())
        return selection;
    TimeSelection followed = selection;
    followed.begin = grid.secondsAt(spans.front().begin);
    followed.end = grid.secondsAt(spans.front().end);
    return followed;
}

/// Frames of the original that lie between two pieces that followed each other there.
std::int64_t cutAtJoints(const Arrangement &arrangement)
{
    std::vector<Piece> pieces = arrangement.pieces();
    std::sort(
        pieces.begin(), pieces.end(), [](const Piece &one, const Piece &other) { return one.begin < other.begin; });
    return pieces.size() > 1 ? std::max<std::int64_t>(0, pieces[1].begin - pieces[0].end) : 0;
}

} // namespace

void Stage::State::setGap(int frames, bool audible)
{
    const int before = gapFrames;
    const bool wasAudible = gapAudible;
    gapFrames = frames;
    gapAudible = audible;
    try {
        (void)arranged(transform);
        (void)arranged(lastOther);
    } catch (const Error &error) {
        gapFrames = before;
        gapAudible = wasAudible;
        Q_EMIT stage.problem(describe(error));
    }
    bar->setGap(gapFrames, gapAudible);
    if (item && pictures.constantQ)
        rearrange(transform);
}

/// The item as @p wanted says.
Arrangement Stage::State::arranged(const QString &wanted) const
{
    // What a model heard of a jigsaw has gaps between the pieces as its run says, also when they are in order.
    const std::string transformation = wanted.toStdString();
    const bool judged = !context && spec && spec->clip.pieces > 1 && item->judged && transformation != kReversed;
    const Arrangement heard = judged ? judgedArrangement(*spec, transformation, span.begin)
                                     : arrangementFor(transformation, span, gapFrames);
    return gapAudible ? heard.spaced(cutAtJoints(heard)) : heard;
}

/// Another order of what is on the stage, without stopping.
void Stage::State::rearrange(const QString &wanted)
{
    const Arrangement before = arrangement;
    std::optional<TimeSelection> selection = pictures.constantQ ? view->selection() : awaitedSelection;
    hearPinned(false);
    applyTransform(wanted);
    if (selection)
        selection = follow(*selection, before, arrangement, parameters.grid());
    const TimeSelection looped = selection.value_or(TimeSelection {});
    player.setArrangement(arrangement, looped.begin, looped.end);
    if (pictures.constantQ) {
        const TimeSelection seen { view->visibleBegin(), view->visibleEnd() };
        view->setArrangement(arrangement);
        view->setSelection(selection);
        const TimeSelection followed = follow(seen, before, arrangement, parameters.grid());
        view->setVisibleTime(followed.begin, followed.end);
    } else {
        awaitedSelection = selection;
    }
    showComparison();
}

void Stage::State::applyTransform(const QString &wanted)
{
    arrangement = arranged(wanted);
    transform = wanted;
    if (transform.toStdString() != kPublished)
        lastOther = transform;
    bar->setTransform(transform);
}

} // namespace retrograde
