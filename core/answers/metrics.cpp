#include "answers/metrics.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace retrograde {

namespace {

bool isSound(const Answer &answer)
{
    // NaN is refused as well.
    return answer.probability >= 0 && answer.probability <= 1 && !std::isnan(answer.loss);
}

} // namespace

double BinaryCounts::accuracy() const
{
    return total() > 0 ? static_cast<double>(truePositives + trueNegatives) / static_cast<double>(total()) : 0.0;
}

BinaryCounts countAnswers(const std::vector<Answer> &answers)
{
    requireProbabilities(answers);
    BinaryCounts counts;
    for (const Answer &answer : answers) {
        if (answer.isTransformed())
            ++(answer.saysTransformed() ? counts.truePositives : counts.falseNegatives);
        else
            ++(answer.saysTransformed() ? counts.falsePositives : counts.trueNegatives);
    }
    return counts;
}

Interval accuracyByTrackBootstrap(const std::vector<Answer> &answers, int draws, std::uint64_t seed)
{
    requireProbabilities(answers);
    std::map<std::int64_t, RightOf> byTrack;
    for (const Answer &answer : answers) {
        RightOf &share = byTrack[answer.trackId];
        share.right += answer.saysTransformed() == answer.isTransformed();
        ++share.asked;
    }
    std::vector<RightOf> tracks;
    for (const auto &[id, share] : byTrack)
        tracks.push_back(share);
    return shareOverUnits(std::move(tracks), draws, seed);
}

double rocAuc(const std::vector<Answer> &answers)
{
    requireProbabilities(answers);
    std::vector<std::pair<double, bool>> sorted; // probability, whether it is transformed
    for (const Answer &answer : answers)
        sorted.emplace_back(answer.probability, answer.isTransformed());
    std::sort(sorted.begin(), sorted.end());

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
            ++(sorted[end].second ? tiedPositives : tiedNegatives);
        while (++end < sorted.size() && !(sorted[end].first > sorted[begin].first));
        halves += tiedPositives * (2 * negativesBelow + tiedNegatives);
        negativesBelow += tiedNegatives;
        positives += tiedPositives;
        begin = end;
    }
    const double pairs = positives * negativesBelow;
    return pairs > 0 ? halves / (2 * pairs) : 0.5;
}

void requireProbabilities(const std::vector<Answer> &answers)
{
    for (const Answer &answer : answers) {
        if (!isSound(answer))
            throw Error(ErrorCode::Corrupt,
                "the answer about track " + std::to_string(answer.trackId) + " at frame "
                    + std::to_string(answer.beginFrame) + " is no probability: " + std::to_string(answer.probability)
                    + ", loss " + std::to_string(answer.loss));
    }
}

} // namespace retrograde
