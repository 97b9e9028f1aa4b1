#include "ui/training/runmodel.h"

#include "base/error.h"
#include "ui/base/corewords.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/words.h"
#include "ui/training/runwords.h"

#include <algorithm>

namespace retrograde {

namespace {

/// Of what a run's status does not tell; empty where it does.
QString activityWords(RunActivity activity)
{
    switch (activity) {
    case RunActivity::None:
        return {};
    case RunActivity::NotStarted:
        return RunModel::tr("not started");
    case RunActivity::Waiting:
        return RunModel::tr("waiting");
    case RunActivity::Training:
        return RunModel::tr("running");
    case RunActivity::Paused:
        return RunModel::tr("paused");
    case RunActivity::Stopping:
        return RunModel::tr("stopping");
    case RunActivity::WaitsElsewhere:
        return RunModel::tr("waiting in another window");
    case RunActivity::TrainsElsewhere:
        return RunModel::tr("running in another window");
    }
    return {};
}

} // namespace

RunModel::RunModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void RunModel::setWorkspace(const Workspace *workspace)
{
    beginResetModel();
    m_workspace = workspace;
    m_runs.clear();
    m_found.clear();
    endResetModel();
    reload();
}

void RunModel::showActivities()
{
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, StatusColumn), index(rowCount() - 1, StatusColumn));
}

void RunModel::reload()
{
    if (!m_workspace)
        return;
    std::vector<Run> runs;
    try {
        runs = m_workspace->runs();
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
        return;
    }

    // Ids only grow, and both lists are newest first: what is gone is removed, what is new is put on top.
    const auto has = [](const std::vector<Run> &list, Id id) {
        return std::any_of(list.begin(), list.end(), [id](const Run &run) { return run.id == id; });
    };
    for (int row = static_cast<int>(m_runs.size()) - 1; row >= 0; --row) {
        if (has(runs, m_runs[static_cast<std::size_t>(row)].id))
            continue;
        beginRemoveRows({}, row, row);
        m_runs.erase(m_runs.begin() + row);
        endRemoveRows();
    }
    const std::size_t added = runs.size() - m_runs.size();
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_runs = std::move(runs);
        endInsertRows();
    } else {
        m_runs = std::move(runs);
    }
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const Run *RunModel::run(const QModelIndex &index) const
{
    return index.isValid() ? &m_runs[static_cast<std::size_t>(index.row())] : nullptr;
}

QModelIndex RunModel::indexOfRun(Id id) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [id](const Run &run) { return run.id == id; });
    return found == m_runs.end() ? QModelIndex() : index(static_cast<int>(found - m_runs.begin()), 0);
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    const Run *found = run(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*found, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == IdColumn || index.column() == ClipColumn || index.column() == EpochsColumn
            || index.column() == AccuracyColumn)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case Qt::ToolTipRole:
        if (index.column() == AccuracyColumn)
            return accuracyDetails(*found);
        if (index.column() == TaskColumn)
            return recogniserWords(*found);
        if (index.column() == StatusColumn && !found->reason.empty())
            return coreText(found->reason);
        return {};
    }
    return {};
}

QString RunModel::text(const Run &run, int column) const
{
    switch (column) {
    case IdColumn:
        return QString::number(run.id);
    case TaskColumn:
        if (const QString tag = recogniserTag(run); !tag.isEmpty())
            return taskWords(run) + QStringLiteral(" · ") + tag;
        return taskWords(run);
    case NetworkColumn:
        return networkWords(run.network);
    case ClipColumn:
        return clipWords(run.clip);
    case StatusColumn:
        if (const QString words = activityWords(m_activityOf ? m_activityOf(run) : RunActivity::None); !words.isEmpty())
            return words;
        if (run.status == RunStatus::Failed && !run.reason.empty())
            return tr("%1: %2", "status: reason").arg(statusWords(run.status), coreText(run.reason));
        return statusWords(run.status);
    case EpochsColumn:
        return tr("%1 of %2", "epochs done, planned").arg(run.epochsDone).arg(run.epochsPlanned);
    case AccuracyColumn:
        return run.validationAccuracy ? percentText(*run.validationAccuracy) : QStringLiteral("–");
    case DateColumn:
        return dateText(run.createdAt);
    }
    return {};
}

const RunModel::Found &RunModel::found(const Run &run) const
{
    Found &known = m_found[run.id];
    if (known.bestEpoch == run.bestEpoch && known.epochsDone == run.epochsDone
        && known.testAccuracy == run.testAccuracy)
        return known;
    known = { run.bestEpoch, run.epochsDone, run.testAccuracy, {}, {}, {} };
    try {
        known.validation = resultOf(*m_workspace, run);
        known.test = resultOf(*m_workspace, run, RunSide::Test);
    } catch (const Error &error) {
        known.problem = describe(error);
    }
    return known;
}

std::optional<RunResult> RunModel::result(const Run &run) const
{
    return m_workspace ? found(run).validation : std::nullopt;
}

QString RunModel::accuracyDetails(const Run &run) const
{
    if (run.bestEpoch == 0)
        return tr("No epoch is finished yet.");
    const Found &results = found(run);
    QStringList lines;
    for (const auto &[name, result] :
        { std::pair { tr("Validation: %1"), &results.validation }, { tr("Test: %1"), &results.test } }) {
        if (!*result)
            continue;
        const std::vector<Sentence> sentences = (*result)->sentences();
        for (std::size_t i = 0; i < sentences.size(); ++i)
            lines << (i == 0 ? name.arg(translated(sentences[i])) : translated(sentences[i]));
    }
    return lines.isEmpty() ? results.problem : lines.join(u'\n');
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole && section == AccuracyColumn)
        return tr(
            "Validation accuracy of the best epoch, on music that the model never trained on; of instruments, the "
            "share of labelled cells that are right. The epoch was chosen on the same clips, which flatters it.");
    if (role == Qt::TextAlignmentRole
        && (section == IdColumn || section == ClipColumn || section == EpochsColumn || section == AccuracyColumn))
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdColumn:
        return tr("Run");
    case TaskColumn:
        return tr("Task");
    case NetworkColumn:
        return tr("Network");
    case ClipColumn:
        return tr("Clip");
    case StatusColumn:
        return tr("Status");
    case EpochsColumn:
        return tr("Epochs");
    case AccuracyColumn:
        return tr("Best accuracy");
    case DateColumn:
        return tr("Created");
    }
    return {};
}

} // namespace retrograde
