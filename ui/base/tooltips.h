#pragma once

#include <QObject>
#include <QString>

class QHelpEvent;
class QPoint;
class QWidget;

namespace retrograde {

/// Shows the tooltips of the whole program: letter by letter, whatever they contain, and in lines that can be read.
///
/// Qt shows a tooltip as HTML when it looks like it, and then fetches what it names. Titles, notes and paths come from
/// files, so nobody else calls QToolTip. Widgets and models go on giving their tooltips as they are, plain.
class ToolTips : public QObject {
    Q_OBJECT

public:
    static constexpr int kWidth = 360; ///< px of the widest line
    static constexpr int kMostLetters = 2000; ///< what is longer ends in "…"

    /// Once for the application that @p parent belongs to; a second one would do nothing.
    static void install(QObject *parent);
    /// At @p position on the screen, for as long as the mouse stays on @p widget. Empty: takes away what is shown.
    static void show(const QPoint &position, const QString &text, QWidget *widget);
    /// @p text as HTML that shows just that.
    static QString html(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit ToolTips(QObject *parent);
};

} // namespace retrograde
