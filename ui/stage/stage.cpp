#include "ui/stage/stage.h"

#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"
#include "jobs/worker.h"
#include "library/raventable.h"
#include "library/workspace.h"
#include "ui/base/dialogs.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/look/elidedlabel.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/viewmenu.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/export.h"
#include "ui/stage/pictureloader.h"
#include "ui/stage/picturesizedialog.h"
#include "ui/stage/saliencybar.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <functional>
#include <type_traits>

namespace retrograde {

namespace {

constexpr int kGap = 8;
/// A picture that is there sooner comes without a busy page before it.
constexpr int kBusyDelayMilliseconds = 200;
constexpr int kProgressSteps = 1000;
/// Pieces that have a key of their own.
constexpr int kAuditionedPieces = 3;

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

QString titleOf(const StageItem &item, const FrameSpan &span, const FrameGrid &grid)
{
    QStringList parts { item.track.title.empty() ? toQString(displayPath(item.track.path.filename()))
                                                 : toQString(item.track.title) };
    if (!item.track.artist.empty())
        parts.append(toQString(item.track.artist));
    const bool whole = !item.prediction && item.startSeconds <= 0 && item.seconds <= 0;
    const double begin = item.prediction ? grid.secondsAt(span.begin) : item.startSeconds;
    const double end = item.prediction ? grid.secondsAt(span.end)
        : item.seconds > 0             ? item.startSeconds + item.seconds
                                       : item.track.seconds;
    const QString length = toQString(formatDuration(end));
    parts.append(whole
            ? length
            : Stage::tr("%1–%2", "from ... to, in minutes and seconds").arg(toQString(formatDuration(begin)), length));
    return parts.join(QStringLiteral(" – "));
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

struct Stage::State {
    State(Stage &owner, SoundDevices devices)
        : stage(owner)
        , player(std::move(devices))
    {
    }

    void build();
    void addKeys();
    void restoreSettings();
    void load();
    void show(const ClipPictures &pictures);
    void showVisible();
    void showComparison();
    void loopSelection();
    void playPiece(int piece);
    void zoomToSelection();
    void cropToSelection();
    void showContext(bool shown);
    void pin(bool pinned);
    void compareByEar();
    void hearPinned(bool wanted);
    PlayableFile playable(const Track &track) const;
    void setGap(int frames, bool audible);
    void mark();
    int pointedMark() const;
    void nameMark();
    void removeMark();
    void takeSettings(const ClipViewSettings &settings);
    void storeSettings() const;
    int orderOf(QObject *watched, const QKeyEvent &key) const;
    void enableActions();
    QString suggestedFile(const QString &ending) const;
    QString askForFile(const QString &title, const QString &ending, const QString &filter);
    void writing(const std::function<void()> &work, const QString &path);
    void exportThePicture();
    void exportTheData();
    void exportTheSound();
    void exportMarks();
    void importMarks();
    FrameSpan whatIsSeen() const;
    void showPrediction();
    QString knownWords() const;
    void readKnown();
    void askAboutPrediction();
    void showError(const Error &error);
    void setIcons();
    void applyTransform(const QString &wanted);
    std::optional<RunSpec> specOf(const StageItem &wanted) const;
    void rearrange(const QString &wanted);
    Arrangement arranged(const QString &wanted) const;

    Stage &stage;
    PlayerController player;
    PictureLoader loader;
    const Workspace *workspace = nullptr;

    std::optional<StageItem> item;
    std::optional<RunSpec> spec; ///< of the run that judged the item
    CqtParameters parameters;
    FrameSpan span;
    QString transform = QString::fromLatin1(kPublished);
    QString lastOther = QString::fromLatin1(kReversed); ///< arrangement to compare as published with
    Arrangement arrangement;
    ClipPictures pictures; ///< of the item; empty while they are being made
    FrameSpan crop; ///< the frames that the model saw
    bool context = false; ///< the whole track is shown, with the crop marked
    int gapFrames = 0; ///< left out at each joint
    bool gapAudible = false;
    bool compares = false; ///< another picture is shown beneath
    std::vector<AnnotationBox> marks;
    int markUnderMenu = -1;
    std::vector<Label> labels; ///< of the item's track, as its dataset has them
    std::vector<Moment> moments; ///< the events in it
    /// Kept to compare others with.
    struct Pinned {
        std::shared_ptr<const SpectrogramData> picture;
        PlayableFile sound;
        Arrangement arrangement;
        QString title;
    };
    std::optional<Pinned> pinned;
    bool hearsPinned = false; ///< it is what the player has, instead of the item
    NativeFileDialogs nativeFiles;
    NativeMessageBoxes nativeMessages;
    FileDialogs *files = &nativeFiles;
    MessageBoxes *messages = &nativeMessages;

    ElidedLabel *title = nullptr;
    QLabel *judgement = nullptr;
    QStackedWidget *pages = nullptr;
    EmptyState *emptyPage = nullptr;
    EmptyState *busyPage = nullptr;
    QProgressBar *progress = nullptr;
    EmptyState *errorPage = nullptr;
    ClipView *view = nullptr;
    SaliencyBar *saliency = nullptr;
    ViewMenu *viewMenu = nullptr;
    QToolButton *viewButton = nullptr;
    QToolButton *exportButton = nullptr;
    QMenu *clipMenu = nullptr;
    QMenu *exportMenu = nullptr;
    std::vector<QAction *> needPicture;
    std::vector<QAction *> needSelection;
    std::vector<QAction *> needMark;
    std::vector<QAction *> orders; ///< in alphabetical order
    QAction *contextAction = nullptr;
    QAction *compareAction = nullptr;
    QAction *pinAction = nullptr;
    ElidedLabel *readOut = nullptr;
    PlayerBar *bar = nullptr;
    QTimer busyTimer;
    JobQueue writer; ///< last: its jobs use the others
};

void Stage::State::build()
{
    stage.setObjectName(QStringLiteral("stage"));
    stage.setAccessibleName(tr("Stage"));

    title = new ElidedLabel(&stage);
    title->setObjectName(QStringLiteral("stageTitle"));
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    judgement = new QLabel(&stage);
    judgement->setObjectName(QStringLiteral("stageJudgement"));
    judgement->setTextFormat(Qt::RichText);

    emptyPage = new EmptyState(&stage);
    emptyPage->setObjectName(QStringLiteral("stageEmpty"));
    emptyPage->setTexts(
        tr("Nothing on the stage"), tr("Choose a track, a clip or a mistake: it appears here. Space plays it."));

    busyPage = new EmptyState(&stage);
    busyPage->setObjectName(QStringLiteral("stageBusy"));
    progress = new QProgressBar(busyPage);
    progress->setObjectName(QStringLiteral("stageProgress"));
    progress->setAccessibleName(tr("Progress"));
    progress->setRange(0, kProgressSteps);
    progress->setFixedWidth(320);
    busyPage->addWidget(progress);
    connect(
        busyPage->addButton(tr("Cancel"), QStringLiteral("stageCancel")), &QPushButton::clicked, &stage, &Stage::clear);

    errorPage = new EmptyState(&stage);
    errorPage->setObjectName(QStringLiteral("stageError"));
    connect(errorPage->addButton(tr("Try again"), QStringLiteral("stageRetry")), &QPushButton::clicked, &stage, [this] {
        if (item)
            stage.showItem(StageItem(*item));
    });

    view = new ClipView(&stage);
    saliency = new SaliencyBar(*view, &stage);
    viewMenu = new ViewMenu(&stage);
    const auto menuButton = [this](const char *name, const QString &text, QMenu *menu) {
        auto *button = new QToolButton(&stage);
        button->setObjectName(QLatin1String(name));
        button->setText(text);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(menu);
        return button;
    };
    viewButton = menuButton("viewButton", tr("View"), viewMenu);
    viewButton->setToolTip(tr("Pictures, colours, levels and axes"));
    exportMenu = new QMenu(&stage);
    exportMenu->setObjectName(QStringLiteral("exportMenu"));
    exportButton = menuButton("exportButton", tr("Export"), exportMenu);
    exportButton->setToolTip(tr("Write the picture, its data, the sound or the marks to a file"));
    pages = new QStackedWidget(&stage);
    pages->setObjectName(QStringLiteral("stagePages"));
    for (QWidget *page : std::initializer_list<QWidget *> { emptyPage, busyPage, errorPage, view })
        pages->addWidget(page);

    readOut = new ElidedLabel(&stage);
    readOut->setObjectName(QStringLiteral("stageReadOut"));
    bar = new PlayerBar(player, &stage);

    auto *header = new QHBoxLayout;
    header->setSpacing(2 * kGap);
    header->addWidget(title, 1);
    header->addWidget(saliency);
    header->addWidget(judgement);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    buttons->addWidget(viewButton);
    buttons->addWidget(exportButton);
    header->addLayout(buttons);
    auto *layout = new QVBoxLayout(&stage);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->setSpacing(kGap / 2);
    layout->addLayout(header);
    layout->addWidget(pages, 1);
    layout->addWidget(readOut);
    layout->addWidget(bar);

    connect(view, &ClipView::seekRequested, &player, &PlayerController::seek);
    connect(view, &ClipView::readingChanged, &stage, [this](const QString &reading) {
        readOut->setText(reading.isEmpty()
                ? tr("Point at the picture for time, pitch and level; click to go there, drag to select.")
                : reading);
    });
    connect(view, &ClipView::visibleTimeChanged, &stage, [this] { showVisible(); });
    connect(view, &ClipView::selectionChanged, &stage, [this] {
        loopSelection();
        enableActions();
    });
    connect(view, &ClipView::pieceClicked, &stage, [this](int piece) { playPiece(piece); });
    connect(view, &ClipView::menuRequested, &stage, [this](const QPoint &position, int annotation) {
        markUnderMenu = annotation;
        clipMenu->popup(position);
    });
    connect(view, &ClipView::settingsChanged, &stage, [this] { takeSettings(view->settings()); });
    connect(viewMenu, &ViewMenu::settingsChosen, &stage,
        [this](const ClipViewSettings &settings) { takeSettings(settings); });
    connect(
        saliency, &SaliencyBar::failed, &stage, [this](const Error &error) { Q_EMIT stage.problem(describe(error)); });
    connect(bar, &PlayerBar::gapChosen, &stage, [this](int frames, bool audible) { setGap(frames, audible); });
    connect(bar, &PlayerBar::transformChosen, &stage, &Stage::setTransform);
    connect(bar, &PlayerBar::compareRequested, &stage, [this] { compareByEar(); });

    connect(&player, &PlayerController::positionChanged, view, &ClipView::setPlayhead);
    connect(&player, &PlayerController::stateChanged, &stage, [this] {
        if (player.state() == PlayerController::State::Playing)
            Q_EMIT stage.playbackStarted();
    });
    connect(&player, &PlayerController::failed, &stage, [this](const Error &error) {
        if (error.code() == ErrorCode::Device) {
            Q_EMIT stage.problem(describe(error));
        } else if (hearsPinned) {
            pin(false);
            Q_EMIT stage.problem(describe(error));
        } else {
            showError(error);
        }
    });

    busyTimer.setSingleShot(true);
    busyTimer.setInterval(kBusyDelayMilliseconds);
    connect(&busyTimer, &QTimer::timeout, &stage, [this] { pages->setCurrentWidget(busyPage); });
    connect(&loader, &PictureLoader::progressed, &stage,
        [this](double share) { progress->setValue(static_cast<int>(share * kProgressSteps)); });
    connect(&loader, &PictureLoader::failed, &stage, [this](const Error &error) { showError(error); });
    connect(&loader, &PictureLoader::loaded, &stage, [this](const ClipPictures &loaded) { show(loaded); });
    connect(&loader, &PictureLoader::finished, &stage, [this] { progress->setValue(kProgressSteps); });
}

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
    add("actionPlay", tr("Play or pause"),
        { Qt::Key_Space, Qt::Key_MediaPlay, Qt::Key_MediaTogglePlayPause, Qt::Key_MediaPause },
        [this] { stage.togglePlay(); });
    add("actionReverse", tr("Reversed or as published"), { Qt::Key_R }, [this] {
        const std::string_view wanted = transform.toStdString() == kReversed ? kPublished : kReversed;
        stage.setTransform(QString::fromLatin1(wanted));
    });
    add("actionCompare", tr("Hear the other: as published, or the kept sound"), { Qt::Key_QuoteLeft },
        [this] { Q_EMIT bar->compareRequested(); });
    add("actionLoop", tr("Loop"), { Qt::Key_L }, [this] { player.setLoop(!player.loops()); });
    add("actionStart", tr("Go to the start"), { Qt::Key_Home }, [this] {
        player.seek(0);
    })->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    std::vector<int> order { 1, 2, 3 };
    int number = 0;
    do {
        const QString wanted = QString::fromStdString(orderText(order));
        ++number;
        orders.push_back(add(qPrintable(QStringLiteral("actionOrder%1").arg(number)), transformName(wanted),
            { QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number)) },
            [this, wanted] { stage.setTransform(wanted); }));
    } while (std::next_permutation(order.begin(), order.end()));

