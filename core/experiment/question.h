#pragma once

#include "experiment/runspec.h"

#include <string>
#include <vector>

namespace retrograde {

/// What a run's model is asked about a clip, and the words for it: one value for each task and target, from which
/// everything that words, scores or judges answers takes what it needs. Words are English; ui/base translates them.
struct Question {
    Task task = Task::Reversal;
    std::string name; ///< "time reversal", "jigsaw", "jigsaw, which order", "instruments"
    /// The answers there are, by number; 0 always means that nothing was done, or that the label is not there.
    std::vector<std::string> choices;
    /// Whether each clip gets one of the choices; otherwise each label of a clip is asked about on its own.
    bool ofClips = true;
    std::string transformed; ///< what a Prediction's probability is of: "reversed", "shuffled", "present"
    /// What may be concluded when the answers are better than any that can be given without listening: a sentence.
    std::string learned;

    /// What guessing among the choices reaches, and costs in nats. Who knows which choice is frequent reaches more:
    /// Standing::chance.
    double guessedAccuracy() const { return 1.0 / static_cast<double>(choices.size()); }
    double guessedLoss() const;
    /// Whether choices are the transforms themselves ("published", "2,1,3"), not just whether there was one.
    bool tellsOrders() const { return choices.size() > 2; }
    /// The right answer to a crop that was changed in this way, of a question of clips.
    /// @throws Error InvalidArgument when this is no transform of the task
    int wanted(const std::string &transform) const;
};

/// What @p spec asks.
Question questionOf(const RunSpec &spec);

} // namespace retrograde
