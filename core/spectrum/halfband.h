#pragma once

#include <array>
#include <cstddef>

namespace retrograde {

/// Taps on either side of the centre that are not zero: the odd ones.
inline constexpr std::size_t kHalfBandPairs = 8;
/// Samples that an output needs on either side of its own.
inline constexpr std::size_t kHalfBandReach = 2 * kHalfBandPairs - 1;

/// The low-pass filter before halving the rate: a sinc at a quarter of the rate under a Kaiser window (beta 12), 31
/// taps of which every other is zero. y[n] = x[2n] / 2 + sum_i taps[i] (x[2n + 2i + 1] + x[2n - 2i - 1]). Passes up to
/// 0.09 of the halved rate, and lets nothing fold down to there, within -118 dB.
const std::array<float, kHalfBandPairs> &halfBandTaps();
/// Gain at @p frequency, as a share of the rate before halving.
double halfBandGain(double frequency);

} // namespace retrograde
