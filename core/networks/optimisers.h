#pragma once

#include "experiment/runspec.h"
#include "networks/monitor.h"

#include <memory>
#include <optional>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// The optimiser that @p spec names, for @p parameters.
std::unique_ptr<torch::optim::Optimizer> makeOptimiser(std::vector<torch::Tensor> parameters, const RunSpec &spec);

/// The learning rate over a run.
class RateSchedule {
public:
    struct State {
        double factor = 1; ///< of the peak, lowered by "plateau"
        int badEpochs = 0; ///< in a row
        std::optional<double> best; ///< value of the monitor; none before an epoch has ended
    };

    RateSchedule(const RunSpec &spec, std::int64_t stepsPerEpoch);

    /// For step @p step, counted from 0 over the whole run.
    double rate(std::int64_t step) const;
    /// An epoch ended with this.
    void epochEnded(const Monitor &monitor);

    const State &state() const { return m_state; }
    void restore(const State &state) { m_state = state; }

private:
    Optimisation m_optimisation;
    double m_peak;
    double m_steps;
    State m_state;
};

} // namespace retrograde