    add("actionStop", tr("Stop"), { Qt::Key_S, Qt::Key_MediaStop }, [this] { stage.stopPlayback(); });
    add("actionMute", tr("Mute"), { Qt::CTRL | Qt::Key_M }, [this] { bar->toggleMute(); });
    add("actionHalfSpeed", tr("Half speed or full speed"), { Qt::Key_H },
        [this] { player.setSpeed(player.speed() == 1 ? 0.5 : 1, player.keepsPitch()); });
    for (int piece = 0; piece < kAuditionedPieces; ++piece) {
        add(qPrintable(QStringLiteral("actionPiece%1").arg(piece + 1)), tr("Hear piece %1 alone").arg(piece + 1),
            { QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + piece)) }, [this, piece] { playPiece(piece); });
    }
    needSelection.push_back(add("actionPlaySelection", tr("Play the selection"), { Qt::SHIFT | Qt::Key_Space }, [this] {
        if (view->selection())
            player.playStretch(view->selection()->begin, view->selection()->end);
    }));
    needSelection.push_back(
        add("actionZoomSelection", tr("Zoom to the selection"), { Qt::Key_Z }, [this] { zoomToSelection(); }));
    needSelection.push_back(add("actionCropSelection", tr("Put the selection alone on the stage"),
        { Qt::SHIFT | Qt::Key_Z }, [this] { cropToSelection(); }));
    needSelection.push_back(add("actionMark", tr("Mark the selection"), { Qt::Key_M }, [this] { mark(); }));
    needMark.push_back(add("actionNameMark", tr("Name the mark…"), { Qt::Key_F2 }, [this] { nameMark(); }));
    needMark.push_back(
        add("actionRemoveMark", tr("Remove the mark"), { Qt::SHIFT | Qt::Key_M }, [this] { removeMark(); }));
    needSelection.push_back(
        add("actionClearSelection", tr("End the selection"), {}, [this] { view->setSelection({}); }));
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

