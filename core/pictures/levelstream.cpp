#include "pictures/levelstream.h"

#include <cmath>

namespace retrograde {

LevelTransform::LevelTransform(const CqtParameters &parameters)
    : m_layout(SpectrogramLayout::of(parameters))
    , m_reach(static_cast<std::int64_t>(std::ceil(parameters.filterLength(0) / 2 / parameters.hop)) + 1)
    , m_constantQ(parameters)
{
}

LevelTransform::LevelTransform(const StftParameters &parameters)
    : m_reach(parameters.windowLength / 2 / parameters.hop + 1)
    , m_linear(parameters)
{
    constexpr float kStep = 0.5f;
    constexpr float kTop = 6; // two tones may add up
    m_layout = { parameters.grid(), { FrequencyScale::Kind::Linear, 0, parameters.frequency(1) }, parameters.bins(),
        { kTop - 255 * kStep, kStep } };
    m_scale = static_cast<float>(2 / m_linear->windowSum());
}

void LevelTransform::toLevels(std::span<float> magnitudes) const
{
    if (m_scale != 1) {
        for (float &magnitude : magnitudes)
            magnitude *= m_scale;
    }
    magnitudesToLevels(magnitudes);
}

std::vector<float> LevelTransform::levels(std::span<const float> sound) const
{
    std::vector<float> levels = m_constantQ ? m_constantQ->magnitudes(sound) : m_linear->magnitudes(sound);
    toLevels(levels);
    return levels;
}

LevelStream::LevelStream(const LevelTransform &transform)
    : m_transform(transform)
{
    if (transform.m_constantQ)
        m_constantQ.emplace(*transform.m_constantQ);
    else
        m_linear.emplace(*transform.m_linear);
}

void LevelStream::push(std::span<const float> samples, std::vector<float> &levels)
{
    const std::size_t held = levels.size();
    m_constantQ ? m_constantQ->push(samples, levels) : m_linear->push(samples, levels);
    m_transform.toLevels(std::span(levels).subspan(held));
}

void LevelStream::finish(std::vector<float> &levels)
{
    const std::size_t held = levels.size();
    m_constantQ ? m_constantQ->finish(levels) : m_linear->finish(levels);
    m_transform.toLevels(std::span(levels).subspan(held));
}

} // namespace retrograde
