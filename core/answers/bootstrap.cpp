#include "answers/bootstrap.h"

#include "base/error.h"
#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retrograde {

namespace {

/// Where a bootstrap knows nothing of the figure's bias, because all draws lie on one side of it.
double clampedShare(double share, std::size_t draws)
{
    const double least = 0.5 / static_cast<double>(draws);
    return std::clamp(share, least, 1 - least);
}

/// A sixth of the skewness of what each unit does to the figure.
double acceleration(const std::vector<double> &without)
{
    if (without.size() < 2)
        return 0;
    const double mean = std::accumulate(without.begin(), without.end(), 0.0) / static_cast<double>(without.size());
    double squares = 0;
    double cubes = 0;
    for (const double value : without) {
        const double influence = mean - value;
        squares += influence * influence;
        cubes += influence * influence * influence;
    }
    // Differences that are rounding errors say nothing.
    const double spread = std::sqrt(squares);
    return spread > 1e-12 ? cubes / (6 * spread * spread * spread) : 0;
}

} // namespace

double normalShare(double z)
{
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

double normalQuantile(double share)
{
    double low = -40;
    double high = 40;
    for (int step = 0; step < 100; ++step) {
        const double middle = (low + high) / 2;
        (normalShare(middle) < share ? low : high) = middle;
    }
    return (low + high) / 2;
}

double quantile(const std::vector<double> &sorted, double share)
{
    if (sorted.empty() || !(share >= 0 && share <= 1))
        throw Error(ErrorCode::InvalidArgument, "there is no such quantile of the values");
    const double position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

Interval bcaInterval(double value, std::vector<double> draws, const std::vector<double> &without, double confidence)
{
    const auto isFinite = [](double number) { return std::isfinite(number); };
    if (draws.empty() || !std::isfinite(value) || !std::all_of(draws.begin(), draws.end(), isFinite)
        || !std::all_of(without.begin(), without.end(), isFinite) || !(confidence > 0 && confidence < 1))
        throw Error(ErrorCode::InvalidArgument, "an interval needs draws, finite numbers and a confidence below 1");
    std::sort(draws.begin(), draws.end());
    const auto below = std::lower_bound(draws.begin(), draws.end(), value) - draws.begin();
    const auto upTo = std::upper_bound(draws.begin(), draws.end(), value) - draws.begin();
    const double share = static_cast<double>(below + upTo) / 2 / static_cast<double>(draws.size());
    const double bias = normalQuantile(clampedShare(share, draws.size()));
    const double skew = acceleration(without);
    const auto bound = [&](double wanted) {
        const double z = bias + normalQuantile(wanted);
        const double slope = 1 - skew * z;
        // A slope of 0 or less is beyond what the correction was made for: the utmost draw is the bound.
        const double corrected = slope > 0 ? normalShare(bias + z / slope) : wanted < 0.5 ? 0 : 1;
        return quantile(draws, corrected);
    };
    return { value, std::min(bound((1 - confidence) / 2), value), std::max(bound((1 + confidence) / 2), value) };
}

Interval meanOverUnits(std::vector<SumOf> units, double least, double most, int draws, std::uint64_t seed)
{
    std::erase_if(units, [](const SumOf &unit) { return unit.count == 0; });
    if (units.empty())
        return { 0, least, most };
    if (!std::all_of(units.begin(), units.end(), [](const SumOf &unit) { return std::isfinite(unit.sum); }))
        throw Error(ErrorCode::InvalidArgument, "there is no mean of what is no number");
    // So that rounding is the same, too, whatever the order.
    std::sort(units.begin(), units.end());
    const auto add = [](SumOf &sum, const SumOf &unit) {
        sum.sum += unit.sum;
        sum.count += unit.count;
    };
    const auto meanOf = [](const SumOf &sum) { return sum.sum / static_cast<double>(sum.count); };
    SumOf all;
    for (const SumOf &unit : units)
        add(all, unit);
    if (units.size() == 1 || draws < 1)
        return { meanOf(all), least, most };

    std::vector<double> drawn;
    drawn.reserve(static_cast<std::size_t>(draws));
    RandomStream random(seed, { streamId("bootstrap") });
    for (int draw = 0; draw < draws; ++draw) {
        SumOf sum;
        for (std::size_t i = 0; i < units.size(); ++i)
            add(sum, units[random.below(units.size())]);
        drawn.push_back(meanOf(sum));
    }
    std::vector<double> without;
    without.reserve(units.size());
    for (const SumOf &unit : units)
        without.push_back(meanOf({ all.sum - unit.sum, all.count - unit.count }));
    return bcaInterval(meanOf(all), std::move(drawn), without);
}

Interval shareOverUnits(const std::vector<RightOf> &units, int draws, std::uint64_t seed)
{
    RightOf all;
    std::vector<SumOf> sums;
    std::int64_t asked = 0; // units
    for (const RightOf &unit : units) {
        if (unit.right < 0 || unit.right > unit.asked)
            throw Error(ErrorCode::InvalidArgument, "a share of right answers must lie between none and all of them");
        all.right += unit.right;
        all.asked += unit.asked;
        asked += unit.asked > 0;
        sums.push_back({ static_cast<double>(unit.right), unit.asked });
    }
    if (asked > 1 && draws > 0 && (all.right == 0 || all.right == all.asked))
        return wilsonInterval(all.right == 0 ? 0 : asked, asked);
    return meanOverUnits(std::move(sums), 0, 1, draws, seed);
}

Interval wilsonInterval(std::int64_t successes, std::int64_t trials, double z)
{
    if (trials <= 0 && successes == 0)
        return { 0, 0, 1 };
    if (successes < 0 || successes > trials)
        throw Error(ErrorCode::InvalidArgument, "there cannot be more successes than trials, nor fewer than none");
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double z2 = z * z;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    // At the ends the bound is the share itself, which rounding may miss by one unit in the last place.
    return { share, std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0) };
}

} // namespace retrograde