/// The number of the order that @p key, pressed in @p watched, stands for; 0 = none.
int Stage::State::orderOf(QObject *watched, const QKeyEvent &key) const
{
    const auto *widget = qobject_cast<QWidget *>(watched);
    const int number = key.key() - Qt::Key_0;
    if (!widget || (widget != &stage && !stage.isAncestorOf(widget)) || qobject_cast<const QAbstractSpinBox *>(widget)
        || qobject_cast<const QLineEdit *>(widget) || (key.modifiers() & ~Qt::KeypadModifier) != 0)
        return 0;
    return number >= 1 && number <= std::ssize(orders) ? number : 0;
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

std::optional<RunSpec> Stage::State::specOf(const StageItem &wanted) const
{
    if (wanted.prediction && workspace) {
        try {
            if (const auto run = workspace->run(wanted.prediction->runId))
                return RunSpec::fromJson(run->spec);
        } catch (const Error &) {
            // A run of a newer version, or a database that is busy: the usual picture is better than none.
        }
    }
    return {};
}

void Stage::State::load()
{
    if (!pictures.constantQ)
        busyTimer.start();
    progress->setValue(0);
    busyPage->setTexts(tr("Computing the spectrogram"), title->text());
    PictureRequest wanted;
    wanted.track = item->track;
    wanted.span = span;
    wanted.whole = span == FrameSpan { 0, framesOf(item->track, parameters.grid()) };
    wanted.parameters = parameters;
    // The constant-Q picture is the one that everything else leans on: the overview, the comparison, the data.
    wanted.kinds = { true, view->settings().linear, view->settings().waveform };
    if (workspace)
        wanted.store = workspace->features();
    loader.request(wanted);
}

void Stage::State::show(const ClipPictures &loaded)
{
    busyTimer.stop();
    const bool first = !pictures.constantQ;
    pictures = loaded;
    if (pictures.constantQ)
        view->setConstantQ(pictures.constantQ, arrangement);
    if (pictures.linear)
        view->setLinear(pictures.linear, arrangement);
    if (pictures.waveform)
        view->setWaveform(pictures.waveform, parameters.grid(), arrangement);
    if (!first)
        return;
    view->setCrop(crop);
    view->setAnnotations(marks);
    view->setMoments(moments);
    view->setPlayhead(player.position());
    showComparison();
    pages->setCurrentWidget(view);
    enableActions();
    showVisible();
    Q_EMIT view->readingChanged({});
}

/// Tells the loader what is looked at.
void Stage::State::showVisible()
{
    FrameSpan source;
    for (const FrameSpan &part : arrangement.sourceSpans(whatIsSeen())) {
        source = source.size() == 0 ? part
                                    : FrameSpan { std::min(source.begin, part.begin), std::max(source.end, part.end) };
    }
    loader.setVisible(source);
}

/// The output frames that are visible.
FrameSpan Stage::State::whatIsSeen() const
{
    const FrameGrid grid = parameters.grid();
    const auto frame
        = [&](double seconds) { return static_cast<std::int64_t>(std::floor(seconds * grid.sampleRate / grid.hop)); };
    return { std::max<std::int64_t>(0, frame(view->visibleBegin())),
        std::min(arrangement.frameCount(), frame(view->visibleEnd()) + 1) };
}

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
    view->setComparison(pictures.constantQ, arranged(other), transformName(transform), transformName(other));
}

