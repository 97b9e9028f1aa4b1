#include "ui/base/searchfield.h"

#include <QAbstractItemView>
#include <QKeyEvent>

namespace retrograde {

SearchField::SearchField(const QString &objectName, QWidget *parent)
    : QLineEdit(parent)
{
    setObjectName(objectName);
    setClearButtonEnabled(true);
    // Files dropped here are to be imported by the window, not typed into the field.
    setAcceptDrops(false);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Down:
        return goToList();
    case Qt::Key_Escape:
        clear();
        return goToList();
    default:
        QLineEdit::keyPressEvent(event);
    }
}

bool SearchField::event(QEvent *event)
{
    // Escape is this field's own before it is anybody's shortcut.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QLineEdit::event(event);
}

void SearchField::setList(QAbstractItemView *list)
{
    m_list = list;
    m_list->installEventFilter(this);
}

bool SearchField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape
        && !text().isEmpty()) {
        clear();
        return true;
    }
    return QLineEdit::eventFilter(watched, event);
}

void SearchField::goToList()
{
    Q_EMIT searchNow();
    if (!m_list || !m_list->isVisible())
        return;
    m_list->setFocus(Qt::OtherFocusReason);
    if (!m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_list->model()->index(0, 0));
}

} // namespace retrograde
