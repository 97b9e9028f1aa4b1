#pragma once

#include <filesystem>
#include <memory>

namespace retrograde {

/// The discrete Fourier transform of real numbers, by FFTW in single precision. Immutable; one serves many threads.
///
/// How a length is computed fastest on this machine is measured the first time (up to a second) and remembered in
/// @p wisdomFile for this user's next start. The file is a cache: it is made when it is missing, one that is damaged is
/// measured anew, and one that cannot be written only costs time.
class RealFft {
public:
    /// @throws Error Unsupported when FFTW cannot plan it
    RealFft(int length, const std::filesystem::path &wisdomFile);
    ~RealFft();

    /// out[2k] + j out[2k + 1] = sum_m in[m] exp(-2 pi j k m / length), 0 <= k <= length / 2. Both aligned to 64 bytes;
    /// what was in @p in is lost.
    void transform(float *in, float *out) const;

private:
    struct Plan;
    std::unique_ptr<const Plan> m_plan;
};

} // namespace retrograde
