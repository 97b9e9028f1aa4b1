#pragma once

#include "experiment/runspec.h"
#include "library/records.h"

#include <QString>
#include <QStringList>

namespace retrograde {

// How runs are worded, everywhere in the workbench. Names that this version does not know are shown as they are.

QString taskWords(std::string_view task); ///< "reversal" -> "Time reversal"
QString networkWords(std::string_view network); ///< "convnet" -> "ConvNet"
QString clipWords(std::string_view clip); ///< "5" -> "5 s", "3x1" -> "3 × 1 s"
/// "completed", "stopped", "interrupted" ...
QString statusWords(RunStatus status);
/// "Run 12 · Time reversal / ConvNet / 5 s"
QString runTitle(const Run &run);
/// Whether it has mistakes to listen to: a pretext model that was judged.
bool hasPredictions(const Run &run);
/// What its last epoch gave reason to doubt, a sentence each.
QStringList doubtsOf(const Run &run);
/// Whether trainRun() can go on with it.
bool canResume(const Run &run);

} // namespace retrograde
