#pragma once

#include "library/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

/// One side of a split, or a set that a model is judged on later.
struct Part {
    std::string name;
    std::vector<Track> tracks;
};

/// What two parts have in common. Nothing at all is what a split promises.
struct Overlap {
    std::string first;
    std::string second;
    std::int64_t tracks = 0; ///< of the same row, or excerpts of the same Free Music Archive track
    std::int64_t artists = 0; ///< by artistKeys(); those who are unknown are not counted
    std::int64_t contents = 0; ///< sounds that are equal sample by sample
    std::vector<std::string> examples; ///< a few, one sentence each

    bool isLeak() const { return tracks + artists + contents > 0; }
};

/// Compares each of @p parts with each later one, and with each of @p judges.
std::vector<Overlap> findOverlaps(const std::vector<Part> &parts, const std::vector<Part> &judges);

} // namespace retrograde
