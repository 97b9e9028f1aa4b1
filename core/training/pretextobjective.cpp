#include "training/objective.h"

namespace retrograde {

namespace {

/// Answers that are all alike mean that the network has stopped looking.
constexpr double kCollapsedShare = 0.99;
constexpr std::size_t kEnoughToTell = 20;
constexpr std::size_t kFewExamples = 200;

class PretextObjective : public Objective {
public:
    PretextObjective(const RunSpec &spec, const Side &training, const Side &validation)
        : Objective(makePretextSet(spec, validation))
        , m_task(makePretextTask(spec))
        , m_plan(TrainingExamples(spec, m_task.get(), training.frames()))
    {
    }

    const ExamplePlan &plan() const override { return m_plan; }
    Targets targets(std::span<const Example> crops) const override { return classesOf(*m_task, crops); }

    Step step(Learner &learner, const Batch &batch, torch::nn::Module *) const override
    {
        const torch::Tensor answers = learner.answers(batch.inputs); // [batch, outputs]
        return { torch::nn::functional::cross_entropy(answers, batch.targets.wanted),
            validation().score(answers.detach(), batch.targets) };
    }

    std::vector<std::string> doubts(const torch::Tensor &answers) const override
    {
        std::vector<std::string> found;
        if (m_plan.size() < kFewExamples)
            found.push_back("an epoch has only " + std::to_string(m_plan.size())
                + " clips to learn from: the result says little about other music");
        const torch::Tensor counts = answersTo(*m_task, answers).argmax(1).bincount({}, m_task->classes());
        const double most = counts.max().item<double>() / static_cast<double>(validation().examples().size());
        if (validation().examples().size() >= kEnoughToTell && most >= kCollapsedShare)
            found.emplace_back("the network gives nearly every clip the same answer: it has not learned to look, or "
                               "has unlearned it; try a lower learning rate, or wait");
        return found;
    }

private:
    const std::unique_ptr<const PretextTask> m_task;
    const DrawnCrops m_plan;
};

} // namespace

std::unique_ptr<const Objective> makePretextObjective(const RunSpec &spec, const Side &training, const Side &validation)
{
    return std::make_unique<PretextObjective>(spec, training, validation);
}

} // namespace retrograde
