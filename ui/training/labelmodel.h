#pragma once

#include "answers/labelmetrics.h"

#include <QAbstractTableModel>
#include <optional>
#include <vector>

namespace retrograde {

struct LabelEvaluation;

/// What a recogniser is worth, label by label. GUI thread.
class LabelModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        PositivesColumn,
        NegativesColumn,
        PrecisionColumn,
        RecallColumn,
        F1Column,
        ThresholdColumn,
        BestF1Column,
        RocAucColumn,
        AveragePrecisionColumn,
        PrevalenceColumn,
        ColumnCount
    };
    /// What a column is sorted by: numbers where the text is one; what is not defined comes lowest.
    static constexpr int kSortRole = Qt::UserRole;

    explicit LabelModel(QObject *parent = nullptr);

    void setEvaluation(const LabelEvaluation &evaluation);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString name;
        LabelScore half;
        LabelScore best; ///< at the threshold that validation chose
    };
    std::optional<double> value(const Row &row, int column) const;

    std::vector<Row> m_rows;
};

} // namespace retrograde
