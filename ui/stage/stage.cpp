#include "ui/stage/stage.h"

#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"
#include "library/workspace.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/icons.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/base/words.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/viewmenu.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/pictureloader.h"
#include "ui/stage/saliencybar.h"
#include "ui/stage/stagestate.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace retrograde {

namespace {

constexpr int kGap = 8;
/// A picture that is there sooner comes without a busy page before it.
constexpr int kBusyDelayMilliseconds = 200;
constexpr int kProgressSteps = 1000;

QString titleOf(const StageItem &item, const FrameSpan &span, const FrameGrid &grid)
{
    QStringList parts { item.track.title.empty() ? toQString(displayPath(item.track.path.filename()))
                                                 : toQString(item.track.title) };
    if (!item.track.artist.empty())
        parts.append(toQString(item.track.artist));
    const bool whole = !item.judged && item.startSeconds <= 0 && item.seconds <= 0;
    const double begin = item.judged ? grid.secondsAt(span.begin) : item.startSeconds;
    const double end = item.judged ? grid.secondsAt(span.end)
        : item.seconds > 0         ? item.startSeconds + item.seconds
                                   : item.track.seconds;
    const QString length = toQString(formatDuration(end));
    parts.append(whole
            ? length
            : Stage::tr("%1–%2", "from ... to, in minutes and seconds").arg(toQString(formatDuration(begin)), length));
    return parts.join(QStringLiteral(" – "));
}

} // namespace

// Longer than other functions: a list of widgets and what they do, in their order.
void Stage::State::build()
{
    stage.setObjectName(QStringLiteral("stage"));
    stage.setAccessibleName(tr("Stage"));

    title = new ElidedLabel(&stage);
    title->setObjectName(QStringLiteral("stageTitle"));
    title->setElideMode(Qt::ElideMiddle); // at its end stands which of several clips of a track it is
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    judgement = TextLabel::forHtml(&stage);
    judgement->setObjectName(QStringLiteral("stageJudgement"));

    emptyPage = new EmptyState(&stage);
    emptyPage->setObjectName(QStringLiteral("stageEmpty"));
    blankPage = new QWidget(&stage);
    blankPage->setObjectName(QStringLiteral("stageBlank"));
    emptyLine = new ElidedLabel(&stage);
    emptyLine->setObjectName(QStringLiteral("stageEmptyLine"));
    emptyLine->setText(tr("Choose a track, a clip or a mistake: it appears here. Space plays it."));

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
    viewButton = menuButton("viewButton", tr("Display"), viewMenu);
    setThemedIcon(viewButton, QStringLiteral("color-management"), QStringLiteral("colours"));
    viewButton->setToolTip(tr("Pictures, colours, levels and axes"));
    exportMenu = new QMenu(&stage);
    exportMenu->setObjectName(QStringLiteral("exportMenu"));
    exportButton = menuButton("exportButton", tr("Export"), exportMenu);
    setThemedIcon(exportButton, QStringLiteral("document-save-as"), QStringLiteral("export"));
    exportButton->setToolTip(tr("Write the picture, its data, the sound or the marks to a file"));
    pages = new QStackedWidget(&stage);
    pages->setObjectName(QStringLiteral("stagePages"));
    for (QWidget *page : std::initializer_list<QWidget *> { emptyPage, blankPage, busyPage, errorPage, view })
        pages->addWidget(page);

    readOut = new ElidedLabel(&stage);
    readOut->setObjectName(QStringLiteral("stageReadOut"));
    bar = new PlayerBar(player, &stage);

    header = new QWidget(&stage);
    auto *headerLayout = new QHBoxLayout(header);
    headerLayout->setContentsMargins(0, 0, 0, 0);
    headerLayout->setSpacing(2 * kGap);
    headerLayout->addWidget(title, 1);
    headerLayout->addWidget(judgement);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    buttons->addWidget(viewButton);
    buttons->addWidget(exportButton);
    headerLayout->addLayout(buttons);
    auto *layout = new QVBoxLayout(&stage);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->setSpacing(kGap / 2);
    layout->addWidget(emptyLine);
    layout->addWidget(header);
    layout->addWidget(pages, 1);
    auto *readOutLine = new QHBoxLayout;
    readOutLine->addWidget(readOut, 1);
    readOutLine->addWidget(saliency);
    readOut->setMinimumHeight(saliency->sizeHint().height()); // so that the picture stays as high when it comes
    layout->addLayout(readOutLine);
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
    connect(saliency, &SaliencyBar::news, &stage, &Stage::news);
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
    connect(&player, &PlayerController::listingFailed, &stage,
        [this](const Error &error) { Q_EMIT stage.problem(describe(error)); });

    busyTimer.setSingleShot(true);
    busyTimer.setInterval(kBusyDelayMilliseconds);
    connect(&busyTimer, &QTimer::timeout, &stage, [this] { showPage(busyPage); });
    connect(&loader, &PictureLoader::progressed, &stage,
        [this](double share) { progress->setValue(static_cast<int>(share * kProgressSteps)); });
    connect(&loader, &PictureLoader::failed, &stage, [this](const Error &error) { showError(error); });
    connect(&loader, &PictureLoader::loaded, &stage, [this](const ClipPictures &loaded) { show(loaded); });
    connect(&loader, &PictureLoader::finished, &stage, [this] { progress->setValue(kProgressSteps); });
}

