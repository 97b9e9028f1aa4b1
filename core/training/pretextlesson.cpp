#include "training/lesson.h"

namespace retrograde {

namespace {

/// Answers that are all alike mean that the network has stopped looking.
constexpr double kCollapsedShare = 0.99;
constexpr std::size_t kEnoughToTell = 20;
constexpr std::size_t kFewExamples = 200;

class PretextLesson : public Lesson {
public:
    PretextLesson(const RunSpec &spec, const Side &training, const Side &validation)
        : Lesson(makePretextSet(spec, validation))
        , m_task(makePretextTask(spec))
        , m_training(spec, m_task.get(), training.frames())
    {
    }

    std::size_t size() const override { return m_training.size(); }
    std::vector<Example> epoch(int number) const override { return m_training.epoch(number); }
    Targets targets(std::span<const Example> examples) const override { return classesOf(*m_task, examples); }

    torch::Tensor loss(const torch::Tensor &answers, const Targets &targets) const override
    {
        return torch::nn::functional::cross_entropy(answers, targets.wanted);
    }

    std::vector<std::string> doubts(const torch::Tensor &answers) const override
    {
        std::vector<std::string> found;
        if (m_training.size() < kFewExamples)
            found.push_back("an epoch has only " + std::to_string(m_training.size())
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
    const TrainingExamples m_training;
};

} // namespace

std::unique_ptr<const Lesson> makePretextLesson(const RunSpec &spec, const Side &training, const Side &validation)
{
    return std::make_unique<PretextLesson>(spec, training, validation);
}

} // namespace retrograde
