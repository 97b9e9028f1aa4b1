#include "training/objective.h"

#include "answers/safetensors.h"
#include "networks/checkpoint.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QTest>
#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>

using namespace retrograde;
using retrograde::testing::MusicLibrary;
using retrograde::testing::quickSpec;

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kWidth = 8; ///< outputs of the network, of which the first two answer whether it is reversed
constexpr std::int64_t kMemory = 20; ///< embeddings that are remembered: not a multiple of what a batch has
constexpr double kMomentum = 0.9; ///< of the teacher

/// The reversal task's clips, asked of a network that says more.
class WiderSet : public EvaluationSet {
public:
    WiderSet(const RunSpec &spec, const Side &side)
        : m_asked(makePretextSet(spec, side))
    {
    }

    int outputs() const override { return kWidth; }
    const std::vector<Example> &examples() const override { return m_asked->examples(); }
    Targets targets(std::span<const Example> crops) const override { return m_asked->targets(crops); }
    Score score(const torch::Tensor &answers, const Targets &targets) const override
    {
        return m_asked->score(two(answers), targets);
    }
    Outcome judge(const torch::Tensor &answers) const override
    {
        Outcome outcome = m_asked->judge(two(answers));
        outcome.measures["validation_width"] = answers.norm(2, 1).mean().item<double>();
        return outcome;
    }
    torch::Tensor probabilities(const torch::Tensor &answers) const override
    {
        return m_asked->probabilities(two(answers));
    }
    std::vector<Answer> answersOfClips(const torch::Tensor &answers) const override
    {
        return m_asked->answersOfClips(two(answers));
    }
    const std::vector<std::string> &labels() const override { return m_asked->labels(); }

    static torch::Tensor two(const torch::Tensor &answers) { return answers.slice(1, 0, 2).contiguous(); }

private:
    std::unique_ptr<const EvaluationSet> m_asked;
};

/// The last embeddings, the oldest of which is overwritten next.
class Queue : public torch::nn::Module {
public:
    Queue()
        : m_rows(register_buffer("rows", torch::zeros({ kMemory, kWidth })))
        , m_next(register_buffer("next", torch::zeros({}, torch::kInt64)))
    {
    }

    const torch::Tensor &rows() const { return m_rows; }

    void push(const torch::Tensor &embeddings)
    {
        const torch::NoGradGuard noGradients;
        const std::int64_t first = m_next.item<std::int64_t>();
        const torch::Tensor places = torch::arange(first, first + embeddings.size(0)).remainder(kMemory);
        m_rows.index_copy_(0, places, embeddings.detach());
        m_next.fill_((first + embeddings.size(0)) % kMemory);
    }

private:
    torch::Tensor m_rows; ///< [kMemory, kWidth]
    torch::Tensor m_next;
};

/// A queue, and a copy of the network that follows it slowly.
class Teacher : public torch::nn::Module {
public:
    explicit Teacher(const ModelImpl &student)
        : queue(register_module("queue", std::make_shared<Queue>()))
        , model(register_module("teacher", std::make_shared<ModelImpl>(student.shape())))
    {
        follow(student, 0);
    }

    void follow(const ModelImpl &student, double momentum)
    {
        const torch::NoGradGuard noGradients;
        const std::vector<torch::Tensor> theirs = student.parameters();
        std::vector<torch::Tensor> own = model->parameters();
        for (std::size_t i = 0; i < own.size(); ++i)
            own[i].mul_(momentum).add_(theirs[i], 1 - momentum);
    }

    std::shared_ptr<Queue> queue;
    std::shared_ptr<ModelImpl> model;
};

/// Told of each step's batch.
using OnStep = std::function<void(const Batch &batch)>;

/// What both toys have in common.
class ToyObjective : public Objective {
public:
    ToyObjective(const RunSpec &spec, const Side &training, const Side &validation, OnStep onStep)
        : Objective(std::make_unique<WiderSet>(spec, validation))
        , m_task(makePretextTask(spec))
        , m_drawn(TrainingExamples(spec, m_task.get(), training.frames()))
        , m_onStep(std::move(onStep))
    {
    }

