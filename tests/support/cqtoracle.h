#pragma once

#include "spectrum/cqt.h"

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace retrograde::testing {

/// The constant-Q transform summed up straight from its definition in double precision. It shares no code with the
/// program: filter lengths, frequencies and padding are worked out anew.
class CqtOracle {
public:
    explicit CqtOracle(const CqtParameters &parameters);

    /// [frame][bin]
    std::vector<double> magnitudes(std::span<const float> sound) const;

private:
    struct Filter {
        std::ptrdiff_t half; ///< taps on either side of the centre
        std::vector<std::complex<double>> taps;
        double scale;
    };
    CqtParameters m_parameters;
    std::vector<Filter> m_filters;
};

/// @p sound with @p margin samples of padding on either side, walked sample by sample.
std::vector<double> padded(std::span<const float> sound, std::ptrdiff_t margin, Padding padding);

/// Magnitudes to dB under the largest, floored at -80, in double precision.
std::vector<double> decibelsByDefinition(std::span<const double> magnitudes);

/// How far two spectrograms are apart, dB.
struct DecibelError {
    double mean = 0; ///< over the whole 80-dB image
    double worst = 0;
    double meanNearMaximum = 0; ///< over the cells within 60 dB of the exact maximum
    double worstNearMaximum = 0;
};

DecibelError decibelError(std::span<const float> magnitudes, std::span<const double> exact);

} // namespace retrograde::testing
