#include "answers/question.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// 0 ... 4: surely not, probably not, open, probably, surely.
std::size_t degree(double probability)
{
    if (std::isnan(probability))
        return 2;
    const double sureness = std::max(probability, 1 - probability);
    if (sureness <= 0.5 + kUnsureMargin)
        return 2;
    const bool sure = sureness >= kSureProbability;
    return probability < 0.5 ? (sure ? 0 : 1) : (sure ? 4 : 3);
}

} // namespace

double Question::guessedLoss() const
{
    return std::log(static_cast<double>(choices.size()));
}

const std::string &Question::wordsOf(double probability) const
{
    return words[degree(probability)];
}

int probabilityDecimals(double probability, int atLeast)
{
    constexpr int kMost = 6;
    for (int decimals = atLeast; decimals <= kMost; ++decimals) {
        const double power = std::pow(10, decimals);
        if (degree(std::round(probability * power) / power) == degree(probability))
            return decimals;
    }
    return atLeast;
}

} // namespace retrograde
