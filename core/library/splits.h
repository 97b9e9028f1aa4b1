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
/// known artists would land on one side, divides by track and says so.
///
/// Groups are held out in a random order, each unless it would bring more than 1.25 times the wanted share; when that
/// leaves too little, the smallest of the rest follows if the share comes closer to the wanted one by it. Both sides
/// hold at least one group. The result, its order included, depends only on the tracks' artists (ASCII letters in any
/// case), content and the seed, not on their ids or order, and changes little when tracks are added.
/// @throws Error InvalidArgument unless 0 < validationShare < 1; Training when fewer than two groups of content exist
Split splitTracks(const std::vector<Track> &tracks, double validationShare, std::uint64_t seed);

} // namespace retrograde
