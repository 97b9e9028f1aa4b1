#include "experiment/taskdescription.h"

namespace retrograde {

namespace {

Question question(const RunSpec &)
{
    return {
        .name = "instruments",
        .choices = { "absent", "present" },
        .exclusive = false,
        .transformed = "present",
        .words = { "absent", "probably absent", "cannot tell", "probably present", "present" },
        .untransformed = "as published",
        .learned = "So it hears what the labels name, in music that is new to it.",
        .verdicts = { "model_right", "model_wrong", "cannot_tell" },
    };
}

} // namespace

const TaskDescription &instrumentsTask()
{
    static const TaskDescription task {
        .name = toString(Task::Instruments),
        .clips = { "3", "5", "7", "10" },
        .clip = "10",
        .settings = { "downstream.from_run", "downstream.trunk", "downstream.labels_per_class" },
        .question = question,
        .poster =
            [](RunSpec &spec) {
                spec.epochs = 50;
                spec.learningRate = 1e-5;
                spec.weightDecay = 0.01;
            },
        .sound =
            [](RunSpec &spec) {
                spec.downstream.standardise = true;
                spec.downstream.validationBudget = ValidationBudget::Labels;
            },
    };
    return task;
}

} // namespace retrograde
