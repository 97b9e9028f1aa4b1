#include "analysis/saliencymap.h"

#include <QTest>
#include <array>

using namespace retrograde;

namespace {

/// Two rows of 2 and 3 bins, columns of 4 frames; all values 0.
SaliencyMap mapOf(Arrangement heard)
{
    SaliencyMap map;
    map.heard = std::move(heard);
    for (std::int64_t edge = 0; edge <= map.heard.frameCount(); edge += 4)
        map.frameEdges.push_back(edge);
    map.binEdges = { 0, 2, 5 };
    map.values.resize(map.rows() * map.columns());
    return map;
}

} // namespace

class TestSaliencyMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesHaveTheirPlaceInTheOriginal()
    {
        SaliencyMap map = mapOf(Arrangement::reversed({ 100, 112 }));
        map.values = { 1, 2, 3, /* upper row */ 4, 5, 6 };
        // The original's last frames were heard first.
        QCOMPARE(map.at(111, 0), std::optional(1.0f));
        QCOMPARE(map.at(108, 1), std::optional(1.0f));
        QCOMPARE(map.at(107, 1), std::optional(2.0f));
        QCOMPARE(map.at(100, 2), std::optional(6.0f));
        QCOMPARE(map.at(103, 4), std::optional(6.0f));
        QVERIFY(!map.at(99, 0));
        QVERIFY(!map.at(112, 0));
        QVERIFY(!map.at(105, 5));
        QVERIFY(!map.at(105, -1));
        QVERIFY(!SaliencyMap().at(0, 0));
    }

    void gapsHaveNoValue()
    {
        // Three slots of 6 frames of which 4 are heard, the third first.
        SaliencyMap map = mapOf(Arrangement::jigsaw({ 50, 68 }, std::array { 3, 1, 2 }, 2));
        map.values = { 1, 2, 3, 4, 5, 6 };
        QCOMPARE(map.at(62, 0), std::optional(1.0f));
        QCOMPARE(map.at(50, 0), std::optional(2.0f));
        QVERIFY(!map.at(54, 0));
        QVERIFY(!map.at(55, 0));
        QCOMPARE(map.at(56, 4), std::optional(6.0f));
    }

    void theShareNearJoints()
    {
        // Three pieces of 8 frames: joints at 8 and 16. Within 2 frames lie 6 ... 9 and 14 ... 17: 8 of 24 frames.
        SaliencyMap map = mapOf(Arrangement::jigsaw({ 0, 24 }, std::array { 2, 1, 3 }));
        map.values = { 1, -2, 0, 0, 0, 0, /* upper row */ 0, 0, 0, 0, 4, 0 };
        // Per frame, with 2 bins below and 3 above: columns 0 ... 5 weigh 2, 4, 0, 0, 12, 0. Two frames of column 1 and
        // two of column 4 are near: 2 * 4 + 2 * 12 = 32 of 4 * (2 + 4 + 12) = 72.
        const std::optional<JointShare> share = shareNearJoints(map, 2);
        QVERIFY(share);
        QCOMPARE(share->saliency, 32.0 / 72);
        QCOMPARE(share->area, 8.0 / 24);
        // However wide, there is no more than everything.
        QCOMPARE(shareNearJoints(map, 100)->saliency, 1.0);
        QCOMPARE(shareNearJoints(map, 100)->area, 1.0);
    }

    void withoutJointsOrValuesThereIsNoShare()
    {
        SaliencyMap map = mapOf(Arrangement::reversed({ 0, 24 }));
        map.values.front() = 1;
        QVERIFY(!shareNearJoints(map));
        QVERIFY(!shareNearJoints(mapOf(Arrangement::jigsaw({ 0, 24 }, std::array { 2, 1, 3 }))));
        QVERIFY(!shareNearJoints(SaliencyMap()));
    }
};

QTEST_APPLESS_MAIN(TestSaliencyMap)
#include "tst_saliencymap.moc"
