#include "ui/shell/runresults.h"

#include "analysis/labelevaluation.h"
#include "base/error.h"
#include "inference/shortcutchecks.h"
#include "library/workspace.h"
#include "ui/base/desktop.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/shell/backgroundjobs.h"
#include "ui/shell/offerbar.h"
#include "ui/training/metricsdialog.h"
#include "ui/training/runwords.h"
#include "ui/training/shortcutsdialog.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QWidget>

namespace retrograde {

RunResults::RunResults(BackgroundJobs &jobs, OfferBar &offers, QWidget *window)
    : QObject(window)
    , m_jobs(jobs)
    , m_offers(offers)
    , m_window(window)
{
    connect(&m_jobs, &BackgroundJobs::reportFinished, this, &RunResults::showReport);
    connect(&m_jobs, &BackgroundJobs::shortcutsFinished, this, &RunResults::showShortcutReport);
    connect(&m_jobs, &BackgroundJobs::recogniserJudged, this, &RunResults::showMetrics);
}

void RunResults::setWorkspace(const Workspace *workspace)
{
    m_workspace = workspace;
    const QList<MetricsDialog *> dialogs = m_window->findChildren<MetricsDialog *>();
    for (MetricsDialog *dialog : dialogs)
        dialog->close(); // it could ask about a run of the other workspace
}

void RunResults::showReport(const QString &page)
{
    // Whether a browser comes up is not for us to know, so the page can be found without one as well.
    const bool opened = openInDesktop(page);
    const auto say = [this](bool done) {
        if (!done)
            Q_EMIT problem(tr("No program on this desktop opens it."));
    };
    m_offers.offer(opened ? tr("The report is written: %1").arg(page)
                          : tr("The report is written, but no browser was found to open it: %1").arg(page),
        { { tr("Open"), QStringLiteral("reportOpen"), [page, say] { say(openInDesktop(page)); } },
            { tr("Show in folder"), QStringLiteral("reportFolder"),
                [page, say] { say(openInDesktop(QFileInfo(page).path())); } },
            { tr("Copy the path"), QStringLiteral("reportCopy"),
                [page] { QGuiApplication::clipboard()->setText(page); } } });
}

void RunResults::showShortcutReport(Id runId, const ShortcutReport &report)
{
    std::optional<Run> run;
    try {
        if (m_workspace)
            run = m_workspace->run(runId);
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    (new ShortcutsDialog(run ? runTitle(*run) : QString(), report, m_window))->show();
}

void RunResults::showMetrics(Id runId, bool onTest, const LabelEvaluation &evaluation)
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
        Q_EMIT problem(describe(error));
    }
    auto *dialog = new MetricsDialog(title, evaluation, warning, m_window);
    connect(dialog, &MetricsDialog::testRequested, &m_jobs, [this, runId] { m_jobs.judgeRecogniser(runId, true); });
    connect(&m_jobs, &BackgroundJobs::recogniserJudged, dialog,
        [dialog, runId](Id judged, bool test, const LabelEvaluation &found) {
            if (test && judged == runId)
                dialog->setTest(found);
        });
    connect(&m_jobs, &BackgroundJobs::busyChanged, dialog, [dialog](bool busy) {
        if (!busy)
            dialog->testEnded();
    });
    dialog->show();
}

} // namespace retrograde
