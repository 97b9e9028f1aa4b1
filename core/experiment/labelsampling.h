#pragma once

#include "experiment/runspec.h"
#include "library/workspace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

/// Labels of tracks, as a table.
struct LabelCells {
    static constexpr std::int8_t kUnlabelled = -1;

    std::vector<std::string> tracks; ///< names that stay the same wherever the track is stored
    std::vector<std::string> labels;
    std::vector<std::int8_t> targets; ///< [track][label]: 1 = present, 0 = absent, kUnlabelled

    std::int8_t &at(std::size_t track, std::size_t label) { return targets[track * labels.size() + label]; }
    std::int8_t at(std::size_t track, std::size_t label) const { return targets[track * labels.size() + label]; }
};

/// What the workspace knows of @p labels, a row for each of @p tracks.
LabelCells labelCells(
    const Workspace &workspace, const std::vector<std::string> &labels, const std::vector<Track> &tracks);
/// The rows of which anything is known.
std::vector<std::size_t> labelledTracks(const LabelCells &cells);

/// Keeps @p perClass labelled tracks of each label, or all where there are fewer, and makes the other cells unlabelled.
/// Drawn by lot from @p seed, in each label with the share of positives that all have, so that both kinds are there as
/// soon as two are kept. Nested: what is kept of 10 is kept of 50 as well. The order of the tracks does not matter.
void sampleLabels(LabelCells &cells, int perClass, std::uint64_t seed);

/// Labelled validation tracks of each label that a recogniser may be chosen by; 0 = all. In proportion to the labels
/// that it learns from, as the validation side is to the training side, and not less than two.
int validationBudget(const RunSpec &spec);

} // namespace retrograde
