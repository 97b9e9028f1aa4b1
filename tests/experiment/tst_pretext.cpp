#include "base/error.h"
#include "experiment/pretext.h"
#include "experiment/transform.h"

#include <QTest>
#include <cmath>
#include <map>
#include <set>

using namespace retrograde;

namespace {

std::unique_ptr<const PretextTask> jigsaw(const char *target, const char *head = "linear")
{
    RunSpec spec = RunSpec::preset("sound", Task::Jigsaw, Network::ConvNet);
    spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
    spec.pretext.head = choiceNamed<HeadKind>(head).value();
    return makePretextTask(spec);
}

/// How often each transform is drawn in 60,000 draws.
std::map<std::string, double> drawn(const PretextTask &task)
{
    constexpr int kDraws = 60000;
    RandomStream random(3);
    std::map<std::string, double> shares;
    for (int i = 0; i < kDraws; ++i)
        shares[task.transforms()[static_cast<std::size_t>(task.draw(random))]] += 1.0 / kDraws;
    return shares;
}

/// Five standard errors.
bool isNear(double share, double expected)
{
    return std::abs(share - expected) < 5 * std::sqrt(expected * (1 - expected) / 60000);
}

/// Each transform is drawn as often as the task says.
void requireStatedShares(const PretextTask &task)
{
    double sum = 0;
    const auto shares = drawn(task);
    for (std::size_t i = 0; i < task.transforms().size(); ++i) {
        const double stated = task.share(static_cast<int>(i));
        sum += stated;
        QVERIFY2(isNear(shares.at(task.transforms()[i]), stated), task.transforms()[i].c_str());
    }
    QVERIFY(std::abs(sum - 1) < 1e-12);
}

} // namespace

class TestPretext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reversalIsACoin()
    {
        const auto task = makePretextTask(RunSpec());
        const auto shares = drawn(*task);
        QCOMPARE(shares.size(), std::size_t { 2 });
        QVERIFY(isNear(shares.at("published"), 0.5));
        QCOMPARE(task->classes(), 2);
        QCOMPARE(task->classOf(0), 0);
        QCOMPARE(task->transforms()[1], std::string(kReversed));
        QCOMPARE(task->classOf(1), 1);
    }

    void halfOfTheJigsawsAreIntactAndTheOthersEven()
    {
        const auto task = jigsaw("shuffled");
        QCOMPARE(task->classes(), 2);
        const auto shares = drawn(*task);
        QCOMPARE(shares.size(), std::size_t { 6 });
        for (const auto &[transform, share] : shares)
            QVERIFY2(isNear(share, transform == kPublished ? 0.5 : 0.1), transform.c_str());
    }

    void allOrdersAreEvenWhenTheOrderIsAskedFor()
    {
        const auto task = jigsaw("order");
        QCOMPARE(task->classes(), 6);
        for (const auto &[transform, share] : drawn(*task))
            QVERIFY2(isNear(share, 1.0 / 6), transform.c_str());
        std::set<int> classes;
        for (int i = 0; i < 6; ++i)
            classes.insert(task->classOf(i));
        QCOMPARE(classes.size(), std::size_t { 6 });
    }

    void sharesAreWhatIsDrawn()
    {
        requireStatedShares(*makePretextTask(RunSpec()));
        for (const char *target : { "shuffled", "order" })
            requireStatedShares(*jigsaw(target));
    }

    void aHeadThatTellsOrdersHasOneOutputForEach()
    {
        for (const char *target : { "shuffled", "order" }) {
            const auto plain = jigsaw(target);
            QCOMPARE(plain->outputs(), plain->classes());
            const auto task = jigsaw(target, "adjacency");
            QCOMPARE(task->classes(), plain->classes()); // what is asked stays
            QCOMPARE(task->outputs(), 6);
            for (int i = 0; i < 6; ++i) {
                QCOMPARE(plain->outputOf(i), plain->classOf(i));
                QCOMPARE(task->outputOf(i), i);
            }
        }
    }

    void theIdentityIsNeverLabelledShuffled()
    {
        for (const char *target : { "shuffled", "order" }) {
            const auto task = jigsaw(target);
            std::set<std::vector<int>> orders;
            for (std::size_t i = 0; i < task->transforms().size(); ++i) {
                const std::string &transform = task->transforms()[i];
                const std::vector<int> order
                    = transform == kPublished ? std::vector<int> { 1, 2, 3 } : parseOrder(transform);
                orders.insert(order);
                const bool intact = order == std::vector<int> { 1, 2, 3 };
                QCOMPARE(task->classOf(static_cast<int>(i)) == 0, intact);
            }
            QCOMPARE(orders.size(), std::size_t { 6 }); // each order once, so the identity has one name
        }
    }

    void eachValidationCropIsJudgedTwice()
    {
        for (const char *target : { "shuffled", "order" }) {
            const auto task = jigsaw(target);
            RandomStream random(1);
            std::map<int, int> counts;
            for (int i = 0; i < 6000; ++i) {
                const std::vector<int> judged = task->judged(random);
                QCOMPARE(judged.size(), std::size_t { 2 });
                QVERIFY(judged[0] != judged[1]);
                for (const int transform : judged)
                    ++counts[transform];
            }
            const bool even = std::string(target) == "order";
            QVERIFY(even ? std::abs(counts[0] - 2000) < 200 : counts[0] == 6000);
            for (int i = 1; i < 6; ++i)
                QVERIFY(std::abs(counts[i] - (even ? 2000 : 1200)) < 200);
        }
    }

    void instrumentsAreNoPretext()
    {
        RunSpec spec;
        spec.task = Task::Instruments;
        QVERIFY_EXCEPTION_THROWN(makePretextTask(spec), Error);
    }
};

QTEST_APPLESS_MAIN(TestPretext)
#include "tst_pretext.moc"
