#pragma once

#include "spectrum/featurestore.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace retrograde {

/// One file in a feature store's folder, judged by its name and header.
struct StoredFile {
    enum class Kind {
        Spectrogram, ///< of a transform that this version computes, whatever its parameters
        Outdated, ///< a spectrogram of an earlier version of the transform, which nothing reads any more
        Damaged, ///< named like a spectrogram, but is none, or another's, or not as long as it says
        Abandoned, ///< begun by a process that is no more
        Unfinished, ///< being written now
        Foreign, ///< nothing of ours
    };
    std::filesystem::path path;
    std::int64_t bytes = 0;
    Kind kind = Kind::Foreign;
    std::string contentHash; ///< of spectrograms; empty for the others
};

/// All files in @p store's folder, sorted by path. Nothing when the folder does not exist.
/// @throws Error Io when the folder cannot be read
std::vector<StoredFile> storedFiles(const FeatureStore &store);

/// Stores what @p store has of the sound @p from as the sound @p to too, in whatever settings, where it is whole and
/// @p to has none yet. @throws Error Io
void copySpectrograms(const FeatureStore &store, const std::string &from, const std::string &to);
/// Removes what @p store has of the sound @p contentHash. @throws Error Io
void removeSpectrograms(const FeatureStore &store, const std::string &contentHash);

/// Whether a file is a spectrogram of this name whose every byte is as it was written. Reads all of it, in memory that
/// does not grow with it; calls @p check now and then, which may throw.
bool isIntact(const std::filesystem::path &file, const std::function<void()> &check);

} // namespace retrograde
