#pragma once

#include "base/runcontrol.h"
#include "support/labelledlibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <stdexcept>

/// For tests that link retrograde::learning.
namespace retrograde::testing {

/// A recogniser of instruments that has learned from @p library for one epoch: the run.
inline Id trainedRecogniser(const LabelledLibrary &library)
{
    RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
    spec.clip = ClipLength::parse("2");
    spec.epochs = 1;
    spec.batch = 4;
    spec.threads = 1;
    Workspace workspace(library.workspace());
    const Id run = createRun(workspace, spec);
    RunControl control;
    if (trainRun(library.workspace(), run, {}, control) != RunStatus::Completed)
        throw std::runtime_error(workspace.run(run)->reason);
    return run;
}

} // namespace retrograde::testing