    const ExamplePlan &plan() const override { return m_drawn; }
    Targets targets(std::span<const Example> crops) const override { return classesOf(*m_task, crops); }
    std::vector<std::string> doubts(const torch::Tensor &) const override { return {}; }

protected:
    void tell(const Batch &batch) const { m_onStep(batch); }

    const std::unique_ptr<const PretextTask> m_task;
    const DrawnCrops m_drawn;

private:
    OnStep m_onStep;
};

/// Learns the reversal task, and to say something else of each clip than of those that it remembers.
class QueueObjective : public ToyObjective {
public:
    using ToyObjective::ToyObjective;

    std::shared_ptr<torch::nn::Module> newState(const ModelImpl &) const override { return std::make_shared<Queue>(); }

    Step step(Learner &learner, const Batch &batch, torch::nn::Module *state) const override
    {
        tell(batch);
        auto &queue = *state->as<Queue>();
        const torch::Tensor answers = learner.answers(batch.inputs);
        const torch::Tensor said = torch::nn::functional::normalize(answers);
        const torch::Tensor loss = torch::nn::functional::cross_entropy(WiderSet::two(answers), batch.targets.wanted)
            + said.matmul(queue.rows().clone().t()).logsumexp(1).mean();
        const double likeness = said.detach().matmul(queue.rows().t()).mean().item<double>();
        queue.push(said);
        return { loss, validation().score(answers.detach(), batch.targets), { { "likeness", likeness } } };
    }
};

/// The same, where the narrowest answers are the best.
class NarrowObjective : public QueueObjective {
public:
    using QueueObjective::QueueObjective;

    Monitor monitor(const Epoch &epoch) const override
    {
        return { "validation_width", epoch.measures.at("validation_width"), false };
    }
};

/// Each crop forwards and backwards.
class BothWays : public ExamplePlan {
public:
    explicit BothWays(const ExamplePlan &single)
        : m_single(single)
    {
    }

    std::size_t size() const override { return m_single.size(); }
    std::size_t views() const override { return 2; }
    std::vector<Example> epoch(int number) const override
    {
        std::vector<Example> crops;
        for (Example crop : m_single.epoch(number)) {
            crops.push_back(crop);
            crop.transform = 1 - crop.transform;
            crops.push_back(crop);
        }
        return crops;
    }

private:
    const ExamplePlan &m_single;
};

/// Learns to say of a clip what a teacher says of the same clip turned round, rather than what that said of others.
class TwoViewsObjective : public ToyObjective {
public:
    TwoViewsObjective(const RunSpec &spec, const Side &training, const Side &validation, OnStep onStep)
        : ToyObjective(spec, training, validation, std::move(onStep))
        , m_plan(m_drawn)
    {
    }

    const ExamplePlan &plan() const override { return m_plan; }
    std::shared_ptr<torch::nn::Module> newState(const ModelImpl &model) const override
    {
        return std::make_shared<Teacher>(model);
    }

    Step step(Learner &learner, const Batch &batch, torch::nn::Module *state) const override
    {
        tell(batch);
        auto &teacher = *state->as<Teacher>();
        teacher.follow(learner.model(), kMomentum);
        // [batch, 2, pieces, bins, frames]
        const torch::Tensor views = batch.inputs.unflatten(0, { -1, 2 });
        const torch::Tensor answers = learner.answers(views.select(1, 0));
        const torch::Tensor said = torch::nn::functional::normalize(answers);
        torch::Tensor wanted;
        {
            const torch::NoGradGuard noGradients;
            wanted = torch::nn::functional::normalize(teacher.model->forward(views.select(1, 1)));
        }
        const torch::Tensor same = (said * wanted).sum(1, true);
        const torch::Tensor others = said.matmul(teacher.queue->rows().clone().t());
        const torch::Tensor logits = torch::cat({ same, others }, 1) / 0.2;
        teacher.queue->push(wanted);
        return { torch::nn::functional::cross_entropy(logits, torch::zeros({ logits.size(0) }, torch::kInt64)), {} };
    }

private:
    const BothWays m_plan;
};

