#pragma once

#include "answers/standing.h"
#include "library/workspace.h"

#include <optional>
#include <vector>

namespace retrograde {

/// The best epoch's answers about the clips of @p side, of tracks that are still in the library; empty before the first
/// epoch, and where that side was not judged. Of a recogniser, one for each labelled cell of its validation clips, and
/// none for the test side.
/// @throws Error as runAnswers()
std::vector<Answer> storedAnswers(const Workspace &workspace, const Run &run, RunSide side = RunSide::Validation);

/// What a run came to on one of its sides: all that is said of its accuracy.
struct RunResult {
    Standing standing;
    RunSide side = RunSide::Validation;
    int epoch = 0; ///< whose answers these are
    int epochs = 0; ///< of which it was chosen as the best, on the validation clips

    /// Figures; how they came about; what may be concluded.
    std::vector<Sentence> sentences() const;
};

/// Nothing where storedAnswers() is empty. @throws Error as storedAnswers()
std::optional<RunResult> resultOf(const Workspace &workspace, const Run &run, RunSide side = RunSide::Validation);

} // namespace retrograde
