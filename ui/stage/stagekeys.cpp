#include "ui/base/words.h"
#include "ui/player/playerbar.h"
#include "ui/spectrogram/viewmenu.h"
#include "ui/stage/saliencybar.h"
#include "ui/stage/stagestate.h"

#include <QAction>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <algorithm>
#include <type_traits>

namespace retrograde {

namespace {

/// Pieces that have a key of their own.
constexpr int kAuditionedPieces = 3;

} // namespace

// Longer than other functions: a list of the keys, in their order.
void Stage::State::addKeys()
{
    const auto add = [this](const char *name, const QString &text, const QList<QKeySequence> &keys, auto work) {
        auto *action = new QAction(text, &stage);
        action->setObjectName(QLatin1String(name));
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, &stage, work);
        stage.addAction(action);
        return action;
    };
    const auto separate = [this] {
        auto *line = new QAction(&stage);
        line->setSeparator(true);
        stage.addAction(line);
        return line;
    };
    add("actionPlay", tr("Play or pause"),
        { Qt::Key_Space, Qt::Key_MediaPlay, Qt::Key_MediaTogglePlayPause, Qt::Key_MediaPause },
        [this] { stage.togglePlay(); });
    add("actionReverse", tr("Reversed or as published"), { Qt::Key_R }, [this] {
        const std::string_view wanted = transform.toStdString() == kReversed ? kPublished : kReversed;
        stage.setTransform(QString::fromLatin1(wanted));
    });
    // Two keys, because on many keyboards the first only waits for a letter to put its accent on.
    add("actionCompare", tr("Hear the other: as published, or the kept sound"), { Qt::Key_QuoteLeft, Qt::Key_A },
        [this] { Q_EMIT bar->compareRequested(); });
    add("actionLoop", tr("Loop"), { Qt::Key_L }, [this] { player.setLoop(!player.loops()); });
    add("actionStart", tr("Go to the start"), { Qt::Key_Home }, [this] {
        player.seek(0);
    })->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    separate();
    std::vector<int> order { 1, 2, 3 };
    int number = 0;
    do {
        const QString wanted = QString::fromStdString(orderText(order));
        ++number;
        add(qPrintable(QStringLiteral("actionOrder%1").arg(number)), transformName(wanted),
            { QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number)) },
            [this, wanted] { stage.setTransform(wanted); });
    } while (std::next_permutation(order.begin(), order.end()));

    separate();
    add("actionStop", tr("Stop"), { Qt::Key_S, Qt::Key_MediaStop }, [this] { stage.stopPlayback(); });
    add("actionMute", tr("Mute"), { Qt::CTRL | Qt::Key_M }, [this] { bar->toggleMute(); });
    add("actionHalfSpeed", tr("Half speed or full speed"), { Qt::Key_H },
        [this] { player.setSpeed(player.speed() == 1 ? 0.5 : 1, player.keepsPitch()); });
    add("actionChannels", tr("Channels as published, or mono as models hear it"), { Qt::SHIFT | Qt::Key_H },
        [this] { player.setChannels(player.channels() == ChannelMix() ? ChannelMix::stereo() : ChannelMix()); });
    separate();
    for (int piece = 0; piece < kAuditionedPieces; ++piece) {
        add(qPrintable(QStringLiteral("actionPiece%1").arg(piece + 1)), tr("Hear piece %1 alone").arg(piece + 1),
            { QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + piece)) }, [this, piece] { playPiece(piece); });
    }
    needSelection.push_back(add("actionPlaySelection", tr("Play the selection"), { Qt::SHIFT | Qt::Key_Space }, [this] {
        if (view->selection())
            player.playStretch(view->selection()->begin, view->selection()->end);
    }));
    // Without a selection it says what it needs, or zooms back.
    QAction *zoom = add(
        "actionZoomSelection", tr("Zoom to the selection, and back"), { Qt::Key_Z }, [this] { zoomToSelection(); });
    needPicture.push_back(zoom);
    needSelection.push_back(add("actionCropSelection", tr("Put the selection alone on the stage"),
        { Qt::SHIFT | Qt::Key_Z }, [this] { cropToSelection(); }));
    needSelection.push_back(add("actionMark", tr("Mark the selection"), { Qt::Key_M }, [this] { mark(); }));
    needMark.push_back(add("actionNameMark", tr("Name the mark…"), { Qt::Key_F2 }, [this] { nameMark(); }));
    needMark.push_back(
        add("actionRemoveMark", tr("Remove the mark"), { Qt::SHIFT | Qt::Key_M }, [this] { removeMark(); }));
    needSelection.push_back(
        add("actionClearSelection", tr("End the selection"), {}, [this] { view->setSelection({}); }));
    needPicture.push_back(separate());
    needPicture.push_back(add("actionFit", tr("Show all"), { Qt::SHIFT | Qt::Key_0 }, [this] { view->fit(); }));
    compareAction = add("actionCompareView", tr("Show both, one above the other"), { Qt::Key_C }, [this] {
        compares = compareAction->isChecked();
        showComparison();
    });
    pinAction = add("actionPin", tr("Keep this picture to compare others with"), { Qt::SHIFT | Qt::Key_C },
        [this] { pin(pinAction->isChecked()); });
    contextAction = add("actionContext", tr("Show the crop within its track"), { Qt::Key_X },
        [this] { showContext(contextAction->isChecked()); });
    for (QAction *action : { compareAction, pinAction, contextAction }) {
        action->setCheckable(true);
        needPicture.push_back(action);
    }
    stage.addAction(saliency->action());

    for (const std::vector<QAction *> &actions : { needPicture, needSelection, needMark }) {
        for (QAction *action : actions)
            action->setProperty("picture", true); // of the picture rather than of the player
    }

    const auto addExport = [this](const char *name, const QString &text, auto work) {
        QAction *action = exportMenu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, &stage, work);
        needPicture.push_back(action);
    };
    addExport("exportPicture", tr("Picture (PNG, SVG, PDF)…"), [this] { exportThePicture(); });
    addExport("exportData", tr("Levels (NumPy, CSV)…"), [this] { exportTheData(); });
    addExport("exportSound", tr("Sound (WAV, FLAC)…"), [this] { exportTheSound(); });
    exportMenu->addSeparator();
    addExport("exportMarks", tr("Marks as a Raven selection table…"), [this] { exportMarks(); });
    addExport("importMarks", tr("Read a Raven selection table…"), [this] { importMarks(); });

    clipMenu = new QMenu(&stage);
    clipMenu->setObjectName(QStringLiteral("clipMenu"));
    clipMenu->addAction(zoom);
    clipMenu->addActions({ needSelection.begin(), needSelection.end() });
    clipMenu->addActions({ needMark.begin(), needMark.end() });
    clipMenu->addSeparator();
    clipMenu->addActions({ compareAction, pinAction, contextAction, saliency->action() });
    clipMenu->addSeparator();
    clipMenu->addMenu(exportMenu)->setText(tr("Export"));
    // What is chosen from the menu comes after it was hidden; the next key is not about that mark any more.
    connect(
        clipMenu, &QMenu::aboutToHide, &stage, [this] { markUnderMenu = -1; }, Qt::QueuedConnection);
    enableActions();
}

