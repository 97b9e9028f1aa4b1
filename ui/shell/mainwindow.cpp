#include "ui/shell/mainwindow.h"

#include "base/error.h"
#include "base/machine.h"
#include "experiment/storedrun.h"
#include "inference/saliency.h"
#include "library/workspacefolder.h"
#include "ui/base/dialogs.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/base/tooltips.h"
#include "ui/errors/errorspage.h"
#include "ui/library/librarypage.h"
#include "ui/shell/appearance.h"
#include "ui/shell/backgroundjobs.h"
#include "ui/shell/drophint.h"
#include "ui/shell/keylist.h"
#include "ui/shell/librarywork.h"
#include "ui/shell/offerbar.h"
#include "ui/shell/pagesroom.h"
#include "ui/shell/rail.h"
#include "ui/shell/recentworkspaces.h"
#include "ui/shell/runresults.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/statusline.h"
#include "ui/stage/stage.h"
#include "ui/training/runcontrols.h"
#include "ui/training/runwords.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLayout>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QUndoStack>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace retrograde {

namespace {

/// The window with its frame fits a screen of 1280 x 800.
constexpr QSize kFirstSize { 1264, 752 };
constexpr int kStageHeight = 360;
constexpr int kLeastPageHeight = 150;
constexpr QSize kFrame { 16, 48 };
constexpr int kRefreshMilliseconds = 1000;

std::vector<std::filesystem::path> localPaths(const QMimeData *data)
{
    std::vector<std::filesystem::path> paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths.push_back(toPath(url.toLocalFile()));
    }
    return paths;
}

} // namespace

MainWindow::MainWindow(const World &world)
    : m_world(world)
    , m_training(new TrainingController(this))
    , m_jobs(new BackgroundJobs(this))
    , m_work(new LibraryWork(*m_jobs, { this, world.stage, world.files, world.messages }))
    , m_offers(new OfferBar)
    , m_results(new RunResults(*m_jobs, *m_offers, this))
    , m_rail(new Rail)
    , m_pages(new QStackedWidget)
    , m_split(new QSplitter(Qt::Vertical))
    , m_status(new StatusLine)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Retrograde"));
    setAcceptDrops(true);
    // The panels set their own distances; a style's frame around the line at the foot would only add noise.
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(0, 0, 0, 0);
    statusBar()->addWidget(m_status, 1);

    makePages();
    m_world.stage->setObjectName(QStringLiteral("stage"));
    m_split->setObjectName(QStringLiteral("mainSplitter"));
    // In the smallest windows a page scrolls rather than keep the window from being small.
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("pagesScroll"));
    auto *room = new PagesRoom(m_pages);
    scroll->setWidget(room);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumHeight(kLeastPageHeight);
    m_split->addWidget(scroll);
    m_split->addWidget(m_world.stage);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    connect(m_split, &QSplitter::splitterMoved, this, [this] {
        if (!m_world.stage->isEmpty())
            m_stageHeight = m_split->sizes().constLast();
    });
    connect(m_world.stage, &Stage::filled, this, &MainWindow::makeRoomForStage);
    connect(room, &PagesRoom::needChanged, this, &MainWindow::makeRoomForStage);
    m_split->installEventFilter(this);

    auto *central = new QWidget;
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_split, 1);
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_offers);
    layout->addLayout(row, 1);
    setCentralWidget(central);

    m_dropHint = new DropHint(this);

    ToolTips::install(this);
    connectTraining();
    connectJobs();
    makeMenus();
    keepFocusInLists();
    restoreLayout();
    showTraining();
}

MainWindow::~MainWindow()
{
    // The stage and the pages look into the workspace, and they go after the members of this class.
    m_world.stage->setWorkspace(nullptr);
    for (const PlacedPage &placed : m_placed)
        placed.page->setWorkspace(nullptr);
    m_training->setWorkspace(nullptr);
}

