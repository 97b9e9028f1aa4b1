#pragma once

#include "experiment/question.h"
#include "library/records.h"

#include <string>
#include <vector>

namespace retrograde {

/// A prediction as the answer to a Question: which of its choices was right, and which the model named.
struct Answer {
    Prediction prediction;
    std::string label; ///< that was asked about, of a recogniser; else empty
    int wanted = 0; ///< of Question::choices, by number
    int said = 0;
    /// The probability of the right choice when that was said, else of all the others together.
    double sureness = 0;

    bool isWrong() const { return said != wanted; }
};

/// Of two choices, 1 is said from a probability of 0.5; of orders, Prediction::answer is.
/// @throws Error Corrupt as requireProbabilities(); Conflict when an order was asked for and is not known
Answer answerTo(const Question &question, Prediction prediction, std::string label = {});
std::vector<Answer> answersTo(const Question &question, const std::vector<Prediction> &predictions);

} // namespace retrograde
