#include "base/error.h"
#include "experiment/pretext.h"
#include "support/sides.h"
#include "training/lesson.h"
#include "training/prefetcher.h"

#include <QTest>
#include <algorithm>

using namespace retrograde;
using retrograde::testing::shortSpec;
using retrograde::testing::someSide;

class TestLesson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Also where only whether anything was done is asked.
    void theLossIsOfAllThatIsLearned()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto lesson = makePretextLesson(spec, side, side);
        const std::vector<Example> examples = lesson->epoch(1);
        const Targets targets = lesson->targets(examples);
        torch::manual_seed(5);
        const torch::Tensor answers
            = 2 * torch::randn({ static_cast<std::int64_t>(examples.size()), 6 }, torch::kFloat64);
        QVERIFY(std::abs(lesson->loss(answers, targets).item<double>()
                    + answers.log_softmax(1).gather(1, targets.wanted.unsqueeze(1)).mean().item<double>())
            < 1e-9);
    }

    void onlyTheQuestionDecidesWhetherANetworkHasCollapsed()
    {
        const Side side = someSide(24);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto lesson = makePretextLesson(spec, side, side);
        const auto n = static_cast<std::int64_t>(lesson->validation().examples().size());
        QVERIFY(n >= 20);
        const auto isTold = [&](const torch::Tensor &answers) {
            const std::vector<std::string> doubts = lesson->doubts(answers);
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
        const auto lesson = makePretextLesson(shortSpec(Task::Reversal), side, side);
        const auto n = static_cast<std::int64_t>(lesson->validation().examples().size());
        QVERIFY(n >= 20);
        torch::Tensor answers = torch::zeros({ n, 2 }, torch::kFloat64);
        const auto says = [&](const char *words) {
            for (const std::string &doubt : lesson->doubts(answers)) {
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
        const auto lesson = makePretextLesson(spec, side, side);
        const ClipLoader loader(side.spectrograms, ClipRecipe(spec, { -40, 12 }));
        std::vector<Example> examples = lesson->epoch(1);
        QVERIFY(examples.size() >= 9);
        examples.resize(9); // one is left over
        std::size_t at = 4;
        Prefetcher batches(loader, *lesson, examples, at, 4, true);
        while (const std::optional<Batch> batch = batches.next()) {
            QCOMPARE(batch->examples.data(), examples.data() + at);
            QVERIFY(torch::equal(batch->inputs, loader.of(batch->examples)));
            QVERIFY(torch::equal(batch->targets.wanted, lesson->targets(batch->examples).wanted));
            at += batch->examples.size();
        }
        QCOMPARE(at, examples.size() - 1);
        QVERIFY(batches.waited() >= 0);
        // All of them when nothing is trained.
        Prefetcher all(loader, *lesson, examples, 0, 4, false);
        std::size_t seen = 0;
        while (const std::optional<Batch> batch = all.next())
            seen += batch->examples.size();
        QCOMPARE(seen, examples.size());
    }

    void aPrefetcherThatIsLeftEarlyEnds()
    {
        const Side side = someSide(1);
        const RunSpec spec = shortSpec(Task::Reversal);
        const auto lesson = makePretextLesson(spec, side, side);
        const ClipLoader loader(side.spectrograms, ClipRecipe(spec, { -40, 12 }));
        const std::vector<Example> examples = lesson->epoch(1);
        {
            Prefetcher unused(loader, *lesson, examples, 0, 1, false);
        }
        Prefetcher begun(loader, *lesson, examples, 0, 1, false);
        QVERIFY(begun.next());
    }

    void whatTheLoaderThrowsArrives()
    {
        class Broken : public Inputs {
        public:
            torch::Tensor of(std::span<const Example>) const override { throw Error(ErrorCode::Io, "gone"); }
        };
        const Side side = someSide(1);
        const auto lesson = makePretextLesson(shortSpec(Task::Reversal), side, side);
        const std::vector<Example> examples = lesson->epoch(1);
        const Broken broken;
        Prefetcher batches(broken, *lesson, examples, 0, 2, true);
        QVERIFY_EXCEPTION_THROWN(batches.next(), Error);
    }

    void batchesAreCounted()
    {
        QCOMPARE(batchesIn(0, 32), std::size_t { 0 });
        QCOMPARE(batchesIn(1, 32), std::size_t { 0 });
        QCOMPARE(batchesIn(2, 32), std::size_t { 1 });
        QCOMPARE(batchesIn(33, 32), std::size_t { 1 });
        QCOMPARE(batchesIn(34, 32), std::size_t { 2 });
        QCOMPARE(batchesIn(64, 32), std::size_t { 2 });
    }
};

QTEST_APPLESS_MAIN(TestLesson)
#include "tst_lesson.moc"
