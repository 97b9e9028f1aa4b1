#include "library/auditreport.h"

#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"

#include <cmath>
#include <fstream>

namespace retrograde {

namespace {

constexpr const char *kHeader
    = "path,dataset,status,outcome,reason,duplicate_of,released,seconds,stated_seconds,published_seconds,sample_rate,"
      "channels,codec,peak_db,rms_db,silent_share,clipped_share,lead_in_ms,damaged_packets,non_finite_samples,"
      "content_hash,artist,title,licence\r\n";

std::string decibels(double level)
{
    return level > 0 ? decimalText(20 * std::log10(level), 2) : "-inf";
}

std::string lengthOrNothing(double seconds)
{
    return seconds >= 0 ? decimalText(seconds, 3) : std::string();
}

std::string rowOf(const Workspace &workspace, const Track &track)
{
    std::string row = csvField(displayPath(track.path)) + ',' + csvField(track.datasetName) + ','
        + std::string(toString(track.status)) + ',' + std::string(toString(auditOutcome(track))) + ','
        + csvField(track.reason.empty() ? track.warning : track.reason) + ',';
    if (track.duplicateOf > 0)
        row += csvField(displayPath(workspace.track(track.duplicateOf).value_or(Track {}).path));
    row += std::string(",") + (track.released ? '1' : '0') + ',' + decimalText(track.seconds, 3) + ',';
    const std::optional<Audit> audit = workspace.audit(track.id);
    row += (audit ? lengthOrNothing(audit->statedSeconds) : "") + ','
        + (audit ? lengthOrNothing(audit->publishedSeconds) : "") + ',' + std::to_string(track.sampleRate) + ','
        + std::to_string(track.channels) + ',' + csvField(track.codec) + ',';
    if (audit && track.sampleCount > 0) {
        row += decibels(audit->peak) + ',' + decibels(audit->rms) + ',' + decimalText(audit->silentShare, 4) + ','
            + decimalText(audit->clippedShare, 6) + ',' + decimalText(1000 * audit->leadInSeconds, 1) + ','
            + std::to_string(audit->damagedPackets) + ',' + std::to_string(audit->nonFiniteSamples);
    } else {
        row += ",,,,,,";
    }
    return row + ',' + track.contentHash + ',' + csvField(track.artist) + ',' + csvField(track.title) + ','
        + csvField(track.licence) + "\r\n";
}

} // namespace

AuditCounts countAudits(const Workspace &workspace, const std::string &dataset)
{
    AuditCounts counts;
    TrackQuery query;
    query.dataset = dataset;
    query.status = TrackStatus::Ok;
    const std::int64_t usable = workspace.countTracks(query);
    query.warned = true;
    counts.warning = workspace.countTracks(query);
    counts.ok = usable - counts.warning;
    query.warned = false;
    query.status = TrackStatus::Quarantined;
    counts.quarantined = workspace.countTracks(query);
    query.status = TrackStatus::Missing;
    counts.missing = workspace.countTracks(query);
    return counts;
}

void writeAuditCsv(const Workspace &workspace, const std::string &dataset, const std::filesystem::path &path,
    const RunControl &control)
{
    writeOutput(path, [&](const std::filesystem::path &temporary) {
        std::ofstream file(temporary, std::ios::binary);
        file << kHeader;
        TrackQuery query;
        query.dataset = dataset;
        query.sortBy = TrackColumn::Path;
        workspace.forEachTrack(query, [&](const Track &track) {
            control.check();
            file << rowOf(workspace, track);
        });
        file.close();
        if (!file)
            throw Error(ErrorCode::Io, path, "could not be written to its end");
    });
}

} // namespace retrograde
