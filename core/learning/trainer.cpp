#include "learning/trainer.h"

#include "base/error.h"
#include "base/machine.h"
#include "base/text.h"
#include "experiment/transform.h"
#include "learning/batches.h"
#include "learning/checkpoint.h"
#include "learning/computeinfo.h"
#include "learning/runplan.h"
#include "library/featureextraction.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>

namespace retrograde {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr double kWarmUpShare = 0.03; ///< of all steps, in which the learning rate rises to its peak
/// From which batch norm's statistics are measured at the end of an epoch.
constexpr std::size_t kStatisticsClips = 512;
constexpr auto kProgressInterval = std::chrono::milliseconds(100);
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

    double loss() const { return examples ? lossSum / static_cast<double>(examples) : 0; }
    double accuracy() const { return examples ? static_cast<double>(right) / static_cast<double>(examples) : 0; }
};

bool isBetter(const Epoch &epoch, const Epoch &best)
{
    if (best.epoch == 0)
        return true;
    if (epoch.validationAccuracy != best.validationAccuracy)
        return epoch.validationAccuracy > best.validationAccuracy;
    return epoch.validationLoss < best.validationLoss;
}

/// One call of trainRun(): from the stored run to its end, or to where it is stopped.
class Session {
public:
    Session(Workspace &workspace, Run &run, const RunObserver &observer, RunControl &control)
        : m_workspace(workspace)
        , m_run(run)
        , m_observer(observer)
        , m_control(control)
        , m_spec(RunSpec::fromJson(run.spec))
        , m_plan(RunPlan::fromDetails(run.details))
        , m_rule(m_spec.features.grid(), m_spec.clip.frames())
        , m_folder(workspace.checkpointFolder(run.id))
        , m_precision(m_spec.precision == "bfloat16" ? Precision::BFloat16 : Precision::Float32)
        , m_device(m_spec.device == "cuda" ? torch::kCUDA : torch::kCPU)
    {
    }

    /// @throws Error Cancelled when it was stopped, and whatever makes it impossible to go on
    void train()
    {
        // The machine may have changed since the run was created.
        resolveDevice(m_spec.device);
        resolvePrecision(m_spec.precision, m_spec.device);
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
        for (int epoch = m_run.epochsDone + 1; epoch <= m_spec.epochs; ++epoch)
            trainEpoch(epoch);
    }

private:
    struct Side {
        std::vector<Track> tracks;
        ClipLoader::Spectrograms spectrograms;

