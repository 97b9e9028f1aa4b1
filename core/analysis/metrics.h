#pragma once

#include "library/records.h"

#include <cstdint>
#include <vector>

namespace retrograde {

/// A share with its uncertainty.
struct Interval {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// Wilson's score interval for @p successes of @p trials (Wilson 1927), at @p z standard deviations. No trials: 0
/// ... 1.
Interval wilsonInterval(std::int64_t successes, std::int64_t trials, double z = 1.959964);

/// The value below which @p share of the ascending @p sorted lies, interpolated between neighbours. Not of nothing.
double quantile(const std::vector<double> &sorted, double share);

/// Counts at a threshold of 0.5 (>= counts as transformed).
struct BinaryCounts {
    std::int64_t truePositives = 0, falsePositives = 0, trueNegatives = 0, falseNegatives = 0;
    std::int64_t total() const { return truePositives + falsePositives + trueNegatives + falseNegatives; }
    double accuracy() const;
};
BinaryCounts countPredictions(const std::vector<Prediction> &predictions);

/// Accuracy with a 95 % percentile interval that draws whole tracks with replacement (crops of one track are no
/// independent evidence). Seeded. Empty input: 0 with 0 ... 1.
Interval accuracyByTrackBootstrap(const std::vector<Prediction> &predictions, int draws = 2000, std::uint64_t seed = 1);

/// Area under the ROC curve (ties count half); 0.5 when a class is missing.
double rocAuc(const std::vector<Prediction> &predictions);

} // namespace retrograde
