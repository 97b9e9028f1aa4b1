// Before Qt's headers: Qt's keyword `slots` is a function's name in LibTorch's.
#include "learning/convnet.h"

#include <QTest>

using namespace retrograde;

namespace {

using Shape = std::vector<std::int64_t>;

std::int64_t parameterCount(const torch::nn::Module &module)
{
    std::int64_t count = 0;
    for (const torch::Tensor &parameter : module.parameters())
        count += parameter.numel();
    return count;
}

} // namespace

class TestConvNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheExperimentsParameters()
    {
        const ReversalNet net;
        QCOMPARE(parameterCount(*net), 6626146);
        QCOMPARE(parameterCount(*net->head), 1024 * 2 + 2);
        // Kernels and biases of the seven convolutions, scales and shifts of the seven norms.
        QCOMPARE(parameterCount(*net->trunk), 416 + 12832 + 51264 + 131200 + 524544 + 1180160 + 4719616 + 4064);
    }

    void eachStageHasItsShape_data()
    {
        QTest::addColumn<int>("frames");
        QTest::addColumn<QList<int>>("heights");
        QTest::addColumn<QList<int>>("widths");
        // By hand, size -> floor((size + 2 * padding - kernel) / stride) + 1.
        const QList<int> heights { 45, 26, 32, 10, 15, 20, 6, 5, 5 };
        QTest::newRow("5 s") << 210 << heights << QList<int> { 108, 57, 63, 21, 26, 31, 10, 7, 6 };
        QTest::newRow("10 s") << 420 << heights << QList<int> { 213, 110, 116, 38, 43, 48, 16, 10, 7 };
    }

    void eachStageHasItsShape()
    {
        QFETCH(int, frames);
        QFETCH(QList<int>, heights);
        QFETCH(QList<int>, widths);
        const int channels[] = { 16, 32, 64, 64, 128, 256, 256, 512, 1024 };

        const torch::InferenceMode inference;
        ReversalNet net;
        torch::Tensor x = torch::zeros({ 2, 1, 84, frames });
        int stage = 0;
        for (torch::nn::AnyModule &module : *net->trunk->stages) {
            x = module.forward(x);
            QCOMPARE(x.sizes().vec(), (Shape { 2, channels[stage], heights[stage], widths[stage] }));
            ++stage;
        }
        QCOMPARE(stage, 9);
        QCOMPARE(net->trunk->forward(torch::zeros({ 2, 1, 84, frames })).sizes().vec(), (Shape { 2, 1024 }));
        QCOMPARE(net->forward(torch::zeros({ 2, 1, 84, frames })).sizes().vec(), (Shape { 2, 2 }));
    }

    void weightsAreKaimingNormal()
    {
        ReversalNet net;
        initialise(*net, 7);
        // The widest convolution: 512 * 9 inputs, so the standard deviation is sqrt(2 / 4608).
        const auto parameters = net->named_parameters();
        const torch::Tensor weights = parameters["trunk.stages.8.convolution.weight"];
        const double expected = std::sqrt(2.0 / (512 * 9));
        const double deviation = weights.std().item<double>();
        QVERIFY(std::abs(deviation / expected - 1) < 0.005);
        QVERIFY(std::abs(weights.mean().item<double>()) < 0.005 * expected);
        // Normal, not uniform: the fourth moment is 3, not 1.8.
        const double kurtosis = (weights / deviation).pow(4).mean().item<double>();
        QVERIFY(std::abs(kurtosis - 3) < 0.05);
        QCOMPARE(parameters["trunk.stages.8.convolution.bias"].abs().max().item<double>(), 0.0);
    }

    void theSeedDecidesTheWeights()
    {
        ReversalNet one;
        ReversalNet same;
        ReversalNet other;
        initialise(*one, 7);
        initialise(*same, 7);
        initialise(*other, 8);
        QVERIFY(torch::equal(one->head->weight, same->head->weight));
        QVERIFY(!torch::equal(one->head->weight, other->head->weight));
        QVERIFY(torch::equal(one->parameters().front(), same->parameters().front()));
    }

    void statisticsAreMeansOverTheBatchesSinceTheyWereForgotten()
    {
        const torch::NoGradGuard noGradients;
        ReversalNet net;
        initialise(*net, 1);
        net->train();
        const auto parameters = net->named_parameters();
        const auto buffers = net->named_buffers();
        net->forward(5 * torch::randn({ 4, 1, 84, 42 })); // to be forgotten
        forgetStatistics(*net);
        const torch::Tensor first = torch::randn({ 4, 1, 84, 42 });
        const torch::Tensor second = 3 * torch::randn({ 4, 1, 84, 42 });
        net->forward(first);
        net->forward(second);
        const auto meanOf = [&](const torch::Tensor &clips) {
            namespace F = torch::nn::functional;
            return F::conv2d(clips, parameters["trunk.stages.0.convolution.weight"],
                F::Conv2dFuncOptions().bias(parameters["trunk.stages.0.convolution.bias"]).stride(2).padding(5))
                .mean({ 0, 2, 3 });
        };
        const torch::Tensor expected = (meanOf(first) + meanOf(second)) / 2;
        QVERIFY(torch::allclose(buffers["trunk.stages.0.norm.running_mean"], expected, 1e-4, 1e-5));
        QCOMPARE(buffers["trunk.stages.8.norm.num_batches_tracked"].item<int>(), 2);
    }

    void layoutDoesNotChangeTheResult()
    {
        const torch::NoGradGuard noGradients;
        ReversalNet net;
        initialise(*net, 1);
        net->eval();
        const torch::Tensor clips = torch::randn({ 4, 1, 84, 210 });
        const torch::Tensor plain = net->forward(clips);
        layOutChannelsLast(*net);
        const torch::Tensor last = net->forward(clips.contiguous(torch::MemoryFormat::ChannelsLast));
        QVERIFY(torch::allclose(plain, last, 1e-3, 1e-4));
    }

    void bfloat16AgreesWithFloat32ToItsPrecision()
    {
        ReversalNet net;
        initialise(*net, 1);
        layOutChannelsLast(*net);
        const torch::Tensor clips = torch::randn({ 4, 1, 84, 42 }).contiguous(torch::MemoryFormat::ChannelsLast);
        const torch::Tensor exact = net->forward(clips);
        const torch::Tensor rough = net->forward(clips, Precision::BFloat16);
        QVERIFY(rough.dtype() == torch::kFloat32);
        QVERIFY(!torch::equal(exact, rough)); // it did run in bfloat16
        QVERIFY2(torch::allclose(exact, rough, 0.1, 0.1),
            qPrintable(QString::number((exact - rough).abs().max().item<double>())));
        // Nothing of it stays switched on.
        QVERIFY(torch::equal(net->forward(clips), exact));
        // Gradients reach the float32 weights as float32.
        rough.sum().backward();
        for (const torch::Tensor &parameter : net->parameters()) {
            QVERIFY(parameter.grad().defined());
            QVERIFY(parameter.grad().dtype() == torch::kFloat32);
            QVERIFY(parameter.grad().isfinite().all().item<bool>());
        }
    }
};

QTEST_APPLESS_MAIN(TestConvNet)
#include "tst_convnet.moc"
