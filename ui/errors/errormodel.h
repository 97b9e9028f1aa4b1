#pragma once

#include "report/errortable.h"

#include <QAbstractTableModel>
#include <memory>
#include <optional>
#include <vector>

namespace retrograde {

/// What a model said of validation clips, and what the listener decided about them. GUI thread.
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
    /// What a column is sorted by, as numbers where the text is one.
    static constexpr int kSortRole = Qt::UserRole;

    explicit ErrorModel(QObject *parent = nullptr);

    using Cases = std::shared_ptr<const std::vector<ErrorRow>>;
    /// Shows some of @p cases. @param question that was asked of all of them @param shown which, in the order in which
    /// they are to be shown at first
    void setRows(const Question &question, Cases cases, Rows shown);
    /// All verdicts of the workspace; those that concern no row are kept aside.
    void setVerdicts(std::vector<Verdict> verdicts);

    /// @p row counts the model's own rows.
    const Question &question() const { return m_question; }
    const ErrorRow &row(int row) const { return (*m_cases)[m_shown[static_cast<std::size_t>(row)]]; }
    const std::vector<Verdict> &verdicts() const { return m_verdicts; }
    /// The newest about the row's clip as it was heard there; null when there is none.
    const Verdict *verdict(int row) const;
    /// The row of the same clip, heard the same way or asked about the same label; -1 when there is none.
    int findRow(const ErrorRow &same) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void matchVerdicts();
    QString text(int row, int column) const;
    QVariant sortKey(int row, int column) const;

    Question m_question;
    Cases m_cases;
    Rows m_shown; ///< of m_cases
    std::vector<Verdict> m_verdicts;
    std::vector<const Verdict *> m_verdictOfCase; ///< null where there is none
};

/// All verdicts that any question offers (Question::verdicts), as they are stored, in their order. A verdict's note
/// says how the clip was heard or which label it is about, as Answer::subject() does.
inline constexpr const char *kVerdicts[]
    = { "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell" };
/// "Model is right" ...
QString verdictWords(const std::string &verdict);

} // namespace retrograde
