#include "training/session.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "base/machine.h"
#include "base/text.h"
#include "experiment/runrecord.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "inference/evaluation.h"
#include "networks/checkpoint.h"
#include "networks/computeinfo.h"
#include "training/objective.h"
#include "training/prefetcher.h"
#include "training/runmusic.h"
#include "training/runprogress.h"
#include "training/runreporter.h"
#include "training/runstate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

namespace retrograde {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// From which batch norm's statistics are measured at the end of an epoch.
constexpr std::size_t kStatisticsClips = 512;
/// Within an epoch: what a power cut may cost at most.
constexpr auto kSaveInterval = std::chrono::minutes(5);
/// Cross-entropy that no network reaches but one whose weights have run away; guessing costs less than 3.
constexpr double kExplodedLoss = 1000;
/// Between the accuracy in training and in validation that is told of.
constexpr double kWideGap = 0.15;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::string percentText(double share)
{
    return std::to_string(static_cast<int>(std::lround(100 * share))) + " %";
}

class Session {
public:
    Session(Workspace &workspace, Run &run, const RunObserver &observer, RunControl &control,
        const ObjectiveMaker &makeObjective)
        : m_workspace(workspace)
        , m_run(run)
        , m_reporter(run.id, observer)
        , m_control(control)
        , m_spec(specOf(run))
        , m_plan(RunPlan::fromDetails(run.details))
        , m_folder(workspace.checkpointFolder(run.id))
        , m_device(m_spec.device == ComputeDevice::Cuda ? torch::kCUDA : torch::kCPU)
        , m_makeObjective(makeObjective ? makeObjective : ObjectiveMaker(retrograde::makeObjective))
        , m_record(RunRecord::fromDetails(run.details))
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

        m_music = openMusic(m_workspace, m_spec, m_plan, m_reporter.stages(), m_control);
        prepareExamples();
        buildNetwork();
        recordDetails();
        m_reporter.emit(RunStarted { m_run.id, m_run.epochsDone + 1, m_spec.epochs,
            runSummary(m_spec, m_plan, m_music, examplesPerEpoch(), m_progress.validationClips) });
        for (int epoch = m_run.epochsDone + 1; epoch <= m_spec.epochs && !isEnough(); ++epoch)
            trainEpoch(epoch);
        judgeTestSide();
    }

private:
    /// Between two batches: waits while paused, and ends the session when it is to stop.
    void checkControl()
    {
        if (!m_control.pauseRequested() || m_control.stopRequested()) {
            m_control.check();
            return;
        }
        m_reporter.emit(RunPaused { m_run.id, true });
        const Clock::time_point begin = Clock::now();
        m_control.check();
        m_pausedSeconds += secondsSince(begin);
        m_reporter.emit(RunPaused { m_run.id, false });
    }

    void prepareExamples()
    {
        m_objective = m_makeObjective(m_workspace, m_spec, m_plan.labels, m_music.training, m_music.validation);
        m_examples = &m_objective->plan();
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        m_stepsPerEpoch = static_cast<std::int64_t>(batchesIn(m_examples->size(), batch));
        if (m_stepsPerEpoch == 0)
            throw Error(ErrorCode::Training,
                "there is only one clip to train on, and nothing can be learned from one: add music, or choose a "
                "shorter clip");
        if (m_spec.optimisation.steps > 0) {
            m_stepsPerEpoch = (m_spec.optimisation.steps + m_spec.epochs - 1) / m_spec.epochs;
            m_parts.emplace(*m_examples, static_cast<std::size_t>(m_stepsPerEpoch) * batch);
            m_examples = &*m_parts;
        }
        m_progress.epochs = m_spec.epochs;
        m_progress.trainingClips = examplesPerEpoch();
        m_progress.validationClips = static_cast<std::int64_t>(m_objective->validation().examples().size());
    }

    std::int64_t examplesPerEpoch() const { return static_cast<std::int64_t>(m_examples->size()); }

