#include "library/records.h"

namespace retrograde {

std::string_view toString(TrackStatus status)
{
    switch (status) {
    case TrackStatus::Ok:
        return "ok";
    case TrackStatus::Quarantined:
        return "quarantined";
    case TrackStatus::Missing:
        return "missing";
    }
    return {};
}

std::string_view toString(RunStatus status)
{
    switch (status) {
    case RunStatus::Queued:
        return "queued";
    case RunStatus::Running:
        return "running";
    case RunStatus::Completed:
        return "completed";
    case RunStatus::Stopped:
        return "stopped";
    case RunStatus::Interrupted:
        return "interrupted";
    case RunStatus::Failed:
        return "failed";
    }
    return {};
}

} // namespace retrograde
