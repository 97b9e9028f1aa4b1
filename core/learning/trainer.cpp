#include "learning/trainer.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "base/machine.h"
#include "base/problem.h"
#include "base/text.h"
#include "learning/checkpoint.h"
#include "learning/computeinfo.h"
#include "learning/evaluation.h"
#include "learning/featurebank.h"
#include "learning/lesson.h"
#include "learning/posterdifferences.h"
#include "learning/prefetcher.h"
#include "learning/runplan.h"
#include "library/featureextraction.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace retrograde {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

/// From which batch norm's statistics are measured at the end of an epoch.
constexpr std::size_t kStatisticsClips = 512;
constexpr auto kProgressInterval = std::chrono::milliseconds(100);
/// Within an epoch: what a power cut may cost at most.
constexpr auto kSaveInterval = std::chrono::minutes(5);
/// Cross-entropy that no network reaches but one whose weights have run away; guessing costs less than 3.
constexpr double kExplodedLoss = 1000;
/// Between the accuracy in training and in validation that is told of.
constexpr double kWideGap = 0.15;
/// Doubts that begin with so many equal characters differ in their numbers only.
constexpr std::size_t kSameDoubt = 24;
/// How much faster clips are judged than learned from, until it is known.
constexpr double kGuessedSpeedUp = 4;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// UTC, ISO 8601, whole seconds.
std::string now()
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts {};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::string percentText(double share)
{
    return std::to_string(static_cast<int>(std::lround(100 * share))) + " %";
}

