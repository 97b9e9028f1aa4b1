// Before Qt's headers: Qt's keyword `slots` is a function's name in LibTorch's.
#include "learning/model.h"

#include <QTest>
#include <map>

using namespace retrograde;

namespace {

using Shape = std::vector<std::int64_t>;

Model modelOf(Network network, int pieces, int outputs = 2, bool lateFusion = true)
{
    return Model(ModelShape { network, pieces, outputs, lateFusion });
}

/// What the run's networks see: 10 s as one clip, or 3 x 3 s.
torch::Tensor clips(int batch, int pieces, int frames)
{
    return torch::randn({ batch, pieces, 84, frames });
}

torch::Tensor named(const Model &model, const std::string &name)
{
    for (const ModelImpl::Named &entry : model->tensors()) {
        if (entry.name == name)
            return entry.tensor;
    }
    qFatal("there is no tensor %s", name.c_str());
}

} // namespace

class TestModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheExperimentsParameters_data()
    {
        QTest::addColumn<int>("network");
        QTest::addColumn<int>("pieces");
        QTest::addColumn<int>("outputs");
        QTest::addColumn<bool>("lateFusion");
        QTest::addColumn<qint64>("parameters");
        // Kernels and biases of the seven convolutions, scales and shifts of the seven norms.
        constexpr qint64 kConvNet = 416 + 12832 + 51264 + 131200 + 524544 + 1180160 + 4719616 + 4064;
        // 3072 -> 2048 -> 1024 -> 256 with norms, and what follows them.
        constexpr qint64 kDeep = (3072 + 1 + 2) * 2048 + (2048 + 1 + 2) * 1024 + (1024 + 1 + 2) * 256;
        // torchvision says 11,689,512 with 1,000 classes and three channels.
        constexpr qint64 kResNet = 11689512 - 513 * 1000;
        const auto row = [](const char *name, Network network, int pieces, int outputs, bool late, qint64 parameters) {
            QTest::newRow(name) << static_cast<int>(network) << pieces << outputs << late << parameters;
        };
        row("ConvNet, reversal", Network::ConvNet, 1, 2, true, kConvNet + 1025 * 2);
        row("ConvNet, jigsaw", Network::ConvNet, 3, 2, true, kConvNet + 3073 * 2);
        row("ConvNet, order", Network::ConvNet, 3, 6, true, kConvNet + 3073 * 6);
        row("ConvNet, instruments", Network::ConvNet, 1, 20, true, kConvNet + 1025 * 20);
        row("ConvNet-ext, jigsaw", Network::ConvNetExt, 3, 2, true, kConvNet + kDeep + 257 * 2);
        row("ResNet18, channels", Network::ResNet18, 3, 2, false, kResNet + 513 * 2);
        row("ResNet18, late fusion", Network::ResNet18, 3, 2, true, kResNet - 2 * 64 * 49 + 1537 * 2);
    }

    void hasTheExperimentsParameters()
    {
        QFETCH(int, network);
        QFETCH(int, pieces);
        QFETCH(int, outputs);
        QFETCH(bool, lateFusion);
        QFETCH(qint64, parameters);
        Model model = modelOf(static_cast<Network>(network), pieces, outputs, lateFusion);
        QCOMPARE(model->parameterCount(), parameters);
        const torch::InferenceMode inference;
        model->eval();
        const torch::Tensor features = model->features(clips(2, pieces, 70));
        QCOMPARE(features.sizes().vec(), (Shape { 2, model->featureCount() }));
        QCOMPARE(model->judge(features).sizes().vec(), (Shape { 2, outputs }));
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
        Model model = modelOf(Network::ConvNet, 1);
        auto stages = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(model->trunk()->named_children()["stages"]);
        QVERIFY(stages);
        torch::Tensor x = torch::zeros({ 2, 1, 84, frames });
        int stage = 0;
        for (torch::nn::AnyModule &module : *stages) {
            x = module.forward(x);
            QCOMPARE(x.sizes().vec(), (Shape { 2, channels[stage], heights[stage], widths[stage] }));
            ++stage;
        }
        QCOMPARE(stage, 9);
        QCOMPARE(model->forward(torch::zeros({ 2, 1, 84, frames })).sizes().vec(), (Shape { 2, 2 }));
    }

    void piecesShareTheTrunk()
    {
        const torch::NoGradGuard noGradients;
        for (const Network network : { Network::ConvNet, Network::ResNet18 }) {
            Model model = modelOf(network, 3);
            initialise(*model, 1);
            model->eval();
            const torch::Tensor three = clips(2, 3, 135);
            const torch::Tensor features = model->features(three); // [2, 3 * n]
            const torch::Tensor turned = model->features(three.index_select(1, torch::tensor({ 2, 0, 1 })));
            const std::int64_t n = features.size(1) / 3;
            QVERIFY(torch::allclose(turned.slice(1, 0, n), features.slice(1, 2 * n), 1e-4, 1e-5));
            QVERIFY(torch::allclose(turned.slice(1, n, 2 * n), features.slice(1, 0, n), 1e-4, 1e-5));
        }
    }

    void resNetsTensorsAreNamedAsTorchvisionDoes()
    {
        std::map<std::string, Shape> expected;
        const auto norm = [&](const std::string &name, std::int64_t width) {
            for (const char *what : { ".weight", ".bias", ".running_mean", ".running_var" })
                expected[name + what] = { width };
            expected[name + ".num_batches_tracked"] = {};
        };
        expected["conv1.weight"] = { 64, 3, 7, 7 };
        norm("bn1", 64);
        std::int64_t width = 64;
        for (int layer = 1; layer <= 4; ++layer) {
            const std::int64_t wider = 64 << (layer - 1);
            for (int block = 0; block < 2; ++block) {
                const std::string name = "layer" + std::to_string(layer) + "." + std::to_string(block);
                expected[name + ".conv1.weight"] = { wider, block == 0 ? width : wider, 3, 3 };
                norm(name + ".bn1", wider);
                expected[name + ".conv2.weight"] = { wider, wider, 3, 3 };
                norm(name + ".bn2", wider);
            }
            if (layer > 1) {
                const std::string name = "layer" + std::to_string(layer) + ".0.downsample";
                expected[name + ".0.weight"] = { wider, width, 1, 1 };
                norm(name + ".1", wider);
            }
            width = wider;
        }
        expected["fc.weight"] = { 2, 512 };
        expected["fc.bias"] = { 2 };
        std::map<std::string, Shape> found;
        for (const ModelImpl::Named &entry : modelOf(Network::ResNet18, 3, 2, false)->tensors())
            found[entry.name] = entry.tensor.sizes().vec();
        QVERIFY(found == expected);
    }

    void resNetIsWhatItSaysItIs()
    {
        // The same network, written down as functions of its tensors.
        namespace F = torch::nn::functional;
        const torch::NoGradGuard noGradients;
        Model model = modelOf(Network::ResNet18, 3, 5, false);
        initialise(*model, 3);
        model->train();
        model->forward(clips(4, 3, 140)); // statistics to tell apart
        model->eval();
        const auto t = [&](const std::string &name) { return named(model, name); };
        const auto norm = [&](const torch::Tensor &x, const std::string &name) {
            return F::batch_norm(x, t(name + ".running_mean"), t(name + ".running_var"),
                F::BatchNormFuncOptions().weight(t(name + ".weight")).bias(t(name + ".bias")));
        };
        const auto conv = [&](const torch::Tensor &x, const std::string &name, int stride, int padding) {
            return F::conv2d(x, t(name + ".weight"), F::Conv2dFuncOptions().stride(stride).padding(padding));
        };
        const torch::Tensor input = clips(2, 3, 140);
        torch::Tensor x = norm(conv(input, "conv1", 2, 3), "bn1").relu();
        x = F::max_pool2d(x, F::MaxPool2dFuncOptions(3).stride(2).padding(1));
        for (int layer = 1; layer <= 4; ++layer) {
            for (int block = 0; block < 2; ++block) {
                const std::string name = "layer" + std::to_string(layer) + "." + std::to_string(block);
                const bool first = layer > 1 && block == 0;
                const torch::Tensor inner = norm(conv(x, name + ".conv1", first ? 2 : 1, 1), name + ".bn1").relu();
                const torch::Tensor beside
                    = first ? norm(conv(x, name + ".downsample.0", 2, 0), name + ".downsample.1") : x;
                x = (norm(conv(inner, name + ".conv2", 1, 1), name + ".bn2") + beside).relu();
            }
        }
        const torch::Tensor expected = F::linear(x.mean({ 2, 3 }), t("fc.weight"), t("fc.bias"));
        QVERIFY(torch::allclose(model->forward(input), expected, 1e-3, 1e-4));
    }

    void weightsAreKaimingNormal()
    {
        Model net = modelOf(Network::ConvNet, 1);
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
        Model one = modelOf(Network::ConvNet, 1);
        Model same = modelOf(Network::ConvNet, 1);
        Model other = modelOf(Network::ConvNet, 1);
        initialise(*one, 7);
        initialise(*same, 7);
        initialise(*other, 8);
        QVERIFY(torch::equal(named(one, "head.weight"), named(same, "head.weight")));
        QVERIFY(!torch::equal(named(one, "head.weight"), named(other, "head.weight")));
        QVERIFY(torch::equal(one->parameters().front(), same->parameters().front()));
    }

    void statisticsAreMeansOverTheBatchesSinceTheyWereForgotten()
    {
        const torch::NoGradGuard noGradients;
        Model net = modelOf(Network::ConvNet, 1);
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
        Model net = modelOf(Network::ConvNet, 1);
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
        Model net = modelOf(Network::ConvNet, 1);
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

QTEST_APPLESS_MAIN(TestModel)
#include "tst_model.moc"
