#include "ui/errors/errorfilter.h"

#include "ui/errors/errormodel.h"

#include <algorithm>

namespace retrograde {

ErrorFilter::ErrorFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(ErrorModel::kSortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
}

void ErrorFilter::setWords(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool ErrorFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    QString text;
    for (const int column : { ErrorModel::TrackColumn, ErrorModel::ArtistColumn, ErrorModel::HeardColumn })
        text += sourceModel()->index(row, column, parent).data().toString() + u' ';
    return std::all_of(
        m_words.begin(), m_words.end(), [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool ErrorFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    if (left.column() == ErrorModel::VerdictColumn) {
        const bool noLeft = left.data().toString().isEmpty();
        const bool noRight = right.data().toString().isEmpty();
        if (noLeft != noRight)
            return sortOrder() == Qt::AscendingOrder ? noRight : noLeft;
    }
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace retrograde
