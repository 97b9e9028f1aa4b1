#include "training/weights.h"

#include "base/error.h"
#include "base/text.h"
#include "experiment/runrecord.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "networks/checkpoint.h"
#include "training/recovery.h"

#include <algorithm>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNamed = 5; ///< tensors that do not fit, in one sentence

int outputsFor(const RunSpec &spec, const CheckpointNotes *notes)
{
    if (notes && !notes->labels.empty())
        return static_cast<int>(notes->labels.size());
    return spec.task->learnsFromLabels() ? 2 : makePretextTask(spec)->outputs();
}

} // namespace

void exportWeights(const Workspace &workspace, Id runId, const fs::path &path)
{
    const Run run = storedRun(workspace, runId);
    if (run.bestEpoch == 0)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " has not finished an epoch yet");
    const SafetensorsFile best = readCheckpoint(bestCheckpoint(workspace.checkpointFolder(runId)));
    requireOfRun(best.path(), readNotes(best, specOf(run)).run, run);
    for (const auto &[name, tensor] : best.tensors())
        best.requireFinite(name);
    exportSafetensors(path, best.tensors(), best.metadata());
}

ImportedWeights importWeights(Workspace &workspace, const fs::path &path, const std::optional<RunSpec> &given)
{
    const SafetensorsFile file = SafetensorsFile::read(path, SafetensorsFile::kLargestWeights);
    CheckpointNotes notes;
    const bool ours = file.metadata().contains("spec");
    if (given) {
        notes.spec = *given;
        if (ours)
            notes = readNotes(file, *given);
        else
            notes.normalisationKnown = false; // what they take for loud and soft is for whoever trains on to measure
    } else {
        if (!ours)
            throw Error(ErrorCode::InvalidArgument, path,
                "does not say which network it is for: name task, network and clip length");
        const RunSpec its = readSpec(file);
        notes = readNotes(file, its);
    }
    notes.spec.validate();
    notes.spec.downstream.fromRun = 0;

    Model model(ModelShape::of(notes.spec, outputsFor(notes.spec, &notes)));
    initialise(*model, notes.spec.seed);
    ImportedWeights imported;
    imported.mismatches = mismatches(file, *model, false);
    const Colours colours = ours ? Colours::Refused : Colours::Added;
    const std::vector<std::string> grave = mismatches(file, *model, true, colours);
    if (!grave.empty()) {
        std::string names;
        for (std::size_t i = 0; i < std::min(kNamed, grave.size()); ++i)
            names += "; " + grave[i];
        throw Error(ErrorCode::Unsupported, path,
            std::to_string(grave.size()) + " tensors do not fit " + std::string(toString(notes.spec.network)) + names);
    }
    loadTrunk(file, *model, colours);
    if (imported.mismatches.empty())
        loadWeights(file, *model);

    Run run;
    RunRecord record;
    record.plan = planOf(workspace, notes);
    record.importedFrom = displayPath(path);
    run.details = record.toDetails();
    run.spec = notes.spec.toJson();
    run.task = toString(notes.spec.task);
    run.network = toString(notes.spec.network);
    run.clip = notes.spec.clip.toString();
    run.status = RunStatus::Completed;
    run.epochsPlanned = run.epochsDone = run.bestEpoch = std::max(1, notes.best.epoch);
    notes.epoch.epoch = notes.best.epoch = run.bestEpoch;
    workspace.transaction([&] {
        imported.runId = workspace.addRun(run);
        notes.run = workspace.run(imported.runId)->identity;
        notes.workspace = workspace.identity();
        saveCheckpoint(bestCheckpoint(workspace.makeCheckpointFolder(imported.runId)), *model, {}, notes);
    });
    return imported;
}

} // namespace retrograde
