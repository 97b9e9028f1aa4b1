#pragma once

#include "experiment/runspec.h"
#include "library/workspace.h"

namespace retrograde {

/// Checks @p spec against the workspace before hours are spent (datasets exist, enough tracks long enough on both sides
/// of the split, the device is there), resolves "auto" but for the precision, and stores a queued run.
/// @throws Error InvalidArgument, NotFound, Training, Unsupported
Id createRun(Workspace &workspace, RunSpec spec);

/// A trunk understands only what it was trained on; and random weights are a fair comparison only where they see what
/// the trunk sees.
/// @param its the specification of run @p source, which @p spec starts from or is compared with
/// @throws Error Unsupported, saying in what they differ
void requireSameInput(const RunSpec &spec, const RunSpec &its, Id source);

} // namespace retrograde
