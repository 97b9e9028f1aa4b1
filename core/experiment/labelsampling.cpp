#include "experiment/labelsampling.h"

#include "base/random.h"
#include "experiment/runplan.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace retrograde {

namespace {

/// A label's tracks of one kind, in the order in which they are drawn.
std::vector<std::size_t> drawn(const LabelCells &cells, std::size_t label, std::int8_t kind, std::uint64_t seed)
{
    std::vector<std::pair<std::uint64_t, std::size_t>> lots;
    for (std::size_t track = 0; track < cells.tracks.size(); ++track) {
        if (cells.at(track, label) == kind)
            lots.emplace_back(
                RandomStream(
                    seed, { streamId("labels"), streamId(cells.labels[label]), streamId(cells.tracks[track]) })(),
                track);
    }
    std::sort(lots.begin(), lots.end(), [&](const auto &a, const auto &b) {
        return a.first != b.first ? a.first < b.first : cells.tracks[a.second] < cells.tracks[b.second];
    });
    std::vector<std::size_t> order;
    for (const auto &[lot, track] : lots)
        order.push_back(track);
    return order;
}

} // namespace

int validationBudget(const RunSpec &spec)
{
    const Downstream &downstream = spec.downstream;
    if (downstream.labelsPerClass == 0 || downstream.validationBudget == ValidationBudget::All)
        return 0;
    const double wanted = downstream.labelsPerClass * spec.validationShare / (1 - spec.validationShare);
    return std::max(2, static_cast<int>(std::lround(std::min(wanted, 1e9))));
}

LabelCells labelCells(
    const Workspace &workspace, const std::vector<std::string> &labels, const std::vector<Track> &tracks)
{
    LabelCells cells;
    cells.labels = labels;
    std::map<std::string, std::size_t> places;
    for (const std::string &label : labels)
        places.emplace(label, places.size());
    for (const Track &track : tracks) {
        cells.tracks.push_back(lotKey(track));
        cells.targets.insert(cells.targets.end(), labels.size(), LabelCells::kUnlabelled);
        for (const Label &label : workspace.labels(track.id)) {
            if (const auto found = places.find(label.name); found != places.end())
                cells.at(cells.tracks.size() - 1, found->second) = isPresent(label) ? 1 : 0;
        }
    }
    return cells;
}

std::vector<std::size_t> labelledTracks(const LabelCells &cells)
{
    std::vector<std::size_t> tracks;
    for (std::size_t track = 0; track < cells.tracks.size(); ++track) {
        for (std::size_t label = 0; label < cells.labels.size(); ++label) {
            if (cells.at(track, label) != LabelCells::kUnlabelled) {
                tracks.push_back(track);
                break;
            }
        }
    }
    return tracks;
}

void sampleLabels(LabelCells &cells, int perClass, std::uint64_t seed)
{
    for (std::size_t label = 0; label < cells.labels.size(); ++label) {
        const std::vector<std::size_t> present = drawn(cells, label, 1, seed);
        const std::vector<std::size_t> absent = drawn(cells, label, 0, seed);
        for (std::size_t track = 0; track < cells.tracks.size(); ++track)
            cells.at(track, label) = LabelCells::kUnlabelled;
        const std::size_t all = present.size() + absent.size();
        const std::size_t kept = std::min<std::size_t>(all, static_cast<std::size_t>(perClass));
        std::size_t takenPresent = 0;
        std::size_t takenAbsent = 0;
        while (takenPresent + takenAbsent < kept) {
            // Whichever kind lags further behind its share of what has been taken; at first the rarer one.
            const bool morePresent = takenPresent < present.size()
                && (takenAbsent == absent.size() || takenPresent * all < (takenPresent + takenAbsent) * present.size()
                    || (takenPresent + takenAbsent == 0 && present.size() <= absent.size()));
            if (morePresent)
                cells.at(present[takenPresent++], label) = 1;
            else
                cells.at(absent[takenAbsent++], label) = 0;
        }
    }
}

} // namespace retrograde