    /// The crops of the first @p examples of @p crops that make batches, without those that the first @p done are of.
    std::span<const Example> cropsOf(const std::vector<Example> &crops, std::size_t examples, std::size_t done) const
    {
        const std::size_t used = examplesInBatches(examples, static_cast<std::size_t>(m_spec.batch));
        const std::size_t first = std::min(done, used);
        const std::size_t views = m_examples->views();
        return std::span(crops).subspan(first * views, (used - first) * views);
    }

    std::size_t examplesForStatistics() const
    {
        return std::min(std::max(kStatisticsClips, static_cast<std::size_t>(m_spec.batch)), m_examples->size());
    }

    /// Crops in a batch.
    std::size_t batchCrops() const { return static_cast<std::size_t>(m_spec.batch) * m_examples->views(); }

    /// Examples that @p batch is of.
    std::int64_t examplesIn(const Batch &batch) const
    {
        return static_cast<std::int64_t>(batch.crops.size() / m_examples->views());
    }

    void buildNetwork()
    {
        const bool anew = !fs::exists(lastCheckpoint(m_folder));
        m_state = RunState(m_workspace, m_spec, *m_objective, m_stepsPerEpoch, m_device, anew);
        if (anew) {
            if (m_run.epochsDone > 0)
                throw Error(ErrorCode::NotFound, lastCheckpoint(m_folder),
                    "is gone, so this run cannot go on; start a new one");
            if (!m_state.normalisation)
                m_state.normalisation = measureNormalisation(m_music.training, m_spec, m_reporter.stages(), m_control);
        } else {
            m_state.restore(
                readCheckpoint(lastCheckpoint(m_folder)), m_spec, m_run, m_stepsPerEpoch, examplesPerEpoch());
        }
        if (hasStatistics(m_state.learner->changing()))
            m_progress.statisticsClips = static_cast<std::int64_t>(
                examplesInBatches(examplesForStatistics(), static_cast<std::size_t>(m_spec.batch)));
        m_inputs = m_state.learner->inputs(m_music, *m_state.normalisation, anew, m_reporter.stages(), m_control);
        if (m_state.epoch.epoch > m_run.epochsDone) {
            // The process died between the checkpoint and the database: what was left undone is done now.
            commitEpoch(m_state.epoch, m_state.best.epoch == m_state.epoch.epoch);
        } else {
            // Equal, unless an older copy of the folder was put back.
            m_run.epochsDone = m_state.epoch.epoch;
        }
    }

    void recordDetails()
    {
        const ComputeInfo compute = computeInfo();
        m_record.leftOut = m_music.leftOut;
        m_record.normalisation = m_state.normalisation;
        m_record.trainingExamples = static_cast<std::int64_t>(m_objective->plan().size());
        m_record.validationExamples = static_cast<std::int64_t>(m_objective->validation().examples().size());
        m_record.parameters = m_state.model->parameterCount();
        m_record.device = toString(m_spec.device);
        m_record.precision = toString(m_spec.precision);
        m_record.threads = m_spec.threads;
        m_record.versions = { { "retrograde", retrogradeVersion() }, { "libtorch", compute.torchVersion },
            { "blas", compute.blas }, { "onednn", compute.oneDnn }, { "cpu", compute.cpuCapability },
            { "processor", machine().processor } };
        m_run.details = m_record.toDetails();
        m_workspace.updateRun(m_run);
    }

    /// Early stopping: the last epochs brought nothing.
    bool isEnough() const
    {
        const int patience = m_spec.optimisation.earlyStopping;
        return patience > 0 && m_state.best.epoch > 0 && m_run.epochsDone - m_state.best.epoch >= patience;
    }

    /// Once all is decided, the best model of a pretext task answers for tracks that had no part in it.
    void judgeTestSide()
    {
        if (m_spec.task->learnsFromLabels() || m_plan.test.empty() || m_run.testAccuracy || m_run.bestEpoch == 0)
            return;
        const PretextEvaluation evaluation
            = evaluatePretextTest(m_workspace, m_run.id, m_reporter.stage("Judging the test tracks"), m_control);
        const Run judged = m_workspace.run(m_run.id).value();
        m_run.testAccuracy = judged.testAccuracy;
        m_run.testLoss = judged.testLoss;
    }

