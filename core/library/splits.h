#pragma once

#include "library/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

/// Tracks for training and for validation.
struct Split {
    std::vector<Track> training;
    std::vector<Track> validation;
    bool byArtist = false; ///< false: by track, because fewer than two artists are known
    int trainingArtists = 0;
    int validationArtists = 0;
};

/// Divides @p tracks so that about @p validationShare of the sound is held out. No artist is on both sides; tracks
/// without an artist are groups of their own; tracks of equal content stay together whatever their names. When all
/// known artists would land on one side, divides by track and says so. Depends only on the tracks' artists, content and
/// the seed, not on their ids or order.
/// @throws Error Training when fewer than two groups of content exist
Split splitTracks(const std::vector<Track> &tracks, double validationShare, std::uint64_t seed);

} // namespace retrograde
