// A clip within its track, and a clip of what is selected.

#include "base/error.h"
#include "experiment/transform.h"
#include "ui/base/errortext.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/stagestate.h"

#include <QAction>
#include <algorithm>
#include <cstdlib>

namespace retrograde {

void Stage::State::cropToSelection()
{
    const std::optional<TimeSelection> selection = view->selection();
    if (!selection || !item)
        return;
    const FrameGrid grid = parameters.grid();
    const std::int64_t last = arrangement.frameCount() - 1;
    const std::int64_t one = arrangement.sourceFrame(std::clamp<std::int64_t>(grid.frameAt(selection->begin), 0, last));
    const std::int64_t other
        = arrangement.sourceFrame(std::clamp<std::int64_t>(grid.frameAt(selection->end) - 1, 0, last));
    StageItem cropped;
    cropped.track = item->track;
    cropped.startSeconds = grid.secondsAt(std::max<std::int64_t>(0, std::min(one, other)));
    cropped.seconds = grid.secondsAt(std::abs(other - one) + 1);
    cropped.transform = transform;
    stage.showItem(cropped);
}

void Stage::State::showContext(bool shown)
{
    if (!item || shown == context)
        return;
    const bool plays = player.state() == PlayerController::State::Playing;
    context = shown;
    contextAction->setChecked(shown);
    if (shown) {
        cropTransform = transform;
        cropPosition = player.position();
        cropSelection = view->selection();
    }
    span = shown ? FrameSpan { 0, framesOf(item->track, parameters.grid()) } : spanOf(*item, parameters.grid());
    pictures = {};
    view->clear();
    try {
        applyTransform(shown ? QString::fromLatin1(kPublished) : cropTransform);
    } catch (const Error &error) {
        applyTransform(QString::fromLatin1(kPublished)); // the gap that was chosen meanwhile is too wide for the crop
        Q_EMIT stage.problem(describe(error));
    }
    hearsPinned = false;
    player.setSound(playable(item->track), arrangement);
    awaitedSelection.reset();
    if (shown) {
        player.seek(parameters.grid().secondsAt(crop.begin));
    } else {
        awaitedSelection = cropSelection;
        player.seek(cropPosition);
    }
    if (plays)
        player.play();
    load();
    Q_EMIT stage.transformChanged(transform);
}

} // namespace retrograde
