#include "ui/shell/backgroundjobs.h"

#include "base/problem.h"
#include "inference/evaluation.h"
#include "jobs/worker.h"
#include "library/auditreport.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"
#include "library/labelleddemo.h"
#include "library/outputguard.h"
#include "report/runreport.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QTimer>
#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// The window and the sound keep a core for themselves where there is more than one.
int threadsForJobs()
{
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) - 1);
}

/// So that looking and training need not wait. Of a large library it would take hours and many gigabytes: there,
/// training computes what it needs.
void extractMissing(Workspace &workspace, const ProgressCallback &progress, const RunControl &control)
{
    constexpr std::int64_t kLargeLibrary = 5000; // tracks
    if (workspace.countTracks({}) > kLargeLibrary)
        return;
    extractFeatures(workspace, {}, CqtParameters {}, threadsForJobs(), progress, control);
}

} // namespace

/// Where a job's thread leaves its newest progress for the GUI.
struct BackgroundJobs::Board {
    std::mutex mutex;
    std::optional<Progress> newest;
};

/// Goes with a job, whether that runs or is dropped while it waits, and leaves the note of its work for the next start
/// only where it was suspended.
struct NoteKeeper {
    explicit NoteKeeper(const std::atomic<bool> &isSuspended)
        : suspended(isSuspended)
    {
    }
    ~NoteKeeper()
    {
        if (note && (ended || !suspended))
            note->done();
    }
    NoteKeeper(const NoteKeeper &) = delete;
    NoteKeeper &operator=(const NoteKeeper &) = delete;

    std::unique_ptr<WorkNote> note;
    const std::atomic<bool> &suspended;
    bool ended = false;
};

/// Held by a job. When it goes, whether the job ran to its end, failed or was dropped, the GUI hears of it.
class BackgroundJobs::Ticket {
public:
    Ticket(BackgroundJobs &jobs, std::optional<RunWorks::value_type> of)
        : m_jobs(jobs)
        , m_of(of)
    {
    }
    ~Ticket()
    {
        QMetaObject::invokeMethod(
            &m_jobs, [&jobs = m_jobs, of = m_of] { jobs.jobEnded(of); }, Qt::QueuedConnection);
    }
    Ticket(const Ticket &) = delete;
    Ticket &operator=(const Ticket &) = delete;

private:
    BackgroundJobs &m_jobs;
    const std::optional<RunWorks::value_type> m_of;
};

BackgroundJobs::BackgroundJobs(QObject *parent)
    : QObject(parent)
    , m_timer(new QTimer(this))
    , m_board(std::make_shared<Board>())
    , m_queue(std::make_unique<JobQueue>())
{
    m_timer->setInterval(60);
    connect(m_timer, &QTimer::timeout, this, &BackgroundJobs::showNewest);
}

BackgroundJobs::~BackgroundJobs()
{
    m_suspended = true;
}

void BackgroundJobs::setWorkspaceFolder(const std::filesystem::path &folder)
{
    m_folder = folder;
}

bool BackgroundJobs::isIdle() const
{
    return m_unfinished == 0;
}

void BackgroundJobs::cancel()
{
    m_queue->cancelAll();
}

void BackgroundJobs::suspend()
{
    m_suspended = true;
    m_queue->cancelAll();
}

void BackgroundJobs::enqueueNoted(const UnfinishedWork &note, Work work)
{
    auto keeper = std::make_shared<NoteKeeper>(m_suspended);
    try {
        keeper->note = std::make_unique<WorkNote>(m_folder, note);
    } catch (const Error &) {
        // The work itself will meet the same obstacle and tell of it.
    }
    m_suspended = false;
    enqueue([keeper, work = std::move(work)](const ProgressCallback &progress, const Post &post, RunControl &control) {
        try {
            work(progress, post, control);
            keeper->ended = true;
        } catch (const Error &error) {
            keeper->ended = error.code() != ErrorCode::Cancelled;
            throw;
        } catch (...) {
            keeper->ended = true;
            throw;
        }
    });
}

void BackgroundJobs::enqueueOnce(const RunWorks::value_type &of, const char *stage, const Work &work)
{
    if (!m_runWorks.insert(of).second)
        return;
    Q_EMIT runWorksChanged(m_runWorks);
    enqueue(of, [stage, work](const ProgressCallback &progress, const Post &post, RunControl &control) {
        Progress beginning;
        beginning.stage = stage;
        progress(beginning);
        work(progress, post, control);
    });
}

void BackgroundJobs::enqueue(std::optional<RunWorks::value_type> of, Work work)
{
    if (m_unfinished++ == 0) {
        m_timer->start();
        Q_EMIT busyChanged(true);
    }
    const Post post = [this](std::function<void()> action) {
        QMetaObject::invokeMethod(this, std::move(action), Qt::QueuedConnection);
    };
    const ProgressCallback progress = [board = m_board](const Progress &newest) {
        const std::lock_guard lock(board->mutex);
        board->newest = newest;
    };
    m_queue->enqueue([this, post, progress, work = std::move(work), ticket = std::make_shared<Ticket>(*this, of)](
                         RunControl &control) {
        try {
            work(progress, post, control);
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() != ErrorCode::Cancelled) {
                post([this, code = error.code(), sentence = describe(error)] { Q_EMIT failed(code, sentence); });
            }
        }
    });
}

