#pragma once

#include "training/lesson.h"

#include <memory>
#include <optional>

namespace retrograde {

struct Batch {
    std::span<const Example> examples;
    torch::Tensor inputs;
    Targets targets;
};

/// Makes the batches of a list of examples one after the other, a few ahead of whoever takes them, on a thread of its
/// own. What is in a batch depends on the list alone.
class Prefetcher {
public:
    /// The arguments must outlive the object; the batches point into @p examples.
    /// @param first the first example of the first batch
    Prefetcher(const Inputs &inputs, const Lesson &lesson, const std::vector<Example> &examples, std::size_t first,
        std::size_t batch, bool training);
    /// Waits for the batch in the making.
    ~Prefetcher();

    /// The next batch, none at the end. @throws what making it threw
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

} // namespace retrograde
