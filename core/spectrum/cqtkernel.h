#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace retrograde {

/// The largest CqtKernel::tileFrames.
inline constexpr std::size_t kMostTileFrames = 16;

/// The inner loops of the constant-Q transform, written once (cqtkernelbody.h) and compiled for several instruction
/// sets. Pure functions without allocation.
struct CqtKernel {
    const char *name;
    std::size_t lanes; ///< floats in a unit of bins, two for each: a vector, or half of one where vectors are long
    std::size_t panelUnits; ///< units of bins that accumulate() can take at once
    std::size_t tileFrames; ///< frames that accumulate() works on at once

    /// Copies samples; false when one of them is not a number or beyond +-limit.
    bool (*copy)(const float *in, float *out, std::size_t count, float limit);
    /// Halves the rate: out[n], n < count, of the filter in halfband.h centred on in[2n].
    void (*halve)(const float *in, float *out, std::size_t count);
    /// folded[2m], folded[2m + 1] = centre[m] + centre[-m], centre[m] - centre[-m], m < taps, a multiple of 16.
    void (*fold)(const float *centre, float *folded, std::size_t taps);
    /// For each of tileFrames frames: out[frame * stride + lane] += sum_m table[m][lane] * folded[frame][2m + lane %
    /// 2], m < taps; the table has @p units units of lanes and is aligned to 32 bytes.
    void (*accumulate)(const float *table, std::size_t units, const float *const *folded, std::size_t taps, float *out,
        std::size_t stride);
    /// out[i] = |cells[2i] + j cells[2i + 1]|, i < count.
    void (*magnitudes)(const float *cells, float *out, std::size_t count);
    /// In place: magnitudes to levels, 10 log10(max(1e-10, m^2)).
    void (*levels)(float *values, std::size_t count);
};

/// Those that this processor can run, the fastest first.
const std::vector<const CqtKernel *> &cqtKernels();
/// The fastest, unless the environment variable RETROGRADE_CPU names another ("avx512", "avx2", "portable").
/// @throws Error InvalidArgument or Unsupported when it names none that there is, or that this processor can run
const CqtKernel &cqtKernel();

/// Defined when the program is built for a processor of that kind.
extern const CqtKernel kPortableKernel;
extern const CqtKernel kAvx2Kernel;
extern const CqtKernel kAvx512Kernel;

} // namespace retrograde
