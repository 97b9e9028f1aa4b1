#include "experiment/labelsampling.h"

#include "base/random.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace retrograde;

namespace {

/// 600 tracks; "flute" is labelled on half of them and present on a fifth of these, "drums" on all.
LabelCells someCells()
{
    LabelCells cells;
    cells.labels = { "flute", "drums" };
    RandomStream random(1);
    for (int track = 0; track < 600; ++track) {
        cells.tracks.push_back("track " + std::to_string(track));
        cells.targets.push_back(track % 2 ? LabelCells::kUnlabelled : track % 10 == 0 ? 1 : 0);
        cells.targets.push_back(random.coin() ? 1 : 0);
    }
    return cells;
}

int count(const LabelCells &cells, std::size_t label, std::int8_t kind)
{
    int found = 0;
    for (std::size_t track = 0; track < cells.tracks.size(); ++track)
        found += cells.at(track, label) == kind;
    return found;
}

LabelCells sampled(int perClass, std::uint64_t seed = 7)
{
    LabelCells cells = someCells();
    sampleLabels(cells, perClass, seed);
    return cells;
}

} // namespace

class TestLabelSampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asManyAsAskedForInTheSharesOfAll()
    {
        for (const int perClass : { 10, 50, 250 }) {
            const LabelCells cells = sampled(perClass);
            QCOMPARE(count(cells, 0, 1) + count(cells, 0, 0), perClass);
            QCOMPARE(count(cells, 0, 1), perClass / 5); // 60 of 300
            QCOMPARE(count(cells, 1, 1) + count(cells, 1, 0), perClass);
            QVERIFY(std::abs(count(cells, 1, 1) - perClass / 2.0) < 0.1 * perClass + 1);
        }
    }

    void twoAreOneOfEach()
    {
        const LabelCells cells = sampled(2);
        QCOMPARE(count(cells, 0, 1), 1);
        QCOMPARE(count(cells, 0, 0), 1);
    }

    void whatIsKeptIsAsItWas()
    {
        const LabelCells all = someCells();
        const LabelCells cells = sampled(50);
        for (std::size_t cell = 0; cell < cells.targets.size(); ++cell)
            QVERIFY(cells.targets[cell] == LabelCells::kUnlabelled || cells.targets[cell] == all.targets[cell]);
    }

    void largerSamplesHoldTheSmaller()
    {
        const LabelCells ten = sampled(10);
        const LabelCells fifty = sampled(50);
        const LabelCells everything = sampled(1'000'000);
        for (std::size_t cell = 0; cell < ten.targets.size(); ++cell) {
            if (ten.targets[cell] != LabelCells::kUnlabelled)
                QCOMPARE(fifty.targets[cell], ten.targets[cell]);
        }
        QVERIFY(everything.targets == someCells().targets);
    }

    void seedsDifferAndTheOrderOfTracksDoesNotMatter()
    {
        QVERIFY(sampled(10).targets != sampled(10, 8).targets);
        LabelCells turned = someCells();
        std::reverse(turned.tracks.begin(), turned.tracks.end());
        std::reverse(turned.targets.begin(), turned.targets.end()); // turns the labels round as well
        std::reverse(turned.labels.begin(), turned.labels.end());
        sampleLabels(turned, 10, 7);
        std::reverse(turned.targets.begin(), turned.targets.end());
        QVERIFY(turned.targets == sampled(10).targets);
    }
};

QTEST_APPLESS_MAIN(TestLabelSampling)
#include "tst_labelsampling.moc"
