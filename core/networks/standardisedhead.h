#pragma once

#include "networks/linearhead.h"

namespace retrograde {

/// Brings each number to mean 0 and deviation 1 as of those that were measured; leaves them as they are until then.
class Standardiser : public torch::nn::Module {
public:
    explicit Standardiser(int numbers);

    /// @param rows [n, numbers], n > 0. A number that is the same in all rows becomes 0 and is not stretched.
    void measure(const torch::Tensor &rows);
    /// [n, numbers] -> the same
    torch::Tensor forward(const torch::Tensor &rows) { return (rows - m_mean) / m_deviation; }

private:
    torch::Tensor m_mean; ///< [numbers]
    torch::Tensor m_deviation;
};

/// A linear layer that sees the embedding through a Standardiser.
class StandardisedHead : public LinearHead {
public:
    StandardisedHead(int embedding, int outputs);

    torch::Tensor answer(const torch::Tensor &seen) override;
    void measure(const torch::Tensor &seen) override { m_standardiser->measure(seen); }
    /// The Standardiser's are called as if it stood beside the head.
    std::string checkpointName(const std::string &prefix, const std::string &name) const override;

private:
    std::shared_ptr<Standardiser> m_standardiser;
};

} // namespace retrograde
