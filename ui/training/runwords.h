#pragma once

#include "experiment/runspec.h"
#include "library/records.h"

#include <QString>
#include <QStringList>
#include <optional>

namespace retrograde {

// How runs are worded, everywhere in the workbench. Names that this version does not know are shown as they are.

QString taskWords(Task task); ///< "Time reversal"
/// The same of a run, with what a jigsaw asks: "Jigsaw, which order".
QString taskWords(const Run &run);
QString networkWords(std::string_view network); ///< "convnet" -> "ConvNet"
QString clipWords(std::string_view clip); ///< "5" -> "5 s", "3x1" -> "3 × 1 s"
/// "completed", "stopped", "interrupted" ...
QString statusWords(RunStatus status);
/// "Run 12 · Time reversal / ConvNet / 5 s"
QString runTitle(const Run &run);
/// What a recogniser of instruments starts from and learns from: "from run 3, frozen · 50 labels a class"; empty for
/// other tasks.
QString recogniserWords(const Run &run);
/// The same as short as it can be understood in a table: "run 3, frozen · 50".
QString recogniserTag(const Run &run);
/// Whether it was judged, so that it has mistakes to listen to.
bool hasPredictions(const Run &run);
/// What its last epoch gave reason to doubt, a sentence each.
QStringList doubtsOf(const Run &run);
/// Whether trainRun() can go on with it.
bool canResume(const Run &run);

} // namespace retrograde
