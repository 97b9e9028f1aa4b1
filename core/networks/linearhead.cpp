#include "networks/linearhead.h"

namespace retrograde {

LinearHead::LinearHead(int embedding, int outputs)
{
    // Its own parameters, so that checkpoints have them as "head.weight" and "head.bias".
    const torch::nn::Linear layer(embedding, outputs);
    m_weight = register_parameter("weight", layer->weight);
    m_bias = register_parameter("bias", layer->bias);
}

torch::Tensor LinearHead::seen(const torch::Tensor &embedding, const std::vector<torch::Tensor> &)
{
    return embedding;
}

torch::Tensor LinearHead::answer(const torch::Tensor &seen)
{
    return torch::nn::functional::linear(seen, m_weight, m_bias);
}

void LinearHead::initialise()
{
    const torch::NoGradGuard noGradients;
    torch::nn::init::kaiming_normal_(m_weight, 0, torch::kFanIn, torch::kReLU);
    torch::nn::init::zeros_(m_bias);
}

} // namespace retrograde
