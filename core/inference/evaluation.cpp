#include "inference/evaluation.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/runplan.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"
#include "inference/evaluationset.h"
#include "inference/judging.h"
#include "library/featureextraction.h"
#include "library/splits.h"
#include "networks/checkpoint.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <map>
#include <set>

namespace retrograde {

namespace {

std::vector<Track> tracksOf(const Workspace &workspace, const std::vector<Id> &ids)
{
    std::vector<Track> tracks;
    for (const Id id : ids) {
        if (std::optional<Track> track = workspace.track(id); track && track->status == TrackStatus::Ok)
            tracks.push_back(*track);
    }
    return tracks;
}

/// Those of @p tracks that are long enough for a crop, with their features.
Side openSide(const Workspace &workspace, const std::vector<Track> &tracks, const RunSpec &spec,
    std::vector<std::string> &leftOut, const RunControl &control)
{
    const CropRule rule(spec);
    const CqtPlan plan(spec.features);
    Side side;
    for (const Track &track : tracks) {
        control.check();
        try {
            auto spectrogram = featuresOf(workspace.features(), track, plan, control);
            if (rule.clipsIn(spectrogram->frames()) == 0)
                throw Error(ErrorCode::Training, track.path, "is shorter than one clip");
            side.tracks.push_back(track);
            side.spectrograms.push_back(std::move(spectrogram));
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled || error.code() == ErrorCode::Io)
                throw;
            leftOut.emplace_back(error.what());
        }
    }
    if (side.tracks.empty())
        throw Error(ErrorCode::Training,
            "none of the music can be used to judge the model"
                + (leftOut.empty() ? std::string() : "; the first is left out because: " + leftOut.front()));
    return side;
}

} // namespace

std::vector<Track> unheardTracks(const Workspace &workspace, const TrainedModel &model, const std::string &dataset)
{
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, model.runId()).details);
    std::vector<Track> tracks;
    if (dataset.empty()) {
        tracks = tracksOf(workspace, plan.validation);
    } else {
        if (!workspace.dataset(dataset))
            throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(dataset) + "'");
        TrackQuery query;
        query.dataset = dataset;
        query.status = TrackStatus::Ok;
        tracks = withoutDownstream(workspace.tracks(query), tracksOf(workspace, plan.training), true);
        const std::set<std::string> alsoHeard(plan.alsoHeard.begin(), plan.alsoHeard.end());
        std::erase_if(tracks, [&](const Track &track) { return alsoHeard.contains(track.contentHash); });
    }
    if (tracks.empty())
        throw Error(ErrorCode::Training,
            "there is no music that the model was not trained on, by artists that it was not trained on");
    return tracks;
}

namespace {

/// Answers, and what a file keeps of them.
struct Judged {
    PretextEvaluation evaluation;
    AnswerTable answers;
};

Judged judgeAll(const Workspace &workspace, TrainedModel &model, const std::vector<Track> &tracks, const RunSpec &as,
    const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control)
{
    Judged judged;
    const Side side = openSide(workspace, tracks, as, judged.evaluation.leftOut, control);
    const auto set = makePretextSet(as, side);
    const ClipRecipe recipe = model.recipeFor(as);
    const ClipLoader loader(side.spectrograms, recipe);
    const TrainedModel::Said said = model.ask(loader, set->examples(), control, progress);
    const EvaluationSet::Outcome outcome = set->judge(said.answers);
    judged.evaluation.accuracy = outcome.accuracy;
    judged.evaluation.loss = outcome.loss;
    judged.evaluation.answers = set->answersOfClips(said.answers);
    judged.answers = answersOf(*set, as, side, recipe.transforms, said.answers, said.features);
    return judged;
}

} // namespace

PretextEvaluation judge(const Workspace &workspace, TrainedModel &model, const std::vector<Track> &tracks,
    const RunSpec &as, const RunControl &control)
{
    return judgeAll(workspace, model, tracks, as, {}, control).evaluation;
}

PretextEvaluation evaluatePretextTest(Workspace &workspace, Id runId,
    const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control)
{
    TrainedModel model(workspace, runId);
    if (model.spec().task->learnsFromLabels())
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(runId) + " is no pretext run");
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    if (plan.test.empty())
        throw Error(ErrorCode::NotFound,
            "run " + std::to_string(runId)
                + " kept no tracks for testing: its test_share is 0, or there was too little "
                  "music for a third side");
    Judged judged = judgeAll(workspace, model, tracksOf(workspace, plan.test), model.spec(), progress, control);
    judged.answers.run = storedRun(workspace, runId).identity;
    writeAnswers(testAnswers(workspace.makeCheckpointFolder(runId)), judged.answers);
    workspace.transaction([&] {
        Run run = storedRun(workspace, runId);
        run.testAccuracy = judged.evaluation.accuracy;
        run.testLoss = judged.evaluation.loss;
        workspace.updateRun(run);
    });
    return std::move(judged.evaluation);
}

PretextEvaluation evaluatePretext(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control)
{
    TrainedModel model(workspace, runId);
    return judge(workspace, model, unheardTracks(workspace, model, dataset), model.spec(), control);
}

LabelEvaluation evaluateTest(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control)
{
    std::vector<double> thresholds = validationThresholds(workspace, runId);
    TrainedModel model(workspace, runId);
    if (const Downstream &its = model.spec().downstream;
        its.trunk == TrunkMode::Frozen && its.frozenNorm == FrozenNorm::Batch && !model.notes().normsMeasured)
        throw Error(ErrorCode::Unsupported,
            "run " + std::to_string(runId)
                + " learned from statistics of each batch ('downstream.frozen_norm=batch' of an earlier version), "
                  "which single clips do not have; train it anew to judge it on other music");
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    const std::vector<Track> tracks
        = dataset.empty() ? tracksOf(workspace, plan.test) : unheardTracks(workspace, model, dataset);
    std::vector<std::string> leftOut;
    const Side side = openSide(workspace, tracks, model.spec(), leftOut, control);
    // All that is known of these tracks counts, however few labels were learned from.
    RunSpec all = model.spec();
    all.downstream.labelsPerClass = 0;
    const auto set = makeLabelSet(workspace, all, plan.labels, side);
    const ClipLoader loader(side.spectrograms, model.recipe());
    const TrainedModel::Said said = model.ask(loader, set->examples(), control);
    AnswerTable answers = answersOf(*set, all, side, model.recipe().transforms, said.answers, said.features);
    if (dataset.empty() && !workspace.isReadOnly()) {
        answers.run = storedRun(workspace, runId).identity;
        writeAnswers(testAnswers(workspace.makeCheckpointFolder(runId)), answers);
    }
    return evaluateLabels(workspace, runId, answers, std::move(thresholds));
}

} // namespace retrograde
