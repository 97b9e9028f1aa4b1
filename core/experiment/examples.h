#pragma once

#include "base/framegrid.h"
#include "experiment/cropshape.h"
#include "experiment/pretext.h"
#include "spectrum/featurestore.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace retrograde {

/// One crop and what is done to it.
struct Example {
    std::size_t track = 0; ///< position in the list of tracks
    std::int64_t beginFrame = 0;
    int transform = 0; ///< position in the list of transforms; 0 = as published
    double gainDb = 0; ///< made louder by this
    CropShape::Shifts shifts {}; ///< of the pieces within their slots, in the order of the music

    /// Frames or bins that are blanked.
    struct Mask {
        std::int16_t begin = 0;
        std::int16_t count = 0;
        bool operator==(const Mask &) const = default;
    };
    /// What is done to each piece as the network sees it.
    std::array<float, CropShape::kMostPieces> pieceGainDb {};
    std::array<Mask, CropShape::kMostPieces> timeMasks {};
    Mask frequencyMask;

    bool operator==(const Example &) const = default;
};

/// Where crops may lie in tracks.
struct CropRule {
    CropShape shape;
    std::int64_t leadInFrames = 0; ///< at a track's start that no crop touches
    std::int64_t interiorFrames = 0; ///< at either end that crops keep clear of where they can
    std::int64_t middleFrames = 0; ///< that crops are taken from; 0 = all
    std::int64_t cropsPerTrack = 0; ///< at most; 0 = as many as lie side by side

    explicit CropRule(const RunSpec &spec);
    /// Frames of a track of @p trackFrames that crops may touch; shorter than one crop when it is too short.
    FrameSpan room(std::int64_t trackFrames) const;
    /// Crops that lie side by side there; 0 when the track is too short for one.
    std::int64_t clipsIn(std::int64_t trackFrames) const;
    /// How many of them are wanted.
    std::int64_t cropsOf(std::int64_t trackFrames) const;
};

/// What is trained on: in each epoch every track is visited as often as the rule says (by default as crops lie side by
/// side in it), each time at a random place, with a random transform, at a random level. An example depends on the
/// seed, the epoch and its number alone, not on what was drawn before it.
class TrainingExamples {
public:
    /// @param trackFrames each long enough for one crop
    TrainingExamples(const RunSpec &spec, const PretextTask *task, std::vector<std::int64_t> trackFrames);

    /// Examples of one epoch.
    std::size_t size() const { return m_visits.size(); }
    /// All examples of epoch @p epoch in the order of training.
    std::vector<Example> epoch(int epoch) const;

    /// Once each of @p tracks instead of every track as often as its length allows.
    void visitOnce(std::vector<std::size_t> tracks) { m_visits = std::move(tracks); }

private:
    const RunSpec m_spec;
    const PretextTask *m_task; ///< null = nothing is done to the crops
    const CropRule m_rule;
    std::vector<std::int64_t> m_trackFrames;
    std::vector<std::size_t> m_visits; ///< the track of each example
};

/// What is validated on: crops side by side, each under the transforms that the task wants judged. At most @p
/// maximumCrops crops, spread evenly over the tracks and over each track. The same for the same seed.
std::vector<Example> validationExamples(const CropRule &rule, const PretextTask &task,
    const std::vector<std::int64_t> &trackFrames, std::int64_t maximumCrops, std::uint64_t seed);

/// One crop from the middle of each track.
std::vector<Example> middleCrops(const CropRule &rule, const std::vector<std::int64_t> &trackFrames);

/// Cells are shown to the network as (dB - mean) / deviation.
struct Normalisation {
    double mean = 0; ///< dB
    double deviation = 1; ///< dB

    bool operator==(const Normalisation &) const = default;
};

/// Mean and standard deviation over the cells of many spectrograms, of levels as a run takes them (Defences::levels).
/// Exact counts, so the order does not matter.
class CellStatistics {
public:
    explicit CellStatistics(Levels levels)
        : m_levels(levels)
    {
    }

    /// All that crops may show of it; for levels below a crop's loudest cell the crops that lie side by side there.
    void add(const StoredSpectrogram &spectrogram, const CropRule &rule);
    Normalisation normalisation() const;

private:
    void addCrops(const StoredSpectrogram &spectrogram, const CropRule &rule);

    Levels m_levels;
    std::array<std::uint64_t, 256> m_counts {}; ///< of cells below the track's maximum, or the crop's
    double m_fixedCount = 0;
    double m_fixedSum = 0;
    double m_fixedSquares = 0;
};

/// How crops become what the network sees.
struct ClipRecipe {
    CropRule rule;
    Normalisation normalisation;
    Defences defences;
    std::vector<std::string> transforms; ///< by number

    ClipRecipe(const RunSpec &spec, const Normalisation &normalisation);
    std::size_t cells(int bins) const
    {
        return static_cast<std::size_t>(rule.shape.pieces * rule.shape.pieceFrames * bins);
    }
};

/// Writes the crop as the network sees it, [pieces][bins][frames of a piece].
/// @param out recipe.cells(bins) numbers
/// @throws Error with ErrorCode::Corrupt when the spectrogram ends before the crop does
void fillClip(
    const StoredSpectrogram &spectrogram, const Example &example, const ClipRecipe &recipe, std::span<float> out);

} // namespace retrograde
