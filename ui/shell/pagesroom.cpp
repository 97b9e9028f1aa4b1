#include "ui/shell/pagesroom.h"

#include <QEvent>
#include <utility>

namespace retrograde {

PagesRoom::PagesRoom(QWidget *pages)
    : m_pages(pages)
{
    m_pages->setParent(this);
}

QSize PagesRoom::sizeHint() const
{
    return m_pages->sizeHint();
}

QSize PagesRoom::minimumSizeHint() const
{
    return m_pages->minimumSizeHint();
}

bool PagesRoom::event(QEvent *event)
{
    // What the pages ask for has changed.
    if (event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        if (std::exchange(m_need, minimumSizeHint()) != m_need)
            Q_EMIT needChanged();
    }
    return QWidget::event(event);
}

void PagesRoom::resizeEvent(QResizeEvent *)
{
    m_pages->resize(size());
}

} // namespace retrograde
