#include "experiment/pretext.h"

#include "base/error.h"
#include "experiment/taskdescription.h"

namespace retrograde {

std::unique_ptr<const PretextTask> makePretextTask(const RunSpec &spec)
{
    if (spec.task->learnsFromLabels())
        throw Error(ErrorCode::InvalidArgument, "'" + std::string(toString(spec.task)) + "' is no pretext task");
    return spec.task->pretext(spec);
}

} // namespace retrograde
