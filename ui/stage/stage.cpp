#include "ui/stage/stage.h"

#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"
#include "library/workspace.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/look/elidedlabel.h"
#include "ui/look/words.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/pictureloader.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

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
    void showPrediction();
    void showError(const Error &error);
    void applyTransform(const QString &wanted);
    std::optional<RunSpec> specOf(const StageItem &wanted) const;
    Arrangement arrangementOf(const std::string &wanted) const;

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
    std::shared_ptr<const SpectrogramData> picture; ///< of the item; null while it is being made

    ElidedLabel *title = nullptr;
    QLabel *judgement = nullptr;
    QStackedWidget *pages = nullptr;
    EmptyState *emptyPage = nullptr;
    EmptyState *busyPage = nullptr;
    QProgressBar *progress = nullptr;
    EmptyState *errorPage = nullptr;
    SpectrogramView *view = nullptr;
    ElidedLabel *readOut = nullptr;
    PlayerBar *bar = nullptr;
    QTimer busyTimer;
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

    view = new SpectrogramView(&stage);
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
    header->addWidget(judgement);
    auto *layout = new QVBoxLayout(&stage);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->setSpacing(kGap / 2);
    layout->addLayout(header);
    layout->addWidget(pages, 1);
    layout->addWidget(readOut);
    layout->addWidget(bar);

    connect(view, &SpectrogramView::seekRequested, &player, &PlayerController::seek);
    connect(view, &SpectrogramView::readingChanged, &stage, [this](const QString &reading) {
        readOut->setText(
            reading.isEmpty() ? tr("Point at the picture for time, pitch and level; click to go there.") : reading);
    });
    connect(view, &SpectrogramView::colorsChanged, &stage, [this] {
        QSettings settings;
        settings.setValue(QStringLiteral("spectrogram/colourMap"), QString::fromLatin1(toString(view->colorMap())));
        settings.setValue(QStringLiteral("spectrogram/floorDb"), view->floorDb());
    });
    connect(bar, &PlayerBar::transformChosen, &stage, &Stage::setTransform);
    connect(bar, &PlayerBar::compareRequested, &stage, [this] {
        const QString published = QString::fromLatin1(kPublished);
        stage.setTransform(transform == published ? lastOther : published);
    });

    connect(&player, &PlayerController::positionChanged, view, &SpectrogramView::setPlayhead);
    connect(&player, &PlayerController::stateChanged, &stage, [this] {
        if (player.state() == PlayerController::State::Playing)
            Q_EMIT stage.playbackStarted();
    });
    connect(&player, &PlayerController::failed, &stage, [this](const Error &error) {
        if (error.code() == ErrorCode::Device)
            Q_EMIT stage.problem(describe(error));
        else
            showError(error);
    });

    busyTimer.setSingleShot(true);
    busyTimer.setInterval(kBusyDelayMilliseconds);
    connect(&busyTimer, &QTimer::timeout, &stage, [this] { pages->setCurrentWidget(busyPage); });
    connect(&loader, &PictureLoader::progressed, &stage,
        [this](double share) { progress->setValue(static_cast<int>(share * kProgressSteps)); });
    connect(&loader, &PictureLoader::failed, &stage, [this](const Error &error) { showError(error); });
    connect(&loader, &PictureLoader::loaded, &stage, [this](std::shared_ptr<const SpectrogramData> loaded) {
        busyTimer.stop();
        picture = std::move(loaded);
        view->setSpectrogram(picture, arrangement);
        view->setPlayhead(player.position());
        pages->setCurrentWidget(view);
        Q_EMIT view->readingChanged({});
    });
}

void Stage::State::addKeys()
{
    const auto add = [this](const char *name, const QString &text, const QKeySequence &key, auto work) {
        auto *action = new QAction(text, &stage);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(key);
        connect(action, &QAction::triggered, &stage, work);
        stage.addAction(action);
        return action;
    };
    add("actionPlay", tr("Play or pause"), Qt::Key_Space, [this] { stage.togglePlay(); });
    add("actionReverse", tr("Reversed or as published"), Qt::Key_R, [this] {
        const std::string_view wanted = transform.toStdString() == kReversed ? kPublished : kReversed;
        stage.setTransform(QString::fromLatin1(wanted));
    });
    add("actionCompare", tr("Compare with as published"), Qt::Key_QuoteLeft,
        [this] { Q_EMIT bar->compareRequested(); });
    add("actionLoop", tr("Loop"), Qt::Key_L, [this] { player.setLoop(!player.loops()); });
    add("actionStart", tr("Go to the start"), Qt::Key_Home, [this] {
        player.seek(0);
    })->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    std::vector<int> order { 1, 2, 3 };
    int number = 0;
    do {
        const QString wanted = QString::fromStdString(orderText(order));
        ++number;
        add(qPrintable(QStringLiteral("actionOrder%1").arg(number)), transformName(wanted),
            QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number)),
            [this, wanted] { stage.setTransform(wanted); });
    } while (std::next_permutation(order.begin(), order.end()));
}

