#include "ui/base/tables.h"

#include <QHeaderView>
#include <QProxyStyle>
#include <QTreeView>
#include <algorithm>

namespace retrograde {

namespace {

/// Keeps the text of neighbouring columns apart, right-aligned numbers from left-aligned words above all.
class TableStyle : public QProxyStyle {
public:
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        switch (metric) {
        case PM_FocusFrameHMargin: // beside the text of a cell
            return 7;
        case PM_HeaderMargin:
            return 8;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }
};

} // namespace

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(kRowHeight, option.fontMetrics.height() + 4));
    return size;
}

void setUpTable(QTreeView *view)
{
    auto *style = new TableStyle;
    style->setParent(view);
    view->setStyle(style);
    view->header()->setStyle(style);
    view->setItemDelegate(new RowDelegate(view));
    view->setUniformRowHeights(true);
    view->setAlternatingRowColors(true);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTextElideMode(Qt::ElideRight);
    view->setAllColumnsShowFocus(true);
    view->setFrameShape(QFrame::NoFrame);
    view->header()->setSectionsMovable(true);
    view->header()->setStretchLastSection(false);
    view->header()->setMinimumSectionSize(40);
    view->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void moveCurrentRow(QTreeView *view, int step)
{
    const QModelIndex current = view->currentIndex();
    QModelIndex target;
    if (!current.isValid())
        target = view->model()->index(0, 0);
    else
        target = step > 0 ? view->indexBelow(current) : view->indexAbove(current);
    if (!target.isValid())
        return;
    view->setCurrentIndex(target);
    view->scrollTo(target);
}

} // namespace retrograde
