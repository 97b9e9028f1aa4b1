#pragma once

#include "analysis/labelevaluation.h"
#include "analysis/storedanswers.h"

#include <string>
#include <vector>

namespace retrograde {

// Parts of a run's page that say what its answers are worth. English HTML.

/// What one side came to: figures, how they came about, what may be concluded.
std::string resultSection(const RunResult &result);

/// Whether the artists of the music that was judged are known, and whether any of them was trained on.
/// @param trained, judged the tracks themselves
std::string artistSentence(const std::vector<Track> &trained, const std::vector<Track> &judged);

/// How often each answer was given to each question.
std::string confusionSection(const Question &question, const std::vector<Answer> &answers);

/// Of a recogniser on the clips of @p side: its figures over all labels, and those of each label.
std::string labelSection(const LabelEvaluation &evaluation, RunSide side);

} // namespace retrograde