std::string counted(std::int64_t number, const char *one, const char *many)
{
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

/// Seconds of work, for rates: pauses are left out, earlier sessions are not known.
class Pace {
public:
    void add(std::int64_t clips, double seconds)
    {
        m_clips += clips;
        m_seconds += seconds;
    }
    /// Clips per second; 0 while nothing was measured.
    double seconds() const { return m_seconds; }
    double rate() const { return m_seconds > 0 ? static_cast<double>(m_clips) / m_seconds : 0; }

private:
    std::int64_t m_clips = 0;
    double m_seconds = 0;
};

/// A running mean over an epoch's examples.
struct Tally {
    std::int64_t examples = 0;
    double lossSum = 0;
    std::int64_t right = 0;
    std::int64_t judged = 0;

    double loss() const { return examples ? lossSum / static_cast<double>(examples) : 0; }
    double accuracy() const { return judged ? static_cast<double>(right) / static_cast<double>(judged) : 0; }
};

bool isBetter(const Epoch &epoch, const Epoch &best)
{
    if (best.epoch == 0)
        return true;
    if (epoch.validationAccuracy != best.validationAccuracy)
        return epoch.validationAccuracy > best.validationAccuracy;
    return epoch.validationLoss < best.validationLoss;
}

/// A trunk understands only what it was trained on; and random weights are a fair comparison only where they see what
/// the trunk sees.
void requireSameInput(const RunSpec &spec, const RunSpec &its, Id source)
{
    const bool started = spec.downstream.fromRun == source;
    const auto require = [&](const char *what, std::string_view ours, std::string_view theirs) {
        if (ours != theirs)
            throw Error(ErrorCode::Unsupported,
                "run " + std::to_string(source) + " cannot be " + (started ? "started from" : "compared with")
                    + ": its " + what + " is '" + std::string(theirs) + "', and this run's is '" + std::string(ours)
                    + "'");
    };
    require("network", toString(spec.network), toString(its.network));
    require("kind of features", spec.features.fingerprint(), its.features.fingerprint());
    require("reference of levels", toString(spec.defences.levels), toString(its.defences.levels));
    require("normalisation", toString(spec.defences.normalisation), toString(its.defences.normalisation));
    require("normalisation of pieces", spec.defences.normalisePieces ? "on" : "off",
        its.defences.normalisePieces ? "on" : "off");
    if (spec.network == Network::ResNet18)
        require("fusion of pieces", toString(spec.defences.fusion), toString(its.defences.fusion));
}

/// One call of trainRun(): from the stored run to its end, or to where it is stopped.
class Session {
public:
    Session(Workspace &workspace, Run &run, const RunObserver &observer, RunControl &control)
        : m_workspace(workspace)
        , m_run(run)
        , m_observer(observer)
        , m_control(control)
        , m_spec(specOf(run))
        , m_plan(RunPlan::fromDetails(run.details))
        , m_rule(m_spec)
        , m_folder(workspace.checkpointFolder(run.id))
        , m_precision(precisionOf(m_spec))
        , m_device(m_spec.device == ComputeDevice::Cuda ? torch::kCUDA : torch::kCPU)
    {
    }

    /// @throws Error Cancelled when it was stopped, and whatever makes it impossible to go on
    void train()
    {
        // The machine may have changed since the run was created.
        resolveDevice(m_spec.device);
        resolvePrecision(m_spec.precision, m_spec.device, m_spec.threads);
        at::set_num_threads(m_spec.threads);
        at::globalContext().setBenchmarkCuDNN(false);
        at::globalContext().setDeterministicCuDNN(true);

        extractMissingFeatures();
        openTracks();
        prepareExamples();
        buildNetwork();
        resumeFromCheckpoint();
        recordDetails();
        emit(RunStarted { m_run.id, m_run.epochsDone + 1, m_spec.epochs, summary() });
        for (int epoch = m_run.epochsDone + 1; epoch <= m_spec.epochs && !isEnough(); ++epoch)
            trainEpoch(epoch);
        judgeTestSide();
    }

private:
    void emit(const RunEvent &event)
    {
        if (m_observer)
            m_observer(event);
    }

    /// Between two batches: waits while paused, and ends the session when it is to stop.
    void checkControl()
    {
        if (!m_control.pauseRequested() || m_control.stopRequested()) {
            m_control.check();
            return;
        }
        emit(RunPaused { m_run.id, true });
        const Clock::time_point begin = Clock::now();
        m_control.check();
        m_pausedSeconds += secondsSince(begin);
        emit(RunPaused { m_run.id, false });
    }

    void extractMissingFeatures()
    {
        const auto prepare = [&](const std::string &stage, std::int64_t done, std::int64_t total) {
            emit(RunPreparing { m_run.id, stage, done, total });
        };
        prepare("Looking for features", 0, 0);
        const FeatureStore store = m_workspace.features();
        bool complete = true;
        for (const auto *ids : { &m_plan.training, &m_plan.validation, &m_plan.test }) {
            for (const Id id : *ids) {
                const std::optional<Track> track = m_workspace.track(id);
                complete = complete && track && store.contains(track->contentHash, m_spec.features);
            }
        }
        if (complete)
            return;
        std::vector<std::string> datasets = m_spec.datasets;
        if (datasets.empty())
            datasets.emplace_back(); // which stands for all
        else
            datasets.insert(datasets.end(), m_spec.validationDatasets.begin(), m_spec.validationDatasets.end());
        Clock::time_point reported;
        for (const std::string &dataset : datasets) {
            const FeatureReport report = extractFeatures(
                m_workspace, dataset, m_spec.features, m_spec.threads,
                [&](const Progress &progress) {
                    if (Clock::now() - reported < kProgressInterval && progress.done < progress.total)
                        return;
                    reported = Clock::now();
                    prepare(progress.stage, progress.done, progress.total);
                },
                m_control);
            for (const auto &[path, reason] : report.failed)
                m_featureFailures[path] = reason;
        }
    }

    void openTracks()
    {
        openSide(m_plan.training, m_training);
        openSide(m_plan.validation, m_validation);
        m_heard = { contentsOf(m_plan.training), contentsOf(m_plan.validation), contentsOf(m_plan.test) };
        if (m_training.tracks.empty() || m_validation.tracks.empty()) {
            std::string cause = std::string("none of the tracks to ")
                + (m_training.tracks.empty() ? "train" : "validate") + " on can be used";
            if (!m_leftOut.empty())
                cause += "; the first is left out because: " + m_leftOut.front().at("reason").get<std::string>();
            throw Error(ErrorCode::Training, cause);
        }
    }

    void openSide(const std::vector<Id> &ids, Side &side)
    {
        const FeatureStore store = m_workspace.features();
        for (const Id id : ids) {
            m_control.check();
            const std::optional<Track> track = m_workspace.track(id);
            if (!track) {
                leaveOut(id, "it is no longer in the library");
                continue;
            }
            auto spectrogram = store.open(track->contentHash, m_spec.features);
            if (!spectrogram) {
                const auto failure = m_featureFailures.find(track->path);
                leaveOut(id,
                    displayPath(track->path) + ": "
                        + (failure == m_featureFailures.end() ? "its features could not be computed"
                                                              : failure->second));
            } else if (m_rule.clipsIn(spectrogram->frames()) == 0) {
                leaveOut(id, displayPath(track->path) + ": is shorter than one clip");
            } else {
                side.tracks.push_back(*track);
                side.spectrograms.push_back(std::move(spectrogram));
            }
        }
    }

    std::vector<std::string> contentsOf(const std::vector<Id> &ids) const
    {
        std::vector<std::string> contents;
        for (const Id id : ids) {
            if (const std::optional<Track> track = m_workspace.track(id))
                contents.push_back(track->contentHash);
        }
        return contents;
    }

    void leaveOut(Id track, const std::string &reason)
    {
        m_leftOut.push_back({ { "track", track }, { "reason", reason } });
    }

    void prepareExamples()
    {
        m_lesson = makeLesson(m_workspace, m_spec, m_plan.labels, m_training, m_validation);
        m_stepsPerEpoch
            = static_cast<std::int64_t>(batchesIn(m_lesson->size(), static_cast<std::size_t>(m_spec.batch)));
        if (m_spec.optimisation.steps > 0 && m_stepsPerEpoch > 0)
            m_stepsPerEpoch = (m_spec.optimisation.steps + m_spec.epochs - 1) / m_spec.epochs;
        if (m_stepsPerEpoch == 0)
            throw Error(ErrorCode::Training,
                "there is only one clip to train on, and nothing can be learned from one: add music, or choose a "
                "shorter clip");
        m_schedule.emplace(m_spec, m_stepsPerEpoch);
    }

    /// The examples of epoch @p number in the order of training: a pass over all there are, or, where the number of
    /// steps is fixed, the next so many of one pass after the other.
    std::vector<Example> examplesOf(int number) const
    {
        if (m_spec.optimisation.steps == 0)
            return m_lesson->epoch(number);
        const std::int64_t count = m_stepsPerEpoch * m_spec.batch;
        const auto size = static_cast<std::int64_t>(m_lesson->size());
        std::vector<Example> examples;
        std::vector<Example> pass;
        for (std::int64_t i = (number - 1) * count; i < number * count; ++i) {
            if (pass.empty() || i % size == 0)
                pass = m_lesson->epoch(static_cast<int>(i / size) + 1);
            examples.push_back(pass[static_cast<std::size_t>(i % size)]);
        }
        return examples;
    }

    /// How many those are.
    std::int64_t examplesPerEpoch() const
    {
        return m_spec.optimisation.steps == 0 ? static_cast<std::int64_t>(m_lesson->size())
                                              : m_stepsPerEpoch * m_spec.batch;
    }

    void buildNetwork()
    {
        m_model = Model(ModelShape::of(m_spec, m_lesson->outputs()));
        initialise(*m_model, m_spec.seed);
        m_model->to(m_device);
        layOutChannelsLast(*m_model);
        // A run that is resumed has it all in its own checkpoint.
        if (!fs::exists(lastCheckpoint(m_folder))) {
            if (m_spec.downstream.fromRun != 0)
                takeFrom(m_spec.downstream.fromRun, true);
            if (m_spec.downstream.likeRun != 0)
                takeFrom(m_spec.downstream.likeRun, false);
        }
        std::vector<torch::Tensor> parameters = m_model->parameters();
        if (isFrozen()) {
            for (torch::Tensor &parameter : parameters)
                parameter.requires_grad_(false);
            parameters = m_model->head()->parameters();
            for (torch::Tensor &parameter : parameters)
                parameter.requires_grad_(true);
        }
        m_optimiser = makeOptimiser(std::move(parameters), m_spec);
    }

    bool isFrozen() const { return m_spec.downstream.trunk == TrunkMode::Frozen; }

    /// Takes over what another run's best model takes for loud and soft and, where it is started from, its trunk.
    void takeFrom(Id source, bool trunkToo)
    {
        const SafetensorsFile file = readCheckpoint(bestCheckpoint(m_workspace.checkpointFolder(source)));
        const RunSpec its = readSpec(file);
        requireSameInput(m_spec, its, source);
        const CheckpointNotes notes = readNotes(file, its);
        requireOfRun(file.path(), notes.run, m_workspace.run(source).value_or(Run {}));
        if (notes.normalisationKnown)
            m_takenNormalisation = notes.normalisation;
        if (trunkToo)
            loadTrunk(file, *m_model);
    }

    void resumeFromCheckpoint()
    {
        if (!fs::exists(lastCheckpoint(m_folder))) {
            if (m_run.epochsDone > 0)
                throw Error(ErrorCode::NotFound, lastCheckpoint(m_folder),
                    "is gone, so this run cannot go on; start a new one");
            m_normalisation = m_takenNormalisation ? *m_takenNormalisation : measureNormalisation();
            makeLoaders(true);
            return;
        }
        const SafetensorsFile file = readCheckpoint(lastCheckpoint(m_folder));
        const CheckpointNotes notes = readNotes(file, m_spec);
        requireOfRun(file.path(), notes.run, m_run);
        if (notes.epoch.epoch > m_spec.epochs || notes.position.epoch > m_spec.epochs
            || notes.position.step > m_stepsPerEpoch || notes.position.examples > examplesPerEpoch())
            throw Error(ErrorCode::Corrupt, file.path(), "says that it is of a place that this run does not have");
        // Not the fingerprints: the text of a specification grows with the program.
        if (readSpec(file) != m_spec)
            throw Error(ErrorCode::Conflict, file.path(), "belongs to a run with other settings");
        loadWeights(file, *m_model);
        loadOptimiser(file, *m_model, *m_optimiser);
        m_normalisation = notes.normalisation;
        m_epoch = notes.epoch;
        m_best = notes.best;
        m_schedule->restore(notes.schedule);
        m_position = notes.position;
        m_normsMeasured = notes.normsMeasured;
        if (isFrozen() && m_spec.downstream.frozenNorm == FrozenNorm::Batch && !m_normsMeasured)
            throw Error(ErrorCode::Unsupported, file.path(),
                "is of a version in which the statistics of 'downstream.frozen_norm=batch' changed from batch to "
                "batch; start the run anew");
        makeLoaders(false);
        if (notes.epoch.epoch > m_run.epochsDone) {
            // The process died between the checkpoint and the database: what was left undone is done now.
            commitEpoch(notes.epoch, notes.best.epoch == notes.epoch.epoch);
        } else {
            // Equal, unless an older copy of the folder was put back.
            m_run.epochsDone = notes.epoch.epoch;
        }
    }

    Normalisation measureNormalisation()
    {
        CellStatistics statistics(m_spec.defences.levels);
        Clock::time_point reported;
        const auto total = static_cast<std::int64_t>(m_training.spectrograms.size());
        for (std::int64_t i = 0; i < total; ++i) {
            m_control.check();
            statistics.add(*m_training.spectrograms[static_cast<std::size_t>(i)], m_rule);
            if (Clock::now() - reported >= kProgressInterval) {
                reported = Clock::now();
                emit(RunPreparing { m_run.id, "Measuring levels", i + 1, total });
            }
        }
        return statistics.normalisation();
    }

    /// @param anew: nothing is learned yet
    void makeLoaders(bool anew)
    {
        const ClipRecipe recipe(m_spec, m_normalisation);
        m_trainingInputs = std::make_unique<ClipLoader>(m_training.spectrograms, recipe);
        m_validationInputs = std::make_unique<ClipLoader>(m_validation.spectrograms, recipe);
        if (!isFrozen())
            return;
        if (anew && (m_spec.downstream.fromRun == 0 || m_spec.downstream.frozenNorm == FrozenNorm::Batch)) {
            measureNorms(*m_model, m_device, m_precision, *m_trainingInputs, middleCrops(m_rule, m_training.frames()),
                preparing("Measuring the trunk's statistics"), m_control);
            m_normsMeasured = true;
        }
        std::unique_ptr<const FeatureBank> training = bankOf(*m_trainingInputs, m_training);
        if (anew && m_model->standardiser())
            m_model->standardiser()->measure(training->rows());
        m_trainingInputs = std::move(training);
        m_validationInputs = bankOf(*m_validationInputs, m_validation);
    }

    /// Tells of @p stage now and then.
    std::function<void(std::int64_t, std::int64_t)> preparing(const char *stage)
    {
        return [this, stage, reported = Clock::time_point()](std::int64_t done, std::int64_t total) mutable {
            if (Clock::now() - reported < kProgressInterval && done < total)
                return;
            reported = Clock::now();
            emit(RunPreparing { m_run.id, stage, done, total });
        };
    }

    /// The features of one crop of each track of @p side.
    std::unique_ptr<const FeatureBank> bankOf(const Inputs &clips, const Side &side)
    {
        // What the features depend on, and nothing else: arms of a study with other labels share them. The trunk goes
        // by what is in it, for the run that it comes from may be trained further.
        std::string key = "trunk " + trunkName(*m_model) + ", " + std::string(toString(m_spec.network)) + ", "
            + m_spec.clip.toString() + ", " + std::to_string(m_rule.shape.pieces) + ", "
            + std::string(toString(m_spec.precision)) + " on " + std::string(toString(m_spec.device)) + ", "
            + m_spec.features.fingerprint() + ", " + settingsText(m_spec.defences) + ", "
            + json(m_normalisation.mean).dump() + ", " + json(m_normalisation.deviation).dump();
        for (const Track &track : side.tracks)
            key += "\n" + track.contentHash;
        const FeatureBank::Request request { *m_model, m_device, m_precision, key,
            m_workspace.folder() / "trunk-features" };
        return std::make_unique<FeatureBank>(request, clips, middleCrops(m_rule, side.frames()),
            preparing("Computing features of the frozen trunk"), m_control);
    }

    void recordDetails()
    {
        json details = json::parse(m_run.details);
        const ComputeInfo compute = computeInfo();
        details["left_out"] = m_leftOut;
        details["normalisation"]
            = { { "mean_db", m_normalisation.mean }, { "deviation_db", m_normalisation.deviation } };
        details["examples"] = { { "training", m_lesson->size() }, { "validation", m_lesson->validation().size() } };
        details["parameters"] = m_model->parameterCount();
        details["device"] = toString(m_spec.device);
        details["precision"] = toString(m_spec.precision);
        details["threads"] = m_spec.threads;
        details["versions"] = { { "retrograde", retrogradeVersion() }, { "libtorch", compute.torchVersion },
            { "blas", compute.blas }, { "onednn", compute.oneDnn }, { "cpu", compute.cpuCapability },
            { "processor", machine().processor } };
        m_run.details = details.dump(-1, ' ', false, json::error_handler_t::replace);
        m_workspace.updateRun(m_run);
    }

    std::string summary() const
    {
        const auto side = [&](const Side &which, int artists) {
            std::string text = counted(static_cast<std::int64_t>(which.tracks.size()), "track", "tracks");
            if (m_plan.byArtist)
                text += " by " + counted(artists, "known artist", "known artists");
            return text;
        };
        std::string text = side(m_training, m_plan.trainingArtists) + " to train on, "
            + side(m_validation, m_plan.validationArtists) + " held out, "
            + (m_plan.test.empty() ? "none" : counted(static_cast<std::int64_t>(m_plan.test.size()), "track", "tracks"))
            + " kept for testing; " + counted(examplesPerEpoch(), "clip", "clips") + " an epoch, "
            + std::to_string(m_lesson->validation().size()) + " to validate on; "
            + std::string(toString(m_spec.precision)) + " on "
            + (m_device.is_cuda() ? "CUDA" : counted(m_spec.threads, "thread", "threads"));
        if (!m_leftOut.empty())
            text += "; " + counted(static_cast<std::int64_t>(m_leftOut.size()), "track", "tracks") + " left out";
        if (m_plan.copies > 0)
            text += "; " + counted(m_plan.copies, "copy", "copies") + " of other tracks left out";
        if (m_plan.shared > 0)
            text += "; " + counted(m_plan.shared, "track", "tracks")
                + " not trained on, sharing an artist or sound with those held out";
        return text;
    }

    /// Early stopping: the last epochs brought nothing.
    bool isEnough() const
    {
        const int patience = m_spec.optimisation.earlyStopping;
        return patience > 0 && m_best.epoch > 0 && m_run.epochsDone - m_best.epoch >= patience;
    }

    /// Once all is decided, the best model of a pretext task answers for tracks that had no part in it.
    void judgeTestSide()
    {
        if (m_spec.task == Task::Instruments || m_plan.test.empty() || m_run.testAccuracy || m_run.bestEpoch == 0)
            return;
        const PretextEvaluation evaluation
            = evaluatePretextTest(m_workspace, m_run.id, preparing("Judging the test tracks"), m_control);
        const Run judged = m_workspace.run(m_run.id).value();
        m_run.testAccuracy = judged.testAccuracy;
        m_run.testLoss = judged.testLoss;
    }

    void trainEpoch(int number)
    {
        const std::vector<Example> examples = examplesOf(number);
        m_pausedSeconds = 0;
        m_epochBegin = Clock::now();
        Tally tally;
        Pace pace; // of this epoch
        Epoch epoch;
        epoch.epoch = number;
        std::int64_t step = 0;
        double secondsBefore = 0;
        if (m_position.epoch == number) {
            step = m_position.step;
            tally = { m_position.examples, m_position.lossSum, m_position.right, m_position.judged };
            secondsBefore = m_position.seconds;
        }
        const auto position = [&] {
            return EpochPosition { number, step, tally.examples, tally.lossSum, tally.right, tally.judged,
                secondsBefore + secondsSince(m_epochBegin) - m_pausedSeconds };
        };
        epoch.learningRate = m_schedule->rate((number - 1) * m_stepsPerEpoch + std::max<std::int64_t>(0, step - 1));
        try {
            learnFrom(examples, number, step, tally, pace, epoch, position);
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled && step > 0)
                saveWithin(position());
            throw;
        }
        epoch.loss = tally.loss();
        epoch.accuracy = tally.accuracy();
        epoch.clipsPerSecond = pace.rate();
        const EpochPosition whole = position();
        try {
            measureStatistics(number, examples, tally, pace);
            validate(number, tally, pace);
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled)
                saveWithin(whole);
            throw;
        }
        const Lesson::Outcome outcome = m_lesson->judge(m_answers);
        epoch.validationLoss = outcome.loss;
        epoch.validationAccuracy = outcome.accuracy;
        if (!std::isfinite(epoch.validationLoss))
            throw Error(ErrorCode::Training,
                "the validation loss is not a finite number (epoch " + std::to_string(number)
                    + "): try a lower learning rate");
        epoch.seconds = secondsBefore + secondsSince(m_epochBegin) - m_pausedSeconds;

        const bool best = isBetter(epoch, m_best);
        if (best)
            m_best = epoch;
        m_epoch = epoch;
        m_position = {};
        m_schedule->epochEnded(epoch.validationAccuracy);
        findDoubts(epoch);
        // First the checkpoint, then the database: a process that dies between the two has lost nothing.
        const Clock::time_point recording = Clock::now();
        saveCheckpoint(
            lastCheckpoint(m_workspace.makeCheckpointFolder(m_run.id)), *m_model, m_optimiser.get(), notes());
        commitEpoch(epoch, best);
        m_recorded += secondsSince(recording);
        noteTiming();
        emit(EpochCompleted { m_run.id, epoch, best });
    }

    /// Where this session's time went; stored with whatever is stored next, at the latest when the run ends.
    void noteTiming()
    {
        json details = json::parse(m_run.details);
        details["timing"] = { { "training_seconds", m_trainingPace.seconds() }, { "waiting_seconds", m_waited },
            { "validation_seconds", m_validationPace.seconds() }, { "recording_seconds", m_recorded } };
        m_run.details = details.dump(-1, ' ', false, json::error_handler_t::replace);
    }

    CheckpointNotes notes() const
    {
        return { m_spec, m_normalisation, m_epoch, m_best, m_schedule->state(), m_position, m_lesson->labels(),
            m_normsMeasured, true, m_run.identity, m_workspace.identity(), m_heard };
    }

    /// A checkpoint of an epoch's middle, from which it goes on as if nothing had been.
    void saveWithin(const EpochPosition &position)
    {
        m_position = position;
        saveCheckpoint(
            lastCheckpoint(m_workspace.makeCheckpointFolder(m_run.id)), *m_model, m_optimiser.get(), notes());
        m_saved = Clock::now();
    }

    template<typename Position>
    void learnFrom(const std::vector<Example> &examples, int number, std::int64_t &step, Tally &tally, Pace &pace,
        Epoch &epoch, const Position &position)
    {
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        Prefetcher batches(*m_trainingInputs, *m_lesson, examples, static_cast<std::size_t>(step) * batch, batch, true);
        m_model->train();
        m_saved = Clock::now();
        while (step < m_stepsPerEpoch) {
            checkControl();
            const Clock::time_point stepBegin = Clock::now();
            const std::optional<Batch> next = batches.next();
            TORCH_CHECK(next, "the batches have ended too soon");
            epoch.learningRate = m_schedule->rate((number - 1) * m_stepsPerEpoch + step);
            learn(*next, epoch.learningRate, tally);
            requireSane(tally, number, step);
            ++step;
            const double seconds = secondsSince(stepBegin);
            const auto clips = static_cast<std::int64_t>(next->examples.size());
            pace.add(clips, seconds);
            m_trainingPace.add(clips, seconds);
            reportProgress(number, tally, 0, pace, false);
            if (Clock::now() - m_saved >= kSaveInterval && step < m_stepsPerEpoch)
                saveWithin(position());
        }
        m_waited += batches.waited();
    }

    /// @throws Error Training when nothing good can come of this epoch any more
    static void requireSane(const Tally &tally, int number, std::int64_t step)
    {
        const std::string where = " (epoch " + std::to_string(number) + ", step " + std::to_string(step + 1)
            + "): try a lower learning rate";
        if (!std::isfinite(tally.lossSum))
            throw Error(ErrorCode::Training, "the loss is no longer a finite number" + where);
        if (tally.loss() > kExplodedLoss)
            throw Error(ErrorCode::Training, "the loss has exploded" + where);
    }

    /// Tells and records what is odd about the epoch.
    void findDoubts(const Epoch &epoch)
    {
        std::vector<std::string> doubts = m_lesson->doubts(m_answers);
        if (epoch.accuracy - epoch.validationAccuracy > kWideGap)
            doubts.push_back("the network is right in " + percentText(epoch.accuracy) + " of its training clips and in "
                + percentText(epoch.validationAccuracy)
                + " of those held out: it learns this music by heart; more music or fewer epochs would help");
        for (const std::string &sentence : doubts) {
            if (m_told.insert(sentence.substr(0, kSameDoubt)).second)
                emit(RunWarning { m_run.id, sentence });
        }
        json details = json::parse(m_run.details);
        details["warnings"] = doubts;
        m_run.details = details.dump(-1, ' ', false, json::error_handler_t::replace);
    }

    void learn(const Batch &batch, double rate, Tally &tally)
    {
        for (auto &group : m_optimiser->param_groups())
            group.options().set_lr(rate);
        const Targets targets = batch.targets.to(m_device);
        const torch::Tensor answers = m_model->judge(featuresOf(batch)); // [batch, outputs]
        const torch::Tensor loss = m_lesson->loss(answers, targets);
        m_optimiser->zero_grad();
        loss.backward();
        if (m_spec.optimisation.clipNorm > 0)
            torch::nn::utils::clip_grad_norm_(
                m_optimiser->param_groups().front().params(), m_spec.optimisation.clipNorm);
        m_optimiser->step();
        const auto examples = static_cast<std::int64_t>(batch.examples.size());
        const Lesson::Score score = m_lesson->score(answers.detach(), targets);
        tally.lossSum += score.loss.value_or(loss.item<double>()) * static_cast<double>(examples);
        tally.right += score.right;
        tally.judged += score.judged;
        tally.examples += examples;
    }

    torch::Tensor featuresOf(const Batch &batch)
    {
        const torch::Tensor inputs = batch.inputs.to(m_device);
        return isFrozen() ? inputs : m_model->features(inputs, m_precision);
    }

    /// Measures what batch norm needs in evaluation mode, with the weights as they are now. (Moving averages gathered
    /// while the weights still move lag behind them: early on, that cost up to 15 % of the validation accuracy.)
    void measureStatistics(int number, const std::vector<Example> &examples, const Tally &tally, const Pace &pace)
    {
        if (isFrozen())
            return; // the head has no batch norm
        const torch::NoGradGuard noGradients;
        m_model->train();
        forgetStatistics(*m_model);
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        const std::vector<Example> some(examples.begin(),
            examples.begin()
                + static_cast<std::ptrdiff_t>(std::min(std::max(kStatisticsClips, batch), examples.size())));
        Prefetcher batches(*m_trainingInputs, *m_lesson, some, 0, batch, true);
        for (;;) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::optional<Batch> next = batches.next();
            if (!next)
                return;
            featuresOf(*next);
            m_validationPace.add(0, secondsSince(begin)); // it is part of what validating takes
            reportProgress(number, tally, 0, pace, true);
        }
    }

    /// Fills m_answers with what the network says of each validation example.
    void validate(int number, const Tally &tally, const Pace &pace)
    {
        const torch::NoGradGuard noGradients;
        m_model->eval();
        std::vector<torch::Tensor> answers;
        std::vector<torch::Tensor> features;
        std::int64_t done = 0;
        Prefetcher batches(
            *m_validationInputs, *m_lesson, m_lesson->validation(), 0, static_cast<std::size_t>(m_spec.batch), false);
        for (;;) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::optional<Batch> next = batches.next();
            if (!next)
                break;
            const torch::Tensor found = featuresOf(*next);
            features.push_back(m_model->embeddingOf(found).to(torch::kCPU).to(torch::kFloat16));
            answers.push_back(m_model->judge(found).to(torch::kCPU).to(torch::kFloat64));
            const auto clips = static_cast<std::int64_t>(next->examples.size());
            done += clips;
            m_validationPace.add(clips, secondsSince(begin));
            reportProgress(number, tally, done, pace, true);
        }
        m_answers = torch::cat(answers);
        m_features = torch::cat(features);
    }

    void reportProgress(int number, const Tally &tally, std::int64_t validated, const Pace &pace, bool validating)
    {
        if (Clock::now() - m_reported < kProgressInterval)
            return;
        m_reported = Clock::now();
        const std::int64_t trainingTotal = examplesPerEpoch();
        const auto validationTotal = static_cast<std::int64_t>(m_lesson->validation().size());
        const std::int64_t epochsAfter = m_spec.epochs - number;
        const auto trainingLeft = static_cast<double>(trainingTotal - tally.examples + epochsAfter * trainingTotal);
        const auto validationLeft = static_cast<double>(validationTotal - validated + epochsAfter * validationTotal);
        const double trainingRate = m_trainingPace.rate();
        const double validationRate
            = m_validationPace.rate() > 0 ? m_validationPace.rate() : kGuessedSpeedUp * trainingRate;

        BatchProgress progress;
        progress.runId = m_run.id;
        progress.epoch = number;
        progress.epochs = m_spec.epochs;
        progress.clipsDone = tally.examples + validated;
        progress.clipsTotal = trainingTotal + validationTotal;
        progress.trainedShare
            = static_cast<double>(tally.examples) / static_cast<double>(std::max<std::int64_t>(1, trainingTotal));
        const double costOfValidating = trainingRate > 0 ? trainingRate / validationRate : 1 / kGuessedSpeedUp;
        const auto inTrainingClips = [&](std::int64_t trained, std::int64_t judged) {
            return static_cast<double>(trained) + static_cast<double>(judged) * costOfValidating;
        };
        progress.runShare = (number - 1
                                + inTrainingClips(tally.examples, validated)
                                    / std::max(1.0, inTrainingClips(trainingTotal, validationTotal)))
            / m_spec.epochs;
        progress.loss = tally.loss();
        progress.accuracy = tally.accuracy();
        progress.clipsPerSecond = pace.rate();
        if (trainingRate > 0)
            progress.secondsLeft = trainingLeft / trainingRate + validationLeft / validationRate;
        progress.validating = validating;
        emit(progress);
    }

    /// Stores what an epoch yielded; its checkpoint is written already.
    void commitEpoch(const Epoch &epoch, bool best)
    {
        if (best) {
            // What was said of the test tracks was of another model.
            fs::remove(testAnswers(m_folder));
            saveCheckpoint(bestCheckpoint(m_folder), *m_model, nullptr, notes());
            if (!m_answers.defined())
                validate(epoch.epoch, {}, {});
            AnswerTable kept = answersOf(
                *m_lesson, m_spec, m_validation, ClipRecipe(m_spec, m_normalisation).transforms, m_answers, m_features);
            kept.run = m_run.identity;
            writeAnswers(validationAnswers(m_folder), kept);
        }
        Run run = m_run;
        run.epochsDone = epoch.epoch;
        run.trainingSeconds += epoch.seconds;
        run.bestEpoch = m_best.epoch;
        run.validationAccuracy = m_best.validationAccuracy;
        run.validationLoss = m_best.validationLoss;
        if (best) {
            run.testAccuracy.reset();
            run.testLoss.reset();
        }
        m_workspace.transaction([&] {
            m_workspace.addEpoch(run.id, epoch);
            m_workspace.updateRun(run);
        });
        m_run = run;
        m_answers = torch::Tensor();
        m_features = torch::Tensor();
    }

    Workspace &m_workspace;
    Run &m_run; ///< as stored
    const RunObserver &m_observer;
    RunControl &m_control;

    // Set once
    const RunSpec m_spec;
    const RunPlan m_plan;
    const CropRule m_rule;
    const fs::path m_folder;
    const Precision m_precision;
    const torch::Device m_device;
    std::map<fs::path, std::string> m_featureFailures;
    json m_leftOut = json::array();
    Side m_training;
    Side m_validation;
    CheckpointNotes::Heard m_heard; ///< of the plan, for whoever has nothing but the checkpoint
    std::unique_ptr<const Lesson> m_lesson;
    std::int64_t m_stepsPerEpoch = 0;
    Normalisation m_normalisation;
    bool m_normsMeasured = false; ///< the frozen trunk's, on the training clips
    std::unique_ptr<const Inputs> m_trainingInputs;
    std::unique_ptr<const Inputs> m_validationInputs;

    // Changed by training
    Model m_model = nullptr;
    std::unique_ptr<torch::optim::Optimizer> m_optimiser;
    std::optional<RateSchedule> m_schedule;
    Epoch m_epoch; ///< the last whole one
    Epoch m_best;
    EpochPosition m_position; ///< where a checkpoint left an epoch
    std::optional<Normalisation> m_takenNormalisation; ///< from the run that this one started from
    torch::Tensor m_features; ///< of the validation examples, float16
    torch::Tensor m_answers; ///< to the validation examples, from judging them to storing them
    Pace m_trainingPace; ///< of this session
    Pace m_validationPace;
    std::set<std::string> m_told; ///< beginnings of the doubts that were
    double m_waited = 0; ///< seconds, for batches to train on
    double m_recorded = 0; ///< seconds, for checkpoints and the database
    Clock::time_point m_reported;
    Clock::time_point m_saved;
    Clock::time_point m_epochBegin;
    double m_pausedSeconds = 0; ///< in this epoch
};

