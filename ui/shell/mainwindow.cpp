#include "ui/shell/mainwindow.h"

#include "base/error.h"
#include "base/machine.h"
#include "learning/saliency.h"
#include "library/demolibrary.h"
#include "ui/base/dialogs.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/errors/errorspage.h"
#include "ui/library/importwizard.h"
#include "ui/library/librarypage.h"
#include "ui/shell/appearance.h"
#include "ui/shell/backgroundjobs.h"
#include "ui/shell/rail.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/statusline.h"
#include "ui/stage/stage.h"
#include "ui/training/metricsdialog.h"
#include "ui/training/runwords.h"
#include "ui/training/shortcutsdialog.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressDialog>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTimer>
#include <QUndoStack>
#include <QUrl>
#include <algorithm>

namespace retrograde {

namespace {

/// Without a home there is no default workspace.
bool isDefaultFolder(const std::filesystem::path &folder)
{
    try {
        return folder == Workspace::defaultFolder();
    } catch (const Error &) {
        return false;
    }
}

constexpr QSize kFirstSize { 1280, 800 };
constexpr int kRefreshMilliseconds = 1000;

QString musicFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::MusicLocation);
}

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
    m_split->addWidget(m_pages);
    m_split->addWidget(m_world.stage);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);

    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    layout->addWidget(m_split, 1);
    setCentralWidget(central);

    m_dropHint = new QLabel(tr("Drop to import"), this);
    m_dropHint->setObjectName(QStringLiteral("dropHint"));
    m_dropHint->setAlignment(Qt::AlignCenter);
    m_dropHint->setAutoFillBackground(true);
    m_dropHint->setBackgroundRole(QPalette::Highlight);
    m_dropHint->setForegroundRole(QPalette::HighlightedText);
    m_dropHint->setVisible(false);

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
    m_libraryPage->setWorkspace(nullptr);
    m_trainingPage->setWorkspace(nullptr);
    m_errorsPage->setWorkspace(nullptr);
    m_training->setWorkspace(nullptr);
}

