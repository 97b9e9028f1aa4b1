#include "audio/soundidentity.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace retrograde {

namespace {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as they lie in memory");

void update(Hasher &hasher, std::int32_t number)
{
    hasher.update(std::as_bytes(std::span(&number, 1)));
}

} // namespace

void SoundIdentity::add(int sampleRate, int channels, std::span<const float> interleaved)
{
    if (sampleRate != m_sampleRate)
        update(m_first, sampleRate);
    if (sampleRate != m_sampleRate || channels != m_channels) {
        update(m_all, sampleRate);
        update(m_all, channels);
    }
    m_sampleRate = sampleRate;
    m_channels = channels;

    m_samples.assign(interleaved.begin(), interleaved.end());
    for (float &sample : m_samples)
        sample = std::isfinite(sample) ? sample + 0.0f : 0.0f; // -0 + 0 = 0
    m_all.update(std::as_bytes(std::span(m_samples)));

    const auto stride = static_cast<std::size_t>(channels);
    std::size_t frame = 0;
    for (std::size_t i = 0; i < m_samples.size(); i += stride) {
        for (std::size_t channel = 1; channel < stride && m_channelsEqual; ++channel)
            m_channelsEqual = m_samples[i + channel] == m_samples[i];
        m_samples[frame++] = m_samples[i];
    }
    if (m_channelsEqual)
        m_first.update(std::as_bytes(std::span(m_samples).first(frame)));
}

std::string SoundIdentity::hex() const
{
    return m_channelsEqual ? m_first.hex() : m_all.hex();
}

} // namespace retrograde
