#include "learning/convnet.h"

#include <ATen/autocast_mode.h>

namespace retrograde {

namespace {

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

ConvBlockImpl::ConvBlockImpl(int inputChannels, int outputChannels, int kernel, int stride, int padding)
{
    m_convolution = register_module("convolution",
        torch::nn::Conv2d(
            torch::nn::Conv2dOptions(inputChannels, outputChannels, kernel).stride(stride).padding(padding)));
    torch::nn::BatchNorm2dOptions options(outputChannels);
    options.momentum().reset(); // a mean, not a moving average
    m_norm = register_module("norm", torch::nn::BatchNorm2d(options));
}

torch::Tensor ConvBlockImpl::forward(const torch::Tensor &input)
{
    return torch::relu(m_norm->forward(m_convolution->forward(input)));
}

ConvTrunkImpl::ConvTrunkImpl()
{
    stages = register_module("stages",
        torch::nn::Sequential(ConvBlock(1, 16, 5, 2, 5), ConvBlock(16, 32, 5, 2, 5), ConvBlock(32, 64, 5, 1, 5),
            torch::nn::AvgPool2d(3), ConvBlock(64, 128, 4, 1, 4), ConvBlock(128, 256, 4, 1, 4), torch::nn::AvgPool2d(3),
            ConvBlock(256, 512, 3, 2, 3), ConvBlock(512, kFeatures, 3, 2, 3)));
}

torch::Tensor ConvTrunkImpl::forward(const torch::Tensor &input)
{
    return stages->forward(input).to(torch::kFloat32).mean({ 2, 3 }); // [batch, 1024, h, w] -> [batch, 1024]
}

ReversalNetImpl::ReversalNetImpl()
{
    trunk = register_module("trunk", ConvTrunk());
    head = register_module("head", torch::nn::Linear(ConvTrunkImpl::kFeatures, 2));
}

torch::Tensor ReversalNetImpl::forward(const torch::Tensor &clips, Precision precision)
{
    torch::Tensor features; // [batch, 1024]
    {
        const Autocast autocast(clips.device().type(), precision);
        features = trunk->forward(clips);
    }
    return head->forward(features);
}

void initialise(torch::nn::Module &module, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    torch::manual_seed(seed);
    for (auto &child : module.modules()) {
        if (auto *convolution = child->as<torch::nn::Conv2d>()) {
            torch::nn::init::kaiming_normal_(convolution->weight, 0, torch::kFanIn, torch::kReLU);
            torch::nn::init::zeros_(convolution->bias);
        } else if (auto *linear = child->as<torch::nn::Linear>()) {
            torch::nn::init::kaiming_normal_(linear->weight, 0, torch::kFanIn, torch::kReLU);
            torch::nn::init::zeros_(linear->bias);
        }
    }
}

void forgetStatistics(torch::nn::Module &module)
{
    for (auto &child : module.modules()) {
        if (auto *norm = child->as<torch::nn::BatchNorm2d>())
            norm->reset_running_stats();
    }
}

void layOutChannelsLast(torch::nn::Module &module)
{
    for (torch::Tensor &parameter : module.parameters()) {
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().contiguous(torch::MemoryFormat::ChannelsLast));
    }
}

} // namespace retrograde
