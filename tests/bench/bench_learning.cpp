// Before all others: Qt's keyword `slots`, which the test library brings, is a function's name in LibTorch's headers.
#include "networks/model.h"

#include "base/machine.h"
#include "networks/trainingspeed.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;

constexpr int kBatch = 32;
constexpr int kDemoClips = 1500; ///< of 5 s, about, in an epoch on the demo library
constexpr int kSteps = 3; ///< after one that warms up; the fastest counts, for other programs only ever slow one down

double secondsOf(const std::function<void()> &work)
{
    work();
    double fastest = 1e9;
    for (int i = 0; i < kSteps; ++i) {
        const Clock::time_point begin = Clock::now();
        work();
        fastest = std::min(fastest, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return fastest;
}

/// What one clip of 10 s costs forwards, in floating-point operations of its convolutions.
double operationsOf(Network network)
{
    const auto conv = [](double in, double out, double kernel, double height, double width) {
        return 2 * in * out * kernel * kernel * height * width;
    };
    if (network == Network::ConvNet) {
        // Shapes as in tst_model.
        return conv(1, 16, 5, 45, 213) + conv(16, 32, 5, 26, 110) + conv(32, 64, 5, 32, 116) + conv(64, 128, 4, 15, 43)
            + conv(128, 256, 4, 20, 48) + conv(256, 512, 3, 5, 10) + conv(512, 1024, 3, 5, 7);
    }
    // Three pieces of 84 x 140 as channels: 42 x 70 after the first convolution, 21 x 35 after the pooling.
    double sum = conv(3, 64, 7, 42, 70) + 4 * conv(64, 64, 3, 21, 35);
    double width = 64;
    double rows = 21;
    double columns = 35;
    for (const double wider : { 128.0, 256.0, 512.0 }) {
        rows = std::ceil(rows / 2);
        columns = std::ceil(columns / 2);
        sum += conv(width, wider, 3, rows, columns) + 3 * conv(wider, wider, 3, rows, columns)
            + conv(width, wider, 1, rows, columns);
        width = wider;
    }
    return sum;
}

/// Operations per second of a convolution that suits the machine, forwards and backwards.
double peakOf(Precision precision)
{
    torch::nn::Conv2d convolution(torch::nn::Conv2dOptions(256, 256, 3).padding(1));
    layOutChannelsLast(*convolution);
    const auto type = precision == Precision::BFloat16 ? torch::kBFloat16 : torch::kFloat32;
    convolution->to(type);
    const torch::Tensor input = torch::randn({ 16, 256, 28, 28 })
                                    .to(type)
                                    .contiguous(torch::MemoryFormat::ChannelsLast)
                                    .set_requires_grad(true);
    const double seconds = secondsOf([&] { convolution->forward(input).sum().backward(); });
    return 3 * 2.0 * 256 * 256 * 9 * 28 * 28 * 16 / seconds;
}

struct Candidate {
    const char *name;
    Precision precision;
    bool channelsLast;
};

Model modelFor(Network network, bool channelsLast)
{
    Model model(ModelShape { network, network == Network::ResNet18 ? 3 : 1, 2, network != Network::ResNet18 });
    initialise(*model, 1);
    if (channelsLast)
        layOutChannelsLast(*model);
    return model;
}

torch::Tensor clipsFor(Network network)
{
    torch::manual_seed(2);
    return network == Network::ResNet18 ? torch::randn({ kBatch, 3, 84, 140 }) : torch::randn({ kBatch, 1, 84, 420 });
}

/// The same networks as anybody would write them down: convolution, batch norm and ReLU one after the other, contiguous
/// float32.
class PlainNetwork {
public:
    explicit PlainNetwork(Model model)
        : m_model(std::move(model))
    {
        for (const ModelImpl::Named &entry : m_model->tensors())
            m_tensors.emplace(entry.name, entry.tensor);
    }

    torch::Tensor forward(const torch::Tensor &clips)
    {
        const torch::Tensor features = m_model->shape().network == Network::ConvNet ? convNet(clips) : resNet(clips);
        return m_model->judge(features.mean({ 2, 3 }));
    }

private:
    torch::Tensor convolved(const torch::Tensor &x, const std::string &name, int stride, int padding) const
    {
        const auto bias = m_tensors.find(name + ".bias");
        return F::conv2d(x, m_tensors.at(name + ".weight"),
            F::Conv2dFuncOptions()
                .bias(bias == m_tensors.end() ? torch::Tensor() : bias->second)
                .stride(stride)
                .padding(padding));
    }

    torch::Tensor normed(const torch::Tensor &x, const std::string &name) const
    {
        return F::batch_norm(x, m_tensors.at(name + ".running_mean"), m_tensors.at(name + ".running_var"),
            F::BatchNormFuncOptions()
                .weight(m_tensors.at(name + ".weight"))
                .bias(m_tensors.at(name + ".bias"))
                .training(m_model->is_training()));
    }

    torch::Tensor convNet(torch::Tensor x) const
    {
        constexpr struct {
            int stage, stride, padding;
        } kStages[] = { { 0, 2, 5 }, { 1, 2, 5 }, { 2, 1, 5 }, { 4, 1, 4 }, { 5, 1, 4 }, { 7, 2, 3 }, { 8, 2, 3 } };
        for (const auto &[stage, stride, padding] : kStages) {
            if (stage == 4 || stage == 7)
                x = F::avg_pool2d(x, F::AvgPool2dFuncOptions(3));
            const std::string name = "trunk.stages." + std::to_string(stage);
            x = normed(convolved(x, name + ".convolution", stride, padding), name + ".norm").relu();
        }
        return x;
    }

    torch::Tensor resNet(torch::Tensor x) const
    {
        x = normed(convolved(x, "conv1", 2, 3), "bn1").relu();
        x = F::max_pool2d(x, F::MaxPool2dFuncOptions(3).stride(2).padding(1));
        for (int layer = 1; layer <= 4; ++layer) {
            for (int block = 0; block < 2; ++block) {
                const std::string name = "layer" + std::to_string(layer) + "." + std::to_string(block);
                const bool first = layer > 1 && block == 0;
                const torch::Tensor beside
                    = first ? normed(convolved(x, name + ".downsample.0", 2, 0), name + ".downsample.1") : x;
                x = normed(convolved(x, name + ".conv1", first ? 2 : 1, 1), name + ".bn1").relu();
                x = (normed(convolved(x, name + ".conv2", 1, 1), name + ".bn2") + beside).relu();
            }
        }
        return x;
    }

    Model m_model;
    std::map<std::string, torch::Tensor> m_tensors;
};

void compare(Network network, int threads)
{
    at::set_num_threads(threads);
    const torch::Tensor clips = clipsFor(network);
    const torch::Tensor wanted = torch::arange(kBatch) % 2;
    const auto training = [&](Model model, const std::function<torch::Tensor(Model &)> &forward) {
        model->train();
        torch::optim::AdamW optimiser(model->parameters(), torch::optim::AdamWOptions(1e-4));
        return kBatch / secondsOf([&] {
            optimiser.zero_grad();
            torch::nn::functional::cross_entropy(forward(model), wanted).backward();
            optimiser.step();
        });
    };
    const auto evaluation
        = [&](Model model, const std::function<torch::Tensor(Model &)> &forward, torch::Tensor &said) {
              const torch::NoGradGuard noGradients;
              model->train();
              model->forward(clips); // statistics to normalise by
              model->eval();
              const double seconds = secondsOf([&] { said = forward(model); });
              said = said.softmax(1);
              return kBatch / seconds;
          };
    const auto plain = [&](Model &model) { return PlainNetwork(model).forward(clips); };
    torch::Tensor plainSaid;
    const double plainTraining = training(modelFor(network, false), plain);
    const double plainEvaluation = evaluation(modelFor(network, false), plain, plainSaid);
    std::printf("%s, 10 s, batch %d, %d threads\n", std::string(toString(network)).c_str(), kBatch, threads);
    std::printf("  %-26s training %7.1f clips/s        evaluation %7.1f clips/s\n", "plain float32 loop", plainTraining,
        plainEvaluation);
    for (const Precision precision : { Precision::Float32, Precision::BFloat16 }) {
        const auto ours = [&](Model &model) { return model->forward(clips, precision); };
        torch::Tensor said;
        const double trained = training(modelFor(network, true), ours);
        const double evaluated = evaluation(modelFor(network, true), ours, said);
        const double peak = peakOf(precision);
        std::printf("  %-26s training %7.1f clips/s %5.2fx evaluation %7.1f clips/s %5.2fx, "
                    "probabilities within %.4f, %3.0f %% of the convolution peak (%.0f GFLOP/s)\n",
            precision == Precision::Float32 ? "float32, channels last" : "bfloat16, channels last", trained,
            trained / plainTraining, evaluated, evaluated / plainEvaluation,
            (said - plainSaid).abs().max().item<double>(), 100 * 3 * operationsOf(network) * trained / peak,
            peak / 1e9);
    }
    std::printf(
        "  goals: training 1.4x in float32, 2.5x where bfloat16 is fast; evaluation 5x within 0.01; 50 %% of the "
        "peak\n");
}

/// A short run as users start it: what the trainer spends beside learning.
void shortRun(int threads)
{
    const MusicLibrary library(12, 120, 4);
    RunSpec spec = RunSpec::preset("sound", Task::Reversal, Network::ConvNet);
    spec.epochs = 2;
    spec.threads = threads;
    spec.device = ComputeDevice::Cpu;
    spec.validationMinutes = 4;
    Id run = 0;
    {
        Workspace workspace(library.workspace());
        run = createRun(workspace, spec);
    }
    RunControl control;
    trainRun(library.workspace(), run, {}, control);
    const Workspace workspace(library.workspace());
    const nlohmann::json details = nlohmann::json::parse(workspace.run(run)->details);
    const nlohmann::json &timing = details.at("timing");
    const auto examples = details.at("examples").at("training").get<std::int64_t>();
    double epochs = 0;
    for (const Epoch &epoch : workspace.epochs(run))
        epochs += epoch.seconds;
    std::printf("a run of %d epochs, ConvNet, 5 s, %s: %.0f clips/s\n", spec.epochs,
        toString(RunSpec::fromJson(workspace.run(run)->spec).precision).data(),
        workspace.epochs(run).back().clipsPerSecond);
    std::printf("  waiting for data: %.2f %% of step time (goal: at most 3 %%)\n",
        100 * timing.at("waiting_seconds").get<double>() / timing.at("training_seconds").get<double>());
    const double recorded = timing.at("recording_seconds").get<double>() / spec.epochs;
    const double clip = epochs / spec.epochs / static_cast<double>(examples);
    std::printf(
        "  recording: %.2f s an epoch: %.1f %% of this one of %lld clips, %.1f %% of one of %d, as many as the demo "
        "library has (goal: at most 2 %%)\n",
        recorded, 100 * recorded / (epochs / spec.epochs), static_cast<long long>(examples),
        100 * recorded / (clip * kDemoClips), kDemoClips);

    // From asking a run to stop until it has: one batch, and a checkpoint to go on from.
    const Id other = [&] {
        Workspace opened(library.workspace());
        return createRun(opened, spec);
    }();
    RunControl hand;
    std::optional<Clock::time_point> asked;
    double rate = 0;
    trainRun(
        library.workspace(), other,
        [&](const RunEvent &event) {
            const auto *progress = std::get_if<BatchProgress>(&event);
            if (!progress || asked)
                return;
            rate = progress->clipsPerSecond;
            asked = Clock::now();
            hand.stop();
        },
        hand);
    std::printf("  stopping took %.2f s; a batch takes %.2f s\n",
        std::chrono::duration<double>(Clock::now() - *asked).count(), spec.batch / rate);
}

} // namespace

int main()
{
    const Machine here = machine();
    std::printf("%s, %d cores\n", here.processor.c_str(), here.cores);
    for (const Network network : { Network::ConvNet, Network::ResNet18 })
        compare(network, here.cores);
    const TrainingSpeed speed = measureTrainingSpeed(here.cores);
    std::printf("precision auto: %.1f clips/s in float32, %.1f in bfloat16, so %s\n", speed.float32, speed.bfloat16,
        speed.prefersBFloat16() ? "bfloat16" : "float32");
    shortRun(here.cores);
}
