#pragma once

#include <QString>

namespace retrograde {

enum class Appearance {
    System, ///< the platform's style and palette
    Light,
    Dark,
};

/// "system", "light", "dark"; anything else is System.
Appearance parseAppearance(const QString &name);
QString toString(Appearance appearance);

/// Takes effect in the whole application at once. Needs a QApplication.
void applyAppearance(Appearance appearance);

} // namespace retrograde
