#include "spectrum/paddedsound.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Finite samples are limited to this, far beyond any sound, so that no power overflows.
constexpr float kLoudest = 1e15f;
/// Samples of a moving window that may be spent before it is worth moving the rest.
constexpr std::int64_t kSpent = 1 << 15;

float cleaned(float sample)
{
    return std::isfinite(sample) ? std::clamp(sample, -kLoudest, kLoudest) : 0.0f;
}

/// The sample that stands at @p index when @p count samples are mirrored about the first and the last again and again.
std::int64_t mirroredIndex(std::int64_t index, std::int64_t count)
{
    if (count == 1)
        return 0;
    const std::int64_t period = 2 * (count - 1);
    const std::int64_t phase = ((index % period) + period) % period;
    return std::min(phase, period - phase);
}

} // namespace

float *SampleWindow::append(std::int64_t count)
{
    const std::size_t held = m_samples.size();
    m_samples.resize(held + static_cast<std::size_t>(count));
    return m_samples.data() + held;
}

void SampleWindow::dropBefore(std::int64_t sample)
{
    const std::int64_t spent = std::min(sample, end()) - m_begin;
    if (spent < kSpent)
        return;
    m_samples.erase(m_samples.begin(), m_samples.begin() + spent);
    m_begin += spent;
}

void SampleWindow::restart(std::int64_t sample)
{
    m_samples.clear();
    m_begin = sample;
}

PaddedSound::PaddedSound(SampleWindow &window, std::int64_t margin, Padding padding, const CqtKernel &kernel)
    : m_window(window)
    , m_margin(margin)
    , m_reflect(padding == Padding::Reflect)
    , m_kernel(kernel)
{
    restart();
}

void PaddedSound::restart()
{
    m_window.restart(-m_margin);
    m_head.clear();
    m_received = 0;
    m_padded = !m_reflect;
    if (m_padded)
        std::fill_n(m_window.append(m_margin), m_margin, 0.0f);
}

bool PaddedSound::take(std::span<const float> samples)
{
    m_received += std::ssize(samples);
    if (m_padded) {
        copyCleaned(samples, m_window.append(std::ssize(samples)));
        return true;
    }
    m_head.resize(m_head.size() + samples.size());
    copyCleaned(samples, m_head.data() + m_head.size() - samples.size());
    if (m_received > m_margin)
        padFront();
    return m_padded;
}

void PaddedSound::finish(std::int64_t end)
{
    if (!m_padded)
        padFront();
    const std::int64_t first = m_window.end();
    const std::int64_t missing = std::max<std::int64_t>(0, end - first);
    float *const padding = m_window.append(missing);
    for (std::int64_t i = 0; i < missing; ++i)
        padding[i] = m_reflect ? *m_window.at(mirroredIndex(first + i, m_received)) : 0.0f;
}

/// Nearly every sound is free of bad samples, and then copying is all there is to do.
void PaddedSound::copyCleaned(std::span<const float> samples, float *out) const
{
    if (!m_kernel.copy(samples.data(), out, samples.size(), kLoudest))
        std::transform(samples.begin(), samples.end(), out, cleaned);
}

/// Mirrors the sound's beginning, of which m_margin + 1 samples have come, or all there are.
void PaddedSound::padFront()
{
    float *const padding = m_window.append(m_margin);
    for (std::int64_t i = 0; i < m_margin; ++i)
        padding[i] = m_head[static_cast<std::size_t>(mirroredIndex(i - m_margin, m_received))];
    std::copy(m_head.begin(), m_head.end(), m_window.append(std::ssize(m_head)));
    m_padded = true;
}

} // namespace retrograde
