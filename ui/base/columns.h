#pragma once

#include <QHash>
#include <QObject>
#include <QSet>

class QHeaderView;
class QTreeView;

namespace retrograde {

/// Shares out a table's width: one column takes what the others leave, which give way in a narrow window, but never so
/// far that their headings are cut off; in a wide one, what it does not need itself goes to those whose texts are
/// longer than their columns. Widths that the user chooses are kept.
class Columns : public QObject {
    Q_OBJECT

public:
    /// @p widths by column, px, of all columns but @p stretched. To be called once the view has its model.
    Columns(QTreeView *view, int stretched, const QHash<int, int> &widths);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    int leastOf(int column) const;
    int neededBy(int column);

    QTreeView *m_view;
    QHeaderView *m_header;
    int m_stretched;
    QHash<int, int> m_wanted;
    QHash<int, int> m_needed; ///< by the longest texts that were seen so far
    QSet<int> m_chosen; ///< by the user
    bool m_fitting = false;
};

} // namespace retrograde
