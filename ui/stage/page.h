#pragma once

#include "ui/stage/stage.h"

#include <QVariantMap>
#include <QWidget>
#include <functional>
#include <optional>
#include <utility>

class QStackedWidget;

namespace retrograde {

class Workspace;

/// What every page of the window derives from: a place to choose from. Whatever is chosen goes to the stage, as long as
/// the page is the one that is seen.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The workspace that it is about from now on, which outlives the page or is taken away by null.
    virtual void setWorkspace(Workspace *workspace) = 0;
    /// Whether it is filled in from field to field, so that what is clicked takes the keyboard; elsewhere that stays
    /// with the list.
    virtual bool isForm() const { return false; }
    /// The user went to this page: the keyboard is in its list from now on, where that has rows, and else with the
    /// page, so that no button or box elsewhere takes the keys that play and choose.
    virtual void enter();
    /// Puts the keyboard where the user can type to find something.
    virtual void focusSearch() { }
    /// Chooses the next (+1) or the previous (-1) entry of the list.
    virtual void moveSelection(int step) { Q_UNUSED(step) }
    /// What is chosen, as it goes to the stage; nothing where nothing is.
    virtual std::optional<StageItem> chosen() const { return {}; }
    /// Who knows whether an item is on the stage. Without one, whatever is chosen is.
    void setOnStage(std::function<bool(const StageItem &)> isOnStage) { m_isOnStage = std::move(isOnStage); }
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

protected:
    /// Lets @p stack show its page of number @p index. The keyboard, where what goes or the page as a whole has it, is
    /// in the list from now on, as by enter().
    void showState(QStackedWidget *stack, int index);
    bool isOnStage(const StageItem &item) const { return !m_isOnStage || m_isOnStage(item); }

private:
    std::function<bool(const StageItem &)> m_isOnStage;
};

} // namespace retrograde
