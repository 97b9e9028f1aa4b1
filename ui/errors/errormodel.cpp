#include "ui/errors/errormodel.h"

#include "base/text.h"
#include "experiment/transform.h"
#include "report/verdicts.h"
#include "ui/base/text.h"
#include "ui/base/words.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <algorithm>

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

ErrorModel::ErrorModel(const AnswerSelection &selection, QObject *parent)
    : QAbstractTableModel(parent)
    , m_selection(selection)
{
    connect(&selection, &AnswerSelection::rowsChanged, this, &ErrorModel::showSelection);
}

void ErrorModel::showSelection()
{
    beginResetModel();
    m_rows = static_cast<int>(m_selection.rows().size());
    matchVerdicts();
    endResetModel();
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1); // it may have been another question
}

void ErrorModel::setVerdicts(std::vector<Verdict> verdicts)
{
    m_verdicts = std::move(verdicts);
    matchVerdicts();
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0, VerdictColumn), index(m_rows - 1, VerdictColumn));
}

void ErrorModel::matchVerdicts()
{
    m_verdictOfAnswer = newestVerdicts(m_selection.answers(), m_verdicts);
}

int ErrorModel::rowOf(std::optional<std::uint32_t> number) const
{
    const Rows &rows = m_selection.rows();
    const auto found = number ? std::find(rows.begin(), rows.end(), *number) : rows.end();
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

int ErrorModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
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
            return probabilityColor(shown.probability, QGuiApplication::palette());
        if (index.column() == HeardColumn)
            return probabilityColor(shown.isTransformed(), QGuiApplication::palette());
        return {};
    case Qt::ToolTipRole:
        if (index.column() == SaysColumn)
            return outcomeWords(shown);
        if (index.column() == TrackColumn)
            return pathText(shown.track->path);
        return {};
    }
    return {};
}

QString ErrorModel::text(int row, int column) const
{
    const ErrorRow &shown = this->row(row);
    switch (column) {
    case TrackColumn:
        return toQString(shown.track->title);
    case ArtistColumn:
        return toQString(shown.track->artist);
    case PositionColumn:
        return toQString(formatDuration(shown.startSeconds));
    case HeardColumn:
        if (!question().exclusive)
            return tr("%1: %2", "label, whether it is there")
                .arg(toQString(shown.label), probabilityWords(question(), shown.wanted));
        return shown.transform == kPublished ? untransformedName(question())
                                             : transformName(toQString(shown.transform));
    case SaysColumn:
        return answerText(question(), shown);
    case LossColumn:
        return numberText(shown.loss, 2);
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
        return shown.probability;
    case LossColumn:
        return shown.loss;
    default:
        return text(row, column);
    }
}

QVariant ErrorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == PositionColumn || section == LossColumn))
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == SaysColumn)
        return (question().tellsOrders() ? tr("The order that the model named, and the probability it gave to “%1”.")
                                         : tr("The model's verdict and the probability it gave to “%1”."))
            .arg(transformedWord(question()));
    if (role == Qt::ToolTipRole && section == LossColumn)
        return tr("How wrong the model was: cross-entropy of this clip. Guessing costs %1.")
            .arg(numberText(question().guessedLoss(), 2));
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
        return question().exclusive ? tr("Heard") : tr("Labelled");
    case SaysColumn:
        return tr("Model says (P %1)", "of what it is the probability").arg(transformedWord(question()));
    case LossColumn:
        return tr("Loss (nats)");
    case VerdictColumn:
        return tr("Your verdict");
    }
    return {};
}

} // namespace retrograde
