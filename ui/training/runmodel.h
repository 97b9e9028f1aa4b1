#pragma once

#include "analysis/storedanswers.h"
#include "library/workspace.h"
#include "ui/training/trainingcontroller.h"

#include <QAbstractTableModel>
#include <QHash>
#include <functional>
#include <optional>
#include <vector>

namespace retrograde {

/// The runs of a workspace, newest first. GUI thread.
class RunModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        IdColumn,
        TaskColumn,
        NetworkColumn,
        ClipColumn,
        StatusColumn,
        EpochsColumn,
        AccuracyColumn,
        DateColumn,
        ColumnCount
    };

    explicit RunModel(QObject *parent = nullptr);

    /// Null shows nothing. The workspace must outlive the model or be taken away again.
    void setWorkspace(const Workspace *workspace);
    /// Who is asked what is being done with a run; without one a run's status says all.
    void setActivities(std::function<RunActivity(const Run &)> activityOf) { m_activityOf = std::move(activityOf); }
    /// What is being done with the runs has changed.
    void showActivities();
    /// Reads the workspace again. Rows that stay keep their indexes, so that what is chosen stays chosen.
    void reload();

    const std::vector<Run> &runs() const { return m_runs; }
    /// Null for an invalid index.
    const Run *run(const QModelIndex &index) const;
    QModelIndex indexOfRun(Id id) const;
    /// What the run's validation came to; nothing before its first epoch, or when its answers cannot be read.
    std::optional<RunResult> result(const Run &run) const;
    /// More was worked out of a run: what is known of it is read again when it is asked for.
    void forgetResult(Id runId) { m_found.remove(runId); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// The database could not be read: one sentence.
    void problem(const QString &sentence);

private:
    QString text(const Run &run, int column) const;
    QString accuracyDetails(const Run &run) const;

    const Workspace *m_workspace = nullptr;
    std::function<RunActivity(const Run &)> m_activityOf;
    std::vector<Run> m_runs;
    struct Found {
        int bestEpoch = 0;
        int epochsDone = 0;
        std::optional<double> testAccuracy;
        std::optional<RunResult> validation;
        std::optional<RunResult> test;
        QString problem; ///< why there is none
    };
    const Found &found(const Run &run) const;

    /// By run, because resampling thousands of answers at every move of the mouse would be felt.
    mutable QHash<Id, Found> m_found;
};

} // namespace retrograde