void Stage::State::loopSelection()
{
    const std::optional<TimeSelection> &selection = view->selection();
    player.setLoopStretch(selection ? selection->begin : 0, selection ? selection->end : 0);
}

void Stage::State::playPiece(int piece)
{
    // Silence between the pieces is no piece.
    std::int64_t begin = 0;
    for (const Piece &candidate : arrangement.pieces()) {
        if (!candidate.isSilence() && piece-- == 0) {
            const FrameGrid grid = parameters.grid();
            player.playStretch(grid.secondsAt(begin), grid.secondsAt(begin + candidate.size()));
            return;
        }
        begin += candidate.size();
    }
}

void Stage::State::zoomToSelection()
{
    if (view->selection())
        view->setVisibleTime(view->selection()->begin, view->selection()->end);
}

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
    context = shown;
    contextAction->setChecked(shown);
    span = shown ? FrameSpan { 0, framesOf(item->track, parameters.grid()) } : spanOf(*item, parameters.grid());
    pictures = {};
    view->clear();
    applyTransform(QString::fromLatin1(kPublished));
    hearsPinned = false;
    player.setSound(playable(item->track), arrangement);
    load();
    Q_EMIT stage.transformChanged(transform);
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
    if (wanted)
        player.switchSound(pinned->sound, pinned->arrangement);
    else
        player.switchSound(playable(item->track), arrangement);
    loopSelection();
    showComparison();
}

