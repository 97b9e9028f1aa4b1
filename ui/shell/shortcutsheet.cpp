#include "ui/shell/shortcutsheet.h"

#include "ui/base/textlabel.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kMostColumns = 3;
constexpr int kLinesBesideEntries = 2; ///< the title, and what lies between groups
constexpr int kColumnGap = 32;
constexpr int kKeyGap = 16;
constexpr int kLineGap = 6;
constexpr int kMargin = 24;
constexpr int kSlack = 8; ///< px, for what layouts lose by rounding

QGridLayout *makeGroup(const ShortcutSheet::Group &group)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(kKeyGap);
    grid->setVerticalSpacing(kLineGap);
    auto *title = new TextLabel(group.title);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    grid->addWidget(title, 0, 0, 1, 2);
    int row = 1;
    for (const ShortcutSheet::Entry &entry : group.entries) {
        grid->addWidget(new TextLabel(entry.keys), row, 0, Qt::AlignTop);
        auto *meaning = new TextLabel(entry.meaning);
        meaning->setWordWrap(true);
        grid->addWidget(meaning, row, 1);
        ++row;
    }
    grid->setColumnStretch(1, 1);
    return grid;
}

/// Without breaking a line.
int widthOf(const ShortcutSheet::Group &group, const QFontMetrics &metrics)
{
    int keys = 0;
    int meanings = 0;
    for (const ShortcutSheet::Entry &entry : group.entries) {
        keys = std::max(keys, metrics.horizontalAdvance(entry.keys));
        meanings = std::max(meanings, metrics.horizontalAdvance(entry.meaning));
    }
    return keys + kKeyGap + meanings + kSlack;
}

/// In their order, each whole in one of so few columns that a screen has room for them, which are as short as can be.
QList<QList<ShortcutSheet::Group>> inColumns(const QList<ShortcutSheet::Group> &groups)
{
    for (qsizetype most = 0;; ++most) {
        QList<QList<ShortcutSheet::Group>> columns;
        qsizetype lines = 0;
        for (const ShortcutSheet::Group &group : groups) {
            const qsizetype more = group.entries.size() + kLinesBesideEntries;
            if (columns.isEmpty() || lines + more > most) {
                columns.append(QList<ShortcutSheet::Group>());
                lines = 0;
            }
            columns.last().append(group);
            lines += more;
        }
        if (columns.size() <= kMostColumns)
            return columns;
    }
}

} // namespace

ShortcutSheet::ShortcutSheet(const QList<Group> &groups, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));

    // Each column as wide as its texts, or less in the same proportion where there is no room.
    auto *sheet = new QWidget;
    auto *columns = new QHBoxLayout(sheet);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(kColumnGap);
    int width = -kColumnGap;
    for (const QList<Group> &stacked : inColumns(groups)) {
        auto *column = new QVBoxLayout;
        column->setSpacing(kColumnGap / 2);
        int widest = 0;
        for (const Group &group : stacked) {
            column->addLayout(makeGroup(group));
            widest = std::max(widest, widthOf(group, fontMetrics()));
        }
        column->addStretch(1);
        columns->addLayout(column, widest);
        width += kColumnGap + widest;
    }
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("shortcutScroll"));
    scroll->setWidget(sheet);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, 16);
    layout->setSpacing(16);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    const QSize room = (parent ? parent->window()->size() : QSize(1024, 700)) - QSize(48, 64);
    const int wide = std::min(width, room.width() - 2 * kMargin);
    const int others = layout->sizeHint().height() - scroll->sizeHint().height();
    resize(wide + 2 * kMargin, std::min(columns->totalHeightForWidth(wide) + others, room.height()));
}

} // namespace retrograde
