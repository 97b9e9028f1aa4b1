#include "learning/lesson.h"
#include "learning/prefetcher.h"

#include "base/error.h"
#include "experiment/pretext.h"
#include "experiment/question.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>

using namespace retrograde;

namespace {

/// Two labels, three clips; the last cell of each label is not known.
Targets someTargets(float hidden = 0)
{
    return { torch::tensor({ 1.f, 0.f, 0.f, 1.f, hidden, hidden }).reshape({ 3, 2 }),
        torch::tensor({ 1.f, 1.f, 1.f, 0.f, 0.f, 0.f }).reshape({ 3, 2 }) };
}

Downstream weighted(const char *how)
{
    Downstream settings;
    settings.weighting = choiceNamed<Weighting>(how).value();
    return settings;
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

/// Tracks of struck notes.
Side someSide(int tracks)
{
    const CqtPlan plan { CqtParameters() };
    Side side;
    for (int i = 0; i < tracks; ++i) {
        side.spectrograms.push_back(FeatureStore::inMemory(
            plan, retrograde::testing::struckNotes(6, 22050, static_cast<std::uint64_t>(i + 1))));
        Track &track = side.tracks.emplace_back();
        track.id = 100 + i;
        track.contentHash = "track " + std::to_string(i);
    }
    return side;
}

RunSpec shortSpec(Task task)
{
    RunSpec spec = RunSpec::preset("sound", task, Network::ConvNet);
    spec.clip = ClipLength::parse(task == Task::Jigsaw ? "3x1" : "1");
    return spec;
}

} // namespace

class TestLesson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelLossIsWhatItsFormulaSays()
    {
        const torch::Tensor answers = torch::tensor({ 0.5f, -1.f, 2.f, 7.f, -9.f, 4.f }).reshape({ 3, 2 });
        const double a = -std::log(sigmoid(0.5)); // label 0, present
        const double b = -std::log(1 - sigmoid(-1)); // label 1, absent
        const double c = -std::log(1 - sigmoid(2)); // label 0, absent
        const auto loss
            = [&](const char *how) { return labelLoss(answers, someTargets(), weighted(how)).item<double>(); };
        QVERIFY(std::abs(loss("plain") - (a + b + c) / 3) < 1e-6);
        QVERIFY(std::abs(loss("original") - ((a + c) / 2 + b) / 2) < 1e-6);
        const double focal
            = (std::pow(1 - sigmoid(0.5), 2) * a + std::pow(sigmoid(-1), 2) * b + std::pow(sigmoid(2), 2) * c) / 3;
        QVERIFY(std::abs(loss("focal") - focal) < 1e-6);
    }

    void unlabelledCellsChangeNeitherLossNorGradient()
    {
        for (const char *how : { "plain", "original", "focal" }) {
            torch::Tensor losses[2];
            torch::Tensor gradients[2];
            for (int i = 0; i < 2; ++i) {
                // Other targets and other answers where nothing is known, even absurd ones.
                torch::Tensor answers = i == 0 ? torch::tensor({ 0.5f, -1.f, 2.f, 7.f, -9.f, 4.f })
                                               : torch::tensor({ 0.5f, -1.f, 2.f, -300.f, 1e30f, 0.f });
                answers = answers.reshape({ 3, 2 }).set_requires_grad(true);
                losses[i] = labelLoss(answers, someTargets(static_cast<float>(i)), weighted(how));
                losses[i].backward();
                gradients[i] = answers.grad();
            }
            QVERIFY(torch::equal(losses[0], losses[1]));
            QVERIFY(torch::equal(gradients[0], gradients[1]));
            QVERIFY(gradients[0][1][1].item<double>() == 0);
            QVERIFY(gradients[0][0][0].item<double>() != 0);
        }
    }

    void aBatchWithoutLabelsCostsNothing()
    {
        const Targets none { torch::zeros({ 2, 3 }), torch::zeros({ 2, 3 }) };
        for (const char *how : { "plain", "original", "focal" })
            QCOMPARE(labelLoss(torch::randn({ 2, 3 }), none, weighted(how)).item<double>(), 0.0);
    }

