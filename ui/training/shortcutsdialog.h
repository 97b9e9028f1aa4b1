#pragma once

#include "inference/shortcutchecks.h"

#include <QDialog>

namespace retrograde {

/// What the checks for shortcuts found about one run: a table of accuracies, and what they mean.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

public:
    ShortcutsDialog(const QString &run, const ShortcutReport &report, QWidget *parent = nullptr);
};

} // namespace retrograde
