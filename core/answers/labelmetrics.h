#pragma once

#include "answers/metrics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// What a recogniser says of many clips, beside what is known of them. Cells that nobody labelled are in the table, and
/// count for nothing. The functions below refuse a table that is none: @throws Error InvalidArgument when its columns
/// (or what is given for each label) differ in length, Corrupt when a probability is no number from 0 to 1 or a target
/// none of the three.
struct LabelTable {
    static constexpr std::int8_t kUnlabelled = -1;

    std::vector<std::string> labels;
    std::vector<double> probabilities; ///< [clip][label]
    std::vector<std::int8_t> targets; ///< [clip][label]: 1 = present, 0 = absent, kUnlabelled

    std::size_t clips() const { return labels.empty() ? 0 : targets.size() / labels.size(); }
};

/// Of one label, over its labelled cells. What is not defined (no positive, nothing labelled) has no value.
struct LabelScore {
    std::int64_t positives = 0;
    std::int64_t negatives = 0;
    double threshold = 0.5;
    BinaryCounts counts; ///< at the threshold
    std::optional<double> accuracy;
    std::optional<double> precision; ///< none when nothing was called present
    std::optional<double> recall;
    std::optional<double> f1; ///< 2 tp / (2 tp + fp + fn)
    std::optional<double> rocAuc; ///< ties count half
    /// The sum over distinct probabilities of (recall's increase) * precision, from the highest down.
    std::optional<double> averagePrecision;
};

struct LabelScores {
    std::vector<LabelScore> labels;
    std::int64_t cells = 0; ///< labelled
    double microAccuracy = 0; ///< right cells of all labelled cells
    double macroAccuracy = 0; ///< the mean over labels; so are the next two
    double macroF1 = 0;
    double meanAveragePrecision = 0;
};

/// @param thresholds one per label; a probability that reaches it means "present"
LabelScores scoreLabels(const LabelTable &table, const std::vector<double> &thresholds);
/// At 0.5 everywhere.
LabelScores scoreLabels(const LabelTable &table);

/// For each label the threshold with the highest F1; of several, the one nearest to 0.5. 0.5 where there is no
/// positive. Thresholds lie half-way between neighbouring probabilities. To be chosen on validation clips, never on
/// test clips.
std::vector<double> bestThresholds(const LabelTable &table);

/// What is reached without listening.
struct LabelBaselines {
    double majorityAccuracy = 0; ///< micro-accuracy of always saying what is more frequent for a label in training
    double prevalence = 0; ///< mean share of positives, which is the mean average precision of guessing
};
/// @param training share of positives of each label among the training cells
LabelBaselines labelBaselines(const LabelTable &table, const std::vector<double> &training);

/// 95 % intervals that draw whole clips with replacement, bias-corrected and accelerated: of the accuracy as
/// shareOverUnits(), of the others as bcaInterval(). Seeded. Of no clip with a label, or of one, they are 0 ... 1.
struct LabelIntervals {
    Interval microAccuracy;
    Interval macroF1;
    Interval meanAveragePrecision;
};
LabelIntervals bootstrapLabels(
    const LabelTable &table, const std::vector<double> &thresholds, int draws = 1000, std::uint64_t seed = 1);

} // namespace retrograde
