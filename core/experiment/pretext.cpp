#include "experiment/pretext.h"

#include "base/error.h"

namespace retrograde {

namespace {

struct Entry {
    Task task;
    std::unique_ptr<const PretextTask> (*make)(const RunSpec &spec);
};

constexpr Entry kTasks[] = {
    { Task::Reversal, makeReversal },
    { Task::Jigsaw, makeJigsaw },
};

} // namespace

std::unique_ptr<const PretextTask> makePretextTask(const RunSpec &spec)
{
    for (const Entry &entry : kTasks) {
        if (entry.task == spec.task)
            return entry.make(spec);
    }
    throw Error(ErrorCode::InvalidArgument, "'" + std::string(toString(spec.task)) + "' is no pretext task");
}

} // namespace retrograde
