#include "experiment/runspec.h"

#include "base/error.h"
#include "base/text.h"

namespace retrograde {

namespace {

/// Adam, 1e-4 (reversal) or 1e-5 (jigsaw), plateau on validation accuracy; decibels as they are; crops from anywhere,
/// with five frames dropped at the end of each piece; a random split by track.
void usePoster(RunSpec &spec)
{
    spec.batch = 32;
    spec.epochs = spec.task == Task::Jigsaw ? 200 : spec.task == Task::Instruments ? 50 : 25;
    spec.learningRate = spec.task == Task::Reversal ? 1e-4 : 1e-5;
    spec.weightDecay = spec.task == Task::Instruments ? 0.01 : 0;
    spec.gainJitterDb = 0;
    spec.features.q = QRule::Classic;
    spec.features.padding = Padding::Reflect;
    spec.optimisation.optimiser = "adam";
    spec.optimisation.schedule = spec.task == Task::Reversal ? "plateau" : "constant";
    Defences &defences = spec.defences;
    defences.levels = "fixed";
    defences.normalisation = spec.task == Task::Instruments ? "data" : "none";
    defences.leadInSeconds = 0;
    defences.gapFrames = ClipLength::kNominalGapFrames;
    defences.trim = "end";
    defences.fusion = "channels";
    defences.splitBy = "track";
}

void useSound(RunSpec &spec)
{
    if (spec.task == Task::Instruments) {
        spec.downstream.standardise = true;
        return;
    }
    spec.defences.interiorSeconds = 5;
    if (spec.task != Task::Jigsaw)
        return;
    spec.defences.gapJitterFrames = 8;
    spec.defences.normalisePieces = true;
    spec.optimisation.clipNorm = 5;
    if (spec.network != Network::ConvNetExt)
        spec.pretext.head = "adjacency";
}

} // namespace

RunSpec RunSpec::preset(std::string_view name, Task task, Network network)
{
    RunSpec spec;
    spec.task = task;
    spec.network = network;
    spec.clip = ClipLength::parse(task == Task::Jigsaw ? "3x3" : task == Task::Reversal ? "5" : "10");
    if (name == "poster")
        usePoster(spec);
    else if (name == "sound")
        useSound(spec);
    else
        throw Error(
            ErrorCode::InvalidArgument, "there is no preset '" + displayText(name) + "'; there is: sound, poster");
    return spec;
}

void RunSpec::freezeTrunk()
{
    downstream.trunk = "frozen";
    learningRate = 1e-2;
    epochs = 45;
}

void RunSpec::startFrom(std::int64_t id, const RunSpec &source)
{
    downstream.fromRun = id;
    features = source.features;
    defences.levels = source.defences.levels;
    defences.normalisation = source.defences.normalisation;
    defences.normalisePieces = source.defences.normalisePieces;
    defences.fusion = source.defences.fusion;
}

} // namespace retrograde
