#pragma once

#include "base/runcontrol.h"
#include "experiment/runevent.h"
#include "library/workspace.h"
#include "training/objectivemaker.h"

namespace retrograde {

/// One call of trainRun(): from where the stored run stands to its end, or to where it is stopped. The run's lock is
/// held by whoever calls.
/// @param run as stored; kept so with each epoch @param makeObjective empty = the objective of the run's task
/// @throws Error Cancelled when it was stopped, and whatever makes it impossible to go on
void trainSession(Workspace &workspace, Run &run, const RunObserver &observer, RunControl &control,
    const ObjectiveMaker &makeObjective);

} // namespace retrograde