void MainWindow::makePages()
{
    m_libraryPage = new LibraryPage;
    m_trainingPage = new TrainingPage(*m_training, *m_world.messages);
    m_errorsPage = new ErrorsPage(*m_world.files, *m_world.messages);
    m_trainingPage->setDevices(m_world.devices);
    m_rail->addPlace(tr("Library"), QStringLiteral("retrograde-library"), QStringLiteral("library"),
        QStringLiteral("railLibrary"), Qt::Key_1);
    m_rail->addPlace(tr("Train"), QStringLiteral("retrograde-train"), QStringLiteral("train"),
        QStringLiteral("railTrain"), Qt::Key_2);
    m_rail->addPlace(tr("Errors"), QStringLiteral("retrograde-errors"), QStringLiteral("errors"),
        QStringLiteral("railErrors"), Qt::Key_3);
    m_pages->setObjectName(QStringLiteral("pages"));
    for (Page *page : { static_cast<Page *>(m_libraryPage), static_cast<Page *>(m_trainingPage),
             static_cast<Page *>(m_errorsPage) }) {
        m_pages->addWidget(page);
        connect(page, &Page::itemSelected, m_world.stage, &Stage::showItem);
        connect(page, &Page::playRequested, m_world.stage, &Stage::togglePlay);
        connect(page, &Page::problem, this, &MainWindow::showProblem);
    }
    m_world.stage->setDialogs(m_world.files, m_world.messages);
    m_world.stage->setSaliencySource(
        [](const std::filesystem::path &folder, const Prediction &prediction, const ProgressCallback &progress,
            const RunControl &control) { return saliencyOf(Workspace(folder), prediction, progress, control); });
    connect(m_world.stage, &Stage::problem, this, &MainWindow::showProblem);
    connect(m_world.stage, &Stage::news, this,
        [this](const QString &sentence) { m_status->showNotice(sentence, StatusLine::Tone::News); });
    connect(m_rail, &Rail::chosen, this, [this](int place) { goTo(static_cast<Place>(place)); });
    connect(m_libraryPage, &LibraryPage::demoRequested, this, &MainWindow::prepareDemo);
    connect(m_libraryPage, &LibraryPage::openMusicRequested, this, &MainWindow::chooseFolder);
    connect(m_libraryPage, &LibraryPage::importDatasetRequested, this, [this] { importDataset({}); });
    connect(m_libraryPage, &LibraryPage::importAgainRequested, this, &MainWindow::importAgain);
    connect(m_libraryPage, &LibraryPage::removeTrackRequested, this, &MainWindow::removeTrack);
    connect(m_libraryPage, &LibraryPage::removeDatasetRequested, this, &MainWindow::removeDataset);
    connect(m_libraryPage, &LibraryPage::releaseRequested, m_jobs, &BackgroundJobs::releaseTrack);
    connect(m_libraryPage, &LibraryPage::cancelRequested, m_jobs, &BackgroundJobs::cancel);
    connect(m_trainingPage, &TrainingPage::errorsRequested, this, [this](Id runId) {
        m_errorsPage->showRun(runId);
        goTo(ErrorsPlace);
    });
    connect(m_trainingPage, &TrainingPage::reportRequested, m_jobs, &BackgroundJobs::writeReport);
    connect(m_trainingPage, &TrainingPage::shortcutsRequested, m_jobs, &BackgroundJobs::checkShortcuts);
    connect(m_trainingPage, &TrainingPage::metricsRequested, this,
        [this](Id runId) { m_jobs->judgeRecogniser(runId, false); });
    connect(m_errorsPage, &ErrorsPage::trainingRequested, this, [this] { goTo(TrainingPlace); });
    goTo(LibraryPlace);
}

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
    file->addSeparator();
    add(
        file, tr("Import &folder…"), "actionImportFolder", [this] { chooseFolder(); }, Qt::CTRL | Qt::Key_I);
    add(
        file, tr("Import f&iles…"), "actionImportFiles", [this] { chooseFiles(); }, Qt::CTRL | Qt::SHIFT | Qt::Key_I);
    add(
        file, tr("Import a da&taset…"), "actionImportDataset", [this] { importDataset({}); },
        Qt::CTRL | Qt::SHIFT | Qt::Key_D);
    add(file, tr("&Demo library"), "actionDemo", [this] { prepareDemo(); });
    add(file, tr("&Labelled demo set"), "actionLabelledDemo", [this] { prepareLabelledDemo(); });
    file->addSeparator();
    m_exportAction = add(file, tr("&Export errors as CSV…"), "actionExport", [this] {
        goTo(ErrorsPlace);
        m_errorsPage->exportCsv();
    });
    m_exportAction->setEnabled(false);
    add(file, tr("Export the &audit as CSV…"), "actionExportAudit", [this] { exportAudit(); });
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
    add(
        view, tr("&Library"), "actionLibrary", [this] { goTo(LibraryPlace); }, Qt::Key_1);
    add(
        view, tr("&Train"), "actionTrain", [this] { goTo(TrainingPlace); }, Qt::Key_2);
    add(
        view, tr("&Errors"), "actionErrors", [this] { goTo(ErrorsPlace); }, Qt::Key_3);
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
    playback->addActions(m_world.stage->actions());

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    add(
        help, tr("&Keyboard shortcuts"), "actionShortcuts", [this] { showShortcuts(); }, Qt::Key_Question);
    add(help, tr("&About Retrograde"), "actionAbout", [this] { showAbout(); });
}

void MainWindow::keepFocusInLists()
{
    // Buttons are reached by Tab, but a click leaves the focus where it was: in the list, whose keys go on working.
    for (QAbstractButton *button : findChildren<QAbstractButton *>()) {
        if (button->focusPolicy() == Qt::StrongFocus)
            button->setFocusPolicy(Qt::TabFocus);
    }
}

