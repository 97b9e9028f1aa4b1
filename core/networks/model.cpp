#include "networks/model.h"

#include "base/error.h"
#include "experiment/pretext.h"
#include "experiment/transform.h"
#include "networks/convolution.h"
#include "networks/networks.h"

#include <ATen/autocast_mode.h>
#include <algorithm>

namespace retrograde {

namespace {

/// Which parts make a network, and what their tensors are called in checkpoints.
struct Entry {
    Network network;
    std::shared_ptr<Trunk> (*trunk)(int channels);
    std::shared_ptr<Neck> (*neck)(int inputs); ///< null = none
    const char *trunkName; ///< put before the names of the trunk's tensors
    const char *headName;
    /// Whether the first weights keep the variance of gradients, as torchvision's do; otherwise that of activations, as
    /// in the 2019 experiment.
    bool keepsGradients;
};

constexpr Entry kNetworks[] = {
    { Network::ConvNet, makeConvTrunk, nullptr, "trunk.", "head.", false },
    { Network::ConvNetExt, makeConvTrunk, makeDeepNeck, "trunk.", "head.", false },
    { Network::ResNet18, makeResNetTrunk, nullptr, "", "fc.", true },
};

const Entry &entryOf(Network network)
{
    for (const Entry &entry : kNetworks) {
        if (entry.network == network)
            return entry;
    }
    throw Error(ErrorCode::Unsupported, "the network '" + std::string(toString(network)) + "' is not in this program");
}

/// While it lives, convolutions of this thread run in bfloat16 where it was asked for; weights, batch norm and the
/// loss stay in float32.
class Autocast {
public:
    Autocast(torch::DeviceType device, Precision precision)
        : m_device(device)
        , m_active(precision == Precision::BFloat16)
    {
        if (!m_active)
            return;
        set(true);
        at::autocast::increment_nesting();
    }

    ~Autocast()
    {
        if (!m_active)
            return;
        if (at::autocast::decrement_nesting() == 0)
            at::autocast::clear_cache(); // of weights in bfloat16, which the next step changes
        set(false);
    }

    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

private:
    void set(bool enabled)
    {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        at::autocast::set_autocast_dtype(m_device, at::kBFloat16);
        at::autocast::set_autocast_enabled(m_device, enabled);
#else
        if (m_device == torch::kCUDA) {
            at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
            at::autocast::set_enabled(enabled);
        } else {
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
            at::autocast::set_cpu_enabled(enabled);
        }
#endif
    }

