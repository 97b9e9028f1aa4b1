#pragma once

#include <QHash>
#include <QObject>

class QHeaderView;
class QTreeView;

namespace retrograde {

/// Shares out a table's width: one column takes what the others leave, which give way in a narrow window, but never so
/// far that their headings are cut off. Widths that the user chooses are kept.
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

    QTreeView *m_view;
    QHeaderView *m_header;
    int m_stretched;
    QHash<int, int> m_wanted;
    bool m_fitting = false;
};

} // namespace retrograde
