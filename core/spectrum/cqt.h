#pragma once

#include "base/framegrid.h"
#include "spectrum/decibels.h"
#include "spectrum/padding.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// How long the filters are, in periods (the two rules differ between versions of librosa).
enum class QRule {
    Modern, ///< (r + 1) / (r - 1), r = 2^(2 / binsPerOctave): librosa >= 0.10
    Classic, ///< 1 / (2^(1 / binsPerOctave) - 1): librosa <= 0.9, and the 2019 experiment
};

/// Parameters of the constant-Q transform. The defaults are librosa's of today and cover C1 ... B7.
struct CqtParameters {
    int sampleRate = 22050; ///< Hz
    int hop = 512; ///< samples between frame centres
    double fmin = 32.70319566257483; ///< Hz, centre of bin 0 (C1)
    int bins = 84;
    int binsPerOctave = 12;
    QRule q = QRule::Modern;
    Padding padding = Padding::Zero;

    FrameGrid grid() const { return { sampleRate, hop }; }
    double qFactor() const;
    /// Hz, centre of bin @p bin: fmin * 2^(bin / binsPerOctave).
    double frequency(int bin) const;
    /// Samples (fractional), length of the filter of bin @p bin: Q * sampleRate / frequency.
    double filterLength(int bin) const;
    /// @throws Error InvalidArgument naming the setting: a rate outside 1,000 ... 768,000, hop < 1, bins outside 1 ...
    /// 2,000, binsPerOctave outside 1 ... 400, fmin <= 0, a top bin whose band reaches past half the rate, a filter
    /// longer than 2^24 samples
    void validate() const;
    /// Stable text of all parameters and of the transform's version; equal text = equal values in every cell.
    std::string fingerprint() const;

    bool operator==(const CqtParameters &) const = default;
};

/// Whether a fingerprint is of this version of the transform.
bool isCurrentFingerprint(std::string_view fingerprint);

/// The constant-Q transform by its definition (Brown 1991; librosa's scaling):
///   V[k,t] = sqrt(L_k) * sum_m x[t*hop + m] w_k(m) exp(-j 2 pi f_k m / sr) / sum_m w_k(m),
///   w_k(m) = 1/2 + 1/2 cos(2 pi m / L_k) for |m| <= L_k / 2, L_k fractional.
/// Immutable after construction; one plan may serve many threads.
class CqtPlan {
public:
    /// @throws Error InvalidArgument; Unsupported when RETROGRADE_CPU asks for what this processor lacks
    explicit CqtPlan(const CqtParameters &parameters);
    ~CqtPlan();
    CqtPlan(CqtPlan &&) noexcept;
    CqtPlan &operator=(CqtPlan &&) noexcept;

    const CqtParameters &parameters() const;
    /// How the plan computes, for people: "half-band pyramid of 6 levels (avx512)", or "direct (avx2)" where the hop
    /// is odd or all bins are near half the rate, which is exact too, and slower.
    std::string route() const;

    /// Magnitudes |V| of the whole sound. Layout [frame][bin] (a frame's bins are neighbours), bins low to high,
    /// parameters().grid().framesIn(sound.size()) frames. NaN and infinite samples count as 0.
    std::vector<float> magnitudes(std::span<const float> sound) const;

private:
    friend class CqtStream;
    struct Tables;
    std::unique_ptr<const Tables> m_tables;
};

/// The same transform of a sound that arrives in blocks, in memory bounded by the longest filter. Any block sizes
/// give the same frames. Not thread-safe. The plan must outlive it.
class CqtStream {
public:
    explicit CqtStream(const CqtPlan &plan);
    ~CqtStream();

    /// Takes the next samples and appends every frame that is now complete to @p frames ([frame][bin] magnitudes).
    void push(std::span<const float> samples, std::vector<float> &frames);
    /// The sound has ended: appends the remaining frames. The stream is then ready for another sound, and keeps its
    /// memory for it.
    void finish(std::vector<float> &frames);

    /// A whole sound into memory of the caller's, [frame][bin]; what was pushed before and not finished is forgotten.
    /// Allocates nothing once the stream has seen a sound of that length.
    /// @throws Error InvalidArgument when @p out is not frames times bins long
    void transform(std::span<const float> sound, Quantity quantity, std::span<float> out);

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// The instruction set for which new plans' inner loops are compiled: "avx512", "avx2" or "portable". It is the best
/// that this processor has, unless the environment variable RETROGRADE_CPU names another.
/// @throws Error InvalidArgument, Unsupported
std::string cqtKernelName();
/// All that this processor can run, the best first.
std::vector<std::string> cqtKernelNames();

} // namespace retrograde
