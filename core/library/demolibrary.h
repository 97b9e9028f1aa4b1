#pragma once

#include "library/folderimporter.h"

namespace retrograde {

struct DemoReport {
    ImportReport import;
    bool standIn = false; ///< true: synthesised, because the archive could not be reached
    std::string standInReason;
};

/// The demo library: 64 tracks of freely licensed music, downloaded by Debian package name with apt-get (no root,
/// nothing is installed), unpacked below userCacheFolder()/demo/music with each package's copyright file beside its
/// music, and imported as dataset "Demo" (kind "demo") with artist, licence and source package on each track. Done
/// parts are not done again; what could not be fetched is tried again at the next call. When no package at all can be
/// had, @ref synthesiseStandIn makes 24 tracks instead, and the report and the dataset's note say so; recorded music
/// replaces them when a later call gets it.
/// @throws Error Io, Cancelled, Conflict when another call is under way
DemoReport prepareDemoLibrary(Workspace &workspace, const ProgressCallback &progress, const RunControl &control);

/// Renders @p tracks seeded tunes by @p artists made-up artists as 30-s mono WAV files at 22,050 Hz,
/// <folder>/<artist>/<title>.wav: plucked, struck and bowed voices with sharp attacks and long decays (so that time has
/// an arrow), and every eighth a drone (which has none). Files that exist are left alone. The same seed gives the same
/// files.
/// @throws Error Io, Cancelled
void synthesiseStandIn(const std::filesystem::path &folder, int tracks, int artists, std::uint64_t seed,
    const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