std::optional<RunSpec> Stage::State::specOf(const StageItem &wanted) const
{
    if (wanted.judged && workspace) {
        try {
            if (const auto run = workspace->run(wanted.judged->runId))
                return RunSpec::fromJson(run->spec);
        } catch (const Error &) {
            // A run of a newer version, or a database that is busy: the usual picture is better than none.
        }
    }
    return {};
}

/// An empty stage is no higher than its player: what there is to choose from gets the room.
void Stage::State::showPage(QWidget *page)
{
    const bool wasEmpty = pages->isHidden();
    const bool isEmpty = page == emptyPage;
    pages->setCurrentWidget(page);
    for (QWidget *part : { static_cast<QWidget *>(pages), header, static_cast<QWidget *>(readOut) })
        part->setVisible(!isEmpty);
    emptyLine->setVisible(isEmpty);
    if (wasEmpty != isEmpty)
        Q_EMIT stage.filled(!isEmpty);
}

void Stage::State::load()
{
    if (!pictures.constantQ)
        busyTimer.start();
    progress->setValue(0);
    busyPage->setTexts(tr("Computing the spectrogram"), title->text());
    PictureRequest wanted = requestFor(item->track);
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
    view->setCrop(context ? crop : FrameSpan {});
    view->setAnnotations(marks);
    view->setMoments(moments);
    view->setPlayhead(player.position());
    view->setSelection(std::exchange(awaitedSelection, {}));
    showComparison();
    showPage(view);
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
    const std::optional<TimeSelection> selection = view->selection();
    const bool isZoomed = view->visibleEnd() - view->visibleBegin() < view->duration() - parameters.grid().secondsAt(1);
    const auto isSeen
        = [&](double seconds, double edge) { return std::abs(seconds - edge) < parameters.grid().secondsAt(1); };
    if (!selection && !isZoomed)
        Q_EMIT stage.news(tr("Nothing is selected: drag over a stretch of the picture first."));
    if (!selection || (isSeen(selection->begin, view->visibleBegin()) && isSeen(selection->end, view->visibleEnd())))
        return view->fit();
    view->setVisibleTime(selection->begin, selection->end);
    if (selection->highHertz > selection->lowHertz)
        view->setVisibleHertz(selection->lowHertz, selection->highHertz);
}

PlayableFile Stage::State::playable(const Track &track) const
{
    return { track.path, track.sampleRate, track.sampleCount, parameters.grid() };
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
    showPage(errorPage);
    readOut->clear();
    Q_EMIT stage.problem(describe(error));
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

bool Stage::shows(const StageItem &item) const
{
    return m_state->item && isSame(*m_state->item, item);
}

bool Stage::isEmpty() const
{
    return m_state->pages->isHidden();
}

void Stage::showItem(const StageItem &item)
{
    State &state = *m_state;
    state.item = item;
    state.pictures = {};
    state.awaitedSelection.reset();
    state.view->clear();
    state.marks.clear();
    state.hearsPinned = false;
    state.context = false;
    state.contextAction->setChecked(false);
    state.spec = state.specOf(item);
    state.parameters = state.spec ? state.spec->features : CqtParameters {};
    const FrameGrid grid = state.parameters.grid();
    state.span = spanOf(item, grid);
    state.crop = item.judged ? state.span : FrameSpan {};
    state.title->setText(titleOf(item, state.span, grid));
    state.title->setToolTip(toQString(displayPath(item.track.path)));
    state.readKnown();
    state.showJudgement();
    state.askAboutJudgement();
    state.readOut->clear();

    try {
        if (item.track.status == TrackStatus::Quarantined)
            throw Error(ErrorCode::NotAudio, item.track.path, item.track.reason);
        if (item.track.status == TrackStatus::Missing)
            throw Error(ErrorCode::NotFound, item.track.path, item.track.reason);
        if (state.span.size() <= 0)
            throw Error(ErrorCode::InvalidArgument, item.track.path, tr("it has no sound there").toStdString());
        QString wanted = item.transform;
        if (wanted.isEmpty())
            wanted
                = item.judged ? QString::fromStdString(item.judged->answer.transform) : QString::fromLatin1(kPublished);
        state.applyTransform(wanted);
    } catch (const Error &error) {
        return state.showError(error);
    }
    state.player.setSound(state.playable(item.track), state.arrangement);
    if (isEmpty())
        state.showPage(state.blankPage); // until the picture is there, or has taken too long
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
    state.askAboutJudgement();
    state.enableActions();
    state.title->clear();
    state.title->setToolTip({});
    state.readKnown();
    state.showJudgement();
    state.readOut->clear();
    state.showPage(state.emptyPage);
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
    if (state.context && transform.toStdString() != kPublished)
        state.showContext(false);
    try {
        (void)state.arranged(transform);
    } catch (const Error &error) {
        state.bar->setTransform(state.transform);
        Q_EMIT problem(describe(error));
        return;
    }
    state.rearrange(transform);
    Q_EMIT transformChanged(transform);
}

void Stage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_state->showJudgement();
    QWidget::changeEvent(event);
}

bool Stage::eventFilter(QObject *watched, QEvent *event)
{
    // A button or a box that was reached with the keyboard is worked with the space bar.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space
        && (qobject_cast<QAbstractButton *>(watched) || qobject_cast<QComboBox *>(watched)))
        event->accept();
    return QWidget::eventFilter(watched, event);
}

} // namespace retrograde
