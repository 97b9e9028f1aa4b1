#include "spectrum/halfband.h"

#include <cmath>
#include <numbers>

namespace retrograde {

namespace {

/// The modified Bessel function of order 0 by its power series.
double besselI0(double x)
{
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-18 * sum; ++k) {
        term *= (x / 2) * (x / 2) / (static_cast<double>(k) * k);
        sum += term;
    }
    return sum;
}

std::array<float, kHalfBandPairs> designTaps()
{
    constexpr double kBeta = 12;
    std::array<double, kHalfBandPairs> taps {};
    double sum = 0;
    for (std::size_t i = 0; i < kHalfBandPairs; ++i) {
        const double m = static_cast<double>(2 * i + 1);
        const double place = m / static_cast<double>(kHalfBandReach);
        const double window = besselI0(kBeta * std::sqrt(1 - place * place)) / besselI0(kBeta);
        const double sinc = std::sin(std::numbers::pi * m / 2) / (std::numbers::pi * m);
        taps[i] = window * sinc;
        sum += 2 * taps[i];
    }
    // With the centre tap's half the gain at 0 Hz is 1.
    std::array<float, kHalfBandPairs> scaled {};
    for (std::size_t i = 0; i < kHalfBandPairs; ++i)
        scaled[i] = static_cast<float>(taps[i] * 0.5 / sum);
    return scaled;
}

} // namespace

const std::array<float, kHalfBandPairs> &halfBandTaps()
{
    static const std::array<float, kHalfBandPairs> taps = designTaps();
    return taps;
}

double halfBandGain(double frequency)
{
    double gain = 0.5;
    for (std::size_t i = 0; i < kHalfBandPairs; ++i)
        gain += 2.0 * halfBandTaps()[i] * std::cos(2 * std::numbers::pi * frequency * static_cast<double>(2 * i + 1));
    return gain;
}

} // namespace retrograde
