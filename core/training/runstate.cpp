#include "training/runstate.h"

#include "base/error.h"
#include "experiment/storedrun.h"
#include "training/createrun.h"

#include <utility>

namespace retrograde {

RunState::RunState(const Workspace &workspace, const RunSpec &spec, const Objective &ofRun, std::int64_t stepsPerEpoch,
    torch::Device device, bool anew)
    : model(ModelShape::of(spec, ofRun.validation().outputs()))
    , schedule(std::in_place, spec, stepsPerEpoch)
{
    initialise(*model, spec.seed);
    model->to(device);
    layOutChannelsLast(*model);
    if (anew && spec.downstream.fromRun != 0)
        takeFrom(workspace, spec, spec.downstream.fromRun, true);
    if (anew && spec.downstream.likeRun != 0)
        takeFrom(workspace, spec, spec.downstream.likeRun, false);
    learner = makeLearner(workspace, spec, model);
    optimiser = makeOptimiser(learner->changing().parameters(), spec);
    objective = ofRun.newState(*model);
    if (objective)
        objective->to(device);
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
    if (objective)
        loadObjective(file, *objective);
    normalisation = notes.normalisation;
    epoch = notes.epoch;
    best = notes.best;
    schedule->restore(notes.schedule);
    position = notes.position;
    learner->restore(notes, file.path());
}

CheckpointNotes RunState::notes(const RunSpec &spec, const std::vector<std::string> &labels, const Run &run,
    const Workspace &workspace, const CheckpointNotes::Heard &heard) const
{
    return { spec, *normalisation, epoch, best, schedule->state(), position, labels, learner->normsMeasured(), true,
        run.identity, workspace.identity(), heard };
}

} // namespace retrograde