void BackgroundJobs::importPaths(const std::vector<std::filesystem::path> &paths)
{
    UnfinishedWork note;
    for (const std::filesystem::path &path : paths)
        note.imports.push_back(std::filesystem::absolute(path));
    enqueueNoted(note,
        [this, paths, folder = m_folder](const ProgressCallback &progress, const Post &post, RunControl &control) {
            Workspace workspace(folder);
            ImportOptions options;
            options.threads = threadsForJobs();
            const ImportReport report = retrograde::importPaths(workspace, paths, options, progress, control);
            post([this, report] { Q_EMIT importFinished(report); });
            extractMissing(workspace, progress, control);
        });
}

void BackgroundJobs::importDataset(const DatasetOptions &options)
{
    enqueueNoted({ false, { std::filesystem::absolute(options.path) } },
        [this, options, folder = m_folder](const ProgressCallback &progress, const Post &post, RunControl &control) {
            Workspace workspace(folder);
            DatasetOptions threaded = options;
            threaded.threads = threadsForJobs();
            const ImportReport report = retrograde::importDataset(workspace, threaded, progress, control);
            post([this, report] { Q_EMIT importFinished(report); });
            extractMissing(workspace, progress, control);
        });
}

void BackgroundJobs::prepareLabelledDemo()
{
    enqueue([this, folder = m_folder](const ProgressCallback &progress, const Post &post, RunControl &control) {
        Workspace workspace(folder);
        const ImportReport report = retrograde::prepareLabelledDemo(workspace, threadsForJobs(), progress, control);
        post([this, report] { Q_EMIT importFinished(report); });
        extractMissing(workspace, progress, control);
    });
}

void BackgroundJobs::removeTrack(Id trackId)
{
    enqueue([trackId, folder = m_folder](
                const ProgressCallback &, const Post &, RunControl &) { Workspace(folder).deleteTrack(trackId); });
}

void BackgroundJobs::removeDataset(Id datasetId)
{
    enqueue([datasetId, folder = m_folder](
                const ProgressCallback &, const Post &, RunControl &) { Workspace(folder).deleteDataset(datasetId); });
}

void BackgroundJobs::releaseTrack(Id trackId)
{
    enqueue([trackId, folder = m_folder](const ProgressCallback &, const Post &, RunControl &) {
        Workspace workspace(folder);
        retrograde::releaseTrack(workspace, trackId);
    });
}

void BackgroundJobs::exportAudit(const std::filesystem::path &file)
{
    enqueue([file, folder = m_folder](const ProgressCallback &, const Post &, RunControl &control) {
        const Workspace workspace(folder);
        requireNotOfLibrary(workspace, file);
        writeAuditCsv(workspace, {}, file, control);
    });
}

void BackgroundJobs::computeFeatures()
{
    enqueueNoted({}, [folder = m_folder](const ProgressCallback &progress, const Post &, RunControl &control) {
        Workspace workspace(folder);
        extractMissing(workspace, progress, control);
    });
}

void BackgroundJobs::prepareDemo()
{
    enqueueNoted({ true, {} },
        [this, folder = m_folder](const ProgressCallback &progress, const Post &post, RunControl &control) {
            Workspace workspace(folder);
            const DemoReport report = prepareDemoLibrary(workspace, progress, control);
            post([this, report] { Q_EMIT demoFinished(report); });
            extractMissing(workspace, progress, control);
        });
}

void BackgroundJobs::writeReport(Id runId)
{
    enqueueOnce({ runId, RunWork::Report }, "Writing the report",
        [this, runId, folder = m_folder](const ProgressCallback &, const Post &post, RunControl &control) {
            const Workspace workspace(folder);
            constexpr int kWorst = 12;
            const fs::path page = folder / "reports" / ("run-" + std::to_string(runId));
            const RunReport report = writeRunReport(workspace, runId, page, kWorst, control);
            post([this, page = toFileName(report.page)] { Q_EMIT reportFinished(page); });
        });
}

void BackgroundJobs::checkShortcuts(Id runId)
{
    enqueueOnce({ runId, RunWork::Shortcuts }, "Checking for shortcuts",
        [this, runId, folder = m_folder](const ProgressCallback &progress, const Post &post, RunControl &control) {
            const Workspace workspace(folder);
            const ShortcutReport report = retrograde::checkShortcuts(workspace, runId, progress, control);
            post([this, runId, report] { Q_EMIT shortcutsFinished(runId, report); });
        });
}

void BackgroundJobs::judgeRecogniser(Id runId, bool onTest)
{
    enqueueOnce({ runId, onTest ? RunWork::Test : RunWork::Validation }, "Judging the model",
        [this, runId, onTest, folder = m_folder](const ProgressCallback &, const Post &post, RunControl &control) {
            const Workspace workspace(folder);
            const LabelEvaluation evaluation
                = onTest ? evaluateTest(workspace, runId, {}, control) : evaluateValidation(workspace, runId);
            post([this, runId, onTest, evaluation] { Q_EMIT recogniserJudged(runId, onTest, evaluation); });
        });
}

void BackgroundJobs::showNewest()
{
    std::optional<Progress> newest;
    {
        const std::lock_guard lock(m_board->mutex);
        newest.swap(m_board->newest);
    }
    if (newest)
        Q_EMIT progressed(*newest, m_unfinished - 1);
}

void BackgroundJobs::jobEnded(const std::optional<RunWorks::value_type> &of)
{
    if (of) {
        m_runWorks.erase(*of);
        Q_EMIT runWorksChanged(m_runWorks);
    }
    if (--m_unfinished > 0)
        return;
    m_timer->stop();
    {
        const std::lock_guard lock(m_board->mutex);
        m_board->newest.reset();
    }
    Q_EMIT busyChanged(false);
}

} // namespace retrograde