PlayableFile Stage::State::playable(const Track &track) const
{
    return { track.path, track.sampleRate, track.sampleCount, parameters.grid() };
}

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

void Stage::State::mark()
{
    const std::optional<TimeSelection> &selection = view->selection();
    if (!selection)
        return;
    const FrameGrid grid = parameters.grid();
    const FrameSpan heard { grid.frameAt(selection->begin),
        std::max(grid.frameAt(selection->begin) + 1, grid.frameAt(selection->end)) };
    // In the original it may be in several places.
    for (const FrameSpan &source : arrangement.sourceSpans(heard)) {
        marks.push_back({ grid.secondsAt(source.begin), grid.secondsAt(source.end), selection->lowHertz,
            selection->highHertz, QLocale().toString(static_cast<qlonglong>(marks.size() + 1)) });
    }
    view->setAnnotations(marks);
    enableActions();
}

/// The one that the menu was opened on, else the last that was made.
int Stage::State::pointedMark() const
{
    const int last = static_cast<int>(marks.size()) - 1;
    return markUnderMenu >= 0 && markUnderMenu <= last ? markUnderMenu : last;
}

void Stage::State::nameMark()
{
    const int number = pointedMark();
    if (number < 0)
        return;
    bool accepted = false;
    const QString label = QInputDialog::getText(&stage, tr("Name the mark"), tr("Label:"), QLineEdit::Normal,
        marks[static_cast<std::size_t>(number)].label, &accepted);
    if (!accepted || number >= std::ssize(marks)) // another clip may have come meanwhile
        return;
    marks[static_cast<std::size_t>(number)].label = label.trimmed();
    view->setAnnotations(marks);
}

void Stage::State::removeMark()
{
    if (pointedMark() < 0)
        return;
    marks.erase(marks.begin() + pointedMark());
    view->setAnnotations(marks);
    enableActions();
}

QString Stage::State::suggestedFile(const QString &ending) const
{
    const std::filesystem::path &path = item->track.path;
    QString name = pathText(path.stem());
    if (transform.toStdString() != kPublished)
        name += QLatin1Char('-') + QString(transform).remove(QLatin1Char(','));
    return name + ending;
}

