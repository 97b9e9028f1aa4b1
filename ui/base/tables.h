#pragma once

#include <QStyledItemDelegate>

class QTreeView;

namespace retrograde {

/// The dense rows that all tables share: 24 px, higher only where the font needs it.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kRowHeight = 24;

    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Gives @p view the look and the manners of all our tables: dense rows, whole rows chosen one at a time, no editing,
/// elided text, columns that the user may move and resize. The current row stays in sight when they are sorted.
void setUpTable(QTreeView *view);

/// Chooses the row @p step rows away from the current one among those visible (the first row when none is chosen) and
/// scrolls to it. Does nothing at the ends.
void moveCurrentRow(QTreeView *view, int step);

} // namespace retrograde
