#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace retrograde {

/// A figure with its uncertainty.
struct Interval {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The standard normal distribution's share below @p z, and the z below which @p share of it lies (0 < share < 1).
double normalShare(double z);
double normalQuantile(double share);

/// The value below which @p share (0 ... 1) of the ascending @p sorted lies, interpolated between neighbours.
/// @throws Error InvalidArgument of nothing
double quantile(const std::vector<double> &sorted, double share);

/// The interval of a figure, 95 % unless said otherwise, by the bias-corrected and accelerated bootstrap (Efron 1987,
/// JASA 82, 171-185; DiCiccio and Efron 1996, Statistical Science 11, 189-228). A percentile interval takes over the
/// bias of its draws: the mean average precision of a resample, in which clips come twice, lies above that of the
/// sample.
/// @param draws the figure of each resample; those equal to @p value count half towards the bias
/// @param without the figure with each unit, or each of equal groups of units, left out
/// @throws Error InvalidArgument when there are no draws, a number is not finite or the confidence not between 0
/// and 1
Interval bcaInterval(
    double value, std::vector<double> draws, const std::vector<double> &without, double confidence = 0.95);

/// What the cases of one unit, a track or a clip, come to: the sum over them, and how many they are.
struct SumOf {
    double sum = 0;
    std::int64_t count = 0;

    auto operator<=>(const SumOf &) const = default;
};

/// The mean over all cases, each of which lies between @p least and @p most, with a 95 % interval that draws whole
/// units with replacement, bias-corrected and accelerated, for cases of one unit are no independent evidence. Seeded;
/// whatever the order of the units, the same. Of no unit the interval is least ... most about 0, of one least ... most:
/// a bootstrap knows nothing then.
/// @throws Error InvalidArgument when a sum is not finite
Interval meanOverUnits(std::vector<SumOf> units, double least, double most, int draws = 2000, std::uint64_t seed = 1);

/// Right answers among those asked of one unit: a track, or a clip.
struct RightOf {
    std::int64_t right = 0;
    std::int64_t asked = 0;

    auto operator<=>(const RightOf &) const = default;
};

/// The share of right answers, as meanOverUnits(); but when all answers are right, or all wrong, of which a bootstrap
/// knows nothing either, with Wilson's interval over the units.
/// @throws Error InvalidArgument unless 0 <= right <= asked everywhere
Interval shareOverUnits(const std::vector<RightOf> &units, int draws = 2000, std::uint64_t seed = 1);

/// Wilson's score interval for @p successes of @p trials (Wilson 1927), at @p z standard deviations. No trials: 0
/// ... 1. @throws Error InvalidArgument unless 0 <= successes <= trials
Interval wilsonInterval(std::int64_t successes, std::int64_t trials, double z = 1.959964);

} // namespace retrograde
