#include "experiment/runplan.h"

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "experiment/examples.h"
#include "experiment/labelsampling.h"
#include "experiment/taskdescription.h"
#include "library/artists.h"
#include "library/splits.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace retrograde {

namespace {

using nlohmann::json;

constexpr const char *kTestSplit = "test"; ///< as datasets publish it

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

bool isAmong(const std::vector<std::string> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
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

/// Tracks whose labels are known, and which labels these are.
struct Labelled {
    std::map<Id, std::map<std::string, bool>> present; ///< by track and label
    std::set<std::string> names;
};

Labelled keepLabelled(const Workspace &workspace, std::vector<Track> &tracks, const std::vector<std::string> &wanted)
{
    Labelled found;
    for (const Track &track : tracks) {
        for (const Label &label : workspace.labels(track.id)) {
            if (!wanted.empty() && !isAmong(wanted, label.name))
                continue;
            found.present[track.id][label.name] = isPresent(label);
            found.names.insert(label.name);
        }
    }
    for (const std::string &name : wanted) {
        if (!found.names.contains(name))
            throw Error(ErrorCode::NotFound, "none of the music has the label '" + displayText(name) + "'");
    }
    std::erase_if(tracks, [&](const Track &track) { return !found.present.contains(track.id); });
    if (tracks.empty())
        throw Error(ErrorCode::Training,
            "none of the music has labels to learn from: import it with a labels file that says which instruments "
            "play");
    return found;
}

/// A label that is always or never there teaches nothing.
void requireBothKinds(const Labelled &labelled, const std::vector<Track> &side, const char *purpose)
{
    for (const std::string &name : labelled.names) {
        int counts[2] = { 0, 0 };
        for (const Track &track : side) {
            const auto &ofTrack = labelled.present.at(track.id);
            if (const auto found = ofTrack.find(name); found != ofTrack.end())
                ++counts[found->second ? 1 : 0];
        }
        for (const int kind : { 1, 0 }) {
            if (counts[kind] == 0)
                throw Error(ErrorCode::Training,
                    "the label '" + displayText(name) + "' has no " + (kind ? "positive" : "negative")
                        + " example among the tracks to " + purpose
                        + ": leave it out by naming the others, or add music that has it");
        }
    }
}

/// The share of right cells of @p validation when of each label is said what it more often is in @p training.
double accuracyOfMajority(
    const Labelled &labelled, const std::vector<Track> &training, const std::vector<Track> &validation)
{
    std::map<std::string, int> surplus; // of tracks that have the label
    for (const Track &track : training) {
        for (const auto &[name, present] : labelled.present.at(track.id))
            surplus[name] += present ? 1 : -1;
    }
    int right = 0;
    int cells = 0;
    for (const Track &track : validation) {
        for (const auto &[name, present] : labelled.present.at(track.id)) {
            right += present == (surplus[name] > 0);
            ++cells;
        }
    }
    return cells > 0 ? static_cast<double>(right) / cells : 0;
}

/// Leaves of @p side the labels that a recogniser may be chosen by.
void keepBudget(
    Labelled &labelled, const std::vector<std::string> &names, const std::vector<Track> &side, const RunSpec &spec)
{
    const int budget = validationBudget(spec);
    if (budget == 0)
        return;
    LabelCells cells;
    cells.labels = names;
    for (const Track &track : side) {
        cells.tracks.push_back(track.contentHash);
        for (const std::string &name : names) {
            const auto &ofTrack = labelled.present.at(track.id);
            const auto found = ofTrack.find(name);
            cells.targets.push_back(found == ofTrack.end() ? LabelCells::kUnlabelled : found->second ? 1 : 0);
        }
    }
    sampleLabels(cells, budget, spec.downstream.labelSeed);
    for (std::size_t track = 0; track < side.size(); ++track) {
        for (std::size_t label = 0; label < names.size(); ++label) {
            if (cells.at(track, label) == LabelCells::kUnlabelled)
                labelled.present.at(side[track].id).erase(names[label]);
        }
    }
}

/// Clips of OpenMIC that the run was not told to use: models will be judged on them later.
std::vector<Track> downstreamTracks(const Workspace &workspace, const RunSpec &spec)
{
    std::vector<std::string> judging;
    for (const Dataset &dataset : workspace.datasets()) {
        if (dataset.kind == "openmic" && dataset.trackCount > 0 && !isAmong(spec.datasets, dataset.name)
            && !isAmong(spec.validationDatasets, dataset.name))
            judging.push_back(dataset.name);
    }
    return judging.empty() ? std::vector<Track>() : usableTracks(workspace, judging);
}

/// Of several tracks that sound the same the first is used: the others would only make it count the more often.
class Copies {
public:
    /// Makes copies count nothing in a share of the sound. They are to be divided all the same, for their artists and
    /// sources tie tracks together.
    void weighNothing(std::vector<Track> &tracks)
    {
        for (Track &track : tracks) {
            if (!track.contentHash.empty() && !m_contents.insert(track.contentHash).second) {
                track.seconds = 0;
                m_ids.insert(track.id);
            }
        }
    }

    /// Takes them out of @p split. @return how many there were
    int dropFrom(Split &split) const
    {
        std::size_t dropped = 0;
        for (std::vector<Track> *side : { &split.training, &split.validation, &split.test })
            dropped += std::erase_if(*side, [&](const Track &track) { return m_ids.contains(track.id); });
        return static_cast<int>(dropped);
    }

private:
    std::set<std::string> m_contents;
    std::set<Id> m_ids;
};

std::vector<Id> idsOf(const std::vector<Track> &tracks)
{
    std::vector<Id> ids;
    for (const Track &track : tracks)
        ids.push_back(track.id);
    return ids;
}

/// Takes the tracks to test on out of @p tracks: those that were published as such, or a share that is drawn by lot.
/// What sounds like one of them is not trained on either.
std::vector<Track> takeTest(std::vector<Track> &tracks, const RunSpec &spec)
{
    const auto published = std::stable_partition(
        tracks.begin(), tracks.end(), [](const Track &track) { return track.split != kTestSplit; });
    std::vector<Track> test(published, tracks.end());
    tracks.erase(published, tracks.end());
    if (!test.empty()) {
        tracks = withoutDownstream(tracks, test, false);
        return test;
    }
    Split split = splitTracks(tracks, spec.validationShare, spec.splitSeed ^ streamId("test"));
    tracks = std::move(split.training);
    return std::move(split.validation);
}

/// Moves @p share of the validation side to the test side, if it can be divided.
void divideHeldOut(Split &split, double share, std::uint64_t seed)
{
    if (share == 0)
        return;
    try {
        Split parts = splitTracks(split.validation, share, seed ^ streamId("test"));
        split.validation = std::move(parts.training);
        split.test = std::move(parts.validation);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::Training) // of one track or artist there is no half
            throw;
    }
}

/// Training, validation and, where there is enough music for a third side, test.
Split splitInThree(const std::vector<Track> &tracks, const RunSpec &spec)
{
    if (spec.testShare > 0) {
        try {
            return splitTracks(
                tracks, SplitRule { SplitBy::Artist, spec.validationShare, spec.testShare, spec.splitSeed });
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Training)
                throw;
        }
    }
    return splitTracks(tracks, spec.validationShare, spec.splitSeed);
}