        std::vector<std::int64_t> frames() const
        {
            std::vector<std::int64_t> found;
            for (const auto &spectrogram : spectrograms)
                found.push_back(spectrogram->frames());
            return found;
        }
    };

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
        for (const auto *ids : { &m_plan.training, &m_plan.validation }) {
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

    void leaveOut(Id track, const std::string &reason)
    {
        m_leftOut.push_back({ { "track", track }, { "reason", reason } });
    }

    void prepareExamples()
    {
        m_trainingExamples.emplace(m_rule, m_training.frames(), m_spec.gainJitterDb, m_spec.seed);
        const double clipSeconds = m_spec.features.grid().secondsAt(m_rule.clipFrames);
        m_validationExamples = validationExamples(m_rule, m_validation.frames(),
            std::max<std::int64_t>(1, static_cast<std::int64_t>(m_spec.validationMinutes * 60 / clipSeconds)),
            m_spec.seed);
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        m_stepsPerEpoch = static_cast<std::int64_t>((m_trainingExamples->size() + batch - 1) / batch);
    }

    void buildNetwork()
    {
        m_net = ReversalNet();
        initialise(*m_net, m_spec.seed);
        m_net->to(m_device);
        layOutChannelsLast(*m_net);
        m_optimiser.emplace(
            m_net->parameters(), torch::optim::AdamWOptions(m_spec.learningRate).weight_decay(m_spec.weightDecay));
    }

    void resumeFromCheckpoint()
    {
        if (!fs::exists(lastCheckpoint(m_folder))) {
            if (m_run.epochsDone > 0)
                throw Error(ErrorCode::NotFound, lastCheckpoint(m_folder),
                    "is gone, so this run cannot go on; start a new one");
            m_normalisation = measureNormalisation();
            makeLoaders();
            return;
        }
        const SafetensorsFile file = SafetensorsFile::read(lastCheckpoint(m_folder));
        const CheckpointNotes notes = readNotes(file, m_spec);
        if (file.metadata("fingerprint") != m_spec.fingerprint())
            throw Error(ErrorCode::Conflict, file.path(), "belongs to a run with other settings");
        loadWeights(file, *m_net);
        loadOptimiser(file, *m_net, *m_optimiser);
        m_normalisation = notes.normalisation;
        m_best = notes.best;
        makeLoaders();
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
        CellStatistics statistics;
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

    void makeLoaders()
    {
        m_trainingLoader.emplace(m_training.spectrograms, m_rule, m_normalisation, m_device);
        m_validationLoader.emplace(m_validation.spectrograms, m_rule, m_normalisation, m_device);
    }

    void recordDetails()
    {
        json details = json::parse(m_run.details);
        const ComputeInfo compute = computeInfo();
        details["left_out"] = m_leftOut;
        details["normalisation"]
            = { { "mean_db", m_normalisation.mean }, { "deviation_db", m_normalisation.deviation } };
        details["examples"]
            = { { "training", m_trainingExamples->size() }, { "validation", m_validationExamples.size() } };
        std::int64_t parameters = 0;
        for (const torch::Tensor &parameter : m_net->parameters())
            parameters += parameter.numel();
        details["parameters"] = parameters;
        details["device"] = m_spec.device;
        details["precision"] = m_spec.precision;
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
            + side(m_validation, m_plan.validationArtists) + " held out; "
            + counted(static_cast<std::int64_t>(m_trainingExamples->size()), "clip", "clips") + " an epoch, "
            + std::to_string(m_validationExamples.size()) + " to validate on; " + m_spec.precision + " on "
            + (m_device.is_cuda() ? "CUDA" : counted(m_spec.threads, "thread", "threads"));
        if (!m_leftOut.empty())
            text += "; " + counted(static_cast<std::int64_t>(m_leftOut.size()), "track", "tracks") + " left out";
        return text;
    }

    double learningRate(std::int64_t step) const
    {
        const auto steps = static_cast<double>(m_stepsPerEpoch * m_spec.epochs);
        const double warmUp = std::max(1.0, std::round(kWarmUpShare * steps));
        const auto position = static_cast<double>(step);
        if (position < warmUp)
            return m_spec.learningRate * (position + 1) / warmUp;
        const double part = (position - warmUp) / std::max(1.0, steps - warmUp);
        return m_spec.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * part));
    }

