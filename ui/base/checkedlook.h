#pragma once

class QAbstractButton;

namespace retrograde {

/// Gives @p button the colours of what is chosen while it is checked: many styles hardly tell a pressed button from
/// another, in dark colours above all. Follows the application's palette.
void showWhenChecked(QAbstractButton *button);

} // namespace retrograde