template<typename Toy> ObjectiveMaker makerOf(OnStep onStep)
{
    return [onStep](const Workspace &, const RunSpec &spec, const std::vector<std::string> &, const Side &training,
               const Side &validation) -> std::unique_ptr<const Objective> {
        return std::make_unique<Toy>(spec, training, validation, onStep);
    };
}

/// All that must be the same, bit for bit: by name, and by the file that it is in.
std::map<std::string, std::string> outcomeOf(const MusicLibrary &library, Id run)
{
    const Workspace workspace(library.workspace());
    std::map<std::string, std::string> outcome;
    for (const Epoch &epoch : workspace.epochs(run)) {
        for (const double number :
            { epoch.loss, epoch.accuracy, epoch.validationLoss, epoch.validationAccuracy, epoch.learningRate })
            outcome["epochs"].append(reinterpret_cast<const char *>(&number), sizeof number);
    }
    outcome["best"] = std::to_string(workspace.run(run)->bestEpoch);
    for (const char *name : { "last.safetensors", "best.safetensors", "validation.safetensors" }) {
        const SafetensorsFile file = SafetensorsFile::read(workspace.checkpointFolder(run) / name);
        for (const auto &[tensor, view] : file.tensors())
            outcome[std::string(name) + ' ' + tensor]
                = { reinterpret_cast<const char *>(view.bytes.data()), view.bytes.size() };
    }
    return outcome;
}

std::vector<float> numbersOf(const SafetensorsFile &file, const std::string &name)
{
    const TensorView &view = file.tensor(name);
    std::vector<float> numbers(view.bytes.size() / sizeof(float));
    std::memcpy(numbers.data(), view.bytes.data(), view.bytes.size());
    return numbers;
}

} // namespace

/// Objectives that remember, and examples of several views: none of them in the program.
class TestObjectiveState : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MusicLibrary> m_library;

    Id create(const RunSpec &spec) const
    {
        Workspace workspace(m_library->workspace());
        return createRun(workspace, spec);
    }

    Run stored(Id run) const { return Workspace(m_library->workspace()).run(run).value(); }

    fs::path file(Id run, const char *name) const
    {
        return Workspace(m_library->workspace()).checkpointFolder(run) / name;
    }

    /// Trains to the end, or stops with step number @p stopAt of this call.
    template<typename Toy> RunStatus train(Id run, int stopAt = 0) const
    {
        RunControl control;
        int steps = 0;
        const OnStep onStep = [&](const Batch &) {
            if (++steps == stopAt)
                control.stop();
        };
        return trainRun(m_library->workspace(), run, {}, control, makerOf<Toy>(onStep));
    }

    template<typename Toy> void comparesInterruptedWithStraight(const char *remembered)
    {
        const RunSpec spec = quickSpec(2);
        const Id straight = create(spec);
        QVERIFY2(train<Toy>(straight) == RunStatus::Completed, stored(straight).reason.c_str());
        const auto expected = outcomeOf(*m_library, straight);
        const std::string name = std::string("objective.") + remembered;
        QVERIFY(expected.contains("last.safetensors " + name));
        QVERIFY(!expected.contains("best.safetensors " + name)); // which is to be used, not to go on from

        const Id interrupted = create(spec);
        QVERIFY(train<Toy>(interrupted, 4) == RunStatus::Stopped); // in the first epoch
        QCOMPARE(stored(interrupted).epochsDone, 0);
        QVERIFY(outcomeOfLast(interrupted) != outcomeOfLast(straight));
        QVERIFY(train<Toy>(interrupted, 6) == RunStatus::Stopped); // in the second
        QCOMPARE(stored(interrupted).epochsDone, 1);
        QVERIFY(train<Toy>(interrupted) == RunStatus::Completed);
        const auto found = outcomeOf(*m_library, interrupted);
        QCOMPARE(found.size(), expected.size());
        for (const auto &[what, bytes] : expected)
            QVERIFY2(found.at(what) == bytes, what.c_str());
    }

    std::string outcomeOfLast(Id run) const
    {
        const SafetensorsFile last = SafetensorsFile::read(file(run, "last.safetensors"));
        std::string bytes;
        for (const auto &[name, view] : last.tensors()) {
            if (name.starts_with("objective."))
                bytes.append(reinterpret_cast<const char *>(view.bytes.data()), view.bytes.size());
        }
        return bytes;
    }

