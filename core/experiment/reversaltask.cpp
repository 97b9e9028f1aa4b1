#include "experiment/taskdescription.h"
#include "experiment/transform.h"

namespace retrograde {

namespace {

/// Forwards or backwards, each with probability 1/2; 1 = reversed.
class Reversal : public PretextTask {
public:
    const std::vector<std::string> &transforms() const override { return m_transforms; }
    int classes() const override { return 2; }
    int classOf(int transform) const override { return transform; }
    int draw(RandomStream &random) const override { return random.coin() ? 1 : 0; }
    double share(int) const override { return 0.5; }
    std::vector<int> judged(RandomStream &) const override { return { 0, 1 }; }

private:
    const std::vector<std::string> m_transforms { std::string(kPublished), std::string(kReversed) };
};

Question question(const RunSpec &)
{
    return {
        .name = "time reversal",
        .choices = { "forward", "reversed" },
        .transformed = "reversed",
        .words = { "forward", "probably forward", "cannot tell", "probably reversed", "reversed" },
        .untransformed = "as published",
        .learned = "So it hears the arrow of time in music that is new to it.",
        .verdicts = { "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell" },
    };
}

} // namespace

const TaskDescription &reversalTask()
{
    static const TaskDescription task {
        .name = toString(Task::Reversal),
        .clips = { "3", "5", "7", "10" },
        .clip = "5",
        .settings = { "validation_datasets" },
        .question = question,
        .pretext = [](const RunSpec &) { return std::make_unique<Reversal>(); },
        .poster =
            [](RunSpec &spec) {
                spec.learningRate = 1e-4;
                spec.optimisation.schedule = Schedule::Plateau;
            },
    };
    return task;
}

} // namespace retrograde
