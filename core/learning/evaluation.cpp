#include "learning/evaluation.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/transform.h"
#include "learning/checkpoint.h"
#include "learning/judging.h"
#include "learning/lesson.h"
#include "learning/runanswers.h"
#include "learning/runplan.h"
#include "library/featureextraction.h"
#include "library/splits.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <map>
#include <set>

namespace retrograde {

namespace {

Run storedRun(const Workspace &workspace, Id runId)
{
    if (std::optional<Run> run = workspace.run(runId))
        return *run;
    throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(runId));
}

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

LabelTable tableOf(const AnswerTable &answers)
{
    LabelTable table;
    table.labels = answers.choices;
    table.probabilities.assign(answers.probability.begin(), answers.probability.end());
    table.targets.assign(answers.wanted.begin(), answers.wanted.end());
    return table;
}

/// Share of positives of each label among the run's training tracks.
std::vector<double> trainingPrevalence(const Workspace &workspace, const RunPlan &plan)
{
    std::map<std::string, std::pair<double, double>> counts;
    for (const Id id : plan.training) {
        for (const Label &label : workspace.labels(id)) {
            counts[label.name].first += isPresent(label) ? 1 : 0;
            counts[label.name].second += 1;
        }
    }
    std::vector<double> shares;
    for (const std::string &name : plan.labels) {
        const auto &[positives, all] = counts[name];
        shares.push_back(all > 0 ? positives / all : 0);
    }
    return shares;
}

LabelEvaluation evaluate(LabelTable table, std::vector<double> thresholds, const std::vector<double> &prevalence)
{
    LabelEvaluation evaluation;
    evaluation.table = std::move(table);
    evaluation.thresholds = std::move(thresholds);
    evaluation.atHalf = scoreLabels(evaluation.table);
    evaluation.atThresholds = scoreLabels(evaluation.table, evaluation.thresholds);
    evaluation.baselines = labelBaselines(evaluation.table, prevalence);
    evaluation.intervals = bootstrapLabels(evaluation.table, std::vector<double>(evaluation.table.labels.size(), 0.5));
    evaluation.intervals.macroF1 = bootstrapLabels(evaluation.table, evaluation.thresholds).macroF1;
    return evaluation;
}

/// A recogniser's answers; nothing when the side was not judged.
std::optional<AnswerTable> storedSide(const Workspace &workspace, Id runId, RunSide side)
{
    const Run run = storedRun(workspace, runId);
    if (run.task != toString(Task::Instruments))
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(runId) + " does not recognise instruments");
    if (run.bestEpoch == 0)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " has not finished an epoch yet");
    return runAnswers(workspace, run, side);
}

AnswerTable validationOf(const Workspace &workspace, Id runId)
{
    return storedSide(workspace, runId, RunSide::Validation).value();
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
    const auto lesson = makePretextLesson(as, side, side);
    const ClipRecipe recipe = model.recipeFor(as);
    const ClipLoader loader(side.spectrograms, recipe);
    const TrainedModel::Said said = model.ask(loader, lesson->validation(), control, progress);
    const Lesson::Outcome outcome = lesson->judge(said.answers);
    judged.evaluation.accuracy = outcome.accuracy;
    judged.evaluation.loss = outcome.loss;
    judged.evaluation.predictions = lesson->predictions(model.runId(), said.answers);
    judged.answers = answersOf(*lesson, as, side, recipe.transforms, said.answers, said.features);
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
    if (model.spec().task == Task::Instruments)
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

LabelEvaluation evaluateValidation(const Workspace &workspace, Id runId)
{
    LabelTable table = tableOf(validationOf(workspace, runId));
    std::vector<double> thresholds = bestThresholds(table);
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    return evaluate(std::move(table), std::move(thresholds), trainingPrevalence(workspace, plan));
}

LabelEvaluation evaluateTest(
    const Workspace &workspace, Id runId, const std::string &dataset, const RunControl &control)
{
    const std::vector<double> thresholds = bestThresholds(tableOf(validationOf(workspace, runId)));
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
    const auto lesson = makeInstrumentLesson(workspace, all, plan.labels, side, side);
    const ClipLoader loader(side.spectrograms, model.recipe());
    const TrainedModel::Said said = model.ask(loader, lesson->validation(), control);
    AnswerTable answers = answersOf(*lesson, all, side, model.recipe().transforms, said.answers, said.features);
    if (dataset.empty() && !workspace.isReadOnly()) {
        answers.run = storedRun(workspace, runId).identity;
        writeAnswers(testAnswers(workspace.makeCheckpointFolder(runId)), answers);
    }
    return evaluate(tableOf(answers), thresholds, trainingPrevalence(workspace, plan));
}

std::optional<LabelEvaluation> knownTest(const Workspace &workspace, Id runId)
{
    const std::optional<AnswerTable> answers = storedSide(workspace, runId, RunSide::Test);
    if (!answers)
        return {};
    std::vector<double> thresholds = bestThresholds(tableOf(validationOf(workspace, runId)));
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    return evaluate(tableOf(*answers), std::move(thresholds), trainingPrevalence(workspace, plan));
}

LabelBaselines baselinesOf(const Workspace &workspace, Id runId, RunSide side)
{
    const std::optional<AnswerTable> answers = storedSide(workspace, runId, side);
    if (!answers)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " was not judged on its test clips");
    const RunPlan plan = RunPlan::fromDetails(storedRun(workspace, runId).details);
    return labelBaselines(tableOf(*answers), trainingPrevalence(workspace, plan));
}

std::vector<JudgedCell> judgedCells(const Workspace &workspace, Id runId, RunSide side)
{
    const std::optional<AnswerTable> said = storedSide(workspace, runId, side);
    if (!said)
        return {};
    const AnswerTable &answers = *said;
    const LabelTable table = tableOf(answers);
    const CropRule rule(specOf(storedRun(workspace, runId)));
    std::vector<JudgedCell> cells;
    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
        if (!workspace.track(answers.track[clip]))
            continue;
        for (std::size_t label = 0; label < table.labels.size(); ++label) {
            const std::size_t place = clip * table.labels.size() + label;
            if (table.targets[place] == LabelTable::kUnlabelled)
                continue;
            JudgedCell &cell = cells.emplace_back();
            cell.label = table.labels[label];
            cell.prediction.runId = runId;
            cell.prediction.trackId = answers.track[clip];
            cell.prediction.beginFrame = answers.beginFrame[clip];
            cell.prediction.frameCount = rule.shape.cropFrames();
            cell.prediction.transform = kPublished;
            cell.prediction.target = table.targets[place];
            cell.prediction.probability = table.probabilities[place];
            const double ofTruth
                = table.targets[place] == 1 ? table.probabilities[place] : 1 - table.probabilities[place];
            // Probabilities are stored as single floats, in which what is nearly 1 becomes 1.
            cell.prediction.loss = -std::log(std::max(ofTruth, static_cast<double>(FLT_EPSILON) / 2));
        }
    }
    return cells;
}

} // namespace retrograde
