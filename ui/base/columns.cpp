#include "ui/base/columns.h"

#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QStyle>
#include <QTreeView>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kLeastStretched = 150; // px

} // namespace

Columns::Columns(QTreeView *view, int stretched, const QHash<int, int> &widths)
    : QObject(view)
    , m_view(view)
    , m_header(view->header())
    , m_stretched(stretched)
    , m_wanted(widths)
{
    m_header->setSectionResizeMode(stretched, QHeaderView::Stretch);
    view->viewport()->installEventFilter(this);
    connect(m_header, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (m_fitting || column == m_stretched)
            return;
        m_wanted[column] = width;
        m_chosen.insert(column);
    });
    // Headings may change with what is listed.
    connect(view->model(), &QAbstractItemModel::modelReset, this, &Columns::fit);
    connect(view->model(), &QAbstractItemModel::headerDataChanged, this, &Columns::fit);
    fit();
}

bool Columns::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange)
        fit();
    return QObject::eventFilter(watched, event);
}

/// Of its heading, with the arrow that shows the order whether it stands there just now or not: a click on a heading
/// moves no column.
int Columns::leastOf(int column) const
{
    const bool arrow = m_header->isSortIndicatorShown() && m_header->sortIndicatorSection() != column;
    const QStyle *style = m_header->style();
    return m_header->sectionSizeHint(column)
        + (arrow ? style->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, m_header)
                    + style->pixelMetric(QStyle::PM_HeaderMargin, nullptr, m_header)
                 : 0);
}

/// Grows only: what is scrolled to or searched for moves no column back and forth.
int Columns::neededBy(int column)
{
    // The view makes this protected, the base does not.
    const int seen = static_cast<const QAbstractItemView *>(m_view)->sizeHintForColumn(column);
    return m_needed[column] = std::max(m_needed.value(column), seen);
}

void Columns::fit()
{
    const QScopedValueRollback guard(m_fitting, true);
    QHash<int, int> least;
    int wanted = 0;
    int needed = 0;
    for (auto column = m_wanted.constBegin(); column != m_wanted.constEnd(); ++column) {
        if (m_header->isSectionHidden(column.key()))
            continue;
        least[column.key()] = leastOf(column.key());
        needed += least[column.key()];
        wanted += std::max(least[column.key()], column.value());
    }
    // Where not even the headings have room, the table scrolls sideways rather than cut one off.
    const int leastStretched = leastOf(m_stretched);
    const bool tight = needed + leastStretched > m_view->viewport()->width();
    m_header->setSectionResizeMode(m_stretched, tight ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (tight)
        m_header->resizeSection(m_stretched, leastStretched);
    const int room = m_view->viewport()->width() - std::max(kLeastStretched, m_header->sectionSizeHint(m_stretched));
    // Of what they have beyond their headings, each gives up the same share.
    const double kept = wanted <= room || wanted == needed
        ? 1.0
        : std::clamp(static_cast<double>(room - needed) / (wanted - needed), 0.0, 1.0);
    const int spare = m_view->viewport()->width() - wanted - std::max(kLeastStretched, neededBy(m_stretched));
    QHash<int, int> lacking;
    int lackingInAll = 0;
    for (auto column = least.constBegin(); column != least.constEnd() && spare > 0; ++column) {
        if (m_chosen.contains(column.key()))
            continue;
        lacking[column.key()] = std::max(0, neededBy(column.key()) - std::max(column.value(), m_wanted[column.key()]));
        lackingInAll += lacking[column.key()];
    }
    const double given = lackingInAll > std::max(0, spare) ? static_cast<double>(spare) / lackingInAll : 1.0;
    for (auto column = least.constBegin(); column != least.constEnd(); ++column) {
        const int more = std::max(0, m_wanted[column.key()] - column.value());
        m_header->resizeSection(column.key(),
            column.value() + static_cast<int>(kept * more) + static_cast<int>(given * lacking.value(column.key())));
    }
}

} // namespace retrograde
