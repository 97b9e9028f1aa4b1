#pragma once

#include <QString>

class QComboBox;

namespace retrograde {

/// What a screen reader calls @p box where no label stands beside it. Qt lets the accessible name of a combo box be
/// what is chosen in it, so a label that nobody sees says the rest. To be called when @p box has its parent.
void setSpokenName(QComboBox *box, const QString &name);

} // namespace retrograde
