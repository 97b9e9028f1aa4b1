#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>

class QAbstractButton;

namespace retrograde {

/// The icon @p themeName of the platform's theme; where that has none, our own drawing
/// resources/icons/@p ownName.svg in the palette's text colour.
QIcon themedIcon(const QString &themeName, const QString &ownName, const QPalette &palette);
/// Gives @p button that icon, now and whenever the button's colours change.
void setThemedIcon(QAbstractButton *button, const QString &themeName, const QString &ownName);

} // namespace retrograde
