// Two pictures under each other: another order of the same clip, or a clip that was pinned.

#include "experiment/transform.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/words.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/stage/stagestate.h"

#include <QAction>

namespace retrograde {

void Stage::State::showComparison()
{
    compareAction->setChecked(compares);
    pinAction->setChecked(pinned.has_value());
    if (!pictures.constantQ || (!compares && !pinned)) {
        if (view->comparesWithAnother())
            view->setComparison(nullptr, {}, {}, {});
        return;
    }
    if (pinned) {
        const auto caption = [](const QString &name, bool heard) { return heard ? tr("%1 (heard)").arg(name) : name; };
        view->setComparison(pinned->picture, pinned->arrangement, caption(title->text(), !hearsPinned),
            caption(pinned->title, hearsPinned));
        return;
    }
    const QString published = QString::fromLatin1(kPublished);
    const QString other = transform == published ? lastOther : published;
    // Both have one axis of time: where one is zoomed in, the other shows other music.
    view->setComparison(pictures.constantQ, arranged(other), transformName(transform),
        tr("%1, the same seconds", "order of a comparison").arg(transformName(other)));
}

void Stage::State::pin(bool wanted)
{
    hearPinned(false);
    pinned.reset();
    if (wanted && pictures.constantQ)
        pinned = Pinned { pictures.constantQ, playable(item->track), arrangement, title->text() };
    showComparison();
}

void Stage::State::compareByEar()
{
    const QString published = QString::fromLatin1(kPublished);
    if (pinned)
        hearPinned(!hearsPinned);
    else
        stage.setTransform(transform == published ? lastOther : published);
}

/// At the same time from the beginning, without stopping.
void Stage::State::hearPinned(bool wanted)
{
    if (wanted == hearsPinned || !item || !pinned || !player.hasSound())
        return;
    hearsPinned = wanted;
    const TimeSelection looped = view->selection().value_or(TimeSelection {});
    if (wanted)
        player.switchSound(pinned->sound, pinned->arrangement, looped.begin, looped.end);
    else
        player.switchSound(playable(item->track), arrangement, looped.begin, looped.end);
    showComparison();
}

} // namespace retrograde
