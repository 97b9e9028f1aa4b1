// How the main window opens a workspace, stops what is at work there, and finds everything again the next time.

#include "base/error.h"
#include "library/unfinishedwork.h"
#include "library/workspacefolder.h"
#include "ui/base/dialogs.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/errors/errorspage.h"
#include "ui/library/librarypage.h"
#include "ui/shell/backgroundjobs.h"
#include "ui/shell/librarywork.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/offerbar.h"
#include "ui/shell/recentworkspaces.h"
#include "ui/shell/runresults.h"
#include "ui/shell/statusline.h"
#include "ui/stage/stage.h"
#include "ui/training/runcontrols.h"
#include "ui/training/runwords.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QCloseEvent>
#include <QCryptographicHash>
#include <QDir>
#include <QProgressDialog>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
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

/// Under which something of a workspace is kept in the settings.
QString keyOf(const std::filesystem::path &folder, const char *what)
{
    return QStringLiteral("workspace-%1/%2")
        .arg(QString::fromLatin1(
                 QCryptographicHash::hash(toFileName(folder).toUtf8(), QCryptographicHash::Sha1).toHex().left(16)),
            QLatin1String(what));
}

QString stoppedKey(const std::filesystem::path &folder)
{
    return keyOf(folder, "stopped");
}

/// The name of an offer.
const auto kOfferToResume = QStringLiteral("resume");

} // namespace

/// What was looked at, for the next time that this workspace is opened.
void MainWindow::saveState()
{
    if (!m_workspace)
        return;
    QSettings settings;
    for (const PlacedPage &placed : m_placed)
        settings.setValue(keyOf(m_workspace->folder(), placed.key), placed.page->state());
    settings.setValue(keyOf(m_workspace->folder(), "page"), m_pages->currentIndex());
    settings.setValue(keyOf(m_workspace->folder(), "stagePage"), m_stagePlace);
    settings.setValue(keyOf(m_workspace->folder(), "transform"), m_world.stage->transform());
}

void MainWindow::restoreState()
{
    const QSettings settings;
    const auto kept = [&](const char *what) { return settings.value(keyOf(m_workspace->folder(), what)); };
    const auto restore = [&](const PlacedPage &placed) {
        const QVariantMap state = kept(placed.key).toMap();
        if (!state.isEmpty())
            placed.page->setState(state);
    };
    // The page whose choice was on the stage comes last.
    const auto placeCalled = [&](const char *what) { return std::clamp(kept(what).toInt(), 0, m_pages->count() - 1); };
    const int last = placeCalled("stagePage");
    const PlacedPage &lastPlaced = m_placed[static_cast<std::size_t>(last)];
    for (const PlacedPage &placed : m_placed) {
        if (placed.page != lastPlaced.page)
            restore(placed);
    }
    restore(lastPlaced);
    m_stagePlace = last;
    showChosen(lastPlaced.page);
    goTo(static_cast<Place>(placeCalled("page")));
    // Of what was there; an earlier version may have left another page's choice.
    const QString transform = kept("transform").toString();
    if (m_stagePlace == last && !transform.isEmpty())
        m_world.stage->setTransform(transform);
}

bool MainWindow::isIdle() const
{
    return m_training->isIdle() && m_jobs->isIdle();
}

void MainWindow::openWorkspace(const std::filesystem::path &folder)
{
    if (!mayHoldWorkspace(folder))
        return;
    if (isIdle())
        replaceWorkspace(folder);
    else if (mayStopWork(tr("Open another workspace?"), tr("Open it")))
        stopWorkThen([this, folder] { replaceWorkspace(folder); });
}

