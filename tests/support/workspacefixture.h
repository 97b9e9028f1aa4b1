#pragma once

#include "base/error.h"
#include "library/workspace.h"
#include "support/scratchfolder.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

/// Workspaces to test with. For tests that link retrograde::library.
namespace retrograde::testing {

using TemporaryFolder = ScratchFolder;

/// Code, path and sentence of the Error that @p work throws; fails with std::logic_error when it throws none.
template<typename Work> Error errorOf(Work &&work)
{
    try {
        work();
    } catch (const Error &error) {
        return error;
    }
    throw std::logic_error("no error was thrown");
}

/// Whether one of @p notes has @p part in it.
inline bool anyHolds(const std::vector<std::string> &notes, const std::string &part)
{
    return std::any_of(
        notes.begin(), notes.end(), [&](const std::string &note) { return note.find(part) != std::string::npos; });
}

/// A usable track of ten seconds whose content is named after its title; not stored.
inline Track makeTrack(Id datasetId, const std::string &title, const std::string &artist = {})
{
    Track track;
    track.datasetId = datasetId;
    track.path = "/music/" + title + ".wav";
    track.title = title;
    track.artist = artist;
    track.codec = "pcm_s16le";
    track.sampleRate = 22050;
    track.channels = 1;
    track.sampleCount = 220500;
    track.seconds = 10;
    track.contentHash = "hash of " + title;
    return track;
}

} // namespace retrograde::testing