void MainWindow::connectTraining()
{
    connect(m_status, &StatusLine::trainingClicked, this, [this] { goTo(TrainingPlace); });
    connect(m_training, &TrainingController::nowChanged, this, &MainWindow::showTraining);
    connect(m_training, &TrainingController::runsChanged, m_errorsPage, &ErrorsPage::refreshRuns);
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
            m_lastOutcome += QStringLiteral(" · ") + percentText(*run->validationAccuracy);
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
    connect(m_jobs, &BackgroundJobs::importFinished, this, &MainWindow::showImportReport);
    connect(m_jobs, &BackgroundJobs::demoFinished, this, &MainWindow::showDemoReport);
    connect(m_jobs, &BackgroundJobs::failed, this, &MainWindow::showFailure);
    connect(m_jobs, &BackgroundJobs::reportFinished, this,
        [](const QString &page) { QDesktopServices::openUrl(QUrl::fromLocalFile(page)); });
    connect(m_jobs, &BackgroundJobs::shortcutsFinished, this, &MainWindow::showShortcutReport);
    connect(m_jobs, &BackgroundJobs::recogniserJudged, this, &MainWindow::showMetrics);
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
    resize(kFirstSize);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (!m_split->restoreState(settings.value(QStringLiteral("window/split")).toByteArray()))
        m_split->setSizes({ height() - 360, 360 });
}

void MainWindow::saveLayout()
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/split"), m_split->saveState());
}

void MainWindow::resetLayout()
{
    QSettings().remove(QStringLiteral("window"));
    showNormal();
    restoreLayout();
}

bool MainWindow::isIdle() const
{
    return m_training->isIdle() && m_jobs->isIdle();
}

void MainWindow::openWorkspace(const std::filesystem::path &folder)
{
    if (isIdle())
        replaceWorkspace(folder);
    else
        stopWorkThen([this, folder] { replaceWorkspace(folder); });
}

void MainWindow::replaceWorkspace(const std::filesystem::path &folder)
{
    std::unique_ptr<Workspace> opened;
    std::vector<Run> runs;
    try {
        opened = std::make_unique<Workspace>(folder);
        runs = opened->runs();
    } catch (const Error &error) {
        m_world.messages->warn(this, errorText(error.code()).title, describe(error));
        return;
    }
    m_world.stage->clear();
    m_lastOutcome.clear();
    for (MetricsDialog *dialog : findChildren<MetricsDialog *>())
        dialog->close(); // it could ask about a run of the other workspace
    m_world.stage->setWorkspace(opened.get());
    m_libraryPage->setWorkspace(opened.get());
    m_trainingPage->setWorkspace(opened.get());
    m_errorsPage->setWorkspace(opened.get());
    m_training->setWorkspace(opened.get());
    m_jobs->setWorkspaceFolder(opened->folder());
    m_workspace = std::move(opened);
    const bool isDefault = isDefaultFolder(m_workspace->folder());
    setWindowTitle(
        isDefault ? tr("Retrograde") : tr("%1 – Retrograde").arg(pathText(m_workspace->folder().filename())));

    const auto interrupted
        = std::count_if(runs.begin(), runs.end(), [](const Run &run) { return run.status == RunStatus::Interrupted; });
    if (interrupted > 0) {
        m_status->showNotice(
            tr("%n run(s) were interrupted and can be resumed under Train.", nullptr, static_cast<int>(interrupted)),
            StatusLine::Tone::News);
    }
    if (const std::size_t strays = m_workspace->strayCheckpoints().size(); strays > 0) {
        m_world.messages->inform(this, tr("Runs are missing"),
            tr("There are checkpoints of %n run(s) that the workspace's database does not know: it is new, or an older "
               "copy. \"retrograde-cli recover\" brings runs back from their checkpoints.",
                nullptr, static_cast<int>(strays)));
    }
}

void MainWindow::stopWorkThen(std::function<void()> next)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_training->stopAll();
    m_jobs->cancel();

    auto *notice = new QProgressDialog(tr("Stopping. The run can be resumed later."), QString(), 0, 0, this);
    notice->setObjectName(QStringLiteral("stoppingNotice"));
    notice->setWindowTitle(tr("Retrograde"));
    notice->setWindowModality(Qt::WindowModal);
    notice->setAttribute(Qt::WA_DeleteOnClose);
    notice->show();
    auto *timer = new QTimer(notice);
    connect(timer, &QTimer::timeout, this, [this, notice, next = std::move(next)] {
        if (!isIdle())
            return;
        m_stopping = false;
        notice->deleteLater();
        next();
    });
    timer->start(30);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayClose || isIdle()) {
        saveLayout();
        event->accept();
        return;
    }
    event->ignore();
    stopWorkThen([this] {
        m_mayClose = true;
        close();
    });
}

