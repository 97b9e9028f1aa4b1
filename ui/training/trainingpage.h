#pragma once

#include "experiment/runevent.h"
#include "ui/stage/page.h"
#include "ui/training/runwork.h"

#include <QStringList>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace retrograde {

class CurvesView;
class MessageBoxes;
class RunControls;
class RunForm;
class RunModel;
class TrainingController;
class Workspace;

/// Where runs are started and watched: the form, the curves of the run chosen below, what happens now, all runs.
class TrainingPage : public Page {
    Q_OBJECT

public:
    /// Both must outlive the page.
    TrainingPage(TrainingController &controller, MessageBoxes &messages, QWidget *parent = nullptr);
    ~TrainingPage() override;

    void setWorkspace(Workspace *workspace) override;
    bool isForm() const override { return true; }
    /// As RunSpec names them.
    void setDevices(const QStringList &devices);
    /// Reads datasets and tracks again.
    void refreshMusic();
    /// Chooses the run in the table and shows its curves.
    void showRun(Id runId);
    /// What is under way is not asked for a second time.
    void setRunWorks(const RunWorks &underWay);
    /// What does not go is reported.
    void resume(Id runId);
    void moveSelection(int step) override;
    QVariantMap state() const override;
    void setState(const QVariantMap &state) override;

Q_SIGNALS:
    void errorsRequested(retrograde::Id runId);
    void reportRequested(retrograde::Id runId);
    void shortcutsRequested(retrograde::Id runId);
    void metricsRequested(retrograde::Id runId);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeRuns();
    void start();
    void deleteChosenRun();
    void updateNow();
    void updateRuns();
    void updateCurves();
    void updateButtons();
    void updateSteps();
    QString curvesHint() const;
    void makeRoomForDoubts();
    const Run *chosenRun() const;

    TrainingController &m_controller;
    MessageBoxes &m_messages;
    Workspace *m_workspace = nullptr;
    RunWorks m_runWorks;

    RunForm *m_form = nullptr;
    CurvesView *m_curves = nullptr;
    QLabel *m_curvesTitle = nullptr;
    QLabel *m_doubts = nullptr;
    RunControls *m_controls = nullptr;
    RunModel *m_runs = nullptr;
    QTreeView *m_view = nullptr;
    QStackedWidget *m_runStates = nullptr;
    QPushButton *m_resume = nullptr;
    QPushButton *m_errors = nullptr;
    QPushButton *m_shortcuts = nullptr;
    QPushButton *m_metrics = nullptr;
    QPushButton *m_report = nullptr;
    QPushButton *m_delete = nullptr;
};

} // namespace retrograde
