#include "training/lesson.h"

#include <utility>

namespace retrograde {

Lesson::Lesson(std::unique_ptr<const EvaluationSet> validation)
    : m_validation(std::move(validation))
{
}

std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    if (spec.task == Task::Instruments)
        return makeInstrumentLesson(workspace, spec, labels, training, validation);
    return makePretextLesson(spec, training, validation);
}

} // namespace retrograde
