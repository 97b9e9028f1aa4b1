#pragma once

#include "base/runcontrol.h"
#include "library/workspace.h"
#include "report/reporttemplate.h"

#include <filesystem>
#include <vector>

namespace retrograde {

struct RunReport {
    std::filesystem::path page; ///< <folder>/report.html or report.tex
    std::vector<std::filesystem::path> sounds; ///< the worst mistakes as WAV, as the model heard them
};

/// Writes a report about a run of any task into @p folder (created), as one self-contained page or as an article to be
/// typeset there: accuracy with its interval beside what can be had without listening (of the test side as well, where
/// it was judged), what was trained on what, loss and accuracy curves, the confusion counts or, of a recogniser, the
/// figures of each label, the worst mistakes in a table with their spectrograms (PNG) and their sound (WAV, 22,050 Hz
/// mono, exactly the frames the model saw), verdicts by ear, settings, versions, licences of the shown tracks.
/// @param force replaces files of these names there even when they are no earlier report's
/// @throws Error NotFound, Io; Corrupt when the run's record is damaged; Conflict when the run has no predictions yet,
/// or something else is there
RunReport writeRunReport(const Workspace &workspace, Id runId, const std::filesystem::path &folder, int worst,
    const RunControl &control, bool force = false, ReportFormat format = ReportFormat::Html);

} // namespace retrograde
