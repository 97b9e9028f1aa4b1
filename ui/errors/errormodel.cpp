#include "ui/errors/errormodel.h"

#include "base/text.h"
#include "experiment/transform.h"
#include "report/verdicts.h"
#include "ui/base/text.h"
#include "ui/base/words.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Listed for the translators: what verdictText() may say.
[[maybe_unused]] const char *const kVerdicts[] = {
    QT_TRANSLATE_NOOP("Verdict", "Model is right"),
    QT_TRANSLATE_NOOP("Verdict", "Model is wrong"),
    QT_TRANSLATE_NOOP("Verdict", "Drone: no arrow of time"),
    QT_TRANSLATE_NOOP("Verdict", "Published reversed"),
    QT_TRANSLATE_NOOP("Verdict", "Cannot tell"),
};

} // namespace

QString verdictWords(const std::string &verdict)
{
    return QCoreApplication::translate("Verdict", std::string(verdictText(verdict)).c_str());
}

ErrorModel::ErrorModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void ErrorModel::setRows(std::vector<ErrorRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    matchVerdicts();
    endResetModel();
}

void ErrorModel::setVerdicts(std::vector<Verdict> verdicts)
{
    m_verdicts = std::move(verdicts);
    matchVerdicts();
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, VerdictColumn), index(rowCount() - 1, VerdictColumn));
}

void ErrorModel::matchVerdicts()
{
    m_verdictOfRow = newestVerdicts(m_rows, m_verdicts);
}

const Verdict *ErrorModel::verdict(int row) const
{
    return m_verdictOfRow[static_cast<std::size_t>(row)];
}

int ErrorModel::findRow(const ErrorRow &same) const
{
    const Prediction &prediction = same.prediction;
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const ErrorRow &row) {
        return row.prediction.trackId == prediction.trackId && row.prediction.beginFrame == prediction.beginFrame
            && row.question() == same.question();
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ErrorModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ErrorModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant ErrorModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ErrorRow &shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), index.column());
    case kSortRole:
        return sortKey(index.row(), index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == PositionColumn || index.column() == LossColumn)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case Qt::ForegroundRole:
        if (index.column() == SaysColumn)
            return probabilityColor(shown.prediction.probability, QGuiApplication::palette());
        if (index.column() == HeardColumn)
            return probabilityColor(shown.prediction.target, QGuiApplication::palette());
        return {};
    case Qt::ToolTipRole:
        if (index.column() == SaysColumn)
            return outcomeWords(shown);
        if (index.column() == TrackColumn)
            return pathText(shown.track.path);
        return {};
    }
    return {};
}

QString ErrorModel::text(int row, int column) const
{
    const ErrorRow &shown = this->row(row);
    switch (column) {
    case TrackColumn:
        return toQString(shown.track.title);
    case ArtistColumn:
        return toQString(shown.track.artist);
    case PositionColumn:
        return toQString(formatDuration(shown.startSeconds));
    case HeardColumn:
        if (task() == Task::Instruments)
            return tr("%1: %2", "label, whether it is there")
                .arg(toQString(shown.label), probabilityWords(shown.prediction.target, Task::Instruments));
        return task() == Task::Jigsaw && shown.prediction.transform == kPublished
            ? tr("In order")
            : transformName(toQString(shown.prediction.transform));
    case SaysColumn:
        return answerText(shown, task());
    case LossColumn:
        return numberText(shown.prediction.loss, 2);
    case VerdictColumn:
        if (const Verdict *found = verdict(row))
            return isOfAnotherAnswer(*found, shown) ? tr("%1 (of “%2”)", "verdict, the answer that it was given of")
                                                          .arg(verdictWords(found->verdict), choiceWords(found->answer))
                                                    : verdictWords(found->verdict);
        return {};
    }
    return {};
}

QVariant ErrorModel::sortKey(int row, int column) const
{
    const ErrorRow &shown = this->row(row);
    switch (column) {
    case PositionColumn:
        return shown.startSeconds;
    case SaysColumn:
        return shown.prediction.probability;
    case LossColumn:
        return shown.prediction.loss;
    default:
        return text(row, column);
    }
}

Task ErrorModel::task() const
{
    for (const Task known : { Task::Jigsaw, Task::Instruments }) {
        if (!m_rows.empty() && m_rows.front().task == toString(known))
            return known;
    }
    return Task::Reversal;
}

bool ErrorModel::asksForOrders() const
{
    return !m_rows.empty() && !m_rows.front().prediction.answer.empty();
}

QVariant ErrorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == PositionColumn || section == LossColumn))
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == SaysColumn)
        return asksForOrders() ? tr("The order that the model named, and its probability that the pieces are shuffled.")
            : task() == Task::Jigsaw      ? tr("The model's verdict and its probability that the pieces are shuffled.")
            : task() == Task::Instruments ? tr("The model's verdict and its probability that the label is there.")
                                          : tr("The model's verdict and its probability that the clip is reversed.");
    if (role == Qt::ToolTipRole && section == LossColumn)
        return tr("How wrong the model was: cross-entropy of this clip. Guessing costs %1.")
            .arg(numberText(std::log(asksForOrders() ? 6.0 : 2.0), 2));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TrackColumn:
        return tr("Track");
    case ArtistColumn:
        return tr("Artist");
    case PositionColumn:
        return tr("At (min:s)");
    case HeardColumn:
        return task() == Task::Instruments ? tr("Labelled") : tr("Heard");
    case SaysColumn:
        return task() == Task::Jigsaw     ? tr("Model says (P shuffled)")
            : task() == Task::Instruments ? tr("Model says (P present)")
                                          : tr("Model says (P reversed)");
    case LossColumn:
        return tr("Loss (nats)");
    case VerdictColumn:
        return tr("Your verdict");
    }
    return {};
}

} // namespace retrograde
