#include "base/error.h"
#include "experiment/pretext.h"
#include "support/sides.h"
#include "training/objective.h"
#include "training/prefetcher.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace retrograde;
using retrograde::testing::shortSpec;
using retrograde::testing::someSide;

namespace {

/// A head that is given what it sees.
class Given : public Learner {
public:
    using Learner::Learner;
    torch::nn::Module &changing() override { return *m_model; }
    RunInputs inputs(const RunMusic &, const Normalisation &, bool, const StageProgress &, const RunControl &) override
    {
        return {};
    }
    torch::Tensor features(const torch::Tensor &given) override { return given; }
};

/// Numbered examples of two views each: the crops of epoch n and example i begin at frames 1000 n + 10 i (+ 1).
class Numbered : public ExamplePlan {
public:
    std::size_t size() const override { return 3; }
    std::size_t views() const override { return 2; }
    std::vector<Example> epoch(int number) const override
    {
        std::vector<Example> crops(6);
        for (std::size_t i = 0; i < crops.size(); ++i)
            crops[i].beginFrame = 1000 * number + static_cast<std::int64_t>(10 * (i / 2) + i % 2);
        return crops;
    }
};

} // namespace

class TestObjective : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Also where only whether anything was done is asked.
    void theLossIsOfAllThatIsLearned()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto objective = makePretextObjective(spec, side, side);
        const std::vector<Example> crops = objective->plan().epoch(1);
        const Targets targets = objective->targets(crops);
        torch::manual_seed(5);
        Given learner(Model(ModelShape { Network::ConvNet, 3, 6 }));
        const torch::Tensor seen = 2 * torch::randn({ static_cast<std::int64_t>(crops.size()), 3072 });
        const torch::Tensor answers = learner.model().judge(seen).detach().to(torch::kFloat64);
        const Objective::Step step = objective->step(learner, { crops, seen, targets }, nullptr);
        QVERIFY(std::abs(step.loss.item<double>()
                    + answers.log_softmax(1).gather(1, targets.wanted.unsqueeze(1)).mean().item<double>())
            < 1e-5);
        // What is told is whether anything was done.
        const torch::Tensor asked = answersTo(*makePretextTask(spec), answers).argmax(1);
        QCOMPARE(step.score.right, asked.eq(targets.wanted.ne(0).to(torch::kInt64)).sum().item<std::int64_t>());
        QVERIFY(!objective->newState(learner.model()));
    }

    void onlyTheQuestionDecidesWhetherANetworkHasCollapsed()
    {
        const Side side = someSide(24);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto objective = makePretextObjective(spec, side, side);
        const auto n = static_cast<std::int64_t>(objective->validation().examples().size());
        QVERIFY(n >= 20);
        const auto isTold = [&](const torch::Tensor &answers) {
            const std::vector<std::string> doubts = objective->doubts(answers);
            return std::any_of(doubts.begin(), doubts.end(),
                [](const std::string &doubt) { return doubt.find("the same answer") != std::string::npos; });
        };
        // Always shuffled, though in one order or another.
        torch::Tensor answers = torch::zeros({ n, 6 }, torch::kFloat64);
        for (std::int64_t i = 0; i < n; ++i)
            answers[i][1 + i % 5] = 4;
        QVERIFY(isTold(answers));
        // The published order is the likeliest of the six each time, but in half of the clips less so than not.
        answers.zero_();
        answers.select(1, 0).fill_(1);
        answers.select(1, 0).slice(0, 0, n / 2).fill_(3);
        QVERIFY(!isTold(answers));
    }

    void aCollapsedNetworkIsToldOf()
    {
        const Side side = someSide(4);
        const auto objective = makePretextObjective(shortSpec(Task::Reversal), side, side);
        const auto n = static_cast<std::int64_t>(objective->validation().examples().size());
        QVERIFY(n >= 20);
        torch::Tensor answers = torch::zeros({ n, 2 }, torch::kFloat64);
        const auto says = [&](const char *words) {
            for (const std::string &doubt : objective->doubts(answers)) {
                if (doubt.find(words) != std::string::npos)
                    return true;
            }
            return false;
        };
        answers.select(1, 1).fill_(3);
        QVERIFY(says("the same answer"));
        QVERIFY(says("clips to learn from")); // and there are few
        answers.select(1, 1).slice(0, 0, n / 2).fill_(-3);
        QVERIFY(!says("the same answer"));
    }

    void batchesComeInOrderFromAnywhere()
    {
        const Side side = someSide(4);
        const RunSpec spec = shortSpec(Task::Reversal);
        const auto objective = makePretextObjective(spec, side, side);
        const ClipLoader loader(side.spectrograms, ClipRecipe(spec, { -40, 12 }));
        std::vector<Example> examples = objective->plan().epoch(1);
        QVERIFY(examples.size() >= 9);
        examples.resize(9); // one is left over
        std::size_t at = 4;
        const auto targets = [&](std::span<const Example> crops) { return objective->targets(crops); };
        Prefetcher batches(
            loader, targets, std::span(examples).subspan(at, examplesInBatches(examples.size() - at, 4)), 4);
        while (const std::optional<Batch> batch = batches.next()) {
            QCOMPARE(batch->crops.data(), examples.data() + at);
            QVERIFY(torch::equal(batch->inputs, loader.of(batch->crops)));
            QVERIFY(torch::equal(batch->targets.wanted, objective->targets(batch->crops).wanted));
            at += batch->crops.size();
        }
        QCOMPARE(at, examples.size() - 1);
        QVERIFY(batches.waited() >= 0);
        // All of them when nothing is trained, and nothing is wanted of them.
        Prefetcher all(loader, {}, examples, 4);
        std::size_t seen = 0;
        while (const std::optional<Batch> batch = all.next()) {
            seen += batch->crops.size();
            QVERIFY(!batch->targets.wanted.defined());
        }
        QCOMPARE(seen, examples.size());
    }

    void aPrefetcherThatIsLeftEarlyEnds()
    {
        const Side side = someSide(1);
        const RunSpec spec = shortSpec(Task::Reversal);
        const auto objective = makePretextObjective(spec, side, side);
        const ClipLoader loader(side.spectrograms, ClipRecipe(spec, { -40, 12 }));
        const std::vector<Example> examples = objective->plan().epoch(1);
        {
            Prefetcher unused(loader, {}, examples, 1);
        }
        Prefetcher begun(loader, {}, examples, 1);
        QVERIFY(begun.next());
    }

    void whatTheLoaderThrowsArrives()
    {
        class Broken : public Inputs {
        public:
            torch::Tensor of(std::span<const Example>) const override { throw Error(ErrorCode::Io, "gone"); }
        };
        const Side side = someSide(1);
        const auto objective = makePretextObjective(shortSpec(Task::Reversal), side, side);
        const std::vector<Example> examples = objective->plan().epoch(1);
        const Broken broken;
        Prefetcher batches(broken, {}, examples, 2);
        QVERIFY_EXCEPTION_THROWN(batches.next(), Error);
    }

    void partsOfPassesGoOnWhereTheLastEnded()
    {
        const Numbered plan;
        const auto begins = [](const std::vector<Example> &crops) {
            std::vector<std::int64_t> found;
            for (const Example &crop : crops)
                found.push_back(crop.beginFrame);
            return found;
        };
        const PartsOfPasses two(plan, 2);
        QCOMPARE(two.size(), std::size_t { 2 });
        QCOMPARE(two.views(), std::size_t { 2 });
        QCOMPARE(begins(two.epoch(1)), (std::vector<std::int64_t> { 1000, 1001, 1010, 1011 }));
        QCOMPARE(begins(two.epoch(2)), (std::vector<std::int64_t> { 1020, 1021, 2000, 2001 }));
        QCOMPARE(begins(two.epoch(3)), (std::vector<std::int64_t> { 2010, 2011, 2020, 2021 }));
        const PartsOfPasses four(plan, 4); // more than there are
        QCOMPARE(begins(four.epoch(1)), (std::vector<std::int64_t> { 1000, 1001, 1010, 1011, 1020, 1021, 2000, 2001 }));
    }

    void cropsThatAreFixedOnlyChangeTheirOrder()
    {
        RunSpec spec = shortSpec(Task::Instruments);
        spec.downstream.pieces = 1;
        const Side side = someSide(6);
        const std::vector<Example> middle = middleCrops(CropRule(spec), side.frames());
        TrainingExamples order(spec, nullptr, side.frames());
        order.visitOnce({ 0, 2, 3, 5 });
        const FixedCrops plan(order, middle);
        QCOMPARE(plan.size(), std::size_t { 4 });
        QCOMPARE(plan.views(), std::size_t { 1 });
        std::set<std::vector<std::size_t>> orders;
        for (int number = 1; number <= 8; ++number) {
            std::vector<std::size_t> tracks;
            for (const Example &crop : plan.epoch(number)) {
                QVERIFY(crop == middle[crop.track]);
                tracks.push_back(crop.track);
            }
            orders.insert(tracks);
            std::sort(tracks.begin(), tracks.end());
            QCOMPARE(tracks, (std::vector<std::size_t> { 0, 2, 3, 5 }));
        }
        QVERIFY(orders.size() > 1);
    }

    void batchesAreCounted()
    {
        QCOMPARE(batchesIn(0, 32), std::size_t { 0 });
        QCOMPARE(batchesIn(1, 32), std::size_t { 0 });
        QCOMPARE(batchesIn(2, 32), std::size_t { 1 });
        QCOMPARE(batchesIn(33, 32), std::size_t { 1 });
        QCOMPARE(batchesIn(34, 32), std::size_t { 2 });
        QCOMPARE(batchesIn(64, 32), std::size_t { 2 });
        QCOMPARE(examplesInBatches(0, 32), std::size_t { 0 });
        QCOMPARE(examplesInBatches(1, 32), std::size_t { 0 });
        QCOMPARE(examplesInBatches(33, 32), std::size_t { 32 });
        QCOMPARE(examplesInBatches(34, 32), std::size_t { 34 });
        QCOMPARE(examplesInBatches(3, 1), std::size_t { 3 });
    }
};

QTEST_APPLESS_MAIN(TestObjective)
#include "tst_objective.moc"
