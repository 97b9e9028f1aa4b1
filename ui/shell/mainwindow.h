#pragma once

#include "base/error.h"
#include "library/records.h"
#include "library/workspace.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

class QMenu;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace retrograde {

class BackgroundJobs;
class DropHint;
class ErrorsPage;
class FileDialogs;
class LibraryPage;
class LibraryWork;
class MessageBoxes;
class OfferBar;
class Page;
class Rail;
class RunResults;
class Stage;
class StatusLine;
class TrainingController;
class TrainingPage;
struct Progress;

/// The workbench's window: the rail at the left chooses a page, every page puts what is chosen on the one stage
/// beneath, and the line at the foot says what is at work.
///
/// Threads: the window, its pages and its Workspace object live in the GUI thread. TrainingController and
/// BackgroundJobs each have one thread, which opens the workspace for itself and posts what it has to tell.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    enum Place { LibraryPlace, TrainingPlace, ErrorsPlace }; ///< in the order of the rail and of the digit keys

    /// What the window needs from the world. All must outlive it, except for the stage, which it takes over.
    struct World {
        Stage *stage = nullptr;
        FileDialogs *files = nullptr;
        MessageBoxes *messages = nullptr;
        QStringList devices; ///< to train on, as RunSpec names them
        QString versions; ///< for the about box: a line for each library
    };

    explicit MainWindow(const World &world);
    ~MainWindow() override;

    /// Opens the workspace in @p folder, in place of the one that is open. What is at work there is stopped first, so
    /// it may take a moment until the new one is shown. A folder that cannot be opened is reported.
    void openWorkspace(const std::filesystem::path &folder);
    /// Published datasets among @p paths are offered to the import wizard; everything else is imported.
    void importPaths(const std::vector<std::filesystem::path> &paths);
    void prepareDemo();
    void goTo(Place place);
    /// In the line at the foot.
    void showProblem(const QString &sentence);
    /// False while something trains or a job is at work.
    bool isIdle() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// A page as the window offers it.
    struct PlacedPage {
        Page *page = nullptr;
        QString text; ///< in rail and menu, with its mnemonic: "&Library"
        QString name; ///< of its icon, and with "rail" and "action" before it, of its button and menu entry
        const char *key = nullptr; ///< under which its state is kept
        QKeySequence digit;
    };

    void makePages();
    void addPage(Place place, Page *page, const QString &text, const QString &name, const char *key);
    void connectPages();
    void makeMenus();
    void keepFocusInLists();
    void connectJobs();
    void connectTraining();
    void restoreLayout();
    void saveLayout();
    void makeRoomForStage();
    void resetLayout();
    void saveState();
    void restoreState();

    void replaceWorkspace(const std::filesystem::path &folder);
    /// Runs @p next when nothing is at work any more; meanwhile a small window says so.
    void stopWorkThen(std::function<void()> next);
    void chooseWorkspace();
    void makeRecentMenu(QMenu *menu);
    bool mayHoldWorkspace(const std::filesystem::path &folder);
    bool mayStopWork(const QString &title, const QString &action);
    void rememberStopped();
    void offerToResume(const std::vector<Run> &runs);
    void showOfferToResume();
    void narrowOfferToResume();
    void takeUpWork();
    void refreshMusic();
    void rememberOutcome(Id runId, RunStatus status, const QString &reason);
    void showTraining();
    void showTrainingElsewhere();
    void showProgress(const Progress &progress, int waiting);
    void showNews(const QString &sentence);
    void showFailure(ErrorCode code, const QString &sentence);
    void showAbout();
    Page *currentPage() const;
    void showChosen(Page *page);

    const World m_world;
    std::unique_ptr<Workspace> m_workspace;
    TrainingController *m_training = nullptr;
    BackgroundJobs *m_jobs = nullptr;
    LibraryWork *m_work = nullptr;
    OfferBar *m_offers = nullptr;
    RunResults *m_results = nullptr;

    Rail *m_rail = nullptr;
    QStackedWidget *m_pages = nullptr;
    std::vector<PlacedPage> m_placed; ///< all pages, by Place
    LibraryPage *m_libraryPage = nullptr;
    TrainingPage *m_trainingPage = nullptr;
    ErrorsPage *m_errorsPage = nullptr;
    QSplitter *m_split = nullptr;
    StatusLine *m_status = nullptr;
    DropHint *m_dropHint = nullptr;
    QAction *m_exportAction = nullptr;

    std::vector<Id> m_unended; ///< the runs that it is offered to go on with
    QString m_lastOutcome; ///< of the last run that ended, for when nothing trains
    QElapsedTimer m_sinceRefresh; ///< of the library while a job adds to it
    int m_stageHeight = 0; ///< px, while something is on it
    int m_stagePlace = LibraryPlace; ///< of the page that chose what is on the stage
    bool m_stopping = false;
    bool m_mayClose = false;
};

} // namespace retrograde
