#pragma once

#include "answers/answertable.h"
#include "experiment/runspec.h"
#include "library/workspace.h"

#include <optional>

namespace retrograde {

/// What the best epoch's model of @p run said of the clips of @p side, with Question::choices as the choices of a
/// question of clips. Nothing before the first epoch, where that side was not judged, and of a pretext run whose file
/// is gone.
/// @throws Error as readAnswers(); NotFound when a recogniser's validation file is gone; Corrupt when the file is
/// another run's, or does not answer what the run was asked
std::optional<AnswerTable> runAnswers(const Workspace &workspace, const Run &run, RunSide side);

} // namespace retrograde