void Stage::State::restoreSettings()
{
    const QSettings settings;
    player.setVolume(settings.value(QStringLiteral("player/volume"), player.volume()).toInt());
    if (settings.value(QStringLiteral("player/silent"), false).toBool())
        player.setSilent();
    else
        player.setDevice(settings.value(QStringLiteral("player/device")).toString());
    const std::string map = settings.value(QStringLiteral("spectrogram/colourMap")).toString().toStdString();
    for (const ColorMap candidate : colorMaps()) {
        if (toString(candidate) == map)
            view->setColors(candidate, view->floorDb());
    }
    view->setColors(
        view->colorMap(), settings.value(QStringLiteral("spectrogram/floorDb"), view->floorDb()).toDouble());

    // From now on every change is remembered.
    connect(&player, &PlayerController::volumeChanged, &stage,
        [this] { QSettings().setValue(QStringLiteral("player/volume"), player.volume()); });
    connect(&player, &PlayerController::deviceChanged, &stage, [this] {
        QSettings changed;
        changed.setValue(QStringLiteral("player/device"), player.device());
        changed.setValue(QStringLiteral("player/silent"), player.isSilent());
    });
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

Arrangement Stage::State::arrangementOf(const std::string &wanted) const
{
    // A jigsaw's pieces have gaps between them, also when they are in order.
    if (spec && spec->task == Task::Jigsaw && item->prediction && wanted != kReversed)
        return judgedArrangement(*spec, wanted, span.begin);
    return arrangementFor(wanted, span);
}

void Stage::State::load()
{
    busyTimer.start();
    progress->setValue(0);
    busyPage->setTexts(tr("Computing the spectrogram"), title->text());
    PictureRequest wanted;
    wanted.track = item->track;
    wanted.span = span;
    wanted.whole = span == FrameSpan { 0, framesOf(item->track, parameters.grid()) };
    wanted.parameters = parameters;
    if (workspace)
        wanted.store = workspace->features();
    loader.request(wanted);
}

void Stage::State::showPrediction()
{
    if (!item || !item->prediction) {
        judgement->clear();
        judgement->hide();
        return;
    }
    const Prediction &prediction = *item->prediction;
    const QString says
        = QStringLiteral("<span style=\"color:%1\"><b>%2</b></span>")
              .arg(probabilityColor(prediction.probability, stage.palette()).name(),
                  probabilityText(prediction.probability, spec ? spec->task : Task::Reversal).toHtmlEscaped());
    judgement->setText(tr("model heard: %1 · says: %2 · %3")
                           .arg(transformWords(QString::fromStdString(prediction.transform)).toHtmlEscaped(), says,
                               outcomeWords(prediction).toHtmlEscaped()));
    judgement->show();
}

void Stage::State::showError(const Error &error)
{
    busyTimer.stop();
    loader.cancel();
    picture.reset();
    player.clear();
    const ErrorText words = errorText(error.code());
    errorPage->setTexts(words.title, describe(error));
    pages->setCurrentWidget(errorPage);
    readOut->clear();
    Q_EMIT stage.problem(describe(error));
}

void Stage::State::applyTransform(const QString &wanted)
{
    arrangement = arrangementOf(wanted.toStdString());
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
    m_state->restoreSettings();
    m_state->player.listDevices();
    qApp->installEventFilter(this);
    clear();
}

Stage::~Stage() = default;

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
    state.picture.reset();
    state.spec = state.specOf(item);
    state.parameters = state.spec ? state.spec->features : CqtParameters {};
    const FrameGrid grid = state.parameters.grid();
    state.span = spanOf(item, grid);
    state.title->setText(titleOf(item, state.span, grid));
    state.title->setToolTip(toQString(displayPath(item.track.path)));
    state.showPrediction();
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
    state.player.setSound({ item.track.path, item.track.sampleRate, item.track.sampleCount, grid }, state.arrangement);
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
    state.picture.reset();
    state.view->setSpectrogram(nullptr, {});
    state.title->clear();
    state.title->setToolTip({});
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
        return;
    }
    try {
        state.applyTransform(transform);
    } catch (const Error &error) {
        state.bar->setTransform(state.transform);
        Q_EMIT problem(describe(error));
        return;
    }
    state.player.setArrangement(state.arrangement);
    if (state.picture)
        state.view->setArrangement(state.arrangement);
    Q_EMIT transformChanged(transform);
}

void Stage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_state->showPrediction();
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
