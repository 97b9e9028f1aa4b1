#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/importreport.h"
#include "library/workspace.h"

namespace retrograde {

/// The labelled demo set: MIDI tunes and soundfonts are fetched from Debian's archive like the demo library's music,
/// renderClips() plays 1,200 clips from them below userCacheFolder()/demo, and the ordinary importer of OpenMIC-2018
/// imports these as dataset "Rendered instruments". Done parts are not done again.
/// @throws Error Io when the archive cannot be reached, Cancelled, Conflict when another call is under way
ImportReport prepareLabelledDemo(
    Workspace &workspace, int threads, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