void MainWindow::makePages()
{
    m_libraryPage = new LibraryPage;
    m_trainingPage = new TrainingPage(*m_training, *m_world.messages);
    m_errorsPage = new ErrorsPage(*m_world.files, *m_world.messages);
    m_trainingPage->setDevices(m_world.devices);
    m_pages->setObjectName(QStringLiteral("pages"));
    addPage(LibraryPlace, m_libraryPage, tr("&Library"), QStringLiteral("Library"), "library");
    addPage(TrainingPlace, m_trainingPage, tr("&Train"), QStringLiteral("Train"), "training");
    addPage(ErrorsPlace, m_errorsPage, tr("&Errors"), QStringLiteral("Errors"), "errors");
    m_world.stage->setDialogs(m_world.files, m_world.messages);
    m_world.stage->setSaliencySource(
        [](const std::filesystem::path &folder, const JudgedClip &judged, const ProgressCallback &progress,
            const RunControl &control) { return saliencyOf(Workspace(folder), judged, progress, control); });
    connect(m_world.stage, &Stage::problem, this, &MainWindow::showProblem);
    connect(m_world.stage, &Stage::news, this, &MainWindow::showNews);
    connect(m_rail, &Rail::chosen, this, [this](int place) { goTo(static_cast<Place>(place)); });
    connectPages();
    goTo(LibraryPlace);
}

void MainWindow::addPage(Place place, Page *page, const QString &text, const QString &name, const char *key)
{
    Q_ASSERT(place == std::ssize(m_placed));
    const PlacedPage placed { page, text, name, key, QKeySequence(Qt::Key_1 + static_cast<int>(place)) };
    const QString icon = name.toLower();
    m_rail->addPlace(QString(text).remove(u'&'), QStringLiteral("retrograde-") + icon, icon,
        QStringLiteral("rail") + name, placed.digit);
    m_pages->addWidget(page);
    m_placed.push_back(placed);
    page->setOnStage([this](const StageItem &item) { return m_world.stage->shows(item); });
    // What is chosen on a page that is not seen waits until it is.
    connect(page, &Page::itemSelected, this, [this, page](const StageItem &item) {
        if (page != currentPage())
            return;
        m_world.stage->showItem(item);
        m_stagePlace = m_pages->indexOf(page);
    });
    connect(page, &Page::playRequested, this, [this, page] {
        if (page == currentPage())
            m_world.stage->togglePlay();
    });
    connect(page, &Page::news, this, &MainWindow::showNews);
    connect(page, &Page::problem, this, &MainWindow::showProblem);
}

/// What each page asks of the window.
void MainWindow::connectPages()
{
    connect(m_libraryPage, &LibraryPage::demoRequested, m_work, &LibraryWork::prepareDemo);
    connect(m_libraryPage, &LibraryPage::openMusicRequested, m_work, &LibraryWork::chooseFolder);
    connect(m_libraryPage, &LibraryPage::importDatasetRequested, m_work, [this] { m_work->importDataset({}); });
    connect(m_libraryPage, &LibraryPage::importAgainRequested, m_work, &LibraryWork::importAgain);
    connect(m_libraryPage, &LibraryPage::removeTrackRequested, m_work, &LibraryWork::removeTrack);
    connect(m_libraryPage, &LibraryPage::removeDatasetRequested, m_work, &LibraryWork::removeDataset);
    connect(m_libraryPage, &LibraryPage::releaseRequested, m_jobs, &BackgroundJobs::releaseTrack);
    connect(m_libraryPage, &LibraryPage::cancelRequested, m_jobs, &BackgroundJobs::cancel);
    connect(m_trainingPage, &TrainingPage::errorsRequested, this, [this](Id runId) {
        goTo(ErrorsPlace);
        m_errorsPage->showRun(runId); // which puts its first mistake on the stage
    });
    connect(m_trainingPage, &TrainingPage::reportRequested, m_jobs, &BackgroundJobs::writeReport);
    connect(m_trainingPage, &TrainingPage::shortcutsRequested, m_jobs, &BackgroundJobs::checkShortcuts);
    connect(m_trainingPage, &TrainingPage::metricsRequested, this,
        [this](Id runId) { m_jobs->judgeRecogniser(runId, false); });
    connect(m_errorsPage, &ErrorsPage::trainingRequested, this, [this] { goTo(TrainingPlace); });
}