void MainWindow::chooseWorkspace()
{
    const QString start = m_workspace ? toFileName(m_workspace->folder()) : QDir::homePath();
    const QString folder = m_world.files->existingFolder(this, tr("Open or create a workspace"), start);
    if (!folder.isEmpty())
        openWorkspace(toPath(folder));
}

void MainWindow::chooseFolder()
{
    const QString folder = m_world.files->existingFolder(this, tr("Import a folder of music"), musicFolder());
    if (!folder.isEmpty())
        importPaths({ toPath(folder) });
}

void MainWindow::chooseFiles()
{
    std::vector<std::filesystem::path> paths;
    for (const QString &file : m_world.files->audioFiles(this, tr("Import files"), musicFolder()))
        paths.push_back(toPath(file));
    importPaths(paths);
}

void MainWindow::importPaths(const std::vector<std::filesystem::path> &paths)
{
    if (paths.empty() || !hasWorkspace())
        return;
    std::vector<std::filesystem::path> plain;
    for (const std::filesystem::path &path : paths) {
        if (recogniseDataset(path) == DatasetKind::Folder)
            plain.push_back(path);
        else
            importDataset(path);
    }
    if (plain.empty())
        return;
    // One file that is named is meant to be seen.
    std::error_code ignored;
    m_shownAfterImport.clear();
    if (plain.size() == 1 && std::filesystem::is_regular_file(plain.front(), ignored))
        m_shownAfterImport = plain.front();
    showImported();
    m_jobs->importPaths(plain);
}

/// Puts the file on the stage that was asked for, as soon as the library knows it.
void MainWindow::showImported()
{
    if (m_shownAfterImport.empty())
        return;
    try {
        if (const std::optional<Track> track = m_workspace->trackByPath(m_shownAfterImport)) {
            m_shownAfterImport.clear();
            StageItem item;
            item.track = *track;
            m_world.stage->showItem(item);
        }
    } catch (const Error &error) {
        showProblem(describe(error));
    }
}

void MainWindow::importDataset(const std::filesystem::path &path)
{
    if (!hasWorkspace())
        return;
    auto *wizard = new ImportWizard(*m_world.files, this);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    if (!path.empty())
        wizard->setPath(path);
    connect(wizard, &ImportWizard::importRequested, m_jobs, &BackgroundJobs::importDataset);
    wizard->open();
}

void MainWindow::importAgain(const Dataset &dataset)
{
    if (dataset.kind == "demo") {
        prepareDemo();
        return;
    }
    DatasetOptions options;
    options.path = dataset.root;
    options.datasetName = dataset.name;
    for (const DatasetKind kind : { DatasetKind::Fma, DatasetKind::OpenMic, DatasetKind::BirdVox }) {
        if (dataset.kind == toString(kind))
            options.kind = kind;
    }
    m_jobs->importDataset(options);
}

void MainWindow::prepareLabelledDemo()
{
    if (!hasWorkspace())
        return;
    const bool goAhead = m_world.messages->confirm(this, tr("Labelled demo set"),
        tr("1,200 clips of twenty instruments will be rendered from MIDI tunes with soundfonts: 10 MB to download, 150 "
           "MB "
           "on disk, a few minutes of work. They are played by a program, not recorded, so that what a model learns "
           "from "
           "them says little about real instruments."),
        tr("Render"));
    if (goAhead)
        m_jobs->prepareLabelledDemo();
}

void MainWindow::removeTrack(const Track &track)
{
    const bool goAhead = m_world.messages->confirm(this, tr("Remove from the library"),
        tr("“%1” will be forgotten, with the verdicts on it and what runs predicted for it. The file stays where it "
           "is.")
            .arg(toQString(track.title)),
        tr("Remove"));
    if (!goAhead)
        return;
    m_world.stage->clear();
    m_jobs->removeTrack(track.id);
}

void MainWindow::removeDataset(const Dataset &dataset)
{
    const bool goAhead = m_world.messages->confirm(this, tr("Remove from the library"),
        tr("All tracks of “%1” will be forgotten, with the verdicts on them and what runs predicted for them. The "
           "files "
           "stay where they are.")
            .arg(toQString(dataset.name)),
        tr("Remove"));
    if (!goAhead)
        return;
    m_world.stage->clear();
    m_jobs->removeDataset(dataset.id);
}