    void trainEpoch(int number)
    {
        const std::vector<Example> examples = m_trainingExamples->epoch(number);
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        m_pausedSeconds = 0;
        const Clock::time_point begin = Clock::now();
        Tally tally;
        Pace pace; // of this epoch
        Epoch epoch;
        epoch.epoch = number;
        m_net->train();
        for (std::int64_t step = 0; step < m_stepsPerEpoch; ++step) {
            checkControl();
            const Clock::time_point stepBegin = Clock::now();
            const std::size_t first = static_cast<std::size_t>(step) * batch;
            const std::span<const Example> part(examples.data() + first, std::min(batch, examples.size() - first));
            epoch.learningRate = learningRate((number - 1) * m_stepsPerEpoch + step);
            learn(part, epoch.learningRate, tally);
            if (!std::isfinite(tally.lossSum))
                throw Error(ErrorCode::Training,
                    "the loss is no longer a finite number (epoch " + std::to_string(number) + ", step "
                        + std::to_string(step + 1) + "): try a lower learning rate");
            const double seconds = secondsSince(stepBegin);
            pace.add(static_cast<std::int64_t>(part.size()), seconds);
            m_trainingPace.add(static_cast<std::int64_t>(part.size()), seconds);
            reportProgress(number, tally, static_cast<std::int64_t>(examples.size()), 0, pace, false);
        }
        epoch.loss = tally.loss();
        epoch.accuracy = tally.accuracy();
        epoch.clipsPerSecond = pace.rate();

        measureStatistics(number, examples, tally, pace);
        validate(number, tally, pace);
        Tally validation;
        for (std::size_t i = 0; i < m_margins.size(); ++i) {
            validation.lossSum += lossOf(m_margins[i], m_validationExamples[i].reversed);
            validation.right += (probabilityOf(m_margins[i]) >= 0.5) == m_validationExamples[i].reversed;
            ++validation.examples;
        }
        epoch.validationLoss = validation.loss();
        epoch.validationAccuracy = validation.accuracy();
        if (!std::isfinite(epoch.validationLoss))
            throw Error(ErrorCode::Training,
                "the validation loss is not a finite number (epoch " + std::to_string(number)
                    + "): try a lower learning rate");
        epoch.seconds = secondsSince(begin) - m_pausedSeconds;

        const bool best = isBetter(epoch, m_best);
        if (best)
            m_best = epoch;
        const CheckpointNotes notes { m_spec, m_normalisation, epoch, m_best };
        // First the checkpoint, then the database: a process that dies between the two has lost nothing.
        fs::create_directories(m_folder);
        saveCheckpoint(lastCheckpoint(m_folder), *m_net, &*m_optimiser, notes);
        commitEpoch(epoch, best);
        emit(EpochCompleted { m_run.id, epoch, best });
    }

    void learn(std::span<const Example> examples, double rate, Tally &tally)
    {
        for (auto &group : m_optimiser->param_groups())
            static_cast<torch::optim::AdamWOptions &>(group.options()).lr(rate);
        const torch::Tensor labels = m_trainingLoader->labels(examples); // [batch]
        const torch::Tensor logits = m_net->forward(m_trainingLoader->clips(examples), m_precision); // [batch, 2]
        const torch::Tensor loss = torch::nn::functional::cross_entropy(logits, labels);
        m_optimiser->zero_grad();
        loss.backward();
        m_optimiser->step();
        tally.lossSum += loss.item<double>() * static_cast<double>(examples.size());
        tally.right += logits.argmax(1).eq(labels).sum().item<std::int64_t>();
        tally.examples += static_cast<std::int64_t>(examples.size());
    }

