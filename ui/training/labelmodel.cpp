#include "ui/training/labelmodel.h"

#include "analysis/labelevaluation.h"
#include "ui/base/text.h"

namespace retrograde {

LabelModel::LabelModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void LabelModel::setEvaluation(const LabelEvaluation &evaluation)
{
    beginResetModel();
    m_rows.clear();
    for (std::size_t i = 0; i < evaluation.table.labels.size(); ++i)
        m_rows.push_back(
            { toQString(evaluation.table.labels[i]), evaluation.atHalf.labels[i], evaluation.atThresholds.labels[i] });
    endResetModel();
}

int LabelModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LabelModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

std::optional<double> LabelModel::value(const Row &row, int column) const
{
    switch (column) {
    case PositivesColumn:
        return static_cast<double>(row.half.positives);
    case NegativesColumn:
        return static_cast<double>(row.half.negatives);
    case PrecisionColumn:
        return row.half.precision;
    case RecallColumn:
        return row.half.recall;
    case F1Column:
        return row.half.f1;
    case ThresholdColumn:
        return row.best.threshold;
    case BestF1Column:
        return row.best.f1;
    case RocAucColumn:
        return row.half.rocAuc;
    case AveragePrecisionColumn:
        return row.half.averagePrecision;
    case PrevalenceColumn:
        if (row.half.positives > 0)
            return static_cast<double>(row.half.positives) / static_cast<double>(row.half.counts.total());
        return {};
    }
    return {};
}

QVariant LabelModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    const bool counts = column == PositivesColumn || column == NegativesColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (column == NameColumn)
            return row.name;
        if (const std::optional<double> found = value(row, column))
            return numberText(*found, counts ? 0 : 3);
        return QStringLiteral("–");
    case kSortRole:
        if (column == NameColumn)
            return row.name;
        return value(row, column).value_or(-1);
    case Qt::TextAlignmentRole:
        if (column != NameColumn)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        return {};
    case Qt::ToolTipRole:
        if (column == NameColumn || value(row, column))
            return {};
        if (column == PrecisionColumn)
            return tr("The model never said that this label is there.");
        return tr("No clip is labelled with it.");
    }
    return {};
}

QVariant LabelModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section != NameColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case NameColumn:
        return tip ? QString() : tr("Label");
    case PositivesColumn:
        return tip ? tr("Clips that are labelled as having it. Clips that nobody labelled count for nothing.")
                   : tr("Present", "number of clips");
    case NegativesColumn:
        return tip ? tr("Clips that are labelled as not having it.") : tr("Absent", "number of clips");
    case PrecisionColumn:
        return tip ? tr("Of the clips that the model says have it (probability from 0.5), the share that do.")
                   : tr("Precision");
    case RecallColumn:
        return tip ? tr("Of the clips that have it, the share that the model finds (probability from 0.5).")
                   : tr("Recall");
    case F1Column:
        return tip ? tr("Harmonic mean of precision and recall, at a probability of 0.5.") : tr("F1");
    case ThresholdColumn:
        return tip ? tr("The probability with the best F1 on the validation clips.") : tr("Threshold");
    case BestF1Column:
        return tip ? tr("F1 at that threshold. On the validation clips it flatters, for it was chosen there.")
                   : tr("F1 there");
    case RocAucColumn:
        return tip ? tr("How often a clip that has it gets a higher probability than one that does not. Guessing: 0.5.")
                   : tr("ROC-AUC");
    case AveragePrecisionColumn:
        return tip ? tr("Average precision: the area under the curve of precision over recall.") : tr("AP");
    case PrevalenceColumn:
        return tip ? tr("The average precision of guessing: the share of labelled clips that have it.")
                   : tr("AP guessing");
    }
    return {};
}

} // namespace retrograde
