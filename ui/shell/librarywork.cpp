#include "ui/shell/librarywork.h"

#include "base/error.h"
#include "library/demolibrary.h"
#include "library/workspace.h"
#include "ui/base/corewords.h"
#include "ui/base/dialogs.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/library/importwizard.h"
#include "ui/shell/backgroundjobs.h"
#include "ui/stage/stage.h"

#include <QDir>
#include <QStandardPaths>

namespace retrograde {

namespace {

QString musicFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::MusicLocation);
}

/// Whether an import found nothing at all to do.
bool isEmpty(const ImportReport &report)
{
    return report.imported == 0 && report.skipped == 0 && report.missing == 0 && report.quarantined.empty();
}

} // namespace

LibraryWork::LibraryWork(BackgroundJobs &jobs, const World &world)
    : QObject(world.window)
    , m_jobs(jobs)
    , m_window(world.window)
    , m_stage(world.stage)
    , m_files(world.files)
    , m_messages(world.messages)
{
    connect(&m_jobs, &BackgroundJobs::importFinished, this, &LibraryWork::showImportReport);
    connect(&m_jobs, &BackgroundJobs::demoFinished, this, &LibraryWork::showDemoReport);
}

void LibraryWork::setWorkspace(const Workspace *workspace)
{
    m_workspace = workspace;
    m_shownAfterImport.clear();
}

void LibraryWork::takeUp(const UnfinishedWork &work)
{
    if (work.demo)
        m_jobs.prepareDemo();
    for (const std::filesystem::path &root : work.imports) {
        std::optional<Dataset> known;
        for (const Dataset &dataset : m_workspace->datasets()) {
            if (dataset.root == root)
                known = dataset;
        }
        if (known && known->kind != "folder")
            importAgain(*known);
        else
            m_jobs.importPaths({ root });
    }
    if (!work.demo && work.imports.empty())
        m_jobs.computeFeatures();
    Q_EMIT news(tr("The work that was cut off goes on."));
}

void LibraryWork::chooseFolder()
{
    const QString folder = m_files->existingFolder(m_window, tr("Import a folder of music"), musicFolder());
    if (!folder.isEmpty())
        importPaths({ toPath(folder) });
}

void LibraryWork::chooseFiles()
{
    std::vector<std::filesystem::path> paths;
    for (const QString &file : m_files->audioFiles(m_window, tr("Import files"), musicFolder()))
        paths.push_back(toPath(file));
    importPaths(paths);
}

void LibraryWork::importPaths(const std::vector<std::filesystem::path> &paths)
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
    m_jobs.importPaths(plain);
}

/// Puts the file on the stage that was asked for, as soon as the library knows it.
void LibraryWork::showImported()
{
    if (m_shownAfterImport.empty())
        return;
    try {
        if (const std::optional<Track> track = m_workspace->trackByPath(m_shownAfterImport)) {
            m_shownAfterImport.clear();
            StageItem item;
            item.track = *track;
            m_stage->showItem(item);
        }
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
}

void LibraryWork::importDataset(const std::filesystem::path &path)
{
    if (!hasWorkspace())
        return;
    auto *wizard = new ImportWizard(*m_files, m_window);
    wizard->setAttribute(Qt::WA_DeleteOnClose);
    if (!path.empty())
        wizard->setPath(path);
    connect(wizard, &ImportWizard::importRequested, &m_jobs, &BackgroundJobs::importDataset);
    wizard->open();
}

void LibraryWork::importAgain(const Dataset &dataset)
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
    m_jobs.importDataset(options);
}

void LibraryWork::prepareLabelledDemo()
{
    if (!hasWorkspace())
        return;
    const bool goAhead = m_messages->confirm(m_window, tr("Labelled demo set"),
        tr("1,200 clips of twenty instruments will be rendered from MIDI tunes with soundfonts: 10 MB to download, 150 "
           "MB on disk, a few minutes of work. They are played by a program, not recorded, so that what a model learns "
           "from them says little about real instruments."),
        tr("Render"));
    if (goAhead)
        m_jobs.prepareLabelledDemo();
}

void LibraryWork::removeTrack(const Track &track)
{
    const bool goAhead = m_messages->confirm(m_window, tr("Remove from the library"),
        tr("“%1” will be forgotten, with the verdicts on it and what runs predicted for it. The file stays where it "
           "is.")
            .arg(toQString(track.title)),
        tr("Remove"));
    if (!goAhead)
        return;
    m_stage->clear();
    m_jobs.removeTrack(track.id);
}

void LibraryWork::removeDataset(const Dataset &dataset)
{
    const bool goAhead = m_messages->confirm(m_window, tr("Remove from the library"),
        tr("All tracks of “%1” will be forgotten, with the verdicts on them and what runs predicted for them. The "
           "files stay where they are.")
            .arg(toQString(dataset.name)),
        tr("Remove"));
    if (!goAhead)
        return;
    m_stage->clear();
    m_jobs.removeDataset(dataset.id);
}

void LibraryWork::exportAudit()
{
    if (!hasWorkspace())
        return;
    const QString file = m_files->newFile(m_window, tr("Export the audit as CSV"),
        QDir::home().filePath(QStringLiteral("audit.csv")), tr("CSV files (*.csv)"));
    if (!file.isEmpty())
        m_jobs.exportAudit(toPath(file));
}

void LibraryWork::prepareDemo()
{
    if (hasWorkspace())
        m_jobs.prepareDemo();
}

bool LibraryWork::hasWorkspace()
{
    if (!m_workspace)
        Q_EMIT problem(tr("No workspace is open. Open or create one in the File menu first."));
    return m_workspace != nullptr;
}

void LibraryWork::showImportReport(const ImportReport &report)
{
    if (isEmpty(report) && !report.withoutSound.empty()) {
        QStringList folders;
        for (const std::filesystem::path &folder : report.withoutSound)
            folders << pathText(folder);
        m_messages->warn(m_window, tr("Nothing to import"),
            tr("There is no sound file in %1, nor in a folder below: no file there has an ending that stands for "
               "sound, such as .flac, .mp3 or .wav. Nothing was added to the library.")
                .arg(folders.join(QStringLiteral(", "))));
        return;
    }
    Q_EMIT musicChanged();
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
    for (const std::filesystem::path &folder : report.withoutSound)
        parts << tr("no sound in %1").arg(pathText(folder));
    for (const std::string &note : report.notes)
        parts << coreText(note);
    Q_EMIT news(parts.join(QStringLiteral(" · ")));
}

void LibraryWork::showDemoReport(const DemoReport &report)
{
    showImportReport(report.import);
    if (report.standIn) {
        m_messages->inform(m_window, tr("Demo library"),
            tr("The demo library's music could not be downloaded, so tunes were synthesised in its place. They show "
               "how everything works, but models learn more from real music."),
            coreText(report.standInReason));
    }
}

} // namespace retrograde