// Longer than other functions: a list of the menus' entries, in their order.
void MainWindow::makeMenus()
{
    const auto add
        = [this](QMenu *menu, const QString &text, const char *name, auto work, const QKeySequence &key = {}) {
              QAction *action = menu->addAction(text, this, work);
              action->setObjectName(QLatin1String(name));
              action->setShortcut(key);
              return action;
          };

    QMenu *file = menuBar()->addMenu(tr("&File"));
    add(
        file, tr("&Open workspace…"), "actionOpenWorkspace", [this] { chooseWorkspace(); }, QKeySequence::Open);
    makeRecentMenu(file->addMenu(tr("Open &recent")));
    file->addSeparator();
    add(
        file, tr("Import &folder…"), "actionImportFolder", [this] { m_work->chooseFolder(); }, Qt::CTRL | Qt::Key_I);
    add(
        file, tr("Import f&iles…"), "actionImportFiles", [this] { m_work->chooseFiles(); },
        Qt::CTRL | Qt::SHIFT | Qt::Key_I);
    add(
        file, tr("Import a da&taset…"), "actionImportDataset", [this] { m_work->importDataset({}); },
        Qt::CTRL | Qt::SHIFT | Qt::Key_D);
    add(file, tr("&Demo library"), "actionDemo", [this] { m_work->prepareDemo(); });
    add(file, tr("&Labelled demo set"), "actionLabelledDemo", [this] { m_work->prepareLabelledDemo(); });
    file->addSeparator();
    m_exportAction = add(file, tr("&Export errors as CSV…"), "actionExport", [this] {
        goTo(ErrorsPlace);
        m_errorsPage->exportCsv();
    });
    m_exportAction->setEnabled(false);
    add(file, tr("Export the &audit as CSV…"), "actionExportAudit", [this] { m_work->exportAudit(); });
    connect(m_errorsPage, &ErrorsPage::contentChanged, this,
        [this] { m_exportAction->setEnabled(m_errorsPage->canExport()); });
    file->addSeparator();
    add(
        file, tr("&Quit"), "actionQuit", [this] { close(); }, QKeySequence::Quit);

    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_errorsPage->undoStack()->createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("actionUndo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = m_errorsPage->undoStack()->createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("actionRedo"));
    redo->setShortcut(QKeySequence::Redo);
    edit->addActions({ undo, redo });
    edit->addSeparator();
    add(edit, tr("&Find"), "actionFind", [this] {
        currentPage()->focusSearch();
    })->setShortcuts({ QKeySequence::Find, Qt::Key_F });
    add(edit, tr("&Next in the list"), "actionNext", [this] {
        currentPage()->moveSelection(+1);
    })->setShortcuts({ Qt::Key_J, Qt::Key_MediaNext });
    add(edit, tr("&Previous in the list"), "actionPrevious", [this] {
        currentPage()->moveSelection(-1);
    })->setShortcuts({ Qt::Key_K, Qt::Key_MediaPrevious });

    QMenu *view = menuBar()->addMenu(tr("&View"));
    for (const PlacedPage &placed : m_placed) {
        const auto place = static_cast<Place>(m_pages->indexOf(placed.page));
        QAction *action = view->addAction(placed.text, this, [this, place] { goTo(place); });
        action->setObjectName(QStringLiteral("action") + placed.name);
        action->setShortcut(placed.digit);
        action->setProperty("page", true);
    }
    view->addSeparator();
    QMenu *appearanceMenu = view->addMenu(tr("&Appearance"));
    auto *appearances = new QActionGroup(this);
    const Appearance chosen = parseAppearance(QSettings().value(QStringLiteral("appearance")).toString());
    for (const auto &[appearance, text] : { std::pair { Appearance::System, tr("&System") },
             { Appearance::Light, tr("&Light") }, { Appearance::Dark, tr("&Dark") } }) {
        QAction *action = appearances->addAction(text);
        action->setObjectName(QStringLiteral("actionAppearance_%1").arg(toString(appearance)));
        action->setCheckable(true);
        action->setChecked(appearance == chosen);
        connect(action, &QAction::triggered, this, [appearance = appearance] {
            QSettings().setValue(QStringLiteral("appearance"), toString(appearance));
            applyAppearance(appearance);
        });
    }
    appearanceMenu->addActions(appearances->actions());
    add(view, tr("&Reset layout"), "actionResetLayout", [this] { resetLayout(); });

    QMenu *playback = menuBar()->addMenu(tr("&Playback"));
    playback->setObjectName(QStringLiteral("menuPlayback"));
    QMenu *picture = menuBar()->addMenu(tr("P&icture"));
    picture->setObjectName(QStringLiteral("menuPicture"));
    for (QAction *action : m_world.stage->actions())
        (action->property("picture").toBool() ? picture : playback)->addAction(action);

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    add(
        help, tr("&Keyboard shortcuts"), "actionShortcuts",
        [this] {
            auto *sheet = new ShortcutSheet(keyGroups(*this, *m_world.stage), this);
            sheet->setAttribute(Qt::WA_DeleteOnClose);
            sheet->open();
        },
        Qt::Key_Question);
    add(help, tr("&About Retrograde"), "actionAbout", [this] { showAbout(); });
}

void MainWindow::keepFocusInLists()
{
    // Buttons and what narrows a list are reached by Tab, but a click leaves the focus where it was: in the list, whose
    // keys go on working. Only a form is filled in from field to field.
    for (QWidget *control : findChildren<QWidget *>()) {
        const bool isOfForm = std::any_of(m_placed.begin(), m_placed.end(),
            [&](const PlacedPage &placed) { return placed.page->isForm() && placed.page->isAncestorOf(control); });
        const bool narrows = qobject_cast<QComboBox *>(control) && !isOfForm;
        if ((narrows || qobject_cast<QAbstractButton *>(control)) && control->focusPolicy() & Qt::ClickFocus)
            control->setFocusPolicy(Qt::TabFocus);
    }
}

void MainWindow::connectTraining()
{
    connect(m_status, &StatusLine::trainingClicked, this, [this] { goTo(TrainingPlace); });
    connect(m_training, &TrainingController::nowChanged, this, &MainWindow::showTraining);
    connect(m_training, &TrainingController::runsChanged, m_errorsPage, &ErrorsPage::refreshRuns);
    connect(m_training, &TrainingController::runsChanged, this, &MainWindow::narrowOfferToResume);
    connect(m_training, &TrainingController::runFinished, this, &MainWindow::rememberOutcome);
}

void MainWindow::rememberOutcome(Id runId, RunStatus status, const QString &reason)
{
    try {
        const std::optional<Run> run = m_workspace->run(runId);
        if (!run)
            return;
        m_lastOutcome = runTitle(*run) + QStringLiteral(" · ") + statusWords(status);
        if (run->validationAccuracy)
            m_lastOutcome += QStringLiteral(" · ")
                + (isRecogniser(*run) ? tr("%1 of the labelled validation cells right")
                                      : tr("%1 of the validation clips right"))
                      .arg(percentText(*run->validationAccuracy));
        if (status == RunStatus::Stopped)
            m_lastOutcome += QStringLiteral(" · ") + tr("Resume goes on where it stopped");
    } catch (const Error &error) {
        showProblem(describe(error));
    }
    if (status == RunStatus::Failed)
        showProblem(reason);
    showTraining();
}

void MainWindow::connectJobs()
{
    connect(m_status, &StatusLine::cancelClicked, m_jobs, &BackgroundJobs::cancel);
    connect(m_jobs, &BackgroundJobs::progressed, this, &MainWindow::showProgress);
    connect(m_jobs, &BackgroundJobs::runWorksChanged, m_trainingPage, &TrainingPage::setRunWorks);
    connect(m_work, &LibraryWork::musicChanged, this, &MainWindow::refreshMusic);
    connect(m_work, &LibraryWork::problem, this, &MainWindow::showProblem);
    connect(m_work, &LibraryWork::news, this, &MainWindow::showNews);
    connect(m_results, &RunResults::problem, this, &MainWindow::showProblem);
    connect(m_jobs, &BackgroundJobs::failed, this, &MainWindow::showFailure);
    connect(m_jobs, &BackgroundJobs::busyChanged, this, [this](bool busy) {
        if (busy) {
            m_sinceRefresh.start();
            return;
        }
        m_status->hideJob();
        m_libraryPage->showIdle();
        refreshMusic();
    });
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    resize(kFirstSize.boundedTo(screen()->availableSize() - kFrame));
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    m_stageHeight = settings.value(QStringLiteral("window/stageHeight"), std::min(kStageHeight, height() / 2)).toInt();
    makeRoomForStage();
}

/// The height that the user gave it, as far as that leaves the page that is seen what it needs; an empty stage takes
/// none.
void MainWindow::makeRoomForStage()
{
    Stage *const stage = m_world.stage;
    stage->setMaximumHeight(stage->isEmpty() ? stage->layout()->totalMinimumSize().height() : QWIDGETSIZE_MAX);
    if (stage->isEmpty())
        return;
    const int room = m_split->height() - m_split->handleWidth();
    const int most = std::max(stage->minimumSizeHint().height(), room - m_pages->minimumSizeHint().height());
    const int height = std::min(m_stageHeight, most);
    m_split->setSizes({ std::max(1, room - height), height });
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    // Once the splitter has taken its new size.
    if (watched == m_split && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &MainWindow::makeRoomForStage, Qt::QueuedConnection);
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::saveLayout()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/stageHeight"), m_stageHeight);
}

void MainWindow::resetLayout()
{
    QSettings().remove(QStringLiteral("window"));
    showNormal();
    restoreLayout();
}

void MainWindow::makeRecentMenu(QMenu *menu)
{
    menu->setObjectName(QStringLiteral("menuRecent"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const std::filesystem::path &folder : recentWorkspaces())
            menu->addAction(menuText(pathText(folder)), this, [this, folder] { openWorkspace(folder); });
        if (menu->isEmpty())
            menu->addAction(tr("None yet"))->setEnabled(false);
    });
}

