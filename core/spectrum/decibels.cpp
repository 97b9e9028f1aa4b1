#include "spectrum/decibels.h"

#include "spectrum/cqtkernel.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace retrograde {

namespace {

constexpr std::size_t kLanes = 32;

float maximumOf(std::span<const float> values)
{
    // Independent maxima, for the compiler to keep in vector registers.
    float maxima[kLanes];
    std::fill(std::begin(maxima), std::end(maxima), values.front());
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            maxima[lane] = values[i + lane] > maxima[lane] ? values[i + lane] : maxima[lane];
    for (; i < values.size(); ++i)
        maxima[0] = std::max(maxima[0], values[i]);
    return *std::max_element(std::begin(maxima), std::end(maxima));
}

} // namespace

float levelDb(float magnitude)
{
    const double power = static_cast<double>(magnitude) * magnitude;
    return static_cast<float>(10 * std::log10(std::max(double { kAmin } * kAmin, power)));
}

void magnitudesToLevels(std::span<float> magnitudes)
{
    cqtKernel().levels(magnitudes.data(), magnitudes.size());
}

void magnitudesToDb(std::span<float> magnitudes)
{
    if (magnitudes.empty())
        return;
    magnitudesToLevels(magnitudes);
    const float maximum = maximumOf(magnitudes);
    if (isSilence(maximum)) {
        std::fill(magnitudes.begin(), magnitudes.end(), -kTopDb);
        return;
    }
    for (float &value : magnitudes) {
        const float level = value - maximum;
        value = level > -kTopDb ? level : -kTopDb;
    }
}

void convertMagnitudes(std::span<float> magnitudes, Quantity quantity)
{
    if (quantity == Quantity::Decibels)
        magnitudesToDb(magnitudes);
    else if (quantity == Quantity::Power)
        std::transform(magnitudes.begin(), magnitudes.end(), magnitudes.begin(), [](float m) { return m * m; });
}

} // namespace retrograde
