#include "networks/optimisers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace retrograde {

namespace {

/// A measure counts as better when it is so by this share, as with PyTorch's ReduceLROnPlateau.
constexpr double kGain = 1e-4;

} // namespace

std::unique_ptr<torch::optim::Optimizer> makeOptimiser(std::vector<torch::Tensor> parameters, const RunSpec &spec)
{
    if (spec.optimisation.optimiser == Optimiser::Sgd)
        return std::make_unique<torch::optim::SGD>(std::move(parameters),
            torch::optim::SGDOptions(spec.learningRate)
                .momentum(spec.optimisation.momentum)
                .weight_decay(spec.weightDecay));
    if (spec.optimisation.optimiser == Optimiser::Adam)
        return std::make_unique<torch::optim::Adam>(
            std::move(parameters), torch::optim::AdamOptions(spec.learningRate).weight_decay(spec.weightDecay));
    return std::make_unique<torch::optim::AdamW>(
        std::move(parameters), torch::optim::AdamWOptions(spec.learningRate).weight_decay(spec.weightDecay));
}

RateSchedule::RateSchedule(const RunSpec &spec, std::int64_t stepsPerEpoch)
    : m_optimisation(spec.optimisation)
    , m_peak(spec.learningRate)
    , m_steps(static_cast<double>(stepsPerEpoch * spec.epochs))
{
}

double RateSchedule::rate(std::int64_t step) const
{
    if (m_optimisation.schedule != Schedule::Cosine)
        return m_peak * m_state.factor;
    const double warmUp = std::max(1.0, std::round(m_optimisation.warmUpShare * m_steps));
    const auto position = static_cast<double>(step);
    if (position < warmUp)
        return m_peak * (position + 1) / warmUp;
    const double part = (position - warmUp) / std::max(1.0, m_steps - warmUp);
    return m_peak * 0.5 * (1 + std::cos(std::numbers::pi * part));
}

void RateSchedule::epochEnded(const Monitor &monitor)
{
    if (m_optimisation.schedule != Schedule::Plateau)
        return;
    // An accuracy of 0 is no gain, even if it is the first.
    const double first = monitor.higherIsBetter ? 0 : std::numeric_limits<double>::infinity();
    if (monitor.beats(m_state.best.value_or(first), kGain)) {
        m_state.best = monitor.value;
        m_state.badEpochs = 0;
    } else if (++m_state.badEpochs > m_optimisation.plateauPatience) {
        m_state.factor *= m_optimisation.plateauFactor;
        m_state.badEpochs = 0;
    }
}

} // namespace retrograde
