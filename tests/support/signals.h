#pragma once

#include <cstdint>
#include <vector>

/// Signals one can reason about. All mono float.
namespace retrograde::testing {

std::vector<float> silence(double seconds, int sampleRate);
std::vector<float> sine(double hertz, double seconds, int sampleRate, double amplitude = 0.5);
/// White, uniform within +-amplitude.
std::vector<float> noise(double seconds, int sampleRate, double amplitude = 0.5, std::uint64_t seed = 1);
/// Exponential sweep from @p fromHertz to @p toHertz.
std::vector<float> chirp(double fromHertz, double toHertz, double seconds, int sampleRate, double amplitude = 0.5);
/// One sample of @p amplitude at @p position in @p count zeros.
std::vector<float> impulse(std::int64_t count, std::int64_t position, float amplitude = 1.0f);
/// Struck notes, each with a sharp attack and an exponential decay: music with an arrow of time.
std::vector<float> struckNotes(double seconds, int sampleRate, std::uint64_t seed = 1);

} // namespace retrograde::testing
