#include "support/signals.h"

#include "base/random.h"

#include <cmath>
#include <numbers>

namespace retrograde::testing {

namespace {

std::size_t sampleCount(double seconds, int sampleRate)
{
    return static_cast<std::size_t>(std::llround(seconds * sampleRate));
}

} // namespace

std::vector<float> silence(double seconds, int sampleRate)
{
    return std::vector<float>(sampleCount(seconds, sampleRate), 0.0f);
}

std::vector<float> sine(double hertz, double seconds, int sampleRate, double amplitude)
{
    std::vector<float> sound = silence(seconds, sampleRate);
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / sampleRate;
        sound[i] = static_cast<float>(amplitude * std::sin(phase));
    }
    return sound;
}

std::vector<float> noise(double seconds, int sampleRate, double amplitude, std::uint64_t seed)
{
    RandomStream random(seed, { streamId("test noise") });
    std::vector<float> sound = silence(seconds, sampleRate);
    for (float &sample : sound)
        sample = static_cast<float>(random.uniform(-amplitude, amplitude));
    return sound;
}

std::vector<float> chirp(double fromHertz, double toHertz, double seconds, int sampleRate, double amplitude)
{
    std::vector<float> sound = silence(seconds, sampleRate);
    const double rate = std::log(toHertz / fromHertz) / seconds;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double time = static_cast<double>(i) / sampleRate;
        const double phase = 2 * std::numbers::pi * fromHertz * std::expm1(rate * time) / rate;
        sound[i] = static_cast<float>(amplitude * std::sin(phase));
    }
    return sound;
}

std::vector<float> impulse(std::int64_t count, std::int64_t position, float amplitude)
{
    std::vector<float> sound(static_cast<std::size_t>(count), 0.0f);
    sound[static_cast<std::size_t>(position)] = amplitude;
    return sound;
}

std::vector<float> struckNotes(double seconds, int sampleRate, std::uint64_t seed)
{
    RandomStream random(seed, { streamId("test notes") });
    std::vector<float> sound = silence(seconds, sampleRate);
    for (double onset = 0; onset < seconds; onset += random.uniform(0.12, 0.5)) {
        const double hertz = 110 * std::exp2(static_cast<double>(random.below(36)) / 12);
        const double amplitude = random.uniform(0.1, 0.35);
        for (std::size_t i = sampleCount(onset, sampleRate); i < sound.size(); ++i) {
            const double time = static_cast<double>(i) / sampleRate - onset;
            if (time > 1.5)
                break;
            const double envelope = amplitude * std::exp(-4 * time) * (1 - std::exp(-400 * time));
            const double phase = 2 * std::numbers::pi * hertz * time;
            sound[i] += static_cast<float>(envelope * (std::sin(phase) + 0.3 * std::sin(2 * phase)));
        }
    }
    return sound;
}

} // namespace retrograde::testing
