#include "ui/shell/shortcutsheet.h"

#include "ui/look/textlabel.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kWidth = 920;
constexpr int kHeight = 720;

} // namespace

ShortcutSheet::ShortcutSheet(const QList<Group> &groups, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));

    // Two columns, each group whole in one of them, so that the sheet is never wider than a small screen.
    auto *sheet = new QWidget;
    auto *columns = new QHBoxLayout(sheet);
    columns->setContentsMargins(0, 0, 16, 0);
    columns->setSpacing(32);
    QVBoxLayout *halves[] = { new QVBoxLayout, new QVBoxLayout };
    qsizetype lines[] = { 0, 0 };
    for (QVBoxLayout *half : halves) {
        half->setSpacing(16);
        columns->addLayout(half, 1);
    }
    for (const Group &group : groups) {
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(16);
        grid->setVerticalSpacing(6);
        auto *title = new TextLabel(group.title);
        QFont bold = title->font();
        bold.setBold(true);
        title->setFont(bold);
        grid->addWidget(title, 0, 0, 1, 2);
        int row = 1;
        for (const Entry &entry : group.entries) {
            grid->addWidget(new TextLabel(entry.keys), row, 0, Qt::AlignTop);
            auto *meaning = new TextLabel(entry.meaning);
            meaning->setWordWrap(true);
            grid->addWidget(meaning, row, 1);
            ++row;
        }
        grid->setColumnStretch(1, 1);
        const int shorter = lines[0] <= lines[1] ? 0 : 1;
        halves[shorter]->addLayout(grid);
        lines[shorter] += group.entries.size() + 2;
    }
    for (QVBoxLayout *half : halves)
        half->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("shortcutScroll"));
    scroll->setWidget(sheet);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(24);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    const QSize room = parent ? parent->window()->size() : QSize(1024, 700);
    resize(std::min(kWidth, room.width() - 48), std::min(kHeight, room.height() - 64));
}

} // namespace retrograde
