#pragma once

#include <span>

namespace retrograde {

inline constexpr float kAmin = 1e-5f; ///< amplitude below which a magnitude counts as this
inline constexpr float kTopDb = 80.0f; ///< range kept below the maximum
inline constexpr float kSilenceDb = -100.0f; ///< level of kAmin, the lowest there is

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

/// Whether a spectrogram is silent of which the loudest cell has this level: no magnitude is above kAmin. It has no
/// loudest cell then to count from, and all of it is the floor.
inline bool isSilence(float loudestDb)
{
    return loudestDb < kSilenceDb + 0.001f; // magnitudesToLevels() is right to a tenth of that
}

/// In place: magnitudes to dB below the largest of them, 0 ... -kTopDb:
/// 10 log10(max(1e-10, m^2)) - 10 log10(max(1e-10, max m^2)), floored at -kTopDb. Silence gives -kTopDb everywhere
/// (where librosa's power_to_db() gives 0, which is the level of the loudest cell).
void magnitudesToDb(std::span<float> magnitudes);
/// In place: magnitudes to @p quantity.
void convertMagnitudes(std::span<float> magnitudes, Quantity quantity);

} // namespace retrograde