QString Stage::State::askForFile(const QString &title_, const QString &ending, const QString &filter)
{
    return files->newFile(&stage, title_, suggestedFile(ending), filter);
}

/// Does @p work, which is short, and says what became of it.
void Stage::State::writing(const std::function<void()> &work, const QString &path)
{
    try {
        work();
        Q_EMIT stage.news(tr("Written: %1").arg(path));
    } catch (const Error &error) {
        messages->warn(&stage, errorText(error.code()).title, describe(error));
    }
}

void Stage::State::exportThePicture()
{
    QSize suggested(0, 0);
    for (const TimelineView *picture : view->pictures())
        suggested = { picture->width(), suggested.height() + picture->height() };
    PictureSizeDialog dialog(suggested, &stage);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString path
        = askForFile(tr("Write the picture"), QStringLiteral(".png"), tr("Pictures (*.png *.svg *.pdf)"));
    if (!path.isEmpty())
        writing([&] { exportPicture(view->pictures(), dialog.chosen(), toPath(path)); }, path);
}

void Stage::State::exportTheData()
{
    const QString path
        = askForFile(tr("Write the levels"), QStringLiteral(".npy"), tr("NumPy array or table (*.npy *.csv)"));
    if (path.isEmpty())
        return;
    const FrameGrid grid = parameters.grid();
    const std::optional<TimeSelection> &selection = view->selection();
    const FrameSpan frames = selection ? FrameSpan { grid.frameAt(selection->begin),
        std::max(grid.frameAt(selection->begin) + 1, grid.frameAt(selection->end)) }
                                       : FrameSpan { 0, arrangement.frameCount() };
    // What is the only picture shown is meant.
    const bool linear = !view->settings().constantQ && view->settings().linear && pictures.linear;
    writing(
        [&] { exportData(linear ? *pictures.linear : *pictures.constantQ, arrangement, frames, toPath(path)); }, path);
}

void Stage::State::exportTheSound()
{
    const QString path = askForFile(tr("Write the sound"), QStringLiteral(".wav"), tr("Sound (*.wav *.flac)"));
    if (path.isEmpty())
        return;
    const std::optional<TimeSelection> &selection = view->selection();
    const double begin = selection ? selection->begin : 0;
    const double end = selection ? selection->end : parameters.grid().secondsAt(arrangement.frameCount());
    writer.enqueue([this, path, begin, end, track = item->track, grid = parameters.grid(), heard = arrangement](
                       RunControl &control) {
        try {
            exportSound(
                track.path, track.sampleRate, track.sampleCount, grid, heard, begin, end, toPath(path), control);
            QMetaObject::invokeMethod(&stage, [this, path] { Q_EMIT stage.news(tr("Written: %1").arg(path)); });
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Cancelled) {
                QMetaObject::invokeMethod(
                    &stage, [this, error] { messages->warn(&stage, errorText(error.code()).title, describe(error)); });
            }
        }
    });
}

void Stage::State::exportMarks()
{
    const QString path
        = askForFile(tr("Write the marks"), QStringLiteral(".selections.txt"), tr("Selection table (*.txt)"));
    if (path.isEmpty())
        return;
    std::vector<RavenSelection> table;
    for (const AnnotationBox &annotation : marks)
        table.push_back({ annotation.begin, annotation.end, annotation.lowHertz, annotation.highHertz,
            annotation.label.toStdString() });
    writing([&] { writeRavenTable(toPath(path), table, item->track.path, parameters.sampleRate / 2.0); }, path);
}

void Stage::State::importMarks()
{
    const QString path
        = files->existingFile(&stage, tr("Read a selection table"), {}, tr("Selection table (*.txt *.tsv)"));
    if (path.isEmpty())
        return;
    try {
        for (const RavenSelection &selection : readRavenTable(toPath(path)))
            marks.push_back({ selection.beginSeconds, selection.endSeconds, selection.lowHertz, selection.highHertz,
                toQString(selection.label) });
        view->setAnnotations(marks);
        enableActions();
        Q_EMIT stage.news(tr("%n mark(s) on the picture", nullptr, static_cast<int>(marks.size())));
    } catch (const Error &error) {
        messages->warn(&stage, errorText(error.code()).title, describe(error));
    }
}

