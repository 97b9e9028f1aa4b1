#pragma once

#include "base/framegrid.h"
#include "spectrum/decibels.h"
#include "spectrum/padding.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace retrograde {

/// The window w of N samples, with c = 2 pi m / N and m counted from its centre.
enum class Window {
    Rectangular, ///< 1: the narrowest line, and the highest side lobes (-13 dB)
    Hann, ///< 1/2 + 1/2 cos c (side lobes -31 dB, falling 18 dB per octave)
    Hamming, ///< 0.54 + 0.46 cos c (-43 dB)
    Blackman, ///< 0.42 + 0.5 cos c + 0.08 cos 2c (-58 dB)
    BlackmanHarris, ///< 0.35875 + 0.48829 cos c + 0.14128 cos 2c + 0.01168 cos 3c (-92 dB; Harris 1978)
};

/// Parameters of the short-time Fourier transform.
struct StftParameters {
    int sampleRate = 22050; ///< Hz
    int hop = 512; ///< samples between frame centres
    int windowLength = 2048; ///< samples
    int fftLength = 2048; ///< samples, at least windowLength; what is more is filled up with zeros (interpolation)
    Window window = Window::Hann;
    Padding padding = Padding::Zero;

    FrameGrid grid() const { return { sampleRate, hop }; }
    int bins() const { return fftLength / 2 + 1; }
    /// Hz, of bin @p bin: bin * sampleRate / fftLength.
    double frequency(int bin) const { return static_cast<double>(bin) * sampleRate / fftLength; }
    /// @throws Error InvalidArgument naming the setting: a rate outside 1,000 ... 768,000, hop < 1, a window outside 2
    /// ... 2^22 samples, an FFT outside windowLength ... 2^22
    void validate() const;

    bool operator==(const StftParameters &) const = default;
};

/// $XDG_CACHE_HOME/retrograde/fftw-wisdom: what FFTW has measured for this user.
std::filesystem::path defaultWisdomFile();

/// The short-time Fourier transform, in linear frequency:
///   X[k,t] = sum_m x[t*hop + m] w(m) exp(-2 pi j k m / fftLength), -windowLength / 2 <= m < windowLength / 2,
/// frames centred like those of CqtPlan, so that both have equally many. Not scaled, as in librosa and SciPy: a sine of
/// amplitude A in the middle of a bin has magnitude A * windowSum() / 2.
/// Immutable after construction; one plan may serve many threads.
class StftPlan {
public:
    /// The first plan of a length measures for up to a second, see RealFft; @p wisdomFile remembers the outcome.
    /// @throws Error InvalidArgument
    explicit StftPlan(const StftParameters &parameters, const std::filesystem::path &wisdomFile = defaultWisdomFile());
    ~StftPlan();
    StftPlan(StftPlan &&) noexcept;
    StftPlan &operator=(StftPlan &&) noexcept;

    const StftParameters &parameters() const;
    /// sum_m w(m)
    double windowSum() const;
    /// How the plan computes, for people: "FFT of 2048 points (FFTW)".
    std::string route() const;

    /// Magnitudes |X| of the whole sound. Layout [frame][bin], bins from 0 Hz up to half the rate,
    /// parameters().grid().framesIn(sound.size()) frames. NaN and infinite samples count as 0.
    std::vector<float> magnitudes(std::span<const float> sound) const;

private:
    friend class StftStream;
    struct Tables;
    std::unique_ptr<const Tables> m_tables;
};

/// The same transform of a sound that arrives in blocks, in memory bounded by the window. Any block sizes give the same
/// frames. Not thread-safe. The plan must outlive it.
class StftStream {
public:
    explicit StftStream(const StftPlan &plan);
    ~StftStream();

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

} // namespace retrograde
