#pragma once

#include "experiment/examples.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace retrograde {

/// Which crops there are to learn from, epoch by epoch. An example is one crop, or several views of the same music that
/// are learned from together. Immutable; the same number gives the same crops.
class ExamplePlan {
public:
    virtual ~ExamplePlan() = default;

    /// Examples of one epoch.
    virtual std::size_t size() const = 0;
    /// Crops of each example, 1 or more.
    virtual std::size_t views() const { return 1; }
    /// The crops of epoch @p number, counted from 1, in the order of training: size() * views() of them, those of one
    /// example side by side.
    virtual std::vector<Example> epoch(int number) const = 0;
};

/// Crops that are drawn anew in each epoch.
class DrawnCrops : public ExamplePlan {
public:
    explicit DrawnCrops(TrainingExamples examples)
        : m_examples(std::move(examples))
    {
    }

    std::size_t size() const override { return m_examples.size(); }
    std::vector<Example> epoch(int number) const override { return m_examples.epoch(number); }

private:
    TrainingExamples m_examples;
};

/// One crop of each track that never moves; only their order is drawn anew.
class FixedCrops : public ExamplePlan {
public:
    /// @param order says which tracks are visited @param crops one for each track
    FixedCrops(TrainingExamples order, std::vector<Example> crops)
        : m_order(std::move(order))
        , m_crops(std::move(crops))
    {
    }

    std::size_t size() const override { return m_order.size(); }
    std::vector<Example> epoch(int number) const override;

private:
    TrainingExamples m_order;
    std::vector<Example> m_crops;
};

/// So many examples in each epoch, whatever another plan has: the next of one of its epochs after the other.
class PartsOfPasses : public ExamplePlan {
public:
    /// @param pass must outlive the object; not empty
    PartsOfPasses(const ExamplePlan &pass, std::size_t size)
        : m_pass(pass)
        , m_size(size)
    {
    }

    std::size_t size() const override { return m_size; }
    std::size_t views() const override { return m_pass.views(); }
    std::vector<Example> epoch(int number) const override;

private:
    const ExamplePlan &m_pass;
    const std::size_t m_size;
};

} // namespace retrograde
