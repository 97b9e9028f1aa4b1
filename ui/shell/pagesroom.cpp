#include "ui/shell/pagesroom.h"

#include <QEvent>

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
    if (event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QWidget::event(event);
}

void PagesRoom::resizeEvent(QResizeEvent *)
{
    m_pages->resize(size());
}

} // namespace retrograde
