#pragma once

#include <string>

namespace retrograde {

/// What says how good the model of an epoch is: it picks the best epoch and steers the schedule "plateau".
struct Monitor {
    std::string name; ///< of the measure: "validation_accuracy"
    double value = 0; ///< 0 or more
    bool higherIsBetter = true;

    /// Whether this beats @p best of the same measure, by the share @p gain of that at least.
    bool beats(double best, double gain = 0) const
    {
        return higherIsBetter ? value > best * (1 + gain) : value < best * (1 - gain);
    }
};

} // namespace retrograde
