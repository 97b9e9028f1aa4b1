#pragma once

#include "library/importreport.h"
#include "library/records.h"

#include <QObject>
#include <filesystem>
#include <vector>

class QWidget;

namespace retrograde {

class BackgroundJobs;
class FileDialogs;
class MessageBoxes;
class Stage;
class Workspace;
struct DemoReport;
struct UnfinishedWork;

/// All that the window does to the library: asks what to import or to remove, has it done, and says what became of it.
class LibraryWork : public QObject {
    Q_OBJECT

public:
    /// Everything must outlive this but for the window, which is its parent.
    struct World {
        QWidget *window = nullptr;
        Stage *stage = nullptr;
        FileDialogs *files = nullptr;
        MessageBoxes *messages = nullptr;
    };

    LibraryWork(BackgroundJobs &jobs, const World &world);

    /// Null while no workspace is open.
    void setWorkspace(const Workspace *workspace);
    /// Goes on with what was cut off when the program ended the last time.
    void takeUp(const UnfinishedWork &work);

    void chooseFolder();
    void chooseFiles();
    /// Published datasets among @p paths are offered to the import wizard; everything else is imported.
    void importPaths(const std::vector<std::filesystem::path> &paths);
    /// Opens the wizard, with @p path filled in unless it is empty.
    void importDataset(const std::filesystem::path &path);
    void importAgain(const Dataset &dataset);
    void prepareDemo();
    void prepareLabelledDemo();
    void removeTrack(const Track &track);
    void removeDataset(const Dataset &dataset);
    void exportAudit();
    /// Puts the file on the stage that was asked for, as soon as the library knows it.
    void showImported();

Q_SIGNALS:
    void musicChanged();
    void news(const QString &sentence);
    void problem(const QString &sentence);

private:
    /// Says so when there is none.
    bool hasWorkspace();
    void showImportReport(const ImportReport &report);
    void showDemoReport(const DemoReport &report);

    BackgroundJobs &m_jobs;
    QWidget *m_window;
    Stage *m_stage;
    FileDialogs *m_files;
    MessageBoxes *m_messages;
    const Workspace *m_workspace = nullptr;
    std::filesystem::path m_shownAfterImport; ///< empty: none
};

} // namespace retrograde
