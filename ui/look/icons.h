#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>

namespace retrograde {

/// The icon @p themeName of the platform's theme; where that has none, our own drawing
/// resources/icons/@p ownName.svg in the palette's text colour. Ask again when the palette changes.
QIcon themedIcon(const QString &themeName, const QString &ownName, const QPalette &palette);

} // namespace retrograde
