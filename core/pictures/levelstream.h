#pragma once

#include "pictures/spectrogramdata.h"
#include "spectrum/cqt.h"
#include "spectrum/stft.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace retrograde {

/// One of the two transforms that spectrograms are made by, in levels (dB). The plan must outlive its streams.
class LevelTransform {
public:
    explicit LevelTransform(const CqtParameters &parameters);
    /// A sine of full scale has 0 dB.
    explicit LevelTransform(const StftParameters &parameters);

    const SpectrogramLayout &layout() const { return m_layout; }
    /// Frames beside a frame that its filters reach into.
    std::int64_t reach() const { return m_reach; }
    /// Null for the short-time Fourier transform.
    const CqtPlan *constantQ() const { return m_constantQ ? &*m_constantQ : nullptr; }

    /// Levels of the whole sound, [frame][bin].
    std::vector<float> levels(std::span<const float> sound) const;

private:
    friend class LevelStream;
    void toLevels(std::span<float> magnitudes) const;

    SpectrogramLayout m_layout;
    std::int64_t m_reach = 0;
    float m_scale = 1; ///< of magnitudes
    std::optional<CqtPlan> m_constantQ;
    std::optional<StftPlan> m_linear;
};

/// A sound that arrives in blocks, as levels.
class LevelStream {
public:
    explicit LevelStream(const LevelTransform &transform);

    /// Appends the frames that are complete by now to @p levels, [frame][bin].
    void push(std::span<const float> samples, std::vector<float> &levels);
    /// The rest.
    void finish(std::vector<float> &levels);

private:
    const LevelTransform &m_transform;
    std::optional<CqtStream> m_constantQ;
    std::optional<StftStream> m_linear;
};

} // namespace retrograde
