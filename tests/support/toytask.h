#pragma once

#include "experiment/taskdescription.h"
#include "experiment/transform.h"

#include <memory>
#include <string>
#include <vector>

/// A pretext task that only tests have: whether the three pieces of a clip begin with its second one. For tests that
/// link retrograde::experiment.
namespace retrograde::testing {

class Rotation : public PretextTask {
public:
    const std::vector<std::string> &transforms() const override { return m_transforms; }
    int classes() const override { return 2; }
    int classOf(int transform) const override { return transform; }
    int draw(RandomStream &random) const override { return random.coin() ? 1 : 0; }
    double share(int) const override { return 0.5; }
    std::vector<int> judged(RandomStream &) const override { return { 0, 1 }; }

private:
    const std::vector<std::string> m_transforms { std::string(kPublished), "2,3,1" };
};

inline const TaskDescription &rotationTask()
{
    static const TaskDescription task {
        .name = "rotation",
        .pieces = 3,
        .clips = { "3x1", "3x4" },
        .clip = "3x4",
        .settings = { "defences.gap_frames" },
        .question =
            [](const RunSpec &) {
                return Question {
                    .name = "toy rotation",
                    .choices = { "unturned", "turned" },
                    .transformed = "turned",
                    .words = { "unturned", "hardly turned", "may be turned", "rather turned", "turned" },
                    .untransformed = "as it began",
                    .learned = "So it hears where music begins, in music that is new to it.",
                    .verdicts = { "model_right", "drone" },
                };
            },
        .pretext = [](const RunSpec &) { return std::make_unique<Rotation>(); },
        .poster = [](RunSpec &spec) { spec.epochs = 77; },
    };
    return task;
}

} // namespace retrograde::testing
