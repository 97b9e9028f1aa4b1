#include "ui/stage/page.h"

#include <QApplication>
#include <QStackedWidget>
#include <QTreeView>

namespace retrograde {

void Page::enter()
{
    for (QTreeView *list : findChildren<QTreeView *>()) {
        if (!list->isVisibleTo(this) || list->model()->rowCount() == 0)
            continue;
        // A list in which nothing was chosen yet would make its first row the current one as the focus comes, without
        // showing it as chosen.
        if (const QModelIndex current = list->currentIndex(); !current.isValid())
            list->setCurrentIndex({});
        else if (!list->selectionModel()->isSelected(current)) // the focus came before the page was entered
            list->selectionModel()->select(current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        return list->setFocus(Qt::OtherFocusReason);
    }
    setFocus(Qt::OtherFocusReason);
}

void Page::showState(QStackedWidget *stack, int index)
{
    if (stack->currentIndex() == index)
        return;
    const QWidget *going = stack->currentWidget();
    const QWidget *focused = QApplication::focusWidget();
    const bool takes = focused && (focused == this || focused == going || going->isAncestorOf(focused));
    stack->setCurrentIndex(index);
    if (takes)
        Page::enter();
}

} // namespace retrograde
