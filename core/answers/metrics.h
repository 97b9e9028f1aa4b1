#pragma once

#include "answers/answer.h"
#include "answers/bootstrap.h"

#include <cstdint>
#include <vector>

namespace retrograde {

// Figures of pretext answers. All of them refuse what is no answer: @throws Error Corrupt, naming the track and the
// place, when a probability is no number from 0 to 1.

/// Counts at a threshold of 0.5 (>= counts as transformed).
struct BinaryCounts {
    std::int64_t truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0;
    std::int64_t total() const { return truePositives + falsePositives + trueNegatives + falseNegatives; }
    double accuracy() const;
};
BinaryCounts countAnswers(const std::vector<Answer> &answers);

/// How often "transformed or not" is answered rightly, with the interval of shareOverUnits() over tracks: crops of one
/// track are no independent evidence. Seeded. Empty input: 0 with 0 ... 1.
Interval accuracyByTrackBootstrap(const std::vector<Answer> &answers, int draws = 2000, std::uint64_t seed = 1);

/// Area under the ROC curve (ties count half); 0.5 when a class is missing.
double rocAuc(const std::vector<Answer> &answers);

/// Nothing, or the refusal above. Loss must be a number as well.
void requireProbabilities(const std::vector<Answer> &answers);

} // namespace retrograde
