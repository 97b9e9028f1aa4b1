#include "analysis/metrics.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>

namespace retrograde {

namespace {

bool saysTransformed(const Prediction &prediction)
{
    return prediction.probability >= 0.5;
}

bool isSound(const Prediction &prediction)
{
    // NaN is refused as well.
    return prediction.probability >= 0 && prediction.probability <= 1 && !std::isnan(prediction.loss);
}

} // namespace

double BinaryCounts::accuracy() const
{
    return total() > 0 ? static_cast<double>(truePositives + trueNegatives) / static_cast<double>(total()) : 0.0;
}

BinaryCounts countPredictions(const std::vector<Prediction> &predictions)
{
    requireProbabilities(predictions);
    BinaryCounts counts;
    for (const Prediction &prediction : predictions) {
        if (prediction.target == 1)
            ++(saysTransformed(prediction) ? counts.truePositives : counts.falseNegatives);
        else
            ++(saysTransformed(prediction) ? counts.falsePositives : counts.trueNegatives);
    }
    return counts;
}

Interval accuracyByTrackBootstrap(const std::vector<Prediction> &predictions, int draws, std::uint64_t seed)
{
    requireProbabilities(predictions);
    std::map<Id, RightOf> byTrack;
    for (const Prediction &prediction : predictions) {
        RightOf &share = byTrack[prediction.trackId];
        share.right += saysTransformed(prediction) == (prediction.target == 1);
        ++share.asked;
    }
    std::vector<RightOf> tracks;
    for (const auto &[id, share] : byTrack)
        tracks.push_back(share);
    return shareOverUnits(std::move(tracks), draws, seed);
}

double rocAuc(const std::vector<Prediction> &predictions)
{
    requireProbabilities(predictions);
    std::vector<Prediction> sorted = predictions;
    std::sort(sorted.begin(), sorted.end(),
        [](const Prediction &a, const Prediction &b) { return a.probability < b.probability; });

    // The share of pairs of one transformed and one untouched example that are ranked rightly: Mann and Whitney's
    // statistic. Pairs are counted in halves, so that ties stay exact.
    double halves = 0;
    double negativesBelow = 0;
    double positives = 0;
    for (std::size_t begin = 0; begin < sorted.size();) {
        double tiedPositives = 0;
        double tiedNegatives = 0;
        std::size_t end = begin;
        do
            ++(sorted[end].target == 1 ? tiedPositives : tiedNegatives);
        while (++end < sorted.size() && !(sorted[end].probability > sorted[begin].probability));
        halves += tiedPositives * (2 * negativesBelow + tiedNegatives);
        negativesBelow += tiedNegatives;
        positives += tiedPositives;
        begin = end;
    }
    const double pairs = positives * negativesBelow;
    return pairs > 0 ? halves / (2 * pairs) : 0.5;
}

void requireProbabilities(const std::vector<Prediction> &predictions)
{
    for (const Prediction &prediction : predictions) {
        if (!isSound(prediction))
            throw Error(ErrorCode::Corrupt,
                "run " + std::to_string(prediction.runId) + "'s answer about track "
                    + std::to_string(prediction.trackId) + " at frame " + std::to_string(prediction.beginFrame)
                    + " is no probability: " + std::to_string(prediction.probability) + ", loss "
                    + std::to_string(prediction.loss));
    }
}

} // namespace retrograde
