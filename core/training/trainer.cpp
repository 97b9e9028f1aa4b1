#include "training/trainer.h"

#include "base/error.h"
#include "base/problem.h"
#include "base/text.h"
#include "experiment/storedrun.h"
#include "networks/computeinfo.h"
#include "training/session.h"

#include <c10/util/Exception.h>
#include <chrono>
#include <ctime>
#include <new>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

/// UTC, ISO 8601, whole seconds.
std::string now()
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts {};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

/// What is faster here, once and for all of the run.
void decidePrecision(Workspace &workspace, Run &run)
{
    RunSpec spec = specOf(run);
    if (spec.precision != NumberFormat::Auto)
        return;
    spec.precision = resolvePrecision(spec.precision, spec.device, spec.threads);
    run.spec = spec.toJson();
    workspace.updateRun(run);
}

/// What a run says of itself that failed by @p thrown, whatever that is.
std::string reasonOf(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const c10::Error &error) {
        return "LibTorch: " + displayText(error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        return "there is not enough memory: try a smaller batch";
    } catch (...) {
        return sentenceOf(thrown);
    }
}

} // namespace

RunStatus trainRun(const fs::path &workspaceFolder, Id runId, const RunObserver &observer, RunControl &control,
    const ObjectiveMaker &makeObjective)
{
    Workspace workspace(workspaceFolder);
    (void)storedRun(workspace, runId);
    const RunLock lock(workspace, runId);
    Run run = storedRun(workspace, runId); // as whoever held it before left it
    if (run.status == RunStatus::Completed)
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " is completed");
    run.status = RunStatus::Running;
    run.reason.clear();
    run.finishedAt.clear();
    workspace.updateRun(run);

    const auto finish = [&](RunStatus status, const std::string &reason) {
        run.status = status;
        run.reason = reason;
        run.finishedAt = status == RunStatus::Stopped ? std::string() : now();
        workspace.updateRun(run);
        if (observer)
            observer(RunFinished { runId, status, reason });
        return status;
    };
    try {
        decidePrecision(workspace, run);
        trainSession(workspace, run, observer, control, makeObjective);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            return finish(RunStatus::Stopped, {});
        if (error.code() == ErrorCode::Database)
            throw; // it cannot be written down; the next to open the workspace finds the run interrupted
        return finish(RunStatus::Failed, error.what());
    } catch (...) {
        return finish(RunStatus::Failed, reasonOf(std::current_exception()));
    }
    return finish(RunStatus::Completed, {});
}

} // namespace retrograde
