#include "training/objective.h"

#include "experiment/taskdescription.h"

#include <utility>

namespace retrograde {

Objective::Objective(std::unique_ptr<const EvaluationSet> validation)
    : m_validation(std::move(validation))
{
}

std::shared_ptr<torch::nn::Module> Objective::newState(const ModelImpl &) const
{
    return nullptr;
}

Monitor Objective::monitor(const Epoch &epoch) const
{
    return { "validation_accuracy", epoch.validationAccuracy, true };
}

bool Objective::isBetter(const Epoch &epoch, const Epoch &best) const
{
    if (best.epoch == 0)
        return true;
    const Monitor now = monitor(epoch);
    const Monitor before = monitor(best);
    return now.value != before.value ? now.beats(before.value) : epoch.validationLoss < best.validationLoss;
}

std::unique_ptr<const Objective> makeObjective(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    if (spec.task->learnsFromLabels())
        return makeInstrumentObjective(workspace, spec, labels, training, validation);
    return makePretextObjective(spec, training, validation);
}

} // namespace retrograde