    void trainEpoch(int number)
    {
        const std::vector<Example> crops = m_examples->epoch(number);
        m_pausedSeconds = 0;
        m_epochBegin = Clock::now();
        Tally tally;
        Pace pace; // of this epoch
        Epoch epoch;
        epoch.epoch = number;
        std::int64_t step = 0;
        double secondsBefore = 0;
        if (m_state.position.epoch == number) {
            step = m_state.position.step;
            tally = { m_state.position.examples, m_state.position.lossSum, m_state.position.right,
                m_state.position.judged, m_state.position.measureSums };
            secondsBefore = m_state.position.seconds;
        }
        const auto position = [&] {
            return EpochPosition { number, step, tally.examples, tally.lossSum, tally.right, tally.judged,
                secondsBefore + secondsSince(m_epochBegin) - m_pausedSeconds, tally.measureSums };
        };
        epoch.learningRate
            = m_state.schedule->rate((number - 1) * m_stepsPerEpoch + std::max<std::int64_t>(0, step - 1));
        try {
            learnFrom(crops, number, step, tally, pace, epoch, position);
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled && step > 0)
                saveWithin(position());
            throw;
        }
        epoch.clipsPerSecond = pace.rate();
        const EpochPosition whole = position();
        try {
            measureStatistics(number, crops, tally, pace);
            validate(number, tally, pace);
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled)
                saveWithin(whole);
            throw;
        }
        measure(epoch, tally);
        epoch.seconds = secondsBefore + secondsSince(m_epochBegin) - m_pausedSeconds;

        const bool best = m_objective->isBetter(epoch, m_state.best);
        if (best)
            m_state.best = epoch;
        m_state.epoch = epoch;
        m_state.position = {};
        m_state.schedule->epochEnded(m_objective->monitor(epoch));
        findDoubts(epoch);
        // First the checkpoint, then the database: a process that dies between the two has lost nothing.
        const Clock::time_point recording = Clock::now();
        saveCheckpoint(
            lastCheckpoint(m_workspace.makeCheckpointFolder(m_run.id)), *m_state.model, m_state.memory(), notes());
        commitEpoch(epoch, best);
        m_recorded += secondsSince(recording);
        noteTiming();
        m_reporter.emit(EpochCompleted { m_run.id, epoch, best });
    }

    /// Fills in what @p epoch came to.
    /// @throws Error Training when that is not finite
    void measure(Epoch &epoch, const Tally &tally) const
    {
        epoch.loss = tally.loss();
        epoch.accuracy = tally.accuracy();
        for (const auto &[name, sum] : tally.measureSums)
            epoch.measures[name] = sum / static_cast<double>(tally.examples);
        const EvaluationSet::Outcome outcome = m_objective->validation().judge(m_answers);
        epoch.validationLoss = outcome.loss;
        epoch.validationAccuracy = outcome.accuracy;
        epoch.measures.insert(outcome.measures.begin(), outcome.measures.end());
        const auto require = [&](const std::string &name, double value) {
            if (!std::isfinite(value))
                throw Error(ErrorCode::Training,
                    "the " + name + " is not a finite number (epoch " + std::to_string(epoch.epoch)
                        + "): try a lower learning rate");
        };
        require("validation loss", epoch.validationLoss);
        for (const auto &[name, value] : epoch.measures)
            require("measure '" + name + "'", value);
    }

    /// Where this session's time went; stored with whatever is stored next, at the latest when the run ends.
    void noteTiming()
    {
        m_record.timing = { m_progress.training.seconds(), m_waited,
            m_progress.validation.seconds() + m_progress.statistics.seconds(), m_recorded };
        m_run.details = m_record.toDetails();
    }

    CheckpointNotes notes() const
    {
        return m_state.notes(m_spec, m_objective->validation().labels(), m_run, m_workspace, m_music.heard);
    }

    /// A checkpoint of an epoch's middle, from which it goes on as if nothing had been.
    void saveWithin(const EpochPosition &position)
    {
        m_state.position = position;
        saveCheckpoint(
            lastCheckpoint(m_workspace.makeCheckpointFolder(m_run.id)), *m_state.model, m_state.memory(), notes());
        m_saved = Clock::now();
    }

    template<typename Position>
    void learnFrom(const std::vector<Example> &crops, int number, std::int64_t &step, Tally &tally, Pace &pace,
        Epoch &epoch, const Position &position)
    {
        const auto batch = static_cast<std::size_t>(m_spec.batch);
        Prefetcher batches(
            *m_inputs.training, [this](std::span<const Example> part) { return m_objective->targets(part); },
            cropsOf(crops, m_examples->size(), static_cast<std::size_t>(step) * batch), batchCrops());
        m_state.learner->changing().train();
        m_saved = Clock::now();
        while (step < m_stepsPerEpoch) {
            checkControl();
            const Clock::time_point stepBegin = Clock::now();
            const std::optional<Batch> next = batches.next();
            TORCH_CHECK(next, "the batches have ended too soon");
            epoch.learningRate = m_state.schedule->rate((number - 1) * m_stepsPerEpoch + step);
            learn(*next, epoch.learningRate, tally);
            requireSane(tally, number, step);
            ++step;
            const double seconds = secondsSince(stepBegin);
            const std::int64_t clips = examplesIn(*next);
            pace.add(clips, seconds);
            if (std::exchange(m_isWarm, true)) // the first step of a session takes much longer than any other
                m_progress.training.add(clips, seconds);
            m_reporter.progress(m_progress, number, tally, 0, pace, false);
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
        std::vector<std::string> doubts = m_objective->doubts(m_answers);
        if (epoch.accuracy - epoch.validationAccuracy > kWideGap)
            doubts.push_back("the network is right in " + percentText(epoch.accuracy) + " of its training clips and in "
                + percentText(epoch.validationAccuracy)
                + " of those held out: it learns this music by heart; more music or fewer epochs would help");
        m_reporter.warn(doubts);
        m_record.warnings = std::move(doubts);
        m_run.details = m_record.toDetails();
    }

    void learn(const Batch &batch, double rate, Tally &tally)
    {
        for (auto &group : m_state.optimiser->param_groups())
            group.options().set_lr(rate);
        const Objective::Step step = m_objective->step(*m_state.learner, batch.to(m_device), m_state.objective.get());
        m_state.optimiser->zero_grad();
        step.loss.backward();
        if (m_spec.optimisation.clipNorm > 0)
            torch::nn::utils::clip_grad_norm_(
                m_state.optimiser->param_groups().front().params(), m_spec.optimisation.clipNorm);
        m_state.optimiser->step();
        const std::int64_t examples = examplesIn(batch);
        tally.lossSum += step.score.loss.value_or(step.loss.item<double>()) * static_cast<double>(examples);
        tally.right += step.score.right;
        tally.judged += step.score.judged;
        for (const auto &[name, mean] : step.measures)
            tally.measureSums[name] += mean * static_cast<double>(examples);
        tally.examples += examples;
    }

    /// Measures what batch norm needs in evaluation mode, with the weights as they are now. (Moving averages gathered
    /// while the weights still move lag behind them: early on, that cost up to 15 % of the validation accuracy.)
    void measureStatistics(int number, const std::vector<Example> &crops, const Tally &tally, const Pace &pace)
    {
        torch::nn::Module &changing = m_state.learner->changing();
        if (!hasStatistics(changing))
            return;
        const torch::NoGradGuard noGradients;
        changing.train();
        forgetStatistics(changing);
        Prefetcher batches(*m_inputs.training, {}, cropsOf(crops, examplesForStatistics(), 0), batchCrops());
        for (;;) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::optional<Batch> next = batches.next();
            if (!next)
                return;
            m_state.learner->answers(next->inputs.to(m_device));
            m_progress.statistics.add(examplesIn(*next), secondsSince(begin));
            m_reporter.progress(m_progress, number, tally, 0, pace, true);
        }
    }

    /// Fills m_answers with what the network says of each validation example.
    void validate(int number, const Tally &tally, const Pace &pace)
    {
        const torch::NoGradGuard noGradients;
        m_state.model->eval();
        std::vector<torch::Tensor> answers;
        std::vector<torch::Tensor> features;
        std::int64_t done = 0;
        Prefetcher batches(
            *m_inputs.validation, {}, m_objective->validation().examples(), static_cast<std::size_t>(m_spec.batch));
        for (;;) {
            checkControl();
            const Clock::time_point begin = Clock::now();
            const std::optional<Batch> next = batches.next();
            if (!next)
                break;
            const torch::Tensor found = m_state.learner->features(next->inputs.to(m_device));
            features.push_back(m_state.model->embeddingOf(found).to(torch::kCPU).to(torch::kFloat16));
            answers.push_back(m_state.model->judge(found).to(torch::kCPU).to(torch::kFloat64));
            const auto clips = static_cast<std::int64_t>(next->crops.size());
            done += clips;
            m_progress.validation.add(clips, secondsSince(begin));
            m_reporter.progress(m_progress, number, tally, done, pace, true);
        }
        m_answers = torch::cat(answers);
        m_features = torch::cat(features);
    }

    /// Stores what an epoch yielded; its checkpoint is written already.
    void commitEpoch(const Epoch &epoch, bool best)
    {
        if (best) {
            // What was said of the test tracks was of another model.
            fs::remove(testAnswers(m_folder));
            saveCheckpoint(bestCheckpoint(m_folder), *m_state.model, {}, notes());
            if (!m_answers.defined())
                validate(epoch.epoch, {}, {});
            AnswerTable kept = answersOf(m_objective->validation(), m_spec, m_music.validation,
                ClipRecipe(m_spec, *m_state.normalisation).transforms, m_answers, m_features);
            kept.run = m_run.identity;
            writeAnswers(validationAnswers(m_folder), kept);
        }
        Run run = m_run;
        run.epochsDone = epoch.epoch;
        run.trainingSeconds += epoch.seconds;
        run.bestEpoch = m_state.best.epoch;
        run.validationAccuracy = m_state.best.validationAccuracy;
        run.validationLoss = m_state.best.validationLoss;
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
    RunReporter m_reporter;
    RunControl &m_control;

    // Set once
    const RunSpec m_spec;
    const RunPlan m_plan;
    const fs::path m_folder;
    const torch::Device m_device;
    RunMusic m_music;
    const ObjectiveMaker m_makeObjective;
    std::unique_ptr<const Objective> m_objective;
    const ExamplePlan *m_examples = nullptr; ///< of each epoch: the objective's, or parts of it
    std::optional<PartsOfPasses> m_parts; ///< where the number of steps is fixed
    std::int64_t m_stepsPerEpoch = 0;
    RunInputs m_inputs;

    // Changed by training
    RunState m_state;
    torch::Tensor m_features; ///< of the validation examples, float16
    torch::Tensor m_answers; ///< to the validation examples, from judging them to storing them
    RunProgress m_progress;
    bool m_isWarm = false; ///< a step was made
    double m_waited = 0; ///< seconds, for batches to train on
    double m_recorded = 0; ///< seconds, for checkpoints and the database
    RunRecord m_record;
    Clock::time_point m_saved;
    Clock::time_point m_epochBegin;
    double m_pausedSeconds = 0; ///< in this epoch
};

} // namespace

void trainSession(Workspace &workspace, Run &run, const RunObserver &observer, RunControl &control,
    const ObjectiveMaker &makeObjective)
{
    Session(workspace, run, observer, control, makeObjective).train();
}

} // namespace retrograde