int artistsIn(const std::vector<Track> &side)
{
    return static_cast<int>(artistKeys(side).size());
}

void use(RunPlan &plan, const Split &split)
{
    plan.training = idsOf(split.training);
    plan.validation = idsOf(split.validation);
    plan.byArtist = split.byArtist;
    plan.trainingArtists = artistsIn(split.training);
    plan.validationArtists = artistsIn(split.validation);
    if (split.test.empty())
        return;
    plan.test = idsOf(split.test);
    plan.testArtists = artistsIn(split.test);
}

} // namespace

bool isPresent(const Label &label)
{
    return label.value > 0.5;
}

RunPlan RunPlan::make(const Workspace &workspace, const RunSpec &spec)
{
    std::vector<Track> tracks = usableTracks(workspace, spec.datasets);
    if (tracks.empty())
        throw Error(ErrorCode::Training, "there is no music to train on: import a folder of music first");
    std::vector<Track> held;
    if (!spec.validationDatasets.empty()) {
        held = usableTracks(workspace, spec.validationDatasets);
        std::erase_if(tracks, [&](const Track &track) { return isAmong(spec.validationDatasets, track.datasetName); });
        if (held.empty() || tracks.empty())
            throw Error(ErrorCode::Training,
                held.empty() ? "the datasets to validate on have no track that can be used"
                             : "nothing is left to train on: all of the music is in the datasets to validate on");
    }

    RunPlan plan;
    const bool downstream = spec.task->learnsFromLabels();
    Labelled labelled;
    if (downstream) {
        labelled = keepLabelled(workspace, tracks, spec.downstream.labels);
    } else {
        const std::size_t all = tracks.size();
        tracks = withoutDownstream(tracks, downstreamTracks(workspace, spec), spec.defences.excludeDownstreamArtists);
        plan.leftOut = static_cast<int>(all - tracks.size());
        if (tracks.empty())
            throw Error(ErrorCode::Training,
                "all of the music is OpenMIC's, on which models will be judged: to train on it, choose its dataset by "
                "name");
    }
    const FrameGrid grid = spec.features.grid();
    const CropRule rule(spec);
    const auto takeTooShort = [&](std::vector<Track> &from) {
        plan.tooShort += static_cast<int>(std::erase_if(from, [&](const Track &track) {
            return rule.clipsIn(grid.framesIn(static_cast<std::int64_t>(track.seconds * grid.sampleRate))) == 0;
        }));
        if (from.empty())
            throw Error(ErrorCode::Training,
                "every track" + std::string(&from == &held ? " to validate on" : "") + " is too short for one clip of "
                    + spec.clip.toString() + " s: choose a shorter clip");
    };
    takeTooShort(tracks);
    Copies copies;
    if (!held.empty()) {
        takeTooShort(held);
        copies.weighNothing(held);
        copies.weighNothing(tracks);
        Split split = splitAgainst(tracks, std::move(held));
        divideHeldOut(split, spec.testShare / (spec.testShare + spec.validationShare), spec.splitSeed);
        plan.copies = copies.dropFrom(split);
        use(plan, split);
        plan.shared = static_cast<int>(split.left.size());
        return plan;
    }

    if (spec.defences.splitBy == HeldOutBy::Track) {
        for (Track &track : tracks)
            track.artist.clear();
    }
    if (!downstream)
        copies.weighNothing(tracks);
    if (downstream) {
        plan.labels.assign(labelled.names.begin(), labelled.names.end());
        const std::vector<Track> test = takeTest(tracks, spec);
        plan.test = idsOf(test);
        plan.testArtists = artistsIn(test);
    }
    Split split = downstream ? splitTracks(tracks, spec.validationShare, spec.splitSeed) : splitInThree(tracks, spec);
    if (!downstream)
        plan.copies = copies.dropFrom(split);
    if (downstream) {
        requireBothKinds(labelled, split.training, "train on");
        keepBudget(labelled, plan.labels, split.validation, spec);
        plan.majorityAccuracy = accuracyOfMajority(labelled, split.training, split.validation);
    }
    use(plan, split);
    return plan;
}

