#include "ui/library/page.h"

#include <QTreeView>

namespace retrograde {

void Page::enter()
{
    for (QTreeView *list : findChildren<QTreeView *>()) {
        if (!list->isVisibleTo(this) || list->model()->rowCount() == 0)
            continue;
        // A list in which nothing was chosen yet would make its first row the current one as the focus comes, without
        // showing it as chosen.
        if (!list->currentIndex().isValid())
            list->setCurrentIndex({});
        return list->setFocus(Qt::OtherFocusReason);
    }
    setFocus(Qt::OtherFocusReason);
}

} // namespace retrograde
