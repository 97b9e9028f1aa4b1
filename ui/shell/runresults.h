#pragma once

#include "library/records.h"

#include <QObject>

class QWidget;

namespace retrograde {

class BackgroundJobs;
class OfferBar;
class Workspace;
struct LabelEvaluation;
struct ShortcutReport;

/// Shows what the jobs found out about runs: reports, metrics, checks for shortcuts.
class RunResults : public QObject {
    Q_OBJECT

public:
    /// All must outlive this but for the window, which is its parent.
    RunResults(BackgroundJobs &jobs, OfferBar &offers, QWidget *window);

    /// Null while no workspace is open.
    void setWorkspace(const Workspace *workspace);

Q_SIGNALS:
    void problem(const QString &sentence);

private:
    void showReport(const QString &page);
    void showShortcutReport(Id runId, const ShortcutReport &report);
    void showMetrics(Id runId, bool onTest, const LabelEvaluation &evaluation);

    BackgroundJobs &m_jobs;
    OfferBar &m_offers;
    QWidget *m_window;
    const Workspace *m_workspace = nullptr;
};

} // namespace retrograde
