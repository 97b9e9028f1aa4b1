#pragma once

#include "inference/evaluationset.h"
#include "support/signals.h"

namespace retrograde::testing {

/// Tracks of struck notes.
inline Side someSide(int tracks)
{
    const CqtPlan plan { CqtParameters() };
    Side side;
    for (int i = 0; i < tracks; ++i) {
        side.spectrograms.push_back(
            FeatureStore::inMemory(plan, struckNotes(6, 22050, static_cast<std::uint64_t>(i + 1))));
        Track &track = side.tracks.emplace_back();
        track.id = 100 + i;
        track.contentHash = "track " + std::to_string(i);
    }
    return side;
}

/// Of clips that are as short as can be.
inline RunSpec shortSpec(Task task)
{
    RunSpec spec = RunSpec::preset("sound", task, Network::ConvNet);
    spec.clip = ClipLength::parse(task == Task::Jigsaw ? "3x1" : "1");
    return spec;
}

} // namespace retrograde::testing
