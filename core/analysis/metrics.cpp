#include "analysis/metrics.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

namespace retrograde {

namespace {

bool saysTransformed(const Prediction &prediction)
{
    return prediction.probability >= 0.5;
}

} // namespace

double quantile(const std::vector<double> &sorted, double share)
{
    const double position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

Interval wilsonInterval(std::int64_t successes, std::int64_t trials, double z)
{
    if (trials <= 0)
        return { 0, 0, 1 };
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double z2 = z * z;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    // At the ends the bound is the share itself, which rounding may miss by one unit in the last place.
    return { share, std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0) };
}

double BinaryCounts::accuracy() const
{
    return total() > 0 ? static_cast<double>(truePositives + trueNegatives) / static_cast<double>(total()) : 0.0;
}

BinaryCounts countPredictions(const std::vector<Prediction> &predictions)
{
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
    if (predictions.empty() || draws < 1)
        return { countPredictions(predictions).accuracy(), 0, 1 };

    struct Share {
        std::int64_t right = 0;
        std::int64_t all = 0;
    };
    std::map<Id, Share> byTrack;
    for (const Prediction &prediction : predictions) {
        Share &share = byTrack[prediction.trackId];
        share.right += saysTransformed(prediction) == (prediction.target == 1);
        ++share.all;
    }
    std::vector<Share> tracks;
    for (const auto &[id, share] : byTrack)
        tracks.push_back(share);

    std::vector<double> accuracies;
    accuracies.reserve(static_cast<std::size_t>(draws));
    RandomStream random(seed, { streamId("bootstrap") });
    for (int draw = 0; draw < draws; ++draw) {
        Share sum;
        for (std::size_t i = 0; i < tracks.size(); ++i) {
            const Share &drawn = tracks[random.below(tracks.size())];
            sum.right += drawn.right;
            sum.all += drawn.all;
        }
        accuracies.push_back(static_cast<double>(sum.right) / static_cast<double>(sum.all));
    }
    std::sort(accuracies.begin(), accuracies.end());
    return { countPredictions(predictions).accuracy(), quantile(accuracies, 0.025), quantile(accuracies, 0.975) };
}

double rocAuc(const std::vector<Prediction> &predictions)
{
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
        for (; end < sorted.size() && sorted[end].probability == sorted[begin].probability; ++end)
            ++(sorted[end].target == 1 ? tiedPositives : tiedNegatives);
        halves += tiedPositives * (2 * negativesBelow + tiedNegatives);
        negativesBelow += tiedNegatives;
        positives += tiedPositives;
        begin = end;
    }
    const double pairs = positives * negativesBelow;
    return pairs > 0 ? halves / (2 * pairs) : 0.5;
}

} // namespace retrograde
