#pragma once

#include "ui/errors/answerselection.h"

#include <QAbstractTableModel>
#include <vector>

namespace retrograde {

/// The rows of an AnswerSelection as a table: what a model said of validation clips, and what the listener decided
/// about them. GUI thread.
class ErrorModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TrackColumn,
        ArtistColumn,
        PositionColumn,
        HeardColumn,
        SaysColumn,
        LossColumn,
        VerdictColumn,
        ColumnCount
    };
    Q_ENUM(Column) // so that a window's state names a column, wherever it stands by then
    /// What a column is sorted by, as numbers where the text is one.
    static constexpr int kSortRole = Qt::UserRole;

    /// @param selection outlives the model
    explicit ErrorModel(const AnswerSelection &selection, QObject *parent = nullptr);

    /// All verdicts of the workspace; those that concern no row are kept aside.
    void setVerdicts(std::vector<Verdict> verdicts);

    /// @p row counts the model's own rows.
    const Question &question() const { return m_selection.question(); }
    std::uint32_t number(int row) const { return m_selection.rows()[static_cast<std::size_t>(row)]; }
    const ErrorRow &row(int row) const { return m_selection.answers()[number(row)]; }
    /// The row of the answer with that number among all; -1 where there is none.
    int rowOf(std::optional<std::uint32_t> number) const;
    const std::vector<Verdict> &verdicts() const { return m_verdicts; }
    /// The newest about the row's clip as it was heard there; null when there is none.
    const Verdict *verdict(int row) const { return m_verdictOfAnswer[number(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void showSelection();
    void matchVerdicts();
    QString text(int row, int column) const;
    QVariant sortKey(int row, int column) const;

    const AnswerSelection &m_selection;
    int m_rows = 0; ///< as views know it, who are told before and after it changes
    std::vector<Verdict> m_verdicts;
    std::vector<const Verdict *> m_verdictOfAnswer; ///< null where there is none
};

/// All verdicts that any question offers (Question::verdicts), as they are stored, in their order. A verdict's note
/// says how the clip was heard or which label it is about, as Answer::subject() does.
inline constexpr const char *kVerdicts[]
    = { "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell" };
/// "Model is right" ...
QString verdictWords(const std::string &verdict);

} // namespace retrograde
