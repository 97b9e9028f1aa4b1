#pragma once

#include "networks/head.h"

namespace retrograde {

/// One linear layer on the embedding.
class LinearHead : public Head {
public:
    LinearHead(int embedding, int outputs);

    int seenCount() const override { return static_cast<int>(m_weight.size(1)); }
    torch::Tensor seen(const torch::Tensor &embedding, const std::vector<torch::Tensor> &maps) override;
    torch::Tensor answer(const torch::Tensor &seen) override;
    /// Weights drawn from Kaiming's normal distribution, biases 0.
    void initialise() override;

private:
    torch::Tensor m_weight; ///< [outputs, embedding]
    torch::Tensor m_bias; ///< [outputs]
};

} // namespace retrograde
