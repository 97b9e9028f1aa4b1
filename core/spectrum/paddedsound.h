#pragma once

#include "spectrum/alignedvector.h"
#include "spectrum/cqtkernel.h"
#include "spectrum/padding.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retrograde {

/// A stretch of a sound that moves on: samples are appended behind and forgotten in front.
class SampleWindow {
public:
    std::int64_t begin() const { return m_begin; }
    std::int64_t end() const { return m_begin + static_cast<std::int64_t>(m_samples.size()); }
    const float *at(std::int64_t sample) const { return m_samples.data() + (sample - m_begin); }
    /// Room for @p count samples more, to be filled by the caller.
    float *append(std::int64_t count);
    /// Forgets what lies before @p sample.
    void dropBefore(std::int64_t sample);
    /// Empty, and to begin at @p sample; keeps its memory.
    void restart(std::int64_t sample);

private:
    AlignedVector<float> m_samples;
    std::int64_t m_begin = 0;
};

/// Fills a window with a sound that arrives in blocks, and with the padding before and after it. Samples are numbered
/// from the sound's first; the padding before it has negative numbers. Bad samples count as 0.
class PaddedSound {
public:
    /// @p margin samples of padding come before the sound. @p window must stay where it is.
    PaddedSound(SampleWindow &window, std::int64_t margin, Padding padding, const CqtKernel &kernel);

    /// Ready for another sound; empties the window.
    void restart();
    /// Takes the next samples. False while the window is empty, because what is to be mirrored has not come yet.
    bool take(std::span<const float> samples);
    /// The sound has ended, and is not empty: pads it up to sample @p end.
    void finish(std::int64_t end);

    std::int64_t received() const { return m_received; }
    /// Samples that finish() needs to find before the centre of the first frame that was not computed yet.
    std::int64_t history() const { return m_reflect ? m_margin + 2 : 0; }

private:
    void copyCleaned(std::span<const float> samples, float *out) const;
    void padFront();

    SampleWindow &m_window;
    const std::int64_t m_margin;
    const bool m_reflect;
    const CqtKernel &m_kernel;
    std::vector<float> m_head; ///< a sound to be mirrored, until enough of it is there
    std::int64_t m_received = 0;
    bool m_padded = false;
};

} // namespace retrograde
