#include "base/random.h"
#include "spectrum/decibels.h"
#include "support/cqtoracle.h"

#include <QTest>
#include <cmath>
#include <vector>

using namespace retrograde;
using namespace retrograde::testing;

class TestDecibels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levels()
    {
        QCOMPARE(levelDb(1.0f), 0.0f);
        QVERIFY(std::abs(levelDb(10.0f) - 20) < 1e-5f);
        QVERIFY(std::abs(levelDb(0.5f) + 6.0206f) < 1e-4f);
        QVERIFY(std::abs(levelDb(kAmin) + 100) < 1e-4f);
        QCOMPARE(levelDb(0.0f), -100.0f);
        QCOMPARE(levelDb(1e-30f), -100.0f);
    }

    void followTheDefinition()
    {
        RandomStream random(2);
        // Quiet, ordinary and loud images: the floor of amin, the range and both must show.
        for (const double top : { -95.0, -60.0, 0.0, 40.0 }) {
            std::vector<float> image;
            for (int i = 0; i < 2000; ++i)
                image.push_back(static_cast<float>(std::pow(10, (top - random.uniform(0, 130)) / 20)));
            const std::vector<double> expected = decibelsByDefinition(std::vector<double>(image.begin(), image.end()));
            magnitudesToDb(image);
            for (std::size_t i = 0; i < image.size(); ++i)
                QVERIFY(std::abs(image[i] - expected[i]) < 5e-5);
        }
    }

    void oneLoudCellSetsTheScale()
    {
        std::vector<float> image { 2.0f, 0.2f, 0.0f };
        magnitudesToDb(image);
        QCOMPARE(image[0], 0.0f);
        QVERIFY(std::abs(image[1] + 20) < 1e-4f);
        QCOMPARE(image[2], -80.0f);
    }

    void silenceIsTheFloor()
    {
        for (const float magnitude : { 0.0f, 1e-30f, 1e-6f, kAmin }) {
            std::vector<float> image(100, magnitude);
            magnitudesToDb(image);
            QCOMPARE(image, std::vector<float>(100, -80.0f));
        }
        magnitudesToDb({});
        // Whatever is above what counts as silence has a loudest cell.
        std::vector<float> image(100, 0.0f);
        image[7] = 1.01f * kAmin;
        magnitudesToDb(image);
        QCOMPARE(image[7], 0.0f);
    }
};

QTEST_APPLESS_MAIN(TestDecibels)
#include "tst_decibels.moc"
