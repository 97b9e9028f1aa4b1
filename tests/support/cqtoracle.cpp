#include "support/cqtoracle.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

namespace retrograde::testing {

std::vector<double> padded(std::span<const float> sound, std::ptrdiff_t margin, Padding padding)
{
    std::vector<double> result(sound.size() + 2 * static_cast<std::size_t>(margin), 0.0);
    std::copy(sound.begin(), sound.end(), result.begin() + margin);
    if (padding == Padding::Zero)
        return result;

    // Walks away from each end of the sound and turns round wherever it meets an end again.
    const std::ptrdiff_t last = std::ssize(sound) - 1;
    const auto walk = [&](std::ptrdiff_t from, std::ptrdiff_t step, auto place) {
        std::ptrdiff_t position = from;
        for (std::ptrdiff_t distance = 1; distance <= margin; ++distance) {
            if (last > 0) {
                if (position + step < 0 || position + step > last)
                    step = -step;
                position += step;
            }
            result[static_cast<std::size_t>(place(distance))] = sound[static_cast<std::size_t>(position)];
        }
    };
    walk(0, +1, [&](std::ptrdiff_t distance) { return margin - distance; });
    walk(last, -1, [&](std::ptrdiff_t distance) { return margin + last + distance; });
    return result;
}

CqtOracle::CqtOracle(const CqtParameters &parameters)
    : m_parameters(parameters)
{
    const double rate = parameters.sampleRate;
    const double octave = parameters.binsPerOctave;
    const double q = parameters.q == QRule::Classic ? 1 / (std::pow(2, 1 / octave) - 1)
                                                    : (std::pow(2, 2 / octave) + 1) / (std::pow(2, 2 / octave) - 1);
    for (int bin = 0; bin < parameters.bins; ++bin) {
        const double frequency = parameters.fmin * std::pow(2, bin / octave);
        const double length = q * rate / frequency;
        Filter filter { static_cast<std::ptrdiff_t>(std::floor(length / 2)), {}, 0 };
        double windowSum = 0;
        for (std::ptrdiff_t m = -filter.half; m <= filter.half; ++m) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(m);
            const double window = 0.5 + 0.5 * std::cos(angle / length);
            windowSum += window;
            filter.taps.push_back(window * std::polar(1.0, -angle * frequency / rate));
        }
        filter.scale = std::sqrt(length) / windowSum;
        m_filters.push_back(std::move(filter));
    }
}

std::vector<double> CqtOracle::magnitudes(std::span<const float> sound) const
{
    if (sound.empty())
        return {};
    const auto hop = static_cast<std::size_t>(m_parameters.hop);
    const std::size_t bins = m_filters.size();
    const std::size_t frames = sound.size() / hop + 1;
    const std::ptrdiff_t margin = m_filters.front().half + 1;
    const std::vector<double> samples = padded(sound, margin, m_parameters.padding);

    std::vector<double> magnitudes(frames * bins);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const auto &[half, taps, scale] = m_filters[bin];
        for (std::size_t frame = 0; frame < frames; ++frame) {
            const double *const first = &samples[static_cast<std::size_t>(margin - half) + frame * hop];
            double real = 0;
            double imaginary = 0;
            for (std::size_t tap = 0; tap < taps.size(); ++tap) {
                real += first[tap] * taps[tap].real();
                imaginary += first[tap] * taps[tap].imag();
            }
            magnitudes[frame * bins + bin] = scale * std::hypot(real, imaginary);
        }
    }
    return magnitudes;
}

std::vector<double> decibelsByDefinition(std::span<const double> magnitudes)
{
    double loudest = 1e-10;
    for (const double magnitude : magnitudes)
        loudest = std::max(loudest, magnitude * magnitude);
    std::vector<double> decibels;
    for (const double magnitude : magnitudes) {
        const double level = 10 * std::log10(std::max(1e-10, magnitude * magnitude)) - 10 * std::log10(loudest);
        decibels.push_back(std::max(level, -80.0));
    }
    return decibels;
}

DecibelError decibelError(std::span<const float> magnitudes, std::span<const double> exact)
{
    if (magnitudes.size() != exact.size() || exact.empty())
        throw std::invalid_argument("spectrograms of different sizes cannot be compared");
    const std::vector<double> ours = decibelsByDefinition(std::vector<double>(magnitudes.begin(), magnitudes.end()));
    const std::vector<double> theirs = decibelsByDefinition(exact);
    DecibelError error;
    std::size_t near = 0;
    for (std::size_t cell = 0; cell < ours.size(); ++cell) {
        const double difference = std::abs(ours[cell] - theirs[cell]);
        // A NaN must not pass for a small error.
        if (std::isnan(difference))
            throw std::invalid_argument("a magnitude is not a number");
        error.mean += difference;
        error.worst = std::max(error.worst, difference);
        if (theirs[cell] >= -60) {
            error.meanNearMaximum += difference;
            error.worstNearMaximum = std::max(error.worstNearMaximum, difference);
            ++near;
        }
    }
    error.mean /= static_cast<double>(ours.size());
    error.meanNearMaximum /= static_cast<double>(near);
    return error;
}

} // namespace retrograde::testing
