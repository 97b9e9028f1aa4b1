#include "networks/convolution.h"
#include "networks/model.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
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

/// The orders of three pieces, in the order of the jigsaw's transforms.
constexpr std::array<std::array<std::int64_t, 3>, 6> kOrders { { { 1, 2, 3 }, { 1, 3, 2 }, { 2, 1, 3 }, { 2, 3, 1 },
    { 3, 1, 2 }, { 3, 2, 1 } } };

/// With a head that compares edges, as the jigsaw's preset has it.
Model jigsawOf(Network network)
{
    return Model(ModelShape::of(RunSpec::preset("sound", Task::Jigsaw, network), 6));
}

/// Logits without what comes from some orders being more frequent than others.
torch::Tensor scoresOf(Model &model, const torch::Tensor &clips)
{
    return model->forward(clips) - torch::tensor({ 0.5, 0.1, 0.1, 0.1, 0.1, 0.1 }, torch::kFloat32).log();
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

    void anOrderIsJudgedAlikeHoweverThePiecesArrive()
    {
        const torch::NoGradGuard noGradients;
        for (const Network network : { Network::ConvNet, Network::ResNet18 }) {
            Model model = jigsawOf(network);
            initialise(*model, 1);
            // With an opinion, and with priors that the logits are more than.
            for (auto &parameter : model->head()->parameters())
                parameter.add_(0.02 * torch::randn_like(parameter));
            model->forward(clips(4, 3, 60)); // statistics to tell apart
            model->eval();
            const torch::Tensor three = clips(5, 3, 60);
            const torch::Tensor plain = scoresOf(model, three);
            QVERIFY((plain.std(1) > 1e-3).all().item<bool>()); // there is something to tell
            // Where piece 1, 2, 3 of the music is, if the pieces came in the order of that number.
            for (const std::array<std::int64_t, 3> &moved : kOrders) {
                const torch::Tensor other = scoresOf(model,
                    three.index_select(1, torch::tensor({ moved[0] - 1, moved[1] - 1, moved[2] - 1 }, torch::kInt64)));
                for (std::size_t order = 0; order < kOrders.size(); ++order) {
                    // Slot s of the moved clip shows what slot moved[s] showed: so the same music is said to be there
                    // when the two orders together are this one.
                    std::array<std::int64_t, 3> before {};
                    for (std::size_t slot = 0; slot < 3; ++slot)
                        before[static_cast<std::size_t>(moved[slot] - 1)] = kOrders[order][slot];
                    const auto same = std::find(kOrders.begin(), kOrders.end(), before) - kOrders.begin();
                    QVERIFY(torch::allclose(
                        other.select(1, static_cast<std::int64_t>(order)), plain.select(1, same), 1e-3, 1e-3));
                }
            }
        }
    }

    void whatGoesOnAtJointsTellsTheOrder()
    {
        // Each piece goes from one chord to another, and the next piece from there on.
        torch::manual_seed(4);
        const auto music = [](std::int64_t n) {
            const torch::Tensor chords = (torch::rand({ n, 4, 84, 1 }) < 0.15).to(torch::kFloat32);
            const torch::Tensor along = torch::linspace(0, 1, 60).reshape({ 1, 1, 1, 60 });
            return (chords.slice(1, 0, 3) * (1 - along) + chords.slice(1, 1, 4) * along) * 2
                + 0.3 * torch::randn({ n, 3, 84, 60 });
        };
        Model model = jigsawOf(Network::ResNet18);
        initialise(*model, 2);
        layOutChannelsLast(*model);
        torch::optim::AdamW optimiser(model->parameters(), torch::optim::AdamWOptions(1e-3));
        const torch::Tensor asPublished = torch::zeros({ 16 }, torch::kInt64);
        for (int step = 0; step < 12; ++step) {
            optimiser.zero_grad();
            torch::nn::functional::cross_entropy(model->forward(music(16)), asPublished).backward();
            optimiser.step();
        }
        const torch::NoGradGuard noGradients;
        forgetStatistics(*model);
        for (int i = 0; i < 3; ++i)
            model->forward(music(16));
        model->eval();
        // Music never seen, in each of the six orders.
        for (std::size_t order = 0; order < kOrders.size(); ++order) {
            const auto &pieces = kOrders[order];
            const torch::Tensor shown = music(24).index_select(
                1, torch::tensor({ pieces[0] - 1, pieces[1] - 1, pieces[2] - 1 }, torch::kInt64));
            const double right = scoresOf(model, shown)
                                     .argmax(1)
                                     .eq(static_cast<std::int64_t>(order))
                                     .to(torch::kFloat32)
                                     .mean()
                                     .item<double>();
            QVERIFY2(right > 0.8, qPrintable(QString::number(right)));
        }
    }

    /// Checkpoints of all versions call them so.
    void eachHeadHasItsNames()
    {
        const auto headOf = [](const Model &model) {
            std::map<std::string, Shape> found;
            for (const ModelImpl::Named &entry : model->tensors()) {
                if (entry.ofHead)
                    found[entry.name] = entry.tensor.sizes().vec();
            }
            return found;
        };
        const std::map<std::string, Shape> linear { { "head.weight", { 5, 1024 } }, { "head.bias", { 5 } } };
        QVERIFY(headOf(modelOf(Network::ConvNet, 1, 5)) == linear);
        std::map<std::string, Shape> standardised = linear;
        standardised["standardiser.mean"] = { 1024 };
        standardised["standardiser.deviation"] = { 1024 };
        QVERIFY(headOf(Model(ModelShape { Network::ConvNet, 1, 5, true, {}, true })) == standardised);
        const std::map<std::string, Shape> ofResNet { { "fc.weight", { 5, 512 } }, { "fc.bias", { 5 } },
            { "standardiser.mean", { 512 } }, { "standardiser.deviation", { 512 } } };
        QVERIFY(headOf(Model(ModelShape { Network::ResNet18, 1, 5, true, {}, true })) == ofResNet);

        std::map<std::string, Shape> adjacency { { "likeness", { 3 } }, { "opinion.0.weight", { 128, 3 * 3 * 384 } },
            { "opinion.0.bias", { 128 } }, { "opinion.2.weight", { 1, 128 } }, { "opinion.2.bias", { 1 } } };
        const std::int64_t widths[] = { 64, 256, 1024 }; // of the trunk's maps
        for (std::size_t i = 0; i < std::size(widths); ++i) {
            const std::string number = std::to_string(i);
            adjacency["channels" + number + ".weight"] = { 32, widths[i] };
            adjacency["channels" + number + ".bias"] = { 32 };
            adjacency["norm" + number + ".running_mean"] = { 384 };
            adjacency["norm" + number + ".running_var"] = { 384 };
            adjacency["norm" + number + ".num_batches_tracked"] = {};
        }
        std::map<std::string, Shape> named;
        for (const auto &[name, shape] : adjacency)
            named["head." + name] = shape;
        QVERIFY(headOf(jigsawOf(Network::ConvNet)) == named);
    }

    void everyHeadSeesTheEmbeddingFirst()
    {
        const torch::NoGradGuard noGradients;
        const torch::Tensor shown = clips(2, 3, 60);
        for (Model model : { modelOf(Network::ConvNet, 3), Model(ModelShape { Network::ConvNet, 3, 2, true, {}, true }),
                 jigsawOf(Network::ConvNet) }) {
            initialise(*model, 1);
            model->eval();
            const torch::Tensor pieces = shown.reshape({ 6, 1, 84, 60 });
            const torch::Tensor expected = model->trunk()->maps(pieces).back().mean({ 2, 3 }).reshape({ 2, 3072 });
            const torch::Tensor features = model->features(shown);
            QVERIFY(features.size(1) == model->featureCount());
            QVERIFY(torch::allclose(model->embeddingOf(features), expected, 1e-4, 1e-5));
        }
    }

    /// One after the other, from the first layer to the head: the same seed means the same run in all versions.
    void weightsAreDrawnInTheOrderOfTheLayers()
    {
        for (const bool standardised : { false, true }) {
            Model net(ModelShape { Network::ConvNet, 1, 3, true, {}, standardised });
            initialise(*net, 11);
            torch::manual_seed(11);
            const auto drawn = [](const torch::Tensor &like) {
                const double fan = static_cast<double>(like.numel() / like.size(0));
                return torch::empty(like.sizes()).normal_(0, std::sqrt(2 / fan));
            };
            for (const int stage : { 0, 1, 2, 4, 5, 7, 8 }) {
                const torch::Tensor weight
                    = named(net, "trunk.stages." + std::to_string(stage) + ".convolution.weight");
                QVERIFY(torch::allclose(weight, drawn(weight), 1e-6, 0));
            }
            QVERIFY(torch::allclose(named(net, "head.weight"), drawn(named(net, "head.weight")), 1e-6, 0));
            QVERIFY(torch::equal(named(net, "head.bias"), torch::zeros({ 3 })));
        }
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

    void quickGradientsAreTheSame_data()
    {
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("padding");
        QTest::addColumn<bool>("another");
        QTest::addColumn<bool>("bias");
        QTest::addColumn<bool>("rough");
        for (const bool rough : { false, true }) {
            const auto row = [&](const char *name, int inputs, int kernel, int stride, int padding, bool another) {
                for (const bool bias : { true, false })
                    QTest::addRow("%s%s%s", name, bias ? "" : ", no bias", rough ? ", bfloat16" : "")
                        << inputs << kernel << stride << padding << another << bias << rough;
            };
            row("padding as wide as the kernel", 16, 4, 1, 4, true);
            row("padding wider than the kernel", 8, 3, 1, 5, true);
            row("strides, many channels", 256, 3, 2, 3, true);
            row("strides, few channels", 8, 5, 2, 5, false);
            row("narrow padding", 16, 3, 1, 1, false);
        }
    }

    void quickGradientsAreTheSame()
    {
        QFETCH(int, inputs);
        QFETCH(int, kernel);
        QFETCH(int, stride);
        QFETCH(int, padding);
        QFETCH(bool, another);
        QFETCH(bool, bias);
        QFETCH(bool, rough);
        torch::manual_seed(6);
        torch::nn::Conv2d convolution(
            torch::nn::Conv2dOptions(inputs, 24, kernel).stride(stride).padding(padding).bias(bias));
        const auto type = rough ? torch::kBFloat16 : torch::kFloat32;
        convolution->to(type);
        layOutChannelsLast(*convolution);
        const auto gradients = [&](torch::Tensor (*apply)(torch::nn::Conv2d &, const torch::Tensor &)) {
            torch::manual_seed(7);
            const torch::Tensor clips = torch::randn({ 3, inputs, 11, 14 })
                                            .to(type)
                                            .contiguous(torch::MemoryFormat::ChannelsLast)
                                            .requires_grad_();
            const torch::Tensor found = apply(convolution, clips);
            convolution->zero_grad();
            found.backward(torch::randn_like(found));
            return std::pair { found.grad_fn()->name(),
                std::vector<torch::Tensor> { found, clips.grad(), convolution->weight.grad().clone(),
                    bias ? convolution->bias.grad().clone() : torch::zeros({ 1 }) } };
        };
        const auto [way, quick] = gradients(convolved);
        const auto [usual, plain]
            = gradients([](torch::nn::Conv2d &module, const torch::Tensor &input) { return module->forward(input); });
        QCOMPARE(way != usual, another);
        for (std::size_t i = 0; i < plain.size(); ++i) {
            QCOMPARE(quick[i].sizes().vec(), plain[i].sizes().vec());
            // A step of bfloat16 is 2^-8 of a number; sums are off by that of their largest parts.
            const double bound = rough ? 0.02 * plain[i].abs().max().item<double>() : 1e-3;
            QVERIFY(torch::allclose(quick[i], plain[i], 1e-3, bound));
        }
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
            if (!parameter.requires_grad())
                continue; // a bias before a norm
            QVERIFY(parameter.grad().defined());
            QVERIFY(parameter.grad().dtype() == torch::kFloat32);
            QVERIFY(parameter.grad().isfinite().all().item<bool>());
        }
    }
};

QTEST_APPLESS_MAIN(TestModel)
#include "tst_model.moc"
