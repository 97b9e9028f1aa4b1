#include "ui/shell/shortcutsheet.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace retrograde {

ShortcutSheet::ShortcutSheet(const QList<Group> &groups, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));

    auto *columns = new QHBoxLayout;
    columns->setSpacing(32);
    for (const Group &group : groups) {
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(16);
        grid->setVerticalSpacing(6);
        auto *title = new QLabel(group.title);
        QFont bold = title->font();
        bold.setBold(true);
        title->setFont(bold);
        grid->addWidget(title, 0, 0, 1, 2);
        int row = 1;
        for (const Entry &entry : group.entries) {
            grid->addWidget(new QLabel(entry.keys), row, 0);
            grid->addWidget(new QLabel(entry.meaning), row, 1);
            ++row;
        }
        grid->setRowStretch(row, 1);
        grid->setColumnStretch(1, 1);
        columns->addLayout(grid);
    }

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 16);
    layout->setSpacing(24);
    layout->addLayout(columns);
    layout->addWidget(buttons);
}

} // namespace retrograde