std::string RunPlan::toDetails() const
{
    const json details { { "split",
        {
            { "by", byArtist ? "artist" : "track" },
            { "training_tracks", training },
            { "validation_tracks", validation },
            { "test_tracks", test },
            { "labels", labels },
            { "majority_accuracy", majorityAccuracy },
            { "training_artists", trainingArtists },
            { "validation_artists", validationArtists },
            { "test_artists", testArtists },
            { "too_short", tooShort },
            { "left_out", leftOut },
            { "copies", copies },
            { "shared", shared },
            { "also_heard", alsoHeard },
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
        if (split.contains("test_tracks")) // runs of the first versions lack these
            split.at("test_tracks").get_to(plan.test);
        if (split.contains("labels"))
            split.at("labels").get_to(plan.labels);
        plan.majorityAccuracy = split.value("majority_accuracy", 0.0);
        split.at("training_artists").get_to(plan.trainingArtists);
        split.at("validation_artists").get_to(plan.validationArtists);
        split.at("too_short").get_to(plan.tooShort);
        plan.testArtists = split.value("test_artists", 0);
        plan.leftOut = split.value("left_out", 0);
        plan.copies = split.value("copies", 0);
        plan.shared = split.value("shared", 0);
        plan.alsoHeard = split.value("also_heard", std::vector<std::string>());
        return plan;
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, "the run's record of its training and validation tracks cannot be read");
    }
}

} // namespace retrograde
