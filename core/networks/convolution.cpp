#include "networks/convolution.h"

#include <ATen/autocast_mode.h>

namespace retrograde {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Input channels from which a product of matrices is the faster way to the weights' gradient.
constexpr std::int64_t kManyChannels = 256;
constexpr auto kChannelsLast = torch::MemoryFormat::ChannelsLast;

bool autocastIsOn()
{
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    return at::autocast::is_autocast_enabled(at::kCPU);
#else
    return at::autocast::is_cpu_enabled();
#endif
}

struct Geometry {
    std::int64_t kernel;
    std::int64_t stride;
    std::int64_t padding;

    bool turnsForInput() const { return stride == 1 && padding >= kernel; }
};

/// A convolution of the output's gradient with the turned kernel. Where the padding is wider than the kernel, the
/// outermost outputs saw nothing but padding.
Tensor inputGradient(const Tensor &gradient, const Tensor &weight, const Geometry &geometry)
{
    const std::int64_t blind = geometry.padding - (geometry.kernel - 1);
    const Tensor seeing = gradient.narrow(2, blind, gradient.size(2) - 2 * blind)
                              .narrow(3, blind, gradient.size(3) - 2 * blind)
                              .contiguous(kChannelsLast);
    return at::conv2d(seeing, weight.flip({ 2, 3 }).transpose(0, 1).contiguous(kChannelsLast));
}

/// The output's gradient times what the kernel saw at each place: [outputs, places] x [places, kernel * inputs].
Tensor weightGradient(const Tensor &gradient, const Tensor &input, const Geometry &geometry)
{
    const auto &[kernel, stride, padding] = geometry;
    const Tensor padded
        = at::constant_pad_nd(input, { padding, padding, padding, padding }).permute({ 0, 2, 3, 1 }).contiguous();
    const std::int64_t inputs = padded.size(3);
    const std::int64_t outputs = gradient.size(1);
    const auto steps = padded.strides();
    const Tensor seen
        = padded
              .as_strided({ gradient.size(0), gradient.size(2), gradient.size(3), kernel, kernel, inputs },
                  { steps[0], steps[1] * stride, steps[2] * stride, steps[1], steps[2], 1 })
              .reshape({ -1, kernel * kernel * inputs });
    return gradient.permute({ 0, 2, 3, 1 })
        .reshape({ -1, outputs })
        .t()
        .matmul(seen)
        .reshape({ outputs, kernel, kernel, inputs })
        .permute({ 0, 3, 1, 2 });
}

/// @note LibTorch 1.13 wants all its arguments to be defined, so no bias is an empty one.
class Convolution : public torch::autograd::Function<Convolution> {
public:
    static Tensor forward(AutogradContext *context, const Tensor &input, const Tensor &weight, const Tensor &bias,
        std::int64_t stride, std::int64_t padding)
    {
        context->save_for_backward({ input, weight });
        context->saved_data["stride"] = stride;
        context->saved_data["padding"] = padding;
        context->saved_data["input"] = input.requires_grad();
        context->saved_data["bias"] = bias.requires_grad();
        return at::conv2d(input, weight, bias.numel() > 0 ? bias : Tensor(), stride, padding);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const Tensor &input = saved[0];
        const Tensor &weight = saved[1];
        const Geometry geometry { weight.size(2), context->saved_data["stride"].toInt(),
            context->saved_data["padding"].toInt() };
        const Tensor gradient = gradients[0].contiguous(kChannelsLast);
        const bool ofInput = context->saved_data["input"].toBool();
        const bool turn = ofInput && geometry.turnsForInput();
        const bool multiply = geometry.stride > 1;
        const auto [inputs, weights, none] = at::convolution_backward(gradient, input, weight,
            at::OptionalIntArrayRef(), { geometry.stride, geometry.stride }, { geometry.padding, geometry.padding },
            { 1, 1 }, false, { 0, 0 }, 1, { ofInput && !turn, !multiply, false });
        return { turn ? inputGradient(gradient, weight, geometry) : inputs,
            multiply ? weightGradient(gradient, input, geometry) : weights,
            context->saved_data["bias"].toBool() ? gradient.sum({ 0, 2, 3 }) : Tensor(), Tensor(), Tensor() };
    }
};

} // namespace

torch::Tensor convolved(torch::nn::Conv2d &convolution, const torch::Tensor &input)
{
    const auto &options = convolution->options;
    const auto isSquare = [](const torch::ExpandingArray<2> &sizes) { return sizes->at(0) == sizes->at(1); };
    const auto *padding = get_if<torch::ExpandingArray<2>>(&options.padding());
    const bool usual = !padding || !isSquare(*padding) || !isSquare(options.kernel_size())
        || !isSquare(options.stride()) || options.groups() != 1 || options.dilation()->at(0) != 1
        || options.dilation()->at(1) != 1 || !input.is_cpu() || !torch::GradMode::is_enabled()
        || !convolution->weight.requires_grad();
    if (usual)
        return convolution->forward(input);
    const Geometry geometry { options.kernel_size()->at(0), options.stride()->at(0), (*padding)->at(0) };
    if (!geometry.turnsForInput() && (geometry.stride == 1 || options.in_channels() < kManyChannels))
        return convolution->forward(input);
    const auto type = autocastIsOn() ? torch::kBFloat16 : input.scalar_type();
    const Tensor bias = convolution->bias.defined() ? convolution->bias.to(type) : torch::empty({ 0 });
    return Convolution::apply(input.to(type), convolution->weight.to(type), bias, geometry.stride, geometry.padding);
}

} // namespace retrograde
