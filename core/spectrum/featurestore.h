#pragma once

#include "spectrum/cqt.h"
#include "spectrum/decibels.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// A track's spectrogram as stored: one byte per cell, 0 = kTopDb below the track's maximum, 255 = the maximum, linear
/// in dB (so a step is 0.31 dB and the error at most 0.16 dB). Silence is 0 in every cell. Memory-mapped; immutable;
/// shared between threads.
class StoredSpectrogram {
public:
    ~StoredSpectrogram();
    StoredSpectrogram(const StoredSpectrogram &) = delete;
    StoredSpectrogram &operator=(const StoredSpectrogram &) = delete;

    const CqtParameters &parameters() const;
    int bins() const;
    std::int64_t frames() const;
    /// Bins of frame @p frame, low to high. Frames follow each other without gaps: [frame][bin].
    const std::uint8_t *frame(std::int64_t frame) const;
    /// Level of the loudest cell: 10 log10(power), dB; cells are relative to it.
    float maximumDb() const;
    /// The level that a cell of 255 stands for: maximumDb(); of silence, which has no such cell, what makes a cell of 0
    /// the level of silence.
    float topDb() const { return isSilence(maximumDb()) ? kSilenceDb + kTopDb : maximumDb(); }
    /// -kTopDb ... 0
    static constexpr float toDb(std::uint8_t cell) { return static_cast<float>(cell) * (kTopDb / 255) - kTopDb; }

private:
    friend class FeatureStore;
    StoredSpectrogram();
    struct Mapping;
    std::unique_ptr<Mapping> m_mapping;
};

/// Spectrograms on disk, one file per sound and parameters, named by content: the hash of the decoded sound and the
/// hash of the parameters' fingerprint. Written whole or not at all; a damaged, truncated or foreign file counts
/// as absent. Safe to use from several threads and processes.
class FeatureStore {
public:
    /// @p folder is created when something is first written.
    explicit FeatureStore(std::filesystem::path folder);

    const std::filesystem::path &folder() const { return m_folder; }
    std::filesystem::path fileFor(std::string_view contentHash, const CqtParameters &parameters) const;

    /// Null when there is none, or it is damaged (sizes and checksum are verified).
    std::shared_ptr<const StoredSpectrogram> open(std::string_view contentHash, const CqtParameters &parameters) const;
    /// Quick check by header and size, without reading the cells.
    bool contains(std::string_view contentHash, const CqtParameters &parameters) const;

    /// Computes and stores one spectrogram in memory that does not grow with its length. @p nextSamples fills the span
    /// it is given with sound at the plan's rate and returns how many samples it wrote, 0 at the end; it may throw,
    /// then nothing is stored.
    /// @throws Error Io naming the store's file (full disk); InvalidArgument when the sound is empty
    std::shared_ptr<const StoredSpectrogram> compute(std::string_view contentHash, const CqtPlan &plan,
        const std::function<std::size_t(std::span<float>)> &nextSamples) const;

    /// A spectrogram of a sound that is not kept on disk: the same values as compute() would store.
    static std::shared_ptr<const StoredSpectrogram> inMemory(const CqtPlan &plan, std::span<const float> sound);

private:
    std::filesystem::path m_folder;
};

} // namespace retrograde
