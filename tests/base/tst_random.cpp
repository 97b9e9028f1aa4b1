#include "base/random.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>

using namespace retrograde;

class TestRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samePathSameNumbers()
    {
        RandomStream one(7, { streamId("crops"), 3 });
        RandomStream other(7, { streamId("crops"), 3 });
        for (int i = 0; i < 100; ++i)
            QCOMPARE(one(), other());
    }

    void differentPathsAreUnrelated()
    {
        RandomStream one(7, { streamId("crops"), 3 });
        RandomStream next(7, { streamId("crops"), 4 });
        RandomStream swapped(7, { 3, streamId("crops") });
        RandomStream reseeded(8, { streamId("crops"), 3 });
        const auto first = one();
        QVERIFY(first != next());
        QVERIFY(first != swapped());
        QVERIFY(first != reseeded());
    }

    void uniformHasTheRightMoments()
    {
        RandomStream random(1);
        const int count = 200000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; ++i) {
            const double value = random.uniform();
            QVERIFY(value >= 0 && value < 1);
            sum += value;
            squares += value * value;
        }
        // Five standard errors.
        QVERIFY(std::abs(sum / count - 0.5) < 5 * std::sqrt(1.0 / 12 / count));
        QVERIFY(std::abs(squares / count - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / count));
    }

    void belowIsUniform()
    {
        RandomStream random(2);
        const int bins = 7;
        const int count = 70000;
        std::vector<int> hits(bins);
        for (int i = 0; i < count; ++i)
            ++hits[random.below(bins)];
        double chiSquared = 0;
        for (const int hit : hits)
            chiSquared += std::pow(hit - count / bins, 2) / (count / bins);
        QVERIFY2(chiSquared < 27.9, qPrintable(QString::number(chiSquared))); // p = 0.0001 at 6 degrees of freedom
    }

    void shuffleReachesEveryOrderEquallyOften()
    {
        RandomStream random(3);
        std::map<std::vector<int>, int> orders;
        for (int i = 0; i < 12000; ++i) {
            std::vector<int> order { 1, 2, 3 };
            random.shuffle(order);
            ++orders[order];
        }
        QCOMPARE(orders.size(), std::size_t(6));
        for (const auto &[order, count] : orders)
            QVERIFY(count > 1800 && count < 2200);
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
