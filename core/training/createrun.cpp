#include "training/createrun.h"

#include "base/error.h"
#include "base/machine.h"
#include "experiment/posterdifferences.h"
#include "experiment/runrecord.h"
#include "experiment/storedrun.h"
#include "networks/computeinfo.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace retrograde {

void requireSameInput(const RunSpec &spec, const RunSpec &its, Id source)
{
    const bool started = spec.downstream.fromRun == source;
    const auto require = [&](const char *what, std::string_view ours, std::string_view theirs) {
        if (ours != theirs)
            throw Error(ErrorCode::Unsupported,
                "run " + std::to_string(source) + " cannot be " + (started ? "started from" : "compared with")
                    + ": its " + what + " is '" + std::string(theirs) + "', and this run's is '" + std::string(ours)
                    + "'");
    };
    require("network", toString(spec.network), toString(its.network));
    require("kind of features", spec.features.fingerprint(), its.features.fingerprint());
    require("reference of levels", toString(spec.defences.levels), toString(its.defences.levels));
    require("normalisation", toString(spec.defences.normalisation), toString(its.defences.normalisation));
    require("normalisation of pieces", spec.defences.normalisePieces ? "on" : "off",
        its.defences.normalisePieces ? "on" : "off");
    if (descriptionOf(spec.network).takesChannels)
        require("fusion of pieces", toString(spec.defences.fusion), toString(its.defences.fusion));
}

Id createRun(Workspace &workspace, RunSpec spec)
{
    spec.validate();
    for (const Id source : { spec.downstream.fromRun, spec.downstream.likeRun }) {
        if (source == 0)
            continue;
        const std::optional<Run> run = workspace.run(source);
        if (!run || run->bestEpoch == 0)
            throw Error(ErrorCode::NotFound,
                "run " + std::to_string(source) + " to "
                    + (source == spec.downstream.fromRun ? "start from " : "compare with ")
                    + (run ? "has not finished an epoch yet" : "does not exist"));
        requireSameInput(spec, specOf(*run), source);
    }
    spec.device = resolveDevice(spec.device);
    if (spec.threads == 0)
        spec.threads = machine().cores;
    // "auto" is decided when the run is first trained, for that may take a second of measuring.
    if (spec.precision != NumberFormat::Auto)
        resolvePrecision(spec.precision, spec.device, spec.threads);
    for (auto *names : { &spec.datasets, &spec.validationDatasets }) {
        std::sort(names->begin(), names->end());
        names->erase(std::unique(names->begin(), names->end()), names->end());
    }

    Run run;
    RunRecord record;
    record.plan = RunPlan::make(workspace, spec);
    if (followsPoster(spec))
        record.differencesFrom2019 = posterDifferences(workspace, spec, *record.plan);
    run.details = record.toDetails();
    run.spec = spec.toJson();
    run.task = toString(spec.task);
    run.network = toString(spec.network);
    run.clip = spec.clip.toString();
    run.epochsPlanned = spec.epochs;
    return workspace.addRun(run);
}

} // namespace retrograde