void Stage::State::restoreSettings()
{
    const QSettings settings;
    player.setVolume(settings.value(QStringLiteral("player/volume"), player.volume()).toInt());
    if (settings.value(QStringLiteral("player/silent"), false).toBool())
        player.setSilent();
    else
        player.setDevice(settings.value(QStringLiteral("player/device")).toString());
    player.setLoop(settings.value(QStringLiteral("player/loop"), false).toBool());
    const QString channels = settings.value(QStringLiteral("player/channels")).toString();
    for (const auto &[name, mix] : kHeardChannels) {
        if (channels == QLatin1String(name))
            player.setChannels(mix);
    }
    ClipViewSettings looks;
    const std::string map = settings.value(QStringLiteral("spectrogram/colourMap")).toString().toStdString();
    for (const ColorMap candidate : colorMaps()) {
        if (toString(candidate) == map)
            looks.colors.map = candidate;
    }
    const auto read = [&](const char *key, auto &value) {
        using Value = std::remove_reference_t<decltype(value)>;
        const QString name = QStringLiteral("spectrogram/") + QLatin1String(key);
        value = settings.value(name, QVariant::fromValue(value)).template value<Value>();
    };
    bool fullScale = false;
    bool frames = false;
    read("floorDb", looks.colors.floorDb);
    read("topDb", looks.colors.topDb);
    read("fullScale", fullScale);
    read("constantQ", looks.constantQ);
    read("linear", looks.linear);
    read("waveform", looks.waveform);
    read("grid", looks.grid);
    read("frames", frames);
    read("concertPitch", looks.concertPitch);
    looks.colors.reference = fullScale ? LevelReference::FullScale : LevelReference::Loudest;
    looks.unit = frames ? TimelineView::TimeUnit::Frames : TimelineView::TimeUnit::Seconds;
    view->setSettings(looks);
    viewMenu->setSettings(view->settings());

    // From now on every change is remembered.
    connect(&player, &PlayerController::volumeChanged, &stage,
        [this] { QSettings().setValue(QStringLiteral("player/volume"), player.volume()); });
    connect(&player, &PlayerController::loopChanged, &stage,
        [this] { QSettings().setValue(QStringLiteral("player/loop"), player.loops()); });
    connect(&player, &PlayerController::channelsChanged, &stage, [this] {
        for (const auto &[name, mix] : kHeardChannels) {
            if (player.channels() == mix)
                QSettings().setValue(QStringLiteral("player/channels"), QLatin1String(name));
        }
    });
    connect(&player, &PlayerController::deviceChanged, &stage, [this] {
        QSettings changed;
        changed.setValue(QStringLiteral("player/device"), player.device());
        changed.setValue(QStringLiteral("player/silent"), player.isSilent());
    });
}

