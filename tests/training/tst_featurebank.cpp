#include "networks/standardisedhead.h"
#include "training/featurebank.h"

#include "support/workspacefixture.h"

#include <QTest>

using namespace retrograde;
using retrograde::testing::TemporaryFolder;

namespace {

/// Clips of noise, a different one for each track.
class NoiseClips : public Inputs {
public:
    explicit NoiseClips(std::int64_t pieces)
        : m_pieces(pieces)
    {
    }
    torch::Tensor of(std::span<const Example> examples) const override
    {
        std::vector<torch::Tensor> clips;
        for (const Example &example : examples) {
            torch::manual_seed(1000 + example.track);
            clips.push_back(torch::randn({ m_pieces, 84, 84 }) + 3);
        }
        return torch::stack(clips);
    }

private:
    std::int64_t m_pieces;
};

std::vector<Example> oneOfEach(std::size_t tracks)
{
    std::vector<Example> examples(tracks);
    for (std::size_t i = 0; i < tracks; ++i)
        examples[i].track = i;
    return examples;
}

Model drawn(const ModelShape &shape, std::uint64_t seed = 3)
{
    Model model(shape);
    initialise(*model, seed);
    return model;
}

void ignore(std::int64_t, std::int64_t) { }

} // namespace

class TestFeatureBank : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Batches are of 32: the last has one crop.
    void aLastBatchOfOneIsLikeAnyOther_data()
    {
        QTest::addColumn<int>("network");
        QTest::newRow("ConvNet") << static_cast<int>(Network::ConvNet);
        QTest::newRow("ConvNet-ext") << static_cast<int>(Network::ConvNetExt);
        QTest::newRow("ResNet18") << static_cast<int>(Network::ResNet18);
    }

    void aLastBatchOfOneIsLikeAnyOther()
    {
        QFETCH(int, network);
        const TemporaryFolder folder;
        const RunControl control;
        Model model = drawn({ static_cast<Network>(network), 3, 2 });
        const NoiseClips clips(3);
        const std::vector<Example> crops = oneOfEach(33);
        measureNorms(*model, torch::kCPU, Precision::Float32, clips, crops, ignore, control);
        const FeatureBank bank(
            { *model, torch::kCPU, Precision::Float32, "key", folder.path() }, clips, crops, ignore, control);
        QCOMPARE(bank.rows().size(0), std::int64_t { 33 });
        // Each crop's features are what the model finds in it when asked about it alone.
        const torch::NoGradGuard noGradients;
        model->eval();
        for (const std::size_t track : { std::size_t { 0 }, std::size_t { 31 }, std::size_t { 32 } }) {
            const torch::Tensor alone = model->features(clips.of({ &crops[track], 1 }))[0];
            QVERIFY(torch::allclose(bank.of({ &crops[track], 1 })[0], alone, 1e-3, 1e-4));
        }
        const FeatureBank again(
            { *model, torch::kCPU, Precision::Float32, "key", folder.path() }, clips, crops, ignore, control);
        QVERIFY(again.wasKept() && torch::equal(again.rows(), bank.rows()));
    }

    void aTrunkIsNamedByItsTensorsAlone()
    {
        const ModelShape shape { Network::ConvNet, 1, 2 };
        const std::string name = trunkName(*drawn(shape));
        QCOMPARE(trunkName(*drawn(shape)), name);
        QCOMPARE(trunkName(*drawn({ Network::ConvNet, 1, 20, true, {}, true })), name); // the head is not of it
        QVERIFY(trunkName(*drawn(shape, 4)) != name);
        for (const ModelImpl::Named &entry : drawn(shape)->tensors()) {
            Model other = drawn(shape);
            const torch::NoGradGuard noGradients;
            for (const ModelImpl::Named &its : other->tensors()) {
                if (its.name == entry.name && its.tensor.is_floating_point())
                    its.tensor.view(-1)[0] += 0.5;
            }
            if (entry.tensor.is_floating_point())
                QVERIFY2((trunkName(*other) == name) == entry.ofHead, entry.name.c_str());
        }
    }

    void aFeatureThatNeverChangesIsNotStretched()
    {
        Standardiser standardiser(3);
        const torch::Tensor rows = torch::tensor({ { 1.0f, 0.1f, 0.0f }, { 3.0f, 0.1f, 0.0f } });
        QVERIFY(torch::equal(standardiser.forward(rows), rows));
        standardiser.measure(rows);
        const torch::Tensor wanted = torch::tensor({ { -1.0f, 0.0f, 0.0f }, { 1.0f, 0.0f, 0.0f } });
        QVERIFY(torch::allclose(standardiser.forward(rows), wanted, 0, 1e-6));
        QVERIFY(torch::allclose(standardiser.forward(rows + 0.5)[0], torch::tensor({ -0.5f, 0.5f, 0.5f }), 0, 1e-5));
    }
};

QTEST_APPLESS_MAIN(TestFeatureBank)
#include "tst_featurebank.moc"
