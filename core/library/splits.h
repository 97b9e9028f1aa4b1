#pragma once

#include "library/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

enum class SplitBy {
    Artist, ///< no artist on two sides
    Track, ///< each content by itself
    Published, ///< as the tracks' datasets say
};

/// How tracks are to be divided: a value, which together with the tracks decides everything.
struct SplitRule {
    SplitBy by = SplitBy::Artist;
    double validationShare = 0.2; ///< of the sound
    double testShare = 0; ///< of the sound; for SplitBy::Published it is as published
    std::uint64_t seed = 0;
};

/// Tracks for training and for validation.
struct Split {
    std::vector<Track> training;
    std::vector<Track> validation;
    std::vector<Track> test;
    std::vector<Track> left; ///< in no part: not published as in one, or too close to what a later part holds
    bool byArtist = false; ///< false: by track, because fewer than two artists are known or because it was asked for
    int trainingArtists = 0;
    int validationArtists = 0;
};

/// Divides @p tracks so that about @p validationShare of the sound is held out. No artist (artistKeys()) is on both
/// sides, so tracks of several tie these together; tracks without an artist are groups of their own; tracks of equal
/// content, and excerpts of one track of the Free Music Archive, stay together whatever their names. When all known
/// artists would land on one side, divides by track and says so.
///
/// Groups are held out in a random order, each unless it would bring more than 1.25 times the wanted share; when that
/// leaves too little, the smallest of the rest follows if the share comes closer to the wanted one by it. Both sides
/// hold at least one group. The result, its order included, depends only on the tracks' artists, content and the seed,
/// not on their ids or order, and changes little when tracks are added.
/// @throws Error InvalidArgument unless 0 < validationShare < 1; Training when fewer than two groups of content exist
Split splitTracks(const std::vector<Track> &tracks, double validationShare, std::uint64_t seed);

/// Divides by @p rule. By artist and by track as above, first into the test part and the rest, then the rest. As
/// published, each track goes where its dataset says; when no validation part is published, validationShare of the
/// training part becomes one, by artist. Equal content is in one part only: a track of an earlier part (training,
/// validation, test) whose content a later one holds is left out.
/// @throws Error as above; Training when nothing is published, or nothing for training
Split splitTracks(const std::vector<Track> &tracks, const SplitRule &rule);

/// Holds out all of @p validation, and trains on those of @p tracks that have no row, content, Free Music Archive track
/// or artist in common with it; the others are left. In an order that depends on neither ids nor order.
/// @throws Error Training when either side is empty
Split splitAgainst(const std::vector<Track> &tracks, std::vector<Track> validation);

/// @p tracks without those of @p downstream, on which a model will be judged later: none of the same row, content or
/// Free Music Archive track and, with @p artistsToo, none by the same artists. Who made a downstream track is also
/// looked up among @p tracks, for excerpts are often published without their artists.
std::vector<Track> withoutDownstream(
    const std::vector<Track> &tracks, const std::vector<Track> &downstream, bool artistsToo);

} // namespace retrograde
