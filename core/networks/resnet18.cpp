#include "networks/networks.h"

namespace retrograde {

namespace {

torch::nn::Conv2d convolution(int inputChannels, int outputChannels, int kernel, int stride)
{
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(inputChannels, outputChannels, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// He, Zhang, Ren and Sun 2015: two 3 x 3 convolutions beside the identity, or beside a 1 x 1 convolution where the
/// shape changes.
class BasicBlockImpl : public torch::nn::Module {
public:
    BasicBlockImpl(int inputChannels, int outputChannels, int stride)
    {
        m_conv1 = register_module("conv1", convolution(inputChannels, outputChannels, 3, stride));
        m_bn1 = register_module("bn1", plainMeanNorm(outputChannels));
        m_conv2 = register_module("conv2", convolution(outputChannels, outputChannels, 3, 1));
        m_bn2 = register_module("bn2", plainMeanNorm(outputChannels));
        if (stride != 1 || inputChannels != outputChannels)
            m_downsample = register_module("downsample",
                torch::nn::Sequential(
                    convolution(inputChannels, outputChannels, 1, stride), plainMeanNorm(outputChannels)));
    }

    torch::Tensor forward(const torch::Tensor &input)
    {
        const torch::Tensor inner = normalised(m_conv1, m_bn1, input).relu_();
        torch::Tensor sum = normalised(m_conv2, m_bn2, inner);
        sum += m_downsample ? m_downsample->forward(input) : input;
        return sum.relu_();
    }

private:
    torch::nn::Conv2d m_conv1 = nullptr;
    torch::nn::BatchNorm2d m_bn1 = nullptr;
    torch::nn::Conv2d m_conv2 = nullptr;
    torch::nn::BatchNorm2d m_bn2 = nullptr;
    torch::nn::Sequential m_downsample = nullptr;
};
TORCH_MODULE(BasicBlock);

/// torchvision's ResNet18 up to its average pooling, with the same names.
class ResNetTrunk : public Trunk {
public:
    explicit ResNetTrunk(int channels)
    {
        m_conv1 = register_module(
            "conv1", torch::nn::Conv2d(torch::nn::Conv2dOptions(channels, 64, 7).stride(2).padding(3).bias(false)));
        m_bn1 = register_module("bn1", plainMeanNorm(64));
        m_maxpool = torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions(3).stride(2).padding(1)); // without parameters
        int width = 64;
        for (int layer = 1; layer <= 4; ++layer) {
            const int wider = 64 << (layer - 1);
            m_layers.push_back(register_module("layer" + std::to_string(layer),
                torch::nn::Sequential(BasicBlock(width, wider, layer == 1 ? 1 : 2), BasicBlock(wider, wider, 1))));
            width = wider;
        }
    }

    std::vector<torch::Tensor> maps(const torch::Tensor &input) override
    {
        std::vector<torch::Tensor> found;
        torch::Tensor x = m_maxpool->forward(normalised(m_conv1, m_bn1, input).relu_());
        for (torch::nn::Sequential &layer : m_layers)
            found.push_back(x = layer->forward(x));
        return found;
    }

    std::vector<int> widths() const override { return { 64, 128, 256, 512 }; }

private:
    torch::nn::Conv2d m_conv1 = nullptr;
    torch::nn::BatchNorm2d m_bn1 = nullptr;
    torch::nn::MaxPool2d m_maxpool = nullptr;
    std::vector<torch::nn::Sequential> m_layers;
};

} // namespace

std::shared_ptr<Trunk> makeResNetTrunk(int channels)
{
    return std::make_shared<ResNetTrunk>(channels);
}

} // namespace retrograde