    /// Measures what batch norm needs in evaluation mode, with the weights as they are now. (Moving averages gathered
    /// while the weights still move lag behind them: early on, that cost up to 15 % of the validation accuracy.)
    void measureStatistics(int number, const std::vector<Example> &examples, const Tally &tally, const Pace &pace)
    {
        const torch::NoGradGuard noGradients;
        forgetStatistics(*m_net);
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        const std::size_t end = std::min(std::max(kStatisticsClips, batch), examples.size());
        for (std::size_t first = 0; first < end; first += batch) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::span<const Example> part(examples.data() + first, std::min(batch, end - first));
            m_net->forward(m_trainingLoader->clips(part), m_precision);
            m_validationPace.add(0, secondsSince(begin)); // it is part of what validating takes
            reportProgress(number, tally, static_cast<std::int64_t>(examples.size()), 0, pace, true);
        }
    }

    /// Fills m_margins with what the network says of each validation example.
    void validate(int number, const Tally &tally, const Pace &pace)
    {
        m_net->eval();
        m_margins.clear();
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        for (std::size_t first = 0; first < m_validationExamples.size(); first += batch) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::span<const Example> part(
                m_validationExamples.data() + first, std::min(batch, m_validationExamples.size() - first));
            const std::vector<double> some = margins(m_net, *m_validationLoader, part, m_precision);
            m_margins.insert(m_margins.end(), some.begin(), some.end());
            m_validationPace.add(static_cast<std::int64_t>(part.size()), secondsSince(begin));
            reportProgress(number, tally, static_cast<std::int64_t>(m_trainingExamples->size()),
                static_cast<std::int64_t>(m_margins.size()), pace, true);
        }
    }

    void reportProgress(int number, const Tally &tally, std::int64_t trainingTotal, std::int64_t validated,
        const Pace &pace, bool validating)
    {
        if (Clock::now() - m_reported < kProgressInterval)
            return;
        m_reported = Clock::now();
        const auto validationTotal = static_cast<std::int64_t>(m_validationExamples.size());
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
            saveCheckpoint(bestCheckpoint(m_folder), *m_net, nullptr, { m_spec, m_normalisation, epoch, epoch });
            if (m_margins.empty())
                validate(epoch.epoch, {}, {});
        }
        Run run = m_run;
        run.epochsDone = epoch.epoch;
        run.trainingSeconds += epoch.seconds;
        run.bestEpoch = m_best.epoch;
        run.validationAccuracy = m_best.validationAccuracy;
        run.validationLoss = m_best.validationLoss;
        m_workspace.transaction([&] {
            m_workspace.addEpoch(run.id, epoch);
            m_workspace.updateRun(run);
            if (best)
                m_workspace.replacePredictions(run.id, predictions());
        });
        m_run = run;
        m_margins.clear();
    }

    std::vector<Prediction> predictions() const
    {
        std::vector<Prediction> found;
        for (std::size_t i = 0; i < m_margins.size(); ++i) {
            const Example &example = m_validationExamples[i];
            Prediction &prediction = found.emplace_back();
            prediction.runId = m_run.id;
            prediction.trackId = m_validation.tracks[example.track].id;
            prediction.beginFrame = example.beginFrame;
            prediction.frameCount = m_rule.clipFrames;
            prediction.transform = example.reversed ? kReversed : kPublished;
            prediction.target = example.reversed ? 1 : 0;
            prediction.probability = probabilityOf(m_margins[i]);
            prediction.loss = lossOf(m_margins[i], example.reversed);
        }
        return found;
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
    std::optional<TrainingExamples> m_trainingExamples;
    std::vector<Example> m_validationExamples;
    std::int64_t m_stepsPerEpoch = 0;
    Normalisation m_normalisation;
    std::optional<ClipLoader> m_trainingLoader;
    std::optional<ClipLoader> m_validationLoader;

    // Changed by training
    ReversalNet m_net = nullptr;
    std::optional<torch::optim::AdamW> m_optimiser;
    Epoch m_best;
    std::vector<double> m_margins; ///< of the validation examples, from judging them to storing them
    Pace m_trainingPace; ///< of this session
    Pace m_validationPace;
    Clock::time_point m_reported;
    double m_pausedSeconds = 0; ///< in this epoch
};

/// What a failed run says of itself.
std::string sentenceOf(const std::exception &exception)
{
    if (const auto *error = dynamic_cast<const c10::Error *>(&exception))
        return "LibTorch: " + displayText(error->what_without_backtrace());
    if (dynamic_cast<const std::bad_alloc *>(&exception))
        return "there is not enough memory: try a smaller batch";
    return displayText(exception.what());
}

} // namespace

Id createRun(Workspace &workspace, RunSpec spec)
{
    spec.validate();
    spec.device = resolveDevice(spec.device);
    spec.precision = resolvePrecision(spec.precision, spec.device);
    if (spec.threads == 0)
        spec.threads = machine().cores;
    std::sort(spec.datasets.begin(), spec.datasets.end());
    spec.datasets.erase(std::unique(spec.datasets.begin(), spec.datasets.end()), spec.datasets.end());

    Run run;
    run.details = RunPlan::make(workspace, spec).toDetails();
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
        Session(workspace, run, observer, control).train();
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            return finish(RunStatus::Stopped, {});
        if (error.code() == ErrorCode::Database)
            throw; // it cannot be written down; the next to open the workspace finds the run interrupted
        return finish(RunStatus::Failed, error.what());
    } catch (const std::exception &exception) {
        return finish(RunStatus::Failed, sentenceOf(exception));
    }
    return finish(RunStatus::Completed, {});
}

} // namespace retrograde