/// What is faster here, once and for all of the run.
void decidePrecision(Workspace &workspace, Run &run)
{
    RunSpec spec = specOf(run);
    if (spec.precision != NumberFormat::Auto)
        return;
    spec.precision = resolvePrecision(spec.precision, spec.device, spec.threads);
    run.spec = spec.toJson();
    workspace.updateRun(run);
}

/// What a run says of itself that failed by @p thrown, whatever that is.
std::string reasonOf(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const c10::Error &error) {
        return "LibTorch: " + displayText(error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        return "there is not enough memory: try a smaller batch";
    } catch (...) {
        return sentenceOf(thrown);
    }
}

} // namespace

Id createRun(Workspace &workspace, RunSpec spec)
{
    spec.validate();
    for (const Id source : { spec.downstream.fromRun, spec.downstream.likeRun }) {
        if (source == 0)
            continue;
        const std::optional<Run> run = workspace.run(source);
        if (!run || run->bestEpoch == 0)
            throw Error(ErrorCode::NotFound,
                "run " + std::to_string(source) + " to "
                    + (source == spec.downstream.fromRun ? "start from " : "compare with ")
                    + (run ? "has not finished an epoch yet" : "does not exist"));
        requireSameInput(spec, specOf(*run), source);
    }
    spec.device = resolveDevice(spec.device);
    if (spec.threads == 0)
        spec.threads = machine().cores;
    // "auto" is decided when the run is first trained, for that may take a second of measuring.
    if (spec.precision != NumberFormat::Auto)
        resolvePrecision(spec.precision, spec.device, spec.threads);
    for (auto *names : { &spec.datasets, &spec.validationDatasets }) {
        std::sort(names->begin(), names->end());
        names->erase(std::unique(names->begin(), names->end()), names->end());
    }

    Run run;
    const RunPlan plan = RunPlan::make(workspace, spec);
    run.details = plan.toDetails();
    if (followsPoster(spec)) {
        json details = json::parse(run.details);
        details["differences_from_2019"] = posterDifferences(workspace, spec, plan);
        run.details = details.dump();
    }
    run.spec = spec.toJson();
    run.task = toString(spec.task);
    run.network = toString(spec.network);
    run.clip = spec.clip.toString();
    run.epochsPlanned = spec.epochs;
    return workspace.addRun(run);
}