    torch::DeviceType m_device;
    bool m_active;
};

} // namespace

Precision precisionOf(const RunSpec &spec)
{
    return spec.precision == NumberFormat::BFloat16 ? Precision::BFloat16 : Precision::Float32;
}

ModelShape ModelShape::of(const RunSpec &spec, int outputs)
{
    const bool channels = descriptionOf(spec.network).takesChannels && spec.defences.fusion == Fusion::Channels;
    ModelShape shape { spec.network, CropShape(spec).pieces, outputs, !channels, {},
        spec.downstream.standardise && spec.downstream.trunk == TrunkMode::Frozen };
    if (spec.pretext.head == HeadKind::Adjacency) {
        const auto task = makePretextTask(spec);
        for (std::size_t i = 0; i < task->transforms().size(); ++i) {
            const std::string &name = task->transforms()[i];
            shape.orders.push_back(
                { name == kPublished ? std::vector { 1, 2, 3 } : parseOrder(name), task->share(static_cast<int>(i)) });
        }
    }
    return shape;
}

ModelImpl::ModelImpl(const ModelShape &shape)
    : m_shape(shape)
{
    const Entry &entry = entryOf(shape.network);
    m_trunk = register_module("trunk", entry.trunk(shape.lateFusion ? 1 : shape.pieces));
    if (entry.neck)
        m_neck = register_module("neck", entry.neck(trunkFeatures()));
    m_head = register_module("head", makeHead(shape, embeddingSize(), m_trunk->widths()));
}

int ModelImpl::trunkFeatures() const
{
    return m_trunk->features() * (m_shape.lateFusion ? m_shape.pieces : 1);
}

int ModelImpl::embeddingSize() const
{
    return m_neck ? m_neck->features() : trunkFeatures();
}

torch::Tensor ModelImpl::features(const torch::Tensor &clips, Precision precision)
{
    std::vector<torch::Tensor> maps;
    {
        const Autocast autocast(clips.device().type(), precision);
        // One by one: [batch, pieces, bins, frames] -> [batch * pieces, 1, bins, frames]
        const torch::Tensor seen = m_shape.lateFusion
            ? clips.reshape({ clips.size(0) * clips.size(1), 1, clips.size(2), clips.size(3) })
            : clips;
        maps = m_trunk->maps(seen.contiguous(torch::MemoryFormat::ChannelsLast));
    }
    const torch::Tensor found = Trunk::means(maps).reshape({ clips.size(0), trunkFeatures() });
    return m_head->seen(m_neck ? m_neck->forward(found) : found, maps);
}

std::int64_t ModelImpl::parameterCount() const
{
    std::int64_t count = 0;
    for (const torch::Tensor &parameter : parameters())
        count += parameter.numel();
    return count;
}

std::vector<ModelImpl::Named> ModelImpl::tensors() const
{
    const Entry &entry = entryOf(m_shape.network);
    std::vector<Named> found;
    const auto add = [&](const std::string &name, const torch::Tensor &tensor, bool parameter) {
        const std::size_t dot = name.find('.') + 1;
        const std::string part = name.substr(0, dot);
        const std::string within = name.substr(dot);
        if (part == "head.")
            found.push_back({ m_head->checkpointName(entry.headName, within), tensor, true, parameter });
        else
            found.push_back({ (part == "trunk." ? entry.trunkName : part) + within, tensor, false, parameter });
    };
    for (const auto &item : named_parameters())
        add(item.key(), item.value(), true);
    for (const auto &item : named_buffers())
        add(item.key(), item.value(), false);
    return found;
}

void initialise(ModelImpl &model, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    torch::manual_seed(seed);
    const auto fan = entryOf(model.shape().network).keepsGradients ? torch::nn::init::FanModeType(torch::kFanOut)
                                                                   : torch::nn::init::FanModeType(torch::kFanIn);
    for (auto &child : model.modules()) {
        if (auto *convolution = child->as<torch::nn::Conv2d>()) {
            torch::nn::init::kaiming_normal_(convolution->weight, 0, fan, torch::kReLU);
            if (convolution->bias.defined())
                torch::nn::init::zeros_(convolution->bias);
        } else if (auto *linear = child->as<torch::nn::Linear>()) {
            torch::nn::init::kaiming_normal_(linear->weight, 0, torch::kFanIn, torch::kReLU);
            torch::nn::init::zeros_(linear->bias);
        }
    }
    model.head()->initialise();
}

bool hasStatistics(const torch::nn::Module &module)
{
    const auto modules = module.modules();
    return std::any_of(modules.begin(), modules.end(), [](const auto &child) {
        return child->template as<torch::nn::BatchNorm2d>() || child->template as<torch::nn::BatchNorm1d>();
    });
}

void forgetStatistics(torch::nn::Module &module)
{
    for (auto &child : module.modules()) {
        if (auto *norm = child->as<torch::nn::BatchNorm2d>())
            norm->reset_running_stats();
        else if (auto *flatNorm = child->as<torch::nn::BatchNorm1d>())
            flatNorm->reset_running_stats();
    }
}

void layOutChannelsLast(torch::nn::Module &module)
{
    for (torch::Tensor &parameter : module.parameters()) {
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(torch::MemoryFormat::ChannelsLast));
    }
}

torch::Tensor normalised(torch::nn::Conv2d &convolution, torch::nn::BatchNorm2d &norm, const torch::Tensor &input)
{
    if (norm->is_training())
        return norm->forward(convolved(convolution, input));
    const torch::Tensor scale = norm->weight / (norm->running_var + norm->options.eps()).sqrt();
    torch::Tensor shift = norm->bias - norm->running_mean * scale;
    if (convolution->bias.defined())
        shift = shift + convolution->bias * scale;
    namespace F = torch::nn::functional;
    return F::conv2d(input, convolution->weight * scale.reshape({ -1, 1, 1, 1 }),
        F::Conv2dFuncOptions()
            .bias(shift)
            .stride(convolution->options.stride())
            .padding(convolution->options.padding()));
}

torch::nn::BatchNorm2d plainMeanNorm(int channels)
{
    torch::nn::BatchNorm2dOptions options(channels);
    options.momentum().reset(); // a mean, not a moving average
    return torch::nn::BatchNorm2d(options);
}

} // namespace retrograde
