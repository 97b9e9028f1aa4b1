#pragma once

#include <QDialog>
#include <QKeySequence>
#include <QList>

namespace retrograde {

/// All keys on one page.
class ShortcutSheet : public QDialog {
    Q_OBJECT

public:
    struct Entry {
        QString keys;
        QString meaning;
    };
    struct Group {
        QString title;
        QList<Entry> entries;
    };

    explicit ShortcutSheet(const QList<Group> &groups, QWidget *parent = nullptr);
};

} // namespace retrograde
