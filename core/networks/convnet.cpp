#include "networks/networks.h"

namespace retrograde {

namespace {

/// Convolution, batch norm, ReLU.
class ConvBlockImpl : public torch::nn::Module {
public:
    ConvBlockImpl(int inputChannels, int outputChannels, int kernel, int stride, int padding)
    {
        m_convolution = register_module("convolution",
            torch::nn::Conv2d(
                torch::nn::Conv2dOptions(inputChannels, outputChannels, kernel).stride(stride).padding(padding)));
        m_norm = register_module("norm", plainMeanNorm(outputChannels));
        // The norm takes away what the bias adds, so its gradient is zero, and costs time all the same.
        m_convolution->bias.set_requires_grad(false);
    }

    torch::Tensor forward(const torch::Tensor &input) { return normalised(m_convolution, m_norm, input).relu_(); }

private:
    torch::nn::Conv2d m_convolution = nullptr;
    torch::nn::BatchNorm2d m_norm = nullptr;
};
TORCH_MODULE(ConvBlock);

/// The ConvNet of the 2019 experiment up to its global average.
class ConvTrunk : public Trunk {
public:
    explicit ConvTrunk(int channels)
    {
        // Seven convolution blocks and two poolings, in order.
        m_stages = register_module("stages",
            torch::nn::Sequential(ConvBlock(channels, 16, 5, 2, 5), ConvBlock(16, 32, 5, 2, 5),
                ConvBlock(32, 64, 5, 1, 5), torch::nn::AvgPool2d(3), ConvBlock(64, 128, 4, 1, 4),
                ConvBlock(128, 256, 4, 1, 4), torch::nn::AvgPool2d(3), ConvBlock(256, 512, 3, 2, 3),
                ConvBlock(512, 1024, 3, 2, 3)));
    }

    std::vector<torch::Tensor> maps(const torch::Tensor &input) override
    {
        std::vector<torch::Tensor> found;
        torch::Tensor x = input;
        int stage = 0;
        for (torch::nn::AnyModule &module : *m_stages) {
            x = module.forward(x);
            if (stage == 2 || stage == 5 || stage == 8) // before each pooling, and at the end
                found.push_back(x);
            ++stage;
        }
        return found;
    }

    std::vector<int> widths() const override { return { 64, 256, 1024 }; }

private:
    torch::nn::Sequential m_stages = nullptr;
};

} // namespace

std::shared_ptr<Trunk> makeConvTrunk(int channels)
{
    return std::make_shared<ConvTrunk>(channels);
}

} // namespace retrograde
