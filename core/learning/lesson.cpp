#include "learning/lesson.h"

namespace retrograde {

std::vector<std::int64_t> Side::frames() const
{
    std::vector<std::int64_t> found;
    for (const auto &spectrogram : spectrograms)
        found.push_back(spectrogram->frames());
    return found;
}

Targets Targets::to(torch::Device device) const
{
    return { wanted.to(device), known.defined() ? known.to(device) : known };
}

Answers answersOf(const Lesson &lesson, const Side &side, const std::vector<std::string> &transforms,
    const torch::Tensor &answers, const torch::Tensor &features)
{
    Answers kept;
    kept.classes = lesson.labels();
    if (kept.classes.empty()) {
        for (int i = 0; i < lesson.outputs(); ++i)
            kept.classes.push_back(std::to_string(i));
    }
    kept.transforms = transforms;
    for (const Example &example : lesson.validation()) {
        kept.tracks.push_back(side.tracks[example.track].id);
        kept.beginFrames.push_back(example.beginFrame);
        kept.transform.push_back(example.transform);
    }
    kept.probabilities = lesson.probabilities(answers);
    const Targets targets = lesson.targets(lesson.validation(), false);
    kept.targets = targets.known.defined() ? targets.wanted - (1 - targets.known) : targets.wanted;
    kept.embeddings = features;
    return kept;
}

std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    if (spec.task == Task::Instruments)
        return makeInstrumentLesson(workspace, spec, labels, training, validation);
    return makePretextLesson(spec, training, validation);
}

} // namespace retrograde
