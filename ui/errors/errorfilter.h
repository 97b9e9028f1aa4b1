#pragma once

#include <QSortFilterProxyModel>
#include <QString>
#include <QStringList>

namespace retrograde {

/// Finds words in the track's title, the artist, or how it was heard or labelled.
class ErrorFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit ErrorFilter(QObject *parent);

    void setWords(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    /// Rows without a verdict come last, in either order.
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
};

} // namespace retrograde
