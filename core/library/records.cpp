#include "library/records.h"

#include "base/text.h"

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

std::string_view toString(AuditOutcome outcome)
{
    switch (outcome) {
    case AuditOutcome::Ok:
        return "ok";
    case AuditOutcome::Warning:
        return "warning";
    case AuditOutcome::Quarantined:
        return "quarantined";
    }
    return {};
}

AuditOutcome auditOutcome(const Track &track)
{
    if (track.status == TrackStatus::Quarantined)
        return AuditOutcome::Quarantined;
    return track.warning.empty() && track.duplicateOf == 0 ? AuditOutcome::Ok : AuditOutcome::Warning;
}

std::string attribution(const Track &track)
{
    std::string text = "\u201C" + (track.title.empty() ? displayPath(track.path.stem()) : track.title) + "\u201D";
    if (!track.artist.empty())
        text += " by " + track.artist;
    if (!track.album.empty())
        text += ", from " + track.album;
    text += track.licence.empty() ? "; licence unknown" : "; " + track.licence;
    if (!track.sourceUrl.empty())
        text += "; " + track.sourceUrl;
    else if (track.fmaId > 0)
        text += "; Free Music Archive, track " + std::to_string(track.fmaId);
    return text;
}

std::string_view toString(RunSide side)
{
    return side == RunSide::Test ? "test" : "validation";
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