private Q_SLOTS:
    void initTestCase() { m_library = std::make_unique<MusicLibrary>(8, 8.0, 4); }

    void aQueueResumesInTheMiddleOfAnEpoch() { comparesInterruptedWithStraight<QueueObjective>("rows"); }

    void aTeacherAndTwoViewsResumeInTheMiddleOfAnEpoch()
    {
        comparesInterruptedWithStraight<TwoViewsObjective>("teacher.head.weight");
    }

    /// Without this, forgetting it would go unnoticed.
    void whatIsRememberedChangesWhatIsLearned()
    {
        const RunSpec spec = quickSpec(1);
        const Id straight = create(spec);
        QVERIFY(train<QueueObjective>(straight) == RunStatus::Completed);
        const Id forgetful = create(spec);
        QVERIFY(train<QueueObjective>(forgetful, 4) == RunStatus::Stopped);
        const fs::path last = file(forgetful, "last.safetensors");
        {
            const SafetensorsFile kept = SafetensorsFile::read(last);
            const std::vector<float> rows = numbersOf(kept, "objective.rows");
            QVERIFY(std::none_of(rows.begin(), rows.end(), [](float number) { return number == 0; })); // it is full
            const std::vector<std::byte> nothing(kept.tensor("objective.rows").bytes.size());
            TensorViews changed = kept.tensors();
            changed.at("objective.rows").bytes = nothing;
            writeSafetensors(last, changed, kept.metadata());
        }
        QVERIFY(train<QueueObjective>(forgetful) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, forgetful).at("epochs") != outcomeOf(*m_library, straight).at("epochs"));
    }

    void aCheckpointThatLacksWhatIsRememberedIsRefused()
    {
        const Id run = create(quickSpec(1));
        QVERIFY(train<QueueObjective>(run, 2) == RunStatus::Stopped);
        const fs::path last = file(run, "last.safetensors");
        {
            const SafetensorsFile kept = SafetensorsFile::read(last);
            TensorViews fewer = kept.tensors();
            fewer.erase("objective.next");
            writeSafetensors(last, fewer, kept.metadata());
        }
        QVERIFY(train<QueueObjective>(run) == RunStatus::Failed);
        QVERIFY2(stored(run).reason.find("objective.next") != std::string::npos, stored(run).reason.c_str());
        // The task's own objective keeps nothing, and needs nothing.
        const Id plain = create(quickSpec(1));
        RunControl control;
        QVERIFY(trainRun(m_library->workspace(), plain, {}, control) == RunStatus::Completed);
        QVERIFY(outcomeOfLast(plain).empty());
    }

    void anObjectiveSaysWhichEpochIsTheBest()
    {
        RunSpec spec = quickSpec(4);
        spec.optimisation.schedule = Schedule::Plateau;
        spec.optimisation.plateauPatience = 0;
        std::vector<Epoch> epochs;
        std::vector<int> bests;
        const auto watched = [&](Id run, int stopAfter) {
            RunControl control;
            return trainRun(
                m_library->workspace(), run,
                [&](const RunEvent &event) {
                    const auto *completed = std::get_if<EpochCompleted>(&event);
                    if (!completed)
                        return;
                    epochs.push_back(completed->epoch);
                    if (completed->best)
                        bests.push_back(completed->epoch.epoch);
                    if (completed->epoch.epoch == stopAfter)
                        control.stop();
                },
                control, makerOf<NarrowObjective>([](const Batch &) {}));
        };
        // In two goes: what the best was is not forgotten.
        const Id run = create(spec);
        QVERIFY2(watched(run, 2) == RunStatus::Stopped, stored(run).reason.c_str());
        QVERIFY(watched(run, 0) == RunStatus::Completed);
        QCOMPARE(epochs.size(), std::size_t { 4 });
        std::vector<int> expected;
        double narrowest = std::numeric_limits<double>::infinity();
        double reference = narrowest; // of the schedule
        double rate = spec.learningRate;
        for (const Epoch &epoch : epochs) {
            QCOMPARE(epoch.learningRate, rate);
            const double width = epoch.measures.at("validation_width");
            QVERIFY(width > 0);
            QVERIFY(std::abs(epoch.measures.at("likeness")) <= 1);
            if (width < narrowest) {
                narrowest = width;
                expected.push_back(epoch.epoch);
            }
            if (width < reference * (1 - 1e-4))
                reference = width;
            else
                rate *= spec.optimisation.plateauFactor;
        }
        QCOMPARE(bests, expected);
        QCOMPARE(stored(run).bestEpoch, expected.back());
        // Answers grow as a network learns, and become right: the two measures disagree, or nothing is tried here.
        QVERIFY(expected.back() < 4);
        const CheckpointNotes notes = readNotes(readCheckpoint(file(run, "last.safetensors")), spec);
        QCOMPARE(notes.best.measures, epochs[static_cast<std::size_t>(expected.back() - 1)].measures);
        QCOMPARE(notes.epoch.measures, epochs.back().measures);
    }

    /// Whatever is measured within an epoch goes on from where it was.
    void measuresResumeInTheMiddleOfAnEpoch()
    {
        const auto measured = [&](int stopAt) {
            const Id run = create(quickSpec(1));
            if (stopAt > 0 && train<QueueObjective>(run, stopAt) != RunStatus::Stopped)
                qFatal("it did not stop");
            if (train<QueueObjective>(run) != RunStatus::Completed)
                qFatal("%s", stored(run).reason.c_str());
            const SafetensorsFile last = readCheckpoint(file(run, "last.safetensors"));
            return readNotes(last, readSpec(last)).epoch.measures;
        };
        const std::map<std::string, double> straight = measured(0);
        QCOMPARE(straight.size(), std::size_t { 2 });
        QCOMPARE(measured(3), straight);
    }

    void viewsOfAnExampleStandSideBySide()
    {
        const RunSpec spec = quickSpec(1);
        const Id run = create(spec);
        std::vector<std::size_t> sizes;
        bool paired = true;
        RunControl control;
        std::int64_t clips = 0;
        const OnStep onStep = [&](const Batch &batch) {
            sizes.push_back(batch.crops.size());
            paired = paired && batch.inputs.size(0) == static_cast<std::int64_t>(batch.crops.size());
            for (std::size_t i = 0; i < batch.crops.size(); i += 2) {
                const Example &one = batch.crops[i];
                const Example &other = batch.crops[i + 1];
                paired = paired && one.track == other.track && one.beginFrame == other.beginFrame
                    && one.transform + other.transform == 1;
                const auto row = static_cast<std::int64_t>(i);
                const torch::Tensor turned = batch.inputs[row].flip(2);
                paired = paired && torch::equal(turned, batch.inputs[row + 1]);
            }
        };
        const RunStatus status = trainRun(
            m_library->workspace(), run,
            [&](const RunEvent &event) {
                if (const auto *progress = std::get_if<BatchProgress>(&event))
                    clips = progress->clipsTotal;
            },
            control, makerOf<TwoViewsObjective>(onStep));
        QVERIFY2(status == RunStatus::Completed, stored(run).reason.c_str());
        QVERIFY(paired);
        // A clip is an example, however many views it has.
        const std::size_t total = std::accumulate(sizes.begin(), sizes.end(), std::size_t { 0 });
        for (std::size_t i = 0; i + 1 < sizes.size(); ++i)
            QCOMPARE(sizes[i], std::size_t { 2 * 8 });
        QVERIFY(sizes.back() >= 4 && sizes.back() <= 16);
        const std::int64_t validated
            = SafetensorsFile::read(file(run, "validation.safetensors")).tensor("embeddings").shape[0];
        const auto examples = static_cast<std::int64_t>(total / 2);
        QVERIFY(clips - validated == examples || clips - validated == examples + 1); // one alone is left out
    }
};

QTEST_APPLESS_MAIN(TestObjectiveState)
#include "tst_objectivestate.moc"