void MainWindow::exportAudit()
{
    if (!hasWorkspace())
        return;
    const QString file = m_world.files->newFile(this, tr("Export the audit as CSV"),
        QDir::home().filePath(QStringLiteral("audit.csv")), tr("CSV files (*.csv)"));
    if (!file.isEmpty())
        m_jobs->exportAudit(toPath(file));
}

void MainWindow::prepareDemo()
{
    if (hasWorkspace())
        m_jobs->prepareDemo();
}

bool MainWindow::hasWorkspace()
{
    if (!m_workspace)
        showProblem(tr("No workspace is open. Open or create one in the File menu first."));
    return m_workspace != nullptr;
}

void MainWindow::goTo(Place place)
{
    m_pages->setCurrentIndex(place);
    m_rail->setCurrent(place);
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
        m_status->setTraining(m_lastOutcome.isEmpty() ? tr("Nothing is training") : m_lastOutcome, -1);
    else
        m_status->setTraining(runTitle(*now.run) + QStringLiteral(" · ") + nowText(now), std::max(0.0, nowShare(now)));
}

void MainWindow::showProgress(const Progress &progress)
{
    m_status->showJob(progress);
    m_libraryPage->showProgress(progress);
    if (m_sinceRefresh.elapsed() > kRefreshMilliseconds)
        refreshMusic();
}

void MainWindow::showImportReport(const ImportReport &report)
{
    refreshMusic();
    showImported();
    QStringList parts { tr("%n track(s) imported", nullptr, static_cast<int>(report.imported)) };
    if (report.warned > 0)
        parts << tr("%n with a warning", nullptr, static_cast<int>(report.warned));
    if (report.moved > 0)
        parts << tr("%n found again at another place", nullptr, static_cast<int>(report.moved));
    if (report.missing > 0)
        parts << tr("%n no longer there", nullptr, static_cast<int>(report.missing));
    if (report.skipped > 0)
        parts << tr("%n already there", nullptr, static_cast<int>(report.skipped));
    if (!report.quarantined.empty())
        parts << tr("%n could not be used", nullptr, static_cast<int>(report.quarantined.size()));
    for (const std::string &note : report.notes)
        parts << toQString(note);
    m_status->showNotice(parts.join(QStringLiteral(" · ")), StatusLine::Tone::News);
}

void MainWindow::showShortcutReport(Id runId, const ShortcutReport &report)
{
    std::optional<Run> run;
    try {
        if (m_workspace)
            run = m_workspace->run(runId);
    } catch (const Error &error) {
        showProblem(describe(error));
    }
    (new ShortcutsDialog(run ? runTitle(*run) : QString(), report, this))->show();
}

void MainWindow::showMetrics(Id runId, bool onTest, const LabelEvaluation &evaluation)
{
    if (onTest || !m_workspace)
        return; // the dialog that asked for it shows it
    QString title;
    QString warning;
    try {
        if (const std::optional<Run> run = m_workspace->run(runId)) {
            title = runTitle(*run) + QStringLiteral(" · ") + recogniserWords(*run);
            const std::vector<std::string> chosen = RunSpec::fromJson(run->spec).datasets;
            for (const std::string &name : chosen.empty() ? m_workspace->labelledDatasets() : chosen) {
                if (const std::optional<Dataset> dataset = m_workspace->dataset(name); dataset && dataset->rendered)
                    warning = tr("The clips of “%1” are played by a program, not recorded: these figures say how well "
                                 "the model tells soundfonts apart.")
                                  .arg(toQString(name));
            }
        }
    } catch (const Error &error) {
        showProblem(describe(error));
    }
    auto *dialog = new MetricsDialog(title, evaluation, warning, this);
    connect(dialog, &MetricsDialog::testRequested, m_jobs, [this, runId] { m_jobs->judgeRecogniser(runId, true); });
    connect(m_jobs, &BackgroundJobs::recogniserJudged, dialog,
        [dialog, runId](Id judged, bool test, const LabelEvaluation &found) {
            if (test && judged == runId)
                dialog->setTest(found);
        });
    connect(m_jobs, &BackgroundJobs::busyChanged, dialog, [dialog](bool busy) {
        if (!busy)
            dialog->testEnded();
    });
    dialog->show();
}

