#include "networks/standardisedhead.h"

namespace retrograde {

namespace {

constexpr const char *kStandardiser = "standardiser";

} // namespace

Standardiser::Standardiser(int numbers)
    : m_mean(register_buffer("mean", torch::zeros({ numbers })))
    , m_deviation(register_buffer("deviation", torch::ones({ numbers })))
{
}

void Standardiser::measure(const torch::Tensor &rows)
{
    const torch::NoGradGuard noGradients;
    const torch::Tensor exact = rows.to(torch::kFloat64);
    const torch::Tensor mean = exact.mean(0);
    const torch::Tensor deviation = (exact - mean).square().mean(0).sqrt();
    // What rounding leaves of a number that never changes is no deviation.
    const torch::Tensor still = deviation.le(1e-6 * mean.abs().clamp_min(1e-6));
    m_mean.copy_(mean);
    m_deviation.copy_(torch::where(still, torch::ones_like(deviation), deviation));
}

StandardisedHead::StandardisedHead(int embedding, int outputs)
    : LinearHead(embedding, outputs)
    , m_standardiser(register_module(kStandardiser, std::make_shared<Standardiser>(embedding)))
{
}

torch::Tensor StandardisedHead::answer(const torch::Tensor &seen)
{
    return LinearHead::answer(m_standardiser->forward(seen));
}

std::string StandardisedHead::checkpointName(const std::string &prefix, const std::string &name) const
{
    return name.starts_with(kStandardiser) ? name : Head::checkpointName(prefix, name);
}

} // namespace retrograde
