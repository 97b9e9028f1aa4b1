#include "networks/networks.h"

namespace retrograde {

namespace {

/// What ConvNet-ext has more than ConvNet: three layers of linear, batch norm and ReLU.
class DeepNeck : public Neck {
public:
    explicit DeepNeck(int inputs)
    {
        for (const int width : { 2048, 1024, kFeatures }) {
            m_layers->push_back(torch::nn::Linear(inputs, width));
            torch::nn::BatchNorm1dOptions options(width);
            options.momentum().reset(); // a mean, as plainMeanNorm()
            m_layers->push_back(torch::nn::BatchNorm1d(options));
            m_layers->push_back(torch::nn::ReLU());
            inputs = width;
        }
        for (const auto &layer : m_layers->named_children())
            register_module(layer.key(), layer.value());
    }

    torch::Tensor forward(const torch::Tensor &input) override { return m_layers->forward(input); }
    int features() const override { return kFeatures; }

private:
    static constexpr int kFeatures = 256;

    torch::nn::Sequential m_layers; // not registered itself, so that its name stays out of the layers'
};

} // namespace

std::shared_ptr<Neck> makeDeepNeck(int inputs)
{
    return std::make_shared<DeepNeck>(inputs);
}

} // namespace retrograde