void MainWindow::showDemoReport(const DemoReport &report)
{
    showImportReport(report.import);
    if (report.standIn) {
        m_world.messages->inform(this, tr("Demo library"),
            tr("The demo library's music could not be downloaded, so tunes were synthesised in its place. They show "
               "how everything works, but models learn more from real music."),
            toQString(report.standInReason));
    }
}

void MainWindow::showProblem(const QString &sentence)
{
    m_status->showNotice(sentence, StatusLine::Tone::Problem);
}

void MainWindow::showFailure(ErrorCode code, const QString &sentence)
{
    m_world.messages->warn(this, errorText(code).title, sentence);
}

void MainWindow::showShortcuts()
{
    const auto entry = [](const QAction *action) {
        // A keyboard's media keys say themselves what they do.
        QList<QKeySequence> keys = action->shortcuts();
        keys.removeIf([](const QKeySequence &key) {
            return key[0].key() >= Qt::Key_MediaPlay && key[0].key() <= Qt::Key_MediaTogglePlayPause;
        });
        return ShortcutSheet::Entry { QKeySequence::listToString(keys, QKeySequence::NativeText),
            QString(action->text()).remove(u'&').remove(u'…') };
    };
    QList<ShortcutSheet::Group> groups { { tr("Playing"), {} }, { tr("Choosing"), {} }, { tr("Deciding by ear"), {} },
        { tr("Window"), {} }, { tr("In the picture"), {} } };
    for (const QAction *action : m_world.stage->actions()) {
        const ShortcutSheet::Entry found = entry(action);
        if (!found.keys.isEmpty())
            groups[action->property("picture").toBool() ? 4 : 0].entries.append(found);
    }
    groups[0].entries.append({ tr("Media keys"), tr("Play, stop, next, previous") });
    for (const auto &[keys, meaning] : {
             std::pair { QStringLiteral("+  -"), tr("Zoom in and out") },
             { tr("Arrows"), tr("Move") },
             { QStringLiteral("0"), tr("Show all of it") },
             { QStringLiteral("1 … 6"), tr("Hear it in that order") },
             { QStringLiteral("G"), tr("Grid") },
             { QStringLiteral("Esc"), tr("End the selection") },
             { tr("Wheel"), tr("Zoom in time") },
             { tr("Drag"), tr("Select a stretch") },
             { tr("Ctrl+Drag"), tr("Select a box") },
             { tr("Shift+Drag"), tr("Move the picture") },
         })
        groups[4].entries.append({ keys, meaning });
    for (const char *name :
        { "actionLibrary", "actionTrain", "actionErrors", "actionFind", "actionNext", "actionPrevious" })
        groups[1].entries.append(entry(findChild<QAction *>(QLatin1String(name))));
    groups[1].entries.append(
        { QKeySequence(Qt::Key_Return).toString(QKeySequence::NativeText), tr("Play the chosen row") });
    for (const auto &[keys, meaning] : ErrorsPage::verdictKeys())
        groups[2].entries.append({ keys, meaning });
    groups[2].entries.append(entry(findChild<QAction *>(QStringLiteral("actionUndo"))));
    groups[2].entries.append(entry(findChild<QAction *>(QStringLiteral("actionRedo"))));
    for (const char *name : { "actionOpenWorkspace", "actionImportFolder", "actionImportFiles", "actionImportDataset",
             "actionShortcuts", "actionQuit" })
        groups[3].entries.append(entry(findChild<QAction *>(QLatin1String(name))));

    auto *sheet = new ShortcutSheet(groups, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::showAbout()
{
    m_world.messages->inform(this, tr("About Retrograde"),
        tr("Retrograde %1\n\nA workbench for self-supervised machine listening: from a folder of music to a model "
           "whose "
           "mistakes you can hear.\n\nFree software under the GNU General Public License, version 3 or later.")
            .arg(toQString(retrogradeVersion())),
        m_world.versions);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!m_workspace || localPaths(event->mimeData()).empty())
        return;
    event->acceptProposedAction();
    m_dropHint->setGeometry(centralWidget()->geometry().adjusted(80, 8, -8, -8));
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
    importPaths(localPaths(event->mimeData()));
}

} // namespace retrograde
