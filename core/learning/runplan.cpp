#include "learning/runplan.h"

#include "base/error.h"
#include "base/text.h"
#include "learning/examples.h"
#include "library/splits.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

using nlohmann::json;

void requireDataset(const Workspace &workspace, const std::string &name)
{
    if (workspace.dataset(name))
        return;
    std::string known;
    for (const Dataset &dataset : workspace.datasets())
        known += (known.empty() ? "" : ", ") + dataset.name;
    throw Error(ErrorCode::NotFound,
        "there is no dataset '" + displayText(name) + "'; "
            + (known.empty() ? "none was imported yet" : "there is: " + known));
}

std::vector<Track> usableTracks(const Workspace &workspace, const std::vector<std::string> &datasets)
{
    TrackQuery query;
    query.status = TrackStatus::Ok;
    if (datasets.empty())
        return workspace.tracks(query);
    std::vector<Track> tracks;
    for (const std::string &name : datasets) {
        requireDataset(workspace, name);
        query.dataset = name;
        const std::vector<Track> more = workspace.tracks(query);
        tracks.insert(tracks.end(), more.begin(), more.end());
    }
    return tracks;
}

/// Clips of OpenMIC that the run was not told to train on: models will be judged on them later.
std::vector<Track> downstreamTracks(const Workspace &workspace, const std::vector<std::string> &datasets)
{
    std::vector<std::string> judging;
    for (const Dataset &dataset : workspace.datasets()) {
        if (dataset.kind == "openmic" && dataset.trackCount > 0
            && std::find(datasets.begin(), datasets.end(), dataset.name) == datasets.end())
            judging.push_back(dataset.name);
    }
    return judging.empty() ? std::vector<Track>() : usableTracks(workspace, judging);
}

std::vector<Id> idsOf(const std::vector<Track> &tracks)
{
    std::vector<Id> ids;
    for (const Track &track : tracks)
        ids.push_back(track.id);
    return ids;
}

} // namespace

RunPlan RunPlan::make(const Workspace &workspace, const RunSpec &spec)
{
    std::vector<Track> tracks = usableTracks(workspace, spec.datasets);
    if (tracks.empty())
        throw Error(ErrorCode::Training, "there is no music to train on: import a folder of music first");

    RunPlan plan;
    const std::size_t all = tracks.size();
    tracks = withoutDownstream(tracks, downstreamTracks(workspace, spec.datasets), false);
    plan.leftOut = static_cast<int>(all - tracks.size());
    if (tracks.empty()) {
        throw Error(ErrorCode::Training,
            "all of the music is OpenMIC's, on which models will be judged: to train on it, choose its dataset by "
            "name");
    }
    const FrameGrid grid = spec.features.grid();
    const CropRule rule(grid, spec.clip.frames());
    plan.tooShort = static_cast<int>(std::erase_if(tracks, [&](const Track &track) {
        return rule.clipsIn(grid.framesIn(static_cast<std::int64_t>(track.seconds * grid.sampleRate))) == 0;
    }));
    if (tracks.empty())
        throw Error(ErrorCode::Training,
            "every track is too short for one clip of " + spec.clip.toString() + " s: choose a shorter clip");

    const Split split = splitTracks(tracks, spec.validationShare, spec.seed);
    plan.training = idsOf(split.training);
    plan.validation = idsOf(split.validation);
    plan.byArtist = split.byArtist;
    plan.trainingArtists = split.trainingArtists;
    plan.validationArtists = split.validationArtists;
    return plan;
}

std::string RunPlan::toDetails() const
{
    const json details { { "split",
        {
            { "by", byArtist ? "artist" : "track" },
            { "training_tracks", training },
            { "validation_tracks", validation },
            { "training_artists", trainingArtists },
            { "validation_artists", validationArtists },
            { "too_short", tooShort },
            { "left_out", leftOut },
        } } };
    return details.dump();
}

RunPlan RunPlan::fromDetails(const std::string &details)
{
    try {
        const json split = json::parse(details).at("split");
        RunPlan plan;
        plan.byArtist = split.at("by") == "artist";
        split.at("training_tracks").get_to(plan.training);
        split.at("validation_tracks").get_to(plan.validation);
        split.at("training_artists").get_to(plan.trainingArtists);
        split.at("validation_artists").get_to(plan.validationArtists);
        split.at("too_short").get_to(plan.tooShort);
        plan.leftOut = split.value("left_out", 0);
        return plan;
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, "the run's record of its training and validation tracks cannot be read");
    }
}

} // namespace retrograde