void MainWindow::importPaths(const std::vector<std::filesystem::path> &paths)
{
    m_work->importPaths(paths);
}

void MainWindow::prepareDemo()
{
    m_work->prepareDemo();
}

void MainWindow::goTo(Place place)
{
    m_pages->setCurrentIndex(place);
    // Only the page that is seen asks for room.
    for (int i = 0; i < m_pages->count(); ++i) {
        const QSizePolicy::Policy policy = i == place ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_pages->widget(i)->setSizePolicy(policy, policy);
    }
    m_rail->setCurrent(place);
    makeRoomForStage();
    currentPage()->enter();
    showChosen(currentPage());
}

/// Stage and list never disagree: what the page has chosen is there, whatever was seen before.
void MainWindow::showChosen(Page *page)
{
    const std::optional<StageItem> item = page->chosen();
    if (!item)
        return;
    if (!m_world.stage->shows(*item))
        m_world.stage->showItem(*item);
    m_stagePlace = m_pages->indexOf(page);
}

Page *MainWindow::currentPage() const
{
    return static_cast<Page *>(m_pages->currentWidget());
}

void MainWindow::refreshMusic()
{
    m_libraryPage->refresh();
    m_trainingPage->refreshMusic();
    m_sinceRefresh.start();
}

void MainWindow::showTraining()
{
    const TrainingNow &now = m_training->now();
    if (now.phase == TrainingNow::Phase::Idle)
        showTrainingElsewhere();
    else
        m_status->setTraining(
            runTitle(*now.run) + QStringLiteral(" · ") + nowText(now, NowDetail::Brief), nowShare(now));
}