void Stage::State::takeSettings(const ClipViewSettings &settings)
{
    const PictureKinds before { view->settings().constantQ, view->settings().linear, view->settings().waveform };
    view->setSettings(settings);
    viewMenu->setSettings(view->settings());
    enableActions();
    storeSettings();
    const PictureKinds now { view->settings().constantQ, view->settings().linear, view->settings().waveform };
    const bool more = (now.linear && !pictures.linear) || (now.waveform && !pictures.waveform);
    if (item && more && !(now == before))
        load();
}

void Stage::State::storeSettings() const
{
    const ClipViewSettings &looks = view->settings();
    QSettings settings;
    const auto write = [&](const char *key, const QVariant &value) {
        settings.setValue(QStringLiteral("spectrogram/") + QLatin1String(key), value);
    };
    write("colourMap", QString::fromLatin1(toString(looks.colors.map)));
    write("floorDb", looks.colors.floorDb);
    write("topDb", looks.colors.topDb);
    write("fullScale", looks.colors.reference == LevelReference::FullScale);
    write("constantQ", looks.constantQ);
    write("linear", looks.linear);
    write("waveform", looks.waveform);
    write("grid", looks.grid);
    write("frames", looks.unit == TimelineView::TimeUnit::Frames);
    write("concertPitch", looks.concertPitch);
}

void Stage::State::enableActions()
{
    for (QAction *action : needPicture)
        action->setEnabled(pictures.constantQ != nullptr);
    for (QAction *action : needSelection)
        action->setEnabled(view->selection().has_value());
    for (QAction *action : needMark)
        action->setEnabled(pictures.constantQ && !marks.empty());
    contextAction->setEnabled(pictures.constantQ && crop.size() > 0);
    saliency->setPictureThere(pictures.constantQ && view->settings().constantQ);
    exportButton->setEnabled(pictures.constantQ != nullptr);
}

} // namespace retrograde
