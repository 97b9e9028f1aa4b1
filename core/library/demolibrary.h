#pragma once

#include "library/folderimporter.h"

namespace retrograde {

struct DemoReport {
    ImportReport import;
    bool standIn = false; ///< true: synthesised, because the archive could not be reached
    std::string standInReason;
};

/// The demo library: 64 tracks of freely licensed music, downloaded by Debian package name with apt-get (no root,
/// nothing is installed), unpacked below userCacheFolder()/demo, imported as dataset "Demo" with artist, licence and
/// source package on each track. Done parts are not done again. When the archive cannot be reached, @ref
/// synthesiseStandIn makes 24 tracks instead, and the report and the dataset's note say so.
/// @throws Error Io, Cancelled
DemoReport prepareDemoLibrary(Workspace &workspace, const ProgressCallback &progress, const RunControl &control);

/// Renders @p tracks seeded tunes by @p artists made-up artists as 30-s mono WAV files into @p folder: plucked, struck
/// and bowed voices with sharp attacks and long decays (so that time has an arrow), and a few drones (which have none).
void synthesiseStandIn(const std::filesystem::path &folder, int tracks, int artists, std::uint64_t seed,
    const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