void Stage::State::showPrediction()
{
    if (!item || !item->prediction) {
        judgement->setText(knownWords().toHtmlEscaped());
        judgement->setVisible(!judgement->text().isEmpty());
        return;
    }
    const Prediction &prediction = *item->prediction;
    const bool ofLabel = !item->label.isEmpty();
    const Task task = ofLabel ? Task::Instruments : spec ? spec->task : Task::Reversal;
    RunSpec asked = spec.value_or(RunSpec());
    asked.task = task;
    const Answer answer = answerTo(questionOf(asked), prediction);
    const QString says = QStringLiteral("<span style=\"color:%1\"><b>%2</b></span>")
                             .arg(probabilityColor(prediction.probability, stage.palette()).name(),
                                 answerText(answer, task).toHtmlEscaped());
    const QString outcome = outcomeWords(answer).toHtmlEscaped();
    if (ofLabel)
        judgement->setText(
            tr("%1: labelled %2 · model says: %3 · %4", "instrument, present or absent, the same, how right that is")
                .arg(item->label.toHtmlEscaped(), probabilityWords(prediction.target, task).toHtmlEscaped(), says,
                    outcome));
    else
        judgement->setText(
            tr("model heard: %1 · says: %2 · %3")
                .arg(transformWords(QString::fromStdString(prediction.transform)).toHtmlEscaped(), says, outcome));
    judgement->show();
}

void Stage::State::readKnown()
{
    labels.clear();
    moments.clear();
    if (!item || !workspace || item->track.id == 0)
        return;
    try {
        labels = workspace->labels(item->track.id);
        for (const Event &event : workspace->events(item->track.id))
            moments.push_back({ event.seconds, event.hertz });
    } catch (const Error &error) {
        Q_EMIT stage.problem(describe(error));
    }
}

/// What is known of the track without any model.
QString Stage::State::knownWords() const
{
    QStringList present;
    QStringList absent;
    for (const Label &label : labels)
        (label.value > 0.5 ? present : absent).append(toQString(label.name));
    QStringList words;
    if (!present.isEmpty())
        words.append(tr("has %1", "list of labels").arg(present.join(QStringLiteral(", "))));
    if (!absent.isEmpty())
        words.append(tr("has not %1", "list of labels").arg(absent.join(QStringLiteral(", "))));
    if (item && !item->track.eventsOf.empty())
        words.append(
            tr("%n event(s) of %1", nullptr, static_cast<int>(moments.size())).arg(toQString(item->track.eventsOf)));
    return words.join(QStringLiteral(" · "));
}

/// Makes it what one may ask where the model looked.
void Stage::State::askAboutPrediction()
{
    if (item && item->prediction && item->label.isEmpty() && spec && workspace)
        saliency->setSubject(SaliencyBar::Subject { workspace->folder(), *item->prediction, spec->task });
    else
        saliency->setSubject({});
}

void Stage::State::setIcons()
{
    viewButton->setIcon(themedIcon(QStringLiteral("color-management"), QStringLiteral("colours"), stage.palette()));
    exportButton->setIcon(themedIcon(QStringLiteral("document-save-as"), QStringLiteral("export"), stage.palette()));
}

void Stage::State::showError(const Error &error)
{
    busyTimer.stop();
    loader.cancel();
    pictures = {};
    enableActions();
    player.clear();
    const ErrorText words = errorText(error.code());
    errorPage->setTexts(words.title, describe(error));
    pages->setCurrentWidget(errorPage);
    readOut->clear();
    Q_EMIT stage.problem(describe(error));
}

/// The item as @p wanted says.
Arrangement Stage::State::arranged(const QString &wanted) const
{
    // What a model heard of a jigsaw has gaps between the pieces as its run says, also when they are in order.
    const std::string transformation = wanted.toStdString();
    const bool judged
        = !context && spec && spec->task == Task::Jigsaw && item->prediction && transformation != kReversed;
    const Arrangement heard = judged ? judgedArrangement(*spec, transformation, span.begin)
                                     : arrangementFor(transformation, span, gapFrames);
    return gapAudible ? heard.spaced(cutAtJoints(heard)) : heard;
}

