#include "ui/base/tooltips.h"

#include "ui/base/words.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFontMetrics>
#include <QHeaderView>
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kLongestWord = 30; // letters; a path without a space must be broken somewhere

/// With places to break where a word is too long for a line.
QString breakable(const QString &text)
{
    QString broken;
    int letters = 0;
    for (const QChar letter : text) {
        letters = letter.isSpace() ? 0 : letters + 1;
        broken += letter;
        if (letters >= kLongestWord && !letter.isHighSurrogate()) {
            broken += QChar(0x200b); // a space of no width
            letters = 0;
        }
    }
    return broken;
}

/// The header that @p widget is the inside of; null for anything else.
QHeaderView *headerOf(QWidget *widget)
{
    auto *header = qobject_cast<QHeaderView *>(widget->parentWidget());
    return header && header->viewport() == widget ? header : nullptr;
}

QAbstractItemView *tableOf(QWidget *widget)
{
    auto *view = qobject_cast<QAbstractItemView *>(widget->parentWidget());
    return view && view->viewport() == widget ? view : nullptr;
}

QString textOf(QWidget *widget, const QHelpEvent &event)
{
    if (const QHeaderView *header = headerOf(widget)) {
        const int section = header->logicalIndexAt(event.pos());
        return section < 0 || !header->model()
            ? QString()
            : header->model()->headerData(section, header->orientation(), Qt::ToolTipRole).toString();
    }
    if (const QAbstractItemView *view = tableOf(widget))
        return view->indexAt(event.pos()).data(Qt::ToolTipRole).toString();
    return widget->toolTip();
}

} // namespace

ToolTips::ToolTips(QObject *parent)
    : QObject(parent)
{
}

void ToolTips::install(QObject *parent)
{
    if (qApp->findChild<ToolTips *>() || parent->findChild<ToolTips *>())
        return;
    qApp->installEventFilter(new ToolTips(parent));
}

QString ToolTips::html(const QString &text)
{
    if (text.isEmpty())
        return {};
    const QString shown = unbroken(text.size() > kMostLetters ? text.left(kMostLetters - 1) + QChar(0x2026) : text);
    const QFontMetrics metrics(QToolTip::font());
    int widest = 0;
    for (const QString &line : shown.split(u'\n'))
        widest = std::max(widest, metrics.horizontalAdvance(line));
    const QString lines = breakable(shown).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
    // A cell of fixed width is what Qt's HTML has for breaking lines at a place of our own choice.
    if (widest > kWidth)
        return QStringLiteral("<table width=\"%1\"><tr><td>%2</td></tr></table>").arg(QString::number(kWidth), lines);
    return QStringLiteral("<p style=\"white-space:pre\">%1</p>").arg(lines);
}

void ToolTips::show(const QPoint &position, const QString &text, QWidget *widget)
{
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(position, html(text), widget);
}

bool ToolTips::eventFilter(QObject *watched, QEvent *event)
{
    auto *widget = qobject_cast<QWidget *>(watched);
    if (event->type() != QEvent::ToolTip || !widget)
        return QObject::eventFilter(watched, event);
    const auto *help = static_cast<const QHelpEvent *>(event);
    const QString text = textOf(widget, *help);
    // A table says what it has to say or nothing; of a widget without a tooltip the one around it is asked.
    if (text.isEmpty() && !headerOf(widget) && !tableOf(widget))
        return QObject::eventFilter(watched, event);
    show(help->globalPos(), text, widget);
    event->accept();
    return true;
}

} // namespace retrograde