RunStatus trainRun(const fs::path &workspaceFolder, Id runId, const RunObserver &observer, RunControl &control)
{
    Workspace workspace(workspaceFolder);
    const auto stored = [&] {
        if (std::optional<Run> found = workspace.run(runId))
            return *found;
        throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(runId));
    };
    stored();
    const RunLock lock(workspace, runId);
    Run run = stored(); // as whoever held it before left it
    if (run.status == RunStatus::Completed)
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " is completed");
    run.status = RunStatus::Running;
    run.reason.clear();
    run.finishedAt.clear();
    workspace.updateRun(run);

    const auto finish = [&](RunStatus status, const std::string &reason) {
        run.status = status;
        run.reason = reason;
        run.finishedAt = status == RunStatus::Stopped ? std::string() : now();
        workspace.updateRun(run);
        if (observer)
            observer(RunFinished { runId, status, reason });
        return status;
    };
    try {
        decidePrecision(workspace, run);
        Session(workspace, run, observer, control).train();
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            return finish(RunStatus::Stopped, {});
        if (error.code() == ErrorCode::Database)
            throw; // it cannot be written down; the next to open the workspace finds the run interrupted
        return finish(RunStatus::Failed, error.what());
    } catch (...) {
        return finish(RunStatus::Failed, reasonOf(std::current_exception()));
    }
    return finish(RunStatus::Completed, {});
}

} // namespace retrograde