/// Another order of what is on the stage, without stopping.
void Stage::State::rearrange(const QString &wanted)
{
    const Arrangement before = arrangement;
    const std::optional<TimeSelection> selection = view->selection();
    hearPinned(false);
    applyTransform(wanted);
    player.setArrangement(arrangement);
    if (pictures.constantQ)
        view->setArrangement(arrangement);
    if (selection)
        view->setSelection(follow(*selection, before, arrangement, parameters.grid()));
    loopSelection();
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

Stage::Stage(QWidget *parent)
    : Stage(SoundDevices {}, parent)
{
}

Stage::Stage(SoundDevices devices, QWidget *parent)
    : QWidget(parent)
    , m_state(std::make_unique<State>(*this, std::move(devices)))
{
    m_state->build();
    m_state->addKeys();
    m_state->setIcons();
    m_state->restoreSettings();
    m_state->player.listDevices();
    qApp->installEventFilter(this);
    clear();
}

Stage::~Stage() = default;

void Stage::setDialogs(FileDialogs *files, MessageBoxes *messages)
{
    m_state->files = files;
    m_state->messages = messages;
}

void Stage::setSaliencySource(SaliencySource source)
{
    m_state->saliency->setSource(std::move(source));
}

void Stage::setWorkspace(const Workspace *workspace)
{
    clear();
    m_state->workspace = workspace;
}

QString Stage::transform() const
{
    return m_state->transform;
}

void Stage::showItem(const StageItem &item)
{
    State &state = *m_state;
    state.item = item;
    state.pictures = {};
    state.view->clear();
    state.marks.clear();
    state.hearsPinned = false;
    state.context = false;
    state.contextAction->setChecked(false);
    state.spec = state.specOf(item);
    state.parameters = state.spec ? state.spec->features : CqtParameters {};
    const FrameGrid grid = state.parameters.grid();
    state.span = spanOf(item, grid);
    state.crop = item.prediction ? state.span : FrameSpan {};
    state.title->setText(titleOf(item, state.span, grid));
    state.title->setToolTip(toQString(displayPath(item.track.path)));
    state.readKnown();
    state.showPrediction();
    state.askAboutPrediction();
    state.readOut->clear();

    try {
        if (item.track.status == TrackStatus::Quarantined)
            throw Error(ErrorCode::NotAudio, item.track.path, item.track.reason);
        if (state.span.size() <= 0)
            throw Error(ErrorCode::InvalidArgument, item.track.path, tr("it has no sound there").toStdString());
        QString wanted = item.transform;
        if (wanted.isEmpty())
            wanted = item.prediction ? QString::fromStdString(item.prediction->transform)
                                     : QString::fromLatin1(kPublished);
        state.applyTransform(wanted);
    } catch (const Error &error) {
        return state.showError(error);
    }
    state.player.setSound(state.playable(item.track), state.arrangement);
    state.load();
    Q_EMIT transformChanged(state.transform);
}

void Stage::clear()
{
    State &state = *m_state;
    state.busyTimer.stop();
    state.loader.cancel();
    state.player.clear();
    state.item.reset();
    state.pictures = {};
    state.crop = {};
    state.pinned.reset();
    state.hearsPinned = false;
    state.view->clear();
    state.askAboutPrediction();
    state.enableActions();
    state.title->clear();
    state.title->setToolTip({});
    state.readKnown();
    state.showPrediction();
    state.readOut->clear();
    state.pages->setCurrentWidget(state.emptyPage);
}

void Stage::togglePlay()
{
    m_state->player.togglePlay();
}

void Stage::stopPlayback()
{
    m_state->player.stop();
}

void Stage::setTransform(const QString &transform)
{
    State &state = *m_state;
    if (!state.player.hasSound() || transform == state.transform) {
        state.bar->setTransform(state.transform);
        return state.hearPinned(false);
    }
    try {
        (void)state.arranged(transform);
    } catch (const Error &error) {
        state.bar->setTransform(state.transform);
        Q_EMIT problem(describe(error));
        return;
    }
    if (state.context && transform.toStdString() != kPublished)
        state.showContext(false);
    state.rearrange(transform);
    Q_EMIT transformChanged(transform);
}

void Stage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_state->showPrediction();
        m_state->setIcons();
    }
    QWidget::changeEvent(event);
}

bool Stage::eventFilter(QObject *watched, QEvent *event)
{
    // A button or a box that was reached with the keyboard is worked with the space bar.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space
        && (qobject_cast<QAbstractButton *>(watched) || qobject_cast<QComboBox *>(watched)))
        event->accept();
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        // Elsewhere in the window the digits mean something else.
        const int order = m_state->orderOf(watched, *static_cast<QKeyEvent *>(event));
        if (order > 0 && event->type() == QEvent::KeyPress) {
            m_state->orders[static_cast<std::size_t>(order - 1)]->trigger();
            return true;
        }
        if (order > 0)
            event->accept();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace retrograde