/// Nothing is ever written into a folder of music, or in between other things.
bool MainWindow::mayHoldWorkspace(const std::filesystem::path &folder)
{
    const FolderKind kind = folderKind(folder);
    if (kind == FolderKind::Music && m_workspace) {
        const bool import = m_world.messages->confirm(this, tr("This is music, not a workspace"),
            tr("There is music in %1, and no workspace. A workspace is a folder of its own; nothing is ever written "
               "into music. Do you want to import the music into the workspace that is open?")
                .arg(pathText(folder)),
            tr("Import"));
        if (import)
            m_work->importPaths({ folder });
    } else if (kind == FolderKind::Music) {
        m_world.messages->warn(this, tr("This is music, not a workspace"),
            tr("There is music in %1, and no workspace. A workspace is a folder of its own; nothing is ever written "
               "into music. Choose an empty folder, then import the music.")
                .arg(pathText(folder)));
    } else if (kind == FolderKind::Occupied) {
        m_world.messages->warn(this, tr("This folder is not empty"),
            tr("There is no workspace in %1, but there are other files. Choose a workspace, or an empty folder to make "
               "one in.")
                .arg(pathText(folder)));
    }
    return kind == FolderKind::Workspace || kind == FolderKind::Vacant;
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
    saveState();
    m_world.stage->clear();
    m_lastOutcome.clear();
    m_offers->clear();
    m_results->setWorkspace(opened.get());
    m_work->setWorkspace(opened.get());
    m_world.stage->setWorkspace(opened.get());
    for (const PlacedPage &placed : m_placed)
        placed.page->setWorkspace(opened.get());
    m_training->setWorkspace(opened.get());
    m_jobs->setWorkspaceFolder(opened->folder());
    m_workspace = std::move(opened);
    const bool isDefault = isDefaultFolder(m_workspace->folder());
    setWindowTitle(
        isDefault ? tr("Retrograde") : tr("%1 – Retrograde").arg(pathText(m_workspace->folder().filename())));

    rememberWorkspace(m_workspace->folder());
    restoreState();
    offerToResume(runs);
    takeUpWork();
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
    rememberStopped();
    m_training->stopAll();
    m_jobs->suspend();

    auto *notice = new QProgressDialog({}, QString(), 0, 0, this);
    notice->setLabel(new TextLabel(tr("Stopping. The run can be resumed later.")));
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

/// Asks before a run is stopped. Imports and features need no question: they go on at the next start.
bool MainWindow::mayStopWork(const QString &title, const QString &action)
{
    if (m_training->isIdle())
        return true;
    const TrainingNow &now = m_training->now();
    const auto others = static_cast<int>(m_training->waiting().size());
    const QString run = now.run ? runTitle(*now.run) + QStringLiteral(" · ") + nowText(now, NowDetail::Brief)
                                : tr("A run is starting");
    return m_world.messages->confirm(this, title,
        tr("The run that trains stops after this batch and keeps its place. You are asked whether it is to go on when "
           "the workspace is opened again.\n\n%1")
            .arg(run + (others > 0 ? QStringLiteral("\n") + tr("%n more run(s) wait", nullptr, others) : QString())),
        action);
}

/// For the offer at the next opening.
void MainWindow::rememberStopped()
{
    QStringList ids;
    if (const TrainingNow &now = m_training->now(); now.run)
        ids << QString::number(now.run->id);
    for (const Id id : m_training->waiting()) {
        if (!ids.contains(QString::number(id)))
            ids << QString::number(id);
    }
    // An offer that nobody has answered is made again.
    for (const Id id : m_offers->holds(kOfferToResume) ? m_unended : std::vector<Id>()) {
        if (!ids.contains(QString::number(id)))
            ids << QString::number(id);
    }
    if (m_workspace && !ids.isEmpty())
        QSettings().setValue(stoppedKey(m_workspace->folder()), ids);
}

/// Offers to go on with what was stopped by closing the window, or cut off when the program died.
void MainWindow::offerToResume(const std::vector<Run> &runs)
{
    const QString key = stoppedKey(m_workspace->folder());
    const QStringList stopped = QSettings().value(key).toStringList();
    QSettings().remove(key);
    m_unended.clear();
    // The oldest first, as they were started.
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (run->status == RunStatus::Interrupted || stopped.contains(QString::number(run->id)))
            m_unended.push_back(run->id);
    }
    showOfferToResume();
}

void MainWindow::showOfferToResume()
{
    std::vector<Id> offered;
    QStringList names;
    for (const Id id : m_unended) {
        const std::optional<Run> run = m_workspace->run(id);
        if (!run || !canResume(*run) || m_workspace->hold(id) != RunHold::Nobody)
            continue;
        offered.push_back(id);
        names
            << tr("%1 (%2 of %3 epochs done)", "run").arg(runTitle(*run)).arg(run->epochsDone).arg(run->epochsPlanned);
    }
    if (m_offers->holds(kOfferToResume) && offered == m_unended)
        return;
    m_unended = offered;
    if (offered.empty()) {
        m_offers->withdraw(kOfferToResume);
        return;
    }
    m_offers->offer(tr("%n run(s) did not come to an end: %1", nullptr, static_cast<int>(offered.size()))
                        .arg(names.join(QStringLiteral("; "))),
        { { offered.size() > 1 ? tr("Resume all") : tr("Resume"), QStringLiteral("offerResume"),
            [this, offered] {
                goTo(TrainingPlace);
                for (const Id id : offered)
                    m_trainingPage->resume(id);
                m_trainingPage->showRun(offered.front());
            } } },
        kOfferToResume);
}

/// A run that was taken up or deleted meanwhile is not offered any more.
void MainWindow::narrowOfferToResume()
{
    if (!m_workspace || !m_offers->holds(kOfferToResume))
        return;
    try {
        showOfferToResume();
    } catch (const Error &error) {
        showProblem(describe(error));
    }
}

void MainWindow::takeUpWork()
{
    for (const UnfinishedWork &work : takeUnfinishedWork(m_workspace->folder()))
        m_work->takeUp(work);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayClose || isIdle()) {
        if (!m_mayClose)
            rememberStopped();
        saveLayout();
        saveState();
        event->accept();
        return;
    }
    event->ignore();
    if (m_stopping || !mayStopWork(tr("Quit?"), tr("Quit")))
        return;
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

} // namespace retrograde
