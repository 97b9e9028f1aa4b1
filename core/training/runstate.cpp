#include "training/runstate.h"

#include "base/error.h"
#include "experiment/runplan.h"
#include "training/createrun.h"

#include <utility>

namespace retrograde {

bool hasFrozenTrunk(const RunSpec &spec)
{
    return spec.downstream.trunk == TrunkMode::Frozen;
}

RunState::RunState(const Workspace &workspace, const RunSpec &spec, int outputs, std::int64_t stepsPerEpoch,
    torch::Device device, bool anew)
    : model(ModelShape::of(spec, outputs))
    , schedule(std::in_place, spec, stepsPerEpoch)
{
    initialise(*model, spec.seed);
    model->to(device);
    layOutChannelsLast(*model);
    if (anew && spec.downstream.fromRun != 0)
        takeFrom(workspace, spec, spec.downstream.fromRun, true);
    if (anew && spec.downstream.likeRun != 0)
        takeFrom(workspace, spec, spec.downstream.likeRun, false);
    std::vector<torch::Tensor> parameters = model->parameters();
    if (hasFrozenTrunk(spec)) {
        for (torch::Tensor &parameter : parameters)
            parameter.requires_grad_(false);
        parameters = model->head()->parameters();
        for (torch::Tensor &parameter : parameters)
            parameter.requires_grad_(true);
    }
    optimiser = makeOptimiser(std::move(parameters), spec);
}

/// Takes over what another run's best model takes for loud and soft and, where it is started from, its trunk.
void RunState::takeFrom(const Workspace &workspace, const RunSpec &spec, Id source, bool trunkToo)
{
    const SafetensorsFile file = readCheckpoint(bestCheckpoint(workspace.checkpointFolder(source)));
    const RunSpec its = readSpec(file);
    requireSameInput(spec, its, source);
    const CheckpointNotes notes = readNotes(file, its);
    requireOfRun(file.path(), notes.run, workspace.run(source).value_or(Run {}));
    if (notes.normalisationKnown)
        normalisation = notes.normalisation;
    if (trunkToo)
        loadTrunk(file, *model);
}

void RunState::restore(const SafetensorsFile &file, const RunSpec &spec, const Run &run, std::int64_t stepsPerEpoch,
    std::int64_t examplesPerEpoch)
{
    const CheckpointNotes notes = readNotes(file, spec);
    requireOfRun(file.path(), notes.run, run);
    if (notes.epoch.epoch > spec.epochs || notes.position.epoch > spec.epochs || notes.position.step > stepsPerEpoch
        || notes.position.examples > examplesPerEpoch)
        throw Error(ErrorCode::Corrupt, file.path(), "says that it is of a place that this run does not have");
    // Not the fingerprints: the text of a specification grows with the program.
    if (readSpec(file) != spec)
        throw Error(ErrorCode::Conflict, file.path(), "belongs to a run with other settings");
    loadWeights(file, *model);
    loadOptimiser(file, *model, *optimiser);
    normalisation = notes.normalisation;
    epoch = notes.epoch;
    best = notes.best;
    schedule->restore(notes.schedule);
    position = notes.position;
    normsMeasured = notes.normsMeasured;
    if (hasFrozenTrunk(spec) && spec.downstream.frozenNorm == FrozenNorm::Batch && !normsMeasured)
        throw Error(ErrorCode::Unsupported, file.path(),
            "is of a version in which the statistics of 'downstream.frozen_norm=batch' changed from batch to batch; "
            "start the run anew");
}

CheckpointNotes RunState::notes(const RunSpec &spec, const std::vector<std::string> &labels, const Run &run,
    const Workspace &workspace, const CheckpointNotes::Heard &heard) const
{
    return { spec, *normalisation, epoch, best, schedule->state(), position, labels, normsMeasured, true, run.identity,
        workspace.identity(), heard };
}

} // namespace retrograde
