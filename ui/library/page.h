#pragma once

#include "ui/stage/stage.h"

#include <QVariantMap>
#include <QWidget>

namespace retrograde {

/// A place to choose from. Whatever is chosen goes to the stage.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Puts the keyboard where the user can type to find something.
    virtual void focusSearch() { }
    /// Chooses the next (+1) or the previous (-1) entry of the list.
    virtual void moveSelection(int step) { Q_UNUSED(step) }
    /// What is chosen and set on the page, to be put back after a restart.
    virtual QVariantMap state() const { return {}; }
    virtual void setState(const QVariantMap &state) { Q_UNUSED(state) }

Q_SIGNALS:
    void itemSelected(const retrograde::StageItem &item);
    void playRequested();
    /// One sentence about something that was done.
    void news(const QString &sentence);
    /// One sentence about something that failed.
    void problem(const QString &sentence);
};

} // namespace retrograde
