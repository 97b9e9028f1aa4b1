#include "ui/base/tables.h"

#include <QHeaderView>
#include <QProxyStyle>
#include <QStyleOption>
#include <QTreeView>
#include <algorithm>

namespace retrograde {

namespace {

/// Keeps the text of neighbouring columns apart, right-aligned numbers from left-aligned words above all.
class TableStyle : public QProxyStyle {
public:
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        return metric == PM_FocusFrameHMargin ? kTextMargin - 1 : QProxyStyle::pixelMetric(metric, option, widget);
    }

    QSize sizeFromContents(
        ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const override
    {
        QSize needed = QProxyStyle::sizeFromContents(type, option, size, widget);
        if (type == CT_HeaderSection)
            needed.rwidth() += 2 * headerMargin(option, widget);
        return needed;
    }

    void drawControl(
        ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        if (element != CE_HeaderLabel || !header) {
            QProxyStyle::drawControl(element, option, painter, widget);
            return;
        }
        QStyleOptionHeader narrower(*header);
        const int more = headerMargin(option, widget);
        narrower.rect.adjust(more, 0, -more, 0);
        QProxyStyle::drawControl(element, &narrower, painter, widget);
    }

private:
    /// Beyond what the style gives the text of a heading anyway.
    int headerMargin(const QStyleOption *option, const QWidget *widget) const
    {
        return std::max(0, kTextMargin - QProxyStyle::pixelMetric(PM_HeaderMargin, option, widget));
    }

    static constexpr int kTextMargin = 8; ///< px, beside the text of cells and headers
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
    view->header()->setFixedHeight(std::max(RowDelegate::kRowHeight, view->fontMetrics().height() + 8));
    view->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    // Queued, for the rows are sorted by whoever else hears of it.
    QObject::connect(
        view->header(), &QHeaderView::sortIndicatorChanged, view, [view] { view->scrollTo(view->currentIndex()); },
        Qt::QueuedConnection);
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