void MainWindow::showTrainingElsewhere()
{
    const std::optional<Run> run = m_training->elsewhere();
    if (!run) {
        m_status->setTraining(m_lastOutcome.isEmpty() ? tr("Nothing is training") : m_lastOutcome);
        return;
    }
    m_status->setTraining(runTitle(*run) + QStringLiteral(" · ")
            + tr("training in another window, epoch %1 of %2 is done").arg(run->epochsDone).arg(run->epochsPlanned),
        run->epochsPlanned > 0 ? static_cast<double>(run->epochsDone) / run->epochsPlanned : 0);
}

void MainWindow::showProgress(const Progress &progress, int waiting)
{
    m_status->showJob(progress, waiting);
    m_libraryPage->showProgress(progress);
    if (m_sinceRefresh.elapsed() > kRefreshMilliseconds)
        refreshMusic();
}

void MainWindow::showNews(const QString &sentence)
{
    m_status->showNotice(sentence, StatusLine::Tone::News);
}

void MainWindow::showProblem(const QString &sentence)
{
    m_status->showNotice(sentence, StatusLine::Tone::Problem);
}

void MainWindow::showFailure(ErrorCode code, const QString &sentence)
{
    m_world.messages->warn(this, errorText(code).title, sentence);
}

void MainWindow::showAbout()
{
    m_world.messages->inform(this, tr("About Retrograde"),
        tr("Retrograde %1\n\nA workbench for self-supervised machine listening: from a folder of music to a model "
           "whose mistakes you can hear.\n\nFree software under the GNU General Public License, version 3 or later.")
            .arg(toQString(retrogradeVersion())),
        m_world.versions);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!m_workspace || localPaths(event->mimeData()).empty())
        return;
    event->acceptProposedAction();
    m_dropHint->setGeometry(centralWidget()->geometry());
    m_dropHint->raise();
    m_dropHint->setVisible(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropHint->setVisible(false);
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropHint->setVisible(false);
    event->acceptProposedAction();
    m_work->importPaths(localPaths(event->mimeData()));
}

} // namespace retrograde
