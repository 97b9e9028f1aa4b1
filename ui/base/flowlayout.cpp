#include "ui/base/flowlayout.h"

#include <QWidget>
#include <algorithm>

namespace retrograde {

FlowLayout::FlowLayout(int spacing, QWidget *parent)
    : QLayout(parent)
{
    setSpacing(spacing);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
}

int FlowLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange({ 0, 0, width, 0 }, false);
}

QSize FlowLayout::sizeHint() const
{
    int width = 0;
    int height = 0;
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        width += item->sizeHint().width() + (width > 0 ? spacing() : 0);
        height = std::max(height, item->sizeHint().height());
    }
    const QMargins margins = contentsMargins();
    return { width + margins.left() + margins.right(), height + margins.top() + margins.bottom() };
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

int FlowLayout::arrange(const QRect &rect, bool place) const
{
    const QRect room = rect.marginsRemoved(contentsMargins());
    int top = room.top();
    for (qsizetype first = 0; first < m_items.size();) {
        // As many as fit in one row, at least one.
        qsizetype end = first;
        int width = 0;
        int height = 0;
        for (; end < m_items.size(); ++end) {
            const QLayoutItem *item = m_items[end];
            if (item->isEmpty())
                continue;
            const int wider = width + (width > 0 ? spacing() : 0)
                + (item->widget() == m_expanding ? item->minimumSize() : item->sizeHint()).width();
            if (width > 0 && wider > room.width())
                break;
            width = wider;
            height = std::max(height, item->sizeHint().height());
        }
        int left = room.left();
        for (; first < end; ++first) {
            QLayoutItem *item = m_items[first];
            if (item->isEmpty())
                continue;
            const bool grows = item->widget() && item->widget() == m_expanding;
            const int least = (grows ? item->minimumSize() : item->sizeHint()).width();
            const int most
                = grows ? std::min(item->widget()->maximumWidth(), least + std::max(0, room.width() - width)) : least;
            if (place) {
                const int lower = (height - item->sizeHint().height()) / 2;
                item->setGeometry({ left, top + lower, std::min(most, room.width()), item->sizeHint().height() });
            }
            left += most + spacing();
        }
        top += height + (first < m_items.size() ? spacing() : 0);
    }
    return top - room.top() + contentsMargins().top() + contentsMargins().bottom();
}

} // namespace retrograde
