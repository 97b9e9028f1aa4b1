#pragma once

#include "training/objective.h"

#include <functional>
#include <memory>
#include <optional>

namespace retrograde {

/// Makes the batches of a list of crops one after the other, a few ahead of whoever takes them, on a thread of its own.
/// What is in a batch depends on the list alone.
class Prefetcher {
public:
    /// What is wanted of crops; empty = nothing.
    using TargetsOf = std::function<Targets(std::span<const Example> crops)>;

    /// @param inputs must outlive the object, and so must what @p crops points to, into which the batches point
    /// @param size crops in a batch; the last one has what is left
    Prefetcher(const Inputs &inputs, TargetsOf targets, std::span<const Example> crops, std::size_t size);
    /// Waits for the batch in the making.
    ~Prefetcher();

    /// The next batch, on the CPU; none at the end. @throws what making it threw
    std::optional<Batch> next();
    /// Seconds that next() has waited for the thread.
    double waited() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Batches of @p batch that @p examples make. A last one of a single example is left out, for batch norm has nothing to
/// compare it with.
std::size_t batchesIn(std::size_t examples, std::size_t batch);
/// And the examples that are in them.
std::size_t examplesInBatches(std::size_t examples, std::size_t batch);

} // namespace retrograde
