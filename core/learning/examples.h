#pragma once

#include "base/framegrid.h"
#include "spectrum/featurestore.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace retrograde {

/// One crop and what is done to it.
struct Example {
    std::size_t track = 0; ///< position in the list of tracks
    std::int64_t beginFrame = 0;
    bool reversed = false; ///< the label: 1 = reversed
    double gainDb = 0; ///< made louder by this

    bool operator==(const Example &) const = default;
};

/// Where crops may lie in tracks.
struct CropRule {
    std::int64_t clipFrames = 0;
    /// Frames at a track's start that no crop touches: what a lossy codec does to its first tenth of a second gives
    /// the direction of time away.
    std::int64_t leadInFrames = 0;

    CropRule(const FrameGrid &grid, std::int64_t framesOfClip);
    /// Clips that lie side by side in a track of @p trackFrames frames; 0 when it is too short for one.
    std::int64_t clipsIn(std::int64_t trackFrames) const;
};

/// What is trained on: in each epoch every track is visited as often as clips lie side by side in it, each time at a
/// random place, reversed with probability 1/2, at a random level. An example depends on the seed, the epoch and its
/// number alone, not on what was drawn before it.
class TrainingExamples {
public:
    /// @param trackFrames each long enough for one clip
    TrainingExamples(CropRule rule, std::vector<std::int64_t> trackFrames, double gainJitterDb, std::uint64_t seed);

    /// Examples of one epoch.
    std::size_t size() const { return m_visits.size(); }
    /// All examples of epoch @p epoch in the order of training.
    std::vector<Example> epoch(int epoch) const;

private:
    CropRule m_rule;
    std::vector<std::int64_t> m_trackFrames;
    std::vector<std::size_t> m_visits; ///< the track of each example
    double m_gainJitterDb;
    std::uint64_t m_seed;
};

/// What is validated on: crops side by side, each as published and reversed. At most @p maximumCrops crops, spread
/// evenly over the tracks and over each track. The same for the same seed.
std::vector<Example> validationExamples(
    const CropRule &rule, const std::vector<std::int64_t> &trackFrames, std::int64_t maximumCrops, std::uint64_t seed);

/// Cells are shown to the network as (dB - mean) / deviation.
struct Normalisation {
    double mean = 0; ///< dB
    double deviation = 1; ///< dB

    bool operator==(const Normalisation &) const = default;
};

/// Mean and standard deviation over the cells of many spectrograms. Exact counts, so the order does not matter.
class CellStatistics {
public:
    void add(const StoredSpectrogram &spectrogram, const CropRule &rule);
    Normalisation normalisation() const;

private:
    std::array<std::uint64_t, 256> m_counts {};
};

/// Writes the crop as the network sees it, [bins][frames].
/// @param out bins * clipFrames numbers
void fillClip(const StoredSpectrogram &spectrogram, const Example &example, const CropRule &rule,
    const Normalisation &normalisation, std::span<float> out);

} // namespace retrograde
