#pragma once

#include "spectrum/cqt.h"

#include <span>
#include <vector>

namespace retrograde::bench {

/// The constant-Q transform by its definition as matrix products of a BLAS, without approximation: the fastest way
/// known to compute it at the sound's own rate. BLAS takes no frames that overlap, so the sound is a matrix of rows of
/// hop samples, each filter is cut into stretches of hop samples, and each stretch is one product for all frames and
/// all filters that reach so far. Zero padding.
class BlasCqt {
public:
    explicit BlasCqt(const CqtParameters &parameters);
    /// [frame][bin]
    void magnitudes(std::span<const float> sound, std::span<float> out);

private:
    struct Stretch {
        std::size_t row; ///< of the first frame
        std::size_t columns; ///< two for each filter that reaches so far
        std::vector<float> taps; ///< [sample][column]
    };
    CqtParameters m_parameters;
    std::size_t m_rowsBefore = 0;
    std::vector<Stretch> m_stretches;
    std::vector<float> m_samples;
    std::vector<float> m_cells;
};

/// Floating-point operations per second of the BLAS's matrix product on one thread, large matrices.
double sgemmPeak();

} // namespace retrograde::bench
