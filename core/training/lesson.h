#pragma once

#include "inference/evaluationset.h"

#include <memory>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// What a run learns: the examples there are to learn from, what the network is to say of them, and what is to be made
/// small. One for each kind of task; the trainer knows no other difference between them. Immutable, so a loader's
/// thread may use it.
class Lesson {
public:
    /// @param validation the clips by which the best epoch is chosen
    explicit Lesson(std::unique_ptr<const EvaluationSet> validation);
    virtual ~Lesson() = default;

    const EvaluationSet &validation() const { return *m_validation; }

    /// Training examples of one epoch.
    virtual std::size_t size() const = 0;
    virtual std::vector<Example> epoch(int number) const = 0;
    /// Of training examples, on the CPU.
    virtual Targets targets(std::span<const Example> examples) const = 0;
    /// To be made small: a mean over the batch, with gradients.
    virtual torch::Tensor loss(const torch::Tensor &answers, const Targets &targets) const = 0;

    /// What is odd about the answers to the validation examples, in sentences; empty when nothing is.
    /// @param answers [n, outputs], float64, CPU
    virtual std::vector<std::string> doubts(const torch::Tensor &answers) const = 0;

private:
    std::unique_ptr<const EvaluationSet> m_validation;
};

/// The lesson of @p spec's task on the music that was opened.
/// @throws Error Training when there is too little to learn from
/// @param labels of a recogniser of instruments
std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

// One function for each kind of task.
std::unique_ptr<const Lesson> makePretextLesson(const RunSpec &spec, const Side &training, const Side &validation);
std::unique_ptr<const Lesson> makeInstrumentLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

} // namespace retrograde
