#pragma once

#include <QColor>
#include <QPalette>

/// Colours that the palette has no role for, readable on light and on dark. (Those of probabilities: ui/base/words.h.)
namespace retrograde::colours {

bool isDark(const QPalette &palette);
QColor faint(const QPalette &palette); ///< text of lesser weight
QColor failure(const QPalette &palette); ///< text that reports a failure
QColor trainingCurve(const QPalette &palette);
QColor validationCurve(const QPalette &palette);

} // namespace retrograde::colours