    /// What is kept as single floats says what was said in double ones, however close.
    void whatIsKeptGivesTheSameAnswers()
    {
        const Side side = someSide(2);
        for (const char *target : { "shuffled", "order" }) {
            for (const char *head : { "linear", "adjacency" }) {
                RunSpec spec = shortSpec(Task::Jigsaw);
                spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
                spec.pretext.head = choiceNamed<HeadKind>(head).value();
                const auto lesson = makePretextLesson(spec, side, side);
                const auto clips = static_cast<std::int64_t>(lesson->validation().size());
                const Question question = questionOf(spec);
                // The last output leads, or lags behind, by less than a single float can tell.
                for (const double lead : { 1e-9, -1e-9, 0.0, 3.0, -3.0 }) {
                    torch::Tensor logits = torch::zeros({ clips, lesson->outputs() }, torch::kFloat64);
                    if (lesson->outputs() != static_cast<int>(question.choices.size()))
                        logits.select(1, 0) += std::log(5.0); // against five orders together
                    logits.select(1, lesson->outputs() - 1) += lead;
                    const AnswerTable table = answersOf(
                        *lesson, spec, side, makePretextTask(spec)->transforms(), logits, torch::zeros({ clips, 3 }));
                    requireConsistent(table, "table");
                    QCOMPARE(table.choices, question.choices);
                    QCOMPARE(static_cast<std::int64_t>(table.clips()), clips);
                    double right = 0;
                    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
                        const float *const said = table.probability.data() + clip * table.choices.size();
                        const auto highest = std::max_element(said, said + table.choices.size()) - said;
                        const auto answer = question.tellsOrders() ? highest : said[1] >= 0.5F ? 1 : 0;
                        right += answer == table.wanted[clip] ? 1 : 0;
                    }
                    QCOMPARE(right / static_cast<double>(clips), lesson->judge(logits).accuracy);
                }
            }
        }
    }

    void outcomesAgreeWithTheClassesAndTheirPredictions()
    {
        const Side side = someSide(2);
        for (const char *target : { "shuffled", "order" }) {
            RunSpec spec = shortSpec(Task::Jigsaw);
            spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
            spec.pretext.head = HeadKind::Linear;
            const auto lesson = makePretextLesson(spec, side, side);
            const auto n = static_cast<std::int64_t>(lesson->validation().size());
            QVERIFY(n >= 4);
            torch::manual_seed(2);
            const torch::Tensor answers = 3 * torch::randn({ n, lesson->outputs() }, torch::kFloat64);
            const torch::Tensor classes = lesson->targets(lesson->validation(), false).wanted;
            const Lesson::Outcome outcome = lesson->judge(answers);
            QVERIFY(
                std::abs(outcome.loss - torch::nn::functional::cross_entropy(answers, classes).item<double>()) < 1e-9);
            QVERIFY(std::abs(outcome.accuracy - answers.argmax(1).eq(classes).to(torch::kFloat64).mean().item<double>())
                < 1e-12);
            const torch::Tensor probabilities = answers.softmax(1);
            const std::vector<Prediction> predictions = lesson->predictions(9, answers);
            QCOMPARE(static_cast<std::int64_t>(predictions.size()), n);
            for (std::int64_t i = 0; i < n; ++i) {
                const Prediction &prediction = predictions[static_cast<std::size_t>(i)];
                QVERIFY(std::abs(prediction.probability - (1 - probabilities[i][0].item<double>())) < 1e-9);
                QVERIFY(std::abs(prediction.loss
                            + std::log(probabilities[i][classes[i].item<std::int64_t>()].item<double>()))
                    < 1e-6);
                QCOMPARE(prediction.target, prediction.transform == "published" ? 0 : 1);
                QCOMPARE(prediction.frameCount, std::int64_t { 204 });
                QVERIFY(prediction.trackId >= 100);
            }
        }
    }

    void enoughExamplesAreJudgedWhereThereIsSoMuchMusic()
    {
        const CqtPlan plan { CqtParameters() };
        const auto minute = FeatureStore::inMemory(plan, retrograde::testing::silence(60, 22050));
        Side side;
        side.spectrograms.assign(200, minute);
        side.tracks.resize(200);
        RunSpec spec = RunSpec::preset("sound", Task::Reversal, Network::ConvNet);
        spec.clip = ClipLength::parse("1");
        QCOMPARE(spec.validationMinutes, 20.0); // 1,230 crops
        QCOMPARE(makePretextLesson(spec, side, side)->validation().size(), std::size_t { 5000 });
        spec.validationExamples = 0; // as runs of the first versions have it
        const auto few = static_cast<std::int64_t>(20 * 60 / (42 * 512 / 22050.0));
        QCOMPARE(static_cast<std::int64_t>(makePretextLesson(spec, side, side)->validation().size()), 2 * few);
        spec.validationExamples = 5000;
        side.spectrograms.resize(10);
        side.tracks.resize(10);
        const std::size_t all = makePretextLesson(spec, side, side)->validation().size();
        QVERIFY(all > 900 && all < 1200); // 10 minutes of it
    }

    void aPosterRunIsJudgedByAllThatIsHeldOut()
    {
        const CqtPlan plan { CqtParameters() };
        Side side;
        side.spectrograms.assign(400, FeatureStore::inMemory(plan, retrograde::testing::silence(30, 22050)));
        side.tracks.resize(400);
        for (const Task task : { Task::Reversal, Task::Jigsaw }) {
            const RunSpec spec = RunSpec::preset("poster", task, Network::ConvNet);
            // One crop of each track, as published and changed: more than an hour of crops.
            QCOMPARE(makePretextLesson(spec, side, side)->validation().size(), std::size_t { 800 });
        }
    }

    void whatIsJudgedHasTheSeedOfTheSplit()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        const std::vector<Example> judged = makePretextLesson(spec, side, side)->validation();
        spec.seed = 8; // other weights, and other crops to learn from
        QCOMPARE(makePretextLesson(spec, side, side)->validation(), judged);
        spec.splitSeed = 8;
        QVERIFY(makePretextLesson(spec, side, side)->validation() != judged);
    }

    void ordersAreLearnedWhereOnlyShufflingIsAskedFor()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto lesson = makePretextLesson(spec, side, side);
        QCOMPARE(lesson->outputs(), 6);
        const auto n = static_cast<std::int64_t>(lesson->validation().size());
        torch::manual_seed(5);
        const torch::Tensor answers = 2 * torch::randn({ n, 6 }, torch::kFloat64);
        const Targets targets = lesson->targets(lesson->validation(), false);
        const torch::Tensor shuffled = 1 - answers.softmax(1).select(1, 0);
        double right = 0;
        double lossSum = 0;
        const std::vector<Prediction> predictions = lesson->predictions(9, answers);
        for (std::int64_t i = 0; i < n; ++i) {
            const Prediction &prediction = predictions[static_cast<std::size_t>(i)];
            // What is learned is the very order ...
            const auto wanted = targets.wanted[i].item<std::int64_t>();
            QCOMPARE(wanted == 0, prediction.target == 0);
            // ... but what is asked is whether it is the published one.
            const double probability = shuffled[i].item<double>();
            lossSum -= std::log(prediction.target == 1 ? probability : 1 - probability);
            QVERIFY(
                std::abs(prediction.loss + std::log(prediction.target == 1 ? probability : 1 - probability)) < 1e-9);
            QVERIFY(std::abs(prediction.probability - probability) < 1e-9);
            right += (probability >= 0.5) == (prediction.target == 1);
        }
        QVERIFY(right > 0 && right < static_cast<double>(n));
        QVERIFY(std::abs(lesson->judge(answers).accuracy - right / static_cast<double>(n)) < 1e-12);
        const Lesson::Score score = lesson->score(answers, targets);
        QCOMPARE(static_cast<double>(score.right), right);
        QCOMPARE(score.judged, n);
        QVERIFY(score.loss);
        QVERIFY(std::abs(*score.loss - lossSum / static_cast<double>(n)) < 1e-9);
        QVERIFY(std::abs(lesson->judge(answers).loss - lossSum / static_cast<double>(n)) < 1e-9);
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
        const auto n = static_cast<std::int64_t>(lesson->validation().size());
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
        const auto n = static_cast<std::int64_t>(lesson->validation().size());
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
            QVERIFY(torch::equal(batch->targets.wanted, lesson->targets(batch->examples, true).wanted));
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
