#pragma once

#include "audio/arrangement.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retrograde {

/// The lowest and the highest sample of a stretch.
struct Peaks {
    float low = 0;
    float high = 0;

    bool operator==(const Peaks &) const = default;
};

/// A sound's outline at any zoom. Of a long sound it keeps one pair of peaks for every kBlock samples, and the samples
/// themselves only of the stretch that is looked at. Filled by one thread; then shared, and no longer changed.
class WaveformData {
public:
    static constexpr std::int64_t kBlock = 256;

    /// The sound's sample @p firstSample of the original comes first.
    explicit WaveformData(int sampleRate, std::int64_t firstSample = 0);

    int sampleRate() const { return m_sampleRate; }
    std::int64_t begin() const { return m_begin; }
    std::int64_t end() const { return m_end; }

    /// The next samples of the sound.
    void append(std::span<const float> samples);
    /// Makes the samples from number @p first of the original on exactly known.
    void setDetail(std::int64_t first, std::vector<float> samples);
    /// Whether the samples first ... last - 1, so far as there are any, are exactly known.
    bool hasDetail(std::int64_t first, std::int64_t last) const;

    /// Of the original's samples first ... last - 1, to whole blocks where no detail is known; zeros outside.
    Peaks peaks(std::int64_t first, std::int64_t last) const;

private:
    static constexpr std::int64_t kFactor = 16;

    int m_sampleRate;
    std::int64_t m_begin;
    std::int64_t m_end;
    std::vector<std::vector<Peaks>> m_levels; ///< blocks of kBlock samples, of kFactor such blocks, ...
    std::int64_t m_detailBegin = 0;
    std::vector<float> m_detail;
};

/// Of the samples that stand at output samples first ... last - 1 of @p arrangement, whose frames are @p hop samples.
/// Zeros for gaps and beyond the ends.
Peaks arrangedPeaks(
    const WaveformData &data, const Arrangement &arrangement, int hop, std::int64_t first, std::int64_t last);

} // namespace retrograde
