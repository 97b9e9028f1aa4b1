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

std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    if (spec.task == Task::Instruments)
        return makeInstrumentLesson(workspace, spec, labels, training, validation);
    return makePretextLesson(spec, training, validation);
}

} // namespace retrograde
