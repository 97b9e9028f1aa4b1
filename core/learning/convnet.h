#pragma once

#include <torch/torch.h>

namespace retrograde {

/// Convolution, batch norm, ReLU. The norm's running statistics are plain means over all batches since
/// forgetStatistics().
class ConvBlockImpl : public torch::nn::Module {
public:
    ConvBlockImpl(int inputChannels, int outputChannels, int kernel, int stride, int padding);
    torch::Tensor forward(const torch::Tensor &input);

private:
    torch::nn::Conv2d m_convolution = nullptr;
    torch::nn::BatchNorm2d m_norm = nullptr;
};
TORCH_MODULE(ConvBlock);

/// The ConvNet of the 2019 experiment up to its global average: [batch, 1, bins, frames] -> [batch, 1024].
class ConvTrunkImpl : public torch::nn::Module {
public:
    static constexpr int kFeatures = 1024;

    ConvTrunkImpl();
    torch::Tensor forward(const torch::Tensor &input);

    /// The seven convolution blocks and the two poolings, in order.
    torch::nn::Sequential stages = nullptr;
};
TORCH_MODULE(ConvTrunk);

/// Number formats the trunk's convolutions may run in. All else is float32.
enum class Precision { Float32, BFloat16 };

/// A trunk and a linear head: one clip in, two logits out (0 = as published, 1 = transformed).
class ReversalNetImpl : public torch::nn::Module {
public:
    ReversalNetImpl();

    /// @return [batch, 2], float32
    torch::Tensor forward(const torch::Tensor &clips, Precision precision = Precision::Float32);

    ConvTrunk trunk = nullptr;
    torch::nn::Linear head = nullptr;
};
TORCH_MODULE(ReversalNet);

/// Weights drawn from Kaiming's normal distribution (fan-in), biases 0. Uses LibTorch's global random generator.
void initialise(torch::nn::Module &module, std::uint64_t seed);

/// Starts the running statistics of all batch norms anew. Weights move faster than moving averages follow, so they are
/// measured with the weights at rest before the network is used in evaluation mode.
void forgetStatistics(torch::nn::Module &module);

/// Lays the weights of all convolutions out with their channels last, which is what the fast kernels want.
void layOutChannelsLast(torch::nn::Module &module);

} // namespace retrograde
