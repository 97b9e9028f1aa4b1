#pragma once

#include "inference/evaluationset.h"
#include "networks/monitor.h"
#include "training/exampleplan.h"
#include "training/learner.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// What is learned from in one step.
struct Batch {
    std::span<const Example> crops; ///< of the plan, those of one example side by side
    torch::Tensor inputs; ///< [crops, ...]
    Targets targets;

    Batch to(torch::Device device) const { return { crops, inputs.to(device), targets.to(device) }; }
};

/// What a run learns: the examples there are to learn from, what is to be made small, and what it remembers on the way.
/// One for each kind of task; the trainer knows no other difference between them. Immutable, so a loader's thread may
/// use it: whatever changes while training is in the state.
class Objective {
public:
    /// @param validation the clips by which the best epoch is chosen
    explicit Objective(std::unique_ptr<const EvaluationSet> validation);
    virtual ~Objective() = default;

    const EvaluationSet &validation() const { return *m_validation; }
    /// What an epoch is made of.
    virtual const ExamplePlan &plan() const = 0;
    /// Of crops of the plan, on the CPU. Called on a loader's thread.
    virtual Targets targets(std::span<const Example> crops) const = 0;

    /// What is remembered from one step to the next beside the network's weights, such as a queue of embeddings or a
    /// teacher, as before the first step; null = nothing. Its parameters and buffers, float32 or int64, are part of
    /// last.safetensors ("objective." and their names), so that a run goes on bit for bit in the middle of an epoch.
    /// @param model with its first weights, on the device that the state is moved to
    virtual std::shared_ptr<torch::nn::Module> newState(const ModelImpl &model) const;

    struct Step {
        torch::Tensor loss; ///< to be made small: one number, with gradients
        EvaluationSet::Score score; ///< of what is told while training
        /// Whatever else is worth knowing, by name: means over the batch's examples. Of an epoch their means are kept,
        /// beside those of the validation clips, which are called otherwise.
        std::map<std::string, double> measures {};
    };
    /// One step's loss. Draws no lots but from a stream named by what is in the batch, or going on would not repeat it.
    /// @param batch on the model's device @param state as newState() made it, and changed as the objective likes
    virtual Step step(Learner &learner, const Batch &batch, torch::nn::Module *state) const = 0;

    /// By what epochs are compared; of two that are equal the one with the lower validation loss is better.
    /// @param epoch a whole one @return the validation accuracy, unless an objective knows better
    virtual Monitor monitor(const Epoch &epoch) const;
    /// Whether @p epoch is better than @p best; any is better than none (epoch 0).
    bool isBetter(const Epoch &epoch, const Epoch &best) const;

    /// What is odd about the answers to the validation examples, in sentences; empty when nothing is.
    /// @param answers [n, outputs], float64, CPU
    virtual std::vector<std::string> doubts(const torch::Tensor &answers) const = 0;

private:
    std::unique_ptr<const EvaluationSet> m_validation;
};

/// The objective of @p spec's task. An ObjectiveMaker.
/// @throws Error Training when there is too little to learn from
std::unique_ptr<const Objective> makeObjective(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

// One function for each kind of task.
std::unique_ptr<const Objective> makePretextObjective(
    const RunSpec &spec, const Side &training, const Side &validation);
std::unique_ptr<const Objective> makeInstrumentObjective(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

} // namespace retrograde
