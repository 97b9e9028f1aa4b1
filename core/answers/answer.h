#pragma once

#include "answers/answertable.h"
#include "answers/question.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

/// One answer to a Question: about a clip, or where its choices do not exclude each other, about one label of a clip.
struct Answer {
    std::int64_t trackId = 0; ///< in the run's workspace
    std::int64_t beginFrame = 0; ///< of the crop, in frames of the run's grid
    std::string transform; ///< what was done to the crop: "published", "reversed", "2,1,3"
    std::string label; ///< that was asked about, of a recogniser; else empty
    int wanted = 0; ///< which of Question::choices was right, by number
    int said = 0; ///< which the model named
    double probability = 0; ///< of Question::transformed
    double sureness = 0; ///< the probability of the right choice when that was said, else of all the others together
    double loss = 0; ///< cross-entropy of the right choice, nats

    bool isWrong() const { return said != wanted; }
    /// Whether something was done to the crop, or the label is there; and whether the model thinks so.
    bool isTransformed() const { return wanted != 0; }
    bool saysTransformed() const { return probability >= 0.5; }
    /// What is asked of the crop, which tells answers about one crop apart: the transform, or the label.
    const std::string &subject() const { return label.empty() ? transform : label; }
};

/// All answers in @p table, which passes requireConsistent() and answers @p question, in its order: one for each clip,
/// or one for each cell that somebody labelled. Of two choices, 1 is said from a probability of 0.5; of more, the most
/// probable.
std::vector<Answer> answersIn(const Question &question, const AnswerTable &table);

/// Answer::sureness of @p answer, which is whole but for that, among so many @p choices. @param ofRight the probability
/// of the right one
double surenessOf(const Answer &answer, std::size_t choices, double ofRight);

} // namespace retrograde
