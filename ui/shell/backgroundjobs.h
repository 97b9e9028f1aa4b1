#pragma once

#include "analysis/labelevaluation.h"
#include "base/error.h"
#include "base/progress.h"
#include "inference/shortcutchecks.h"
#include "library/datasetimport.h"
#include "library/demolibrary.h"
#include "library/unfinishedwork.h"
#include "ui/training/runwork.h"

#include <QObject>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QTimer;

namespace retrograde {

class JobQueue;

/// The long jobs beside training, one after the other: imports, the demo library, reports. Each opens the workspace
/// for itself.
///
/// Threads: the object lives in the GUI thread. A job's thread leaves its progress in a place from which the GUI takes
/// the newest about 16 times a second, and posts what became of the job.
class BackgroundJobs : public QObject {
    Q_OBJECT

public:
    explicit BackgroundJobs(QObject *parent = nullptr);
    /// Stops the job at work and waits for it.
    ~BackgroundJobs() override;

    /// For the jobs that follow.
    void setWorkspaceFolder(const std::filesystem::path &folder);

    /// Imports files and folders, then computes their features.
    void importPaths(const std::vector<std::filesystem::path> &paths);
    /// Imports a published dataset, or a folder with labels, then computes its features unless the library is large.
    void importDataset(const DatasetOptions &options);
    /// Renders the labelled demo set and imports it.
    void prepareLabelledDemo();
    /// Takes tracks out of the library; files stay.
    void removeTrack(Id trackId);
    void removeDataset(Id datasetId);
    /// Makes a track usable that is in quarantine.
    void releaseTrack(Id trackId);
    /// Writes what was measured of every file as CSV.
    void exportAudit(const std::filesystem::path &file);
    /// Computes the features that are missing, unless the library is large.
    void computeFeatures();
    /// Prepares the demo library, then computes its features.
    void prepareDemo();
    /// Writes a run's report below the workspace. This and the next two do nothing for what is under way already.
    void writeReport(Id runId);
    /// Checks whether a run's model reads artefacts.
    void checkShortcuts(Id runId);
    /// Works out what a recogniser of instruments is worth on the clips it was validated on, or on its test clips,
    /// which it then listens to.
    void judgeRecogniser(Id runId, bool onTest);
    /// Stops the job at work and drops those that wait; what they have done so far stays.
    void cancel();
    /// The same, but imports and features that were under way or waiting go on when the workspace is opened the next
    /// time (core/library/unfinishedwork.h).
    void suspend();

    /// False until the last job has ended and its signals were delivered.
    bool isIdle() const;

Q_SIGNALS:
    /// Work began or ended.
    void busyChanged(bool busy);
    void runWorksChanged(const retrograde::RunWorks &underWay);
    /// @param waiting jobs that come after
    void progressed(const retrograde::Progress &progress, int waiting);
    void importFinished(const retrograde::ImportReport &report);
    void demoFinished(const retrograde::DemoReport &report);
    void reportFinished(const QString &page);
    void shortcutsFinished(retrograde::Id runId, const retrograde::ShortcutReport &report);
    void recogniserJudged(retrograde::Id runId, bool onTest, const retrograde::LabelEvaluation &evaluation);
    void failed(retrograde::ErrorCode code, const QString &sentence);

private:
    struct Board;
    class Ticket;
    using Post = std::function<void(std::function<void()>)>;
    using Work = std::function<void(const ProgressCallback &progress, const Post &post, RunControl &control)>;

    void enqueue(Work work) { enqueue({}, std::move(work)); }
    /// @p of is what the work is of a run, if it is any.
    void enqueue(std::optional<RunWorks::value_type> of, Work work);
    /// Unless it is under way already. @p stage is shown as soon as it begins.
    void enqueueOnce(const RunWorks::value_type &of, const char *stage, const Work &work);
    /// Work that is to be gone on with when the program ends before it does.
    void enqueueNoted(const UnfinishedWork &note, Work work);
    void showNewest();
    void jobEnded(const std::optional<RunWorks::value_type> &of);

    std::filesystem::path m_folder;
    int m_unfinished = 0;
    RunWorks m_runWorks;
    std::atomic<bool> m_suspended { false }; ///< what is cancelled now goes on at the next start
    QTimer *m_timer = nullptr;
    std::shared_ptr<Board> m_board; ///< shared with the job's thread
    std::unique_ptr<JobQueue> m_queue;
};

} // namespace retrograde
