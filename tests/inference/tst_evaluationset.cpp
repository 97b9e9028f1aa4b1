#include "experiment/pretext.h"
#include "experiment/taskdescription.h"
#include "inference/evaluationset.h"
#include "support/sides.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace retrograde;
using retrograde::testing::shortSpec;
using retrograde::testing::someSide;

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

} // namespace

class TestEvaluationSet : public QObject {
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
                const auto set = makePretextSet(spec, side);
                const auto clips = static_cast<std::int64_t>(set->examples().size());
                const Question question = questionOf(spec);
                // The last output leads, or lags behind, by less than a single float can tell.
                for (const double lead : { 1e-9, -1e-9, 0.0, 3.0, -3.0 }) {
                    torch::Tensor logits = torch::zeros({ clips, set->outputs() }, torch::kFloat64);
                    if (set->outputs() != static_cast<int>(question.choices.size()))
                        logits.select(1, 0) += std::log(5.0); // against five orders together
                    logits.select(1, set->outputs() - 1) += lead;
                    const AnswerTable table = answersOf(
                        *set, spec, side, makePretextTask(spec)->transforms(), logits, torch::zeros({ clips, 3 }));
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
                    QCOMPARE(right / static_cast<double>(clips), set->judge(logits).accuracy);
                }
            }
        }
    }

    void outcomesAgreeWithTheClassesAndTheAnswers()
    {
        const Side side = someSide(2);
        for (const char *target : { "shuffled", "order" }) {
            RunSpec spec = shortSpec(Task::Jigsaw);
            spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
            spec.pretext.head = HeadKind::Linear;
            const auto set = makePretextSet(spec, side);
            const auto n = static_cast<std::int64_t>(set->examples().size());
            QVERIFY(n >= 4);
            torch::manual_seed(2);
            const torch::Tensor answers = 3 * torch::randn({ n, set->outputs() }, torch::kFloat64);
            const torch::Tensor classes = set->targets(set->examples()).wanted;
            const EvaluationSet::Outcome outcome = set->judge(answers);
            QVERIFY(
                std::abs(outcome.loss - torch::nn::functional::cross_entropy(answers, classes).item<double>()) < 1e-9);
            QVERIFY(std::abs(outcome.accuracy - answers.argmax(1).eq(classes).to(torch::kFloat64).mean().item<double>())
                < 1e-12);
            const torch::Tensor probabilities = answers.softmax(1);
            const std::vector<Answer> said = set->answersOfClips(answers);
            QCOMPARE(static_cast<std::int64_t>(said.size()), n);
            for (std::int64_t i = 0; i < n; ++i) {
                const Answer &answer = said[static_cast<std::size_t>(i)];
                QVERIFY(std::abs(answer.probability - (1 - probabilities[i][0].item<double>())) < 1e-9);
                QVERIFY(
                    std::abs(answer.loss + std::log(probabilities[i][classes[i].item<std::int64_t>()].item<double>()))
                    < 1e-6);
                QCOMPARE(answer.isTransformed(), answer.transform != "published");
                QCOMPARE(answer.wanted, classes[i].item<int>());
                QCOMPARE(answer.said, answers[i].argmax().item<int>());
                QVERIFY(answer.trackId >= 100);
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
        QCOMPARE(makePretextSet(spec, side)->examples().size(), std::size_t { 5000 });
        spec.validationExamples = 0; // as runs of the first versions have it
        const auto few = static_cast<std::int64_t>(20 * 60 / (42 * 512 / 22050.0));
        QCOMPARE(static_cast<std::int64_t>(makePretextSet(spec, side)->examples().size()), 2 * few);
        spec.validationExamples = 5000;
        side.spectrograms.resize(10);
        side.tracks.resize(10);
        const std::size_t all = makePretextSet(spec, side)->examples().size();
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
            QCOMPARE(makePretextSet(spec, side)->examples().size(), std::size_t { 800 });
        }
    }

    void whatIsJudgedHasTheSeedOfTheSplit()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        const std::vector<Example> judged = makePretextSet(spec, side)->examples();
        spec.seed = 8; // other weights, and other crops to learn from
        QCOMPARE(makePretextSet(spec, side)->examples(), judged);
        spec.splitSeed = 8;
        QVERIFY(makePretextSet(spec, side)->examples() != judged);
    }

    void ordersAreLearnedWhereOnlyShufflingIsAskedFor()
    {
        const Side side = someSide(2);
        RunSpec spec = shortSpec(Task::Jigsaw);
        spec.pretext.head = HeadKind::Adjacency;
        const auto set = makePretextSet(spec, side);
        QCOMPARE(set->outputs(), 6);
        const auto n = static_cast<std::int64_t>(set->examples().size());
        torch::manual_seed(5);
        const torch::Tensor answers = 2 * torch::randn({ n, 6 }, torch::kFloat64);
        const Targets targets = set->targets(set->examples());
        const torch::Tensor shuffled = 1 - answers.softmax(1).select(1, 0);
        double right = 0;
        double lossSum = 0;
        const std::vector<Answer> said = set->answersOfClips(answers);
        for (std::int64_t i = 0; i < n; ++i) {
            const Answer &answer = said[static_cast<std::size_t>(i)];
            // What is learned is the very order ...
            const auto wanted = targets.wanted[i].item<std::int64_t>();
            QCOMPARE(wanted != 0, answer.isTransformed());
            // ... but what is asked is whether it is the published one.
            const double probability = shuffled[i].item<double>();
            lossSum -= std::log(answer.isTransformed() ? probability : 1 - probability);
            QVERIFY(std::abs(answer.loss + std::log(answer.isTransformed() ? probability : 1 - probability)) < 1e-9);
            QVERIFY(std::abs(answer.probability - probability) < 1e-9);
            right += (probability >= 0.5) == (answer.isTransformed());
        }
        QVERIFY(right > 0 && right < static_cast<double>(n));
        QVERIFY(std::abs(set->judge(answers).accuracy - right / static_cast<double>(n)) < 1e-12);
        const EvaluationSet::Score score = set->score(answers, targets);
        QCOMPARE(static_cast<double>(score.right), right);
        QCOMPARE(score.judged, n);
        QVERIFY(score.loss);
        QVERIFY(std::abs(*score.loss - lossSum / static_cast<double>(n)) < 1e-9);
        QVERIFY(std::abs(set->judge(answers).loss - lossSum / static_cast<double>(n)) < 1e-9);
    }
};

QTEST_APPLESS_MAIN(TestEvaluationSet)
#include "tst_evaluationset.moc"
