#pragma once

#include <span>

namespace retrograde {

inline constexpr float kAmin = 1e-5f; ///< amplitude below which a magnitude counts as this
inline constexpr float kTopDb = 80.0f; ///< range kept below the maximum

/// What the cells of a spectrogram hold.
enum class Quantity {
    Magnitude,
    Power, ///< the magnitude squared
    Decibels, ///< below the spectrogram's loudest cell, 0 ... -kTopDb: magnitudesToDb()
};

/// Absolute level of a magnitude: 10 log10(max(1e-10, magnitude^2)), dB.
float levelDb(float magnitude);
/// The same in place for many at once, much faster, and right to 0.0001 dB.
void magnitudesToLevels(std::span<float> magnitudes);

/// In place: magnitudes to dB below the largest of them, 0 ... -kTopDb:
/// 10 log10(max(1e-10, m^2)) - 10 log10(max(1e-10, max m^2)), floored at -kTopDb. Silence gives 0 everywhere, as
/// librosa does.
void magnitudesToDb(std::span<float> magnitudes);
/// In place: magnitudes to @p quantity.
void convertMagnitudes(std::span<float> magnitudes, Quantity quantity);

} // namespace retrograde
