#pragma once

#include "ui/shell/shortcutsheet.h"

namespace retrograde {

class Stage;

/// All keys of the window and what they do, for the help sheet: from the actions themselves where there are any.
QList<ShortcutSheet::Group> keyGroups(const QWidget &window, const Stage &stage);

} // namespace retrograde
