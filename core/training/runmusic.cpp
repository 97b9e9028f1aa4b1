#include "training/runmusic.h"

#include "base/error.h"
#include "base/text.h"
#include "library/featureextraction.h"

#include <map>
#include <optional>
#include <utility>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

using Failures = std::map<fs::path, std::string>;

bool haveFeatures(const Workspace &workspace, const RunSpec &spec, const RunPlan &plan)
{
    const FeatureStore store = workspace.features();
    for (const auto *ids : { &plan.training, &plan.validation, &plan.test }) {
        for (const Id id : *ids) {
            const std::optional<Track> track = workspace.track(id);
            if (!track || !store.contains(track->contentHash, spec.features))
                return false;
        }
    }
    return true;
}

/// Why features could not be computed, by file.
Failures extractMissingFeatures(
    Workspace &workspace, const RunSpec &spec, const RunPlan &plan, const StageProgress &tell, RunControl &control)
{
    tell("Looking for features", 0, 0);
    Failures failures;
    if (haveFeatures(workspace, spec, plan))
        return failures;
    std::vector<std::string> datasets = spec.datasets;
    if (datasets.empty())
        datasets.emplace_back(); // which stands for all
    else
        datasets.insert(datasets.end(), spec.validationDatasets.begin(), spec.validationDatasets.end());
    for (const std::string &dataset : datasets) {
        const FeatureReport report = extractFeatures(
            workspace, dataset, spec.features, spec.threads,
            [&](const Progress &progress) { tell(progress.stage, progress.done, progress.total); }, control);
        for (const auto &[path, reason] : report.failed)
            failures[path] = reason;
    }
    return failures;
}

std::vector<std::string> contentsOf(const Workspace &workspace, const std::vector<Id> &ids)
{
    std::vector<std::string> contents;
    for (const Id id : ids) {
        if (const std::optional<Track> track = workspace.track(id))
            contents.push_back(track->contentHash);
    }
    return contents;
}

Side openSide(const Workspace &workspace, const RunSpec &spec, const std::vector<Id> &ids, const Failures &failures,
    std::vector<RunRecord::LeftOut> &leftOut, const RunControl &control)
{
    const FeatureStore store = workspace.features();
    const CropRule rule(spec);
    Side side;
    for (const Id id : ids) {
        control.check();
        const std::optional<Track> track = workspace.track(id);
        if (!track) {
            leftOut.push_back({ id, "it is no longer in the library" });
            continue;
        }
        auto spectrogram = store.open(track->contentHash, spec.features);
        if (!spectrogram) {
            const auto failure = failures.find(track->path);
            leftOut.push_back({ id,
                displayPath(track->path) + ": "
                    + (failure == failures.end() ? "its features could not be computed" : failure->second) });
        } else if (rule.clipsIn(spectrogram->frames()) == 0) {
            leftOut.push_back({ id, displayPath(track->path) + ": is shorter than one clip" });
        } else {
            side.tracks.push_back(*track);
            side.spectrograms.push_back(std::move(spectrogram));
        }
    }
    return side;
}

} // namespace

RunMusic openMusic(
    Workspace &workspace, const RunSpec &spec, const RunPlan &plan, const StageProgress &tell, RunControl &control)
{
    const Failures failures = extractMissingFeatures(workspace, spec, plan, tell, control);
    RunMusic music;
    music.training = openSide(workspace, spec, plan.training, failures, music.leftOut, control);
    music.validation = openSide(workspace, spec, plan.validation, failures, music.leftOut, control);
    music.heard = { contentsOf(workspace, plan.training), contentsOf(workspace, plan.validation),
        contentsOf(workspace, plan.test) };
    if (music.training.tracks.empty() || music.validation.tracks.empty()) {
        std::string cause = std::string("none of the tracks to ")
            + (music.training.tracks.empty() ? "train" : "validate") + " on can be used";
        if (!music.leftOut.empty())
            cause += "; the first is left out because: " + music.leftOut.front().reason;
        throw Error(ErrorCode::Training, cause);
    }
    return music;
}

Normalisation measureNormalisation(
    const Side &training, const RunSpec &spec, const StageProgress &tell, const RunControl &control)
{
    CellStatistics statistics(spec.defences.levels);
    const CropRule rule(spec);
    const auto total = static_cast<std::int64_t>(training.spectrograms.size());
    for (std::int64_t i = 0; i < total; ++i) {
        control.check();
        statistics.add(*training.spectrograms[static_cast<std::size_t>(i)], rule);
        tell("Measuring levels", i + 1, total);
    }
    return statistics.normalisation();
}

} // namespace retrograde
