#include "experiment/runspec.h"

#include "base/error.h"
#include "base/text.h"
#include "experiment/taskdescription.h"

namespace retrograde {

namespace {

/// Validation examples that two recipes can be told apart by: at 90 % the binomial interval is +-0.8 points.
constexpr int kEnoughToJudge = 5000;

/// Adam; decibels as they are; one crop a track and epoch from anywhere in its middle 30 s, which is what FMA's clips
/// are, with five frames dropped at the end of each piece; a random split by track, all of whose fifth is validated on.
void usePoster(RunSpec &spec)
{
    const bool pretext = !spec.task->learnsFromLabels();
    spec.batch = 32;
    spec.epochs = 25;
    spec.weightDecay = 0;
    spec.gainJitterDb = 0;
    spec.features.q = QRule::Classic;
    spec.features.padding = Padding::Reflect;
    spec.optimisation.optimiser = Optimiser::Adam;
    spec.optimisation.schedule = Schedule::Constant;
    Defences &defences = spec.defences;
    defences.levels = Levels::Fixed;
    defences.normalisation = pretext ? NormalisedBy::Nothing : NormalisedBy::Data;
    defences.leadInSeconds = 0;
    defences.gapFrames = ClipLength::kNominalGapFrames;
    defences.trim = Trim::End;
    defences.fusion = Fusion::Channels;
    defences.splitBy = HeldOutBy::Track;
    if (pretext) {
        defences.cropsPerTrack = 1;
        defences.middleSeconds = 30;
        spec.validationMinutes = 100'000; // all there is
    }
    if (spec.task->poster)
        spec.task->poster(spec);
}

void useSound(RunSpec &spec)
{
    if (!spec.task->learnsFromLabels()) {
        spec.validationExamples = kEnoughToJudge;
        spec.testShare = 0.1;
        spec.defences.interiorSeconds = 5;
    }
    if (spec.task->sound)
        spec.task->sound(spec);
}

} // namespace

RunSpec RunSpec::preset(std::string_view name, Task task, Network network)
{
    RunSpec spec;
    spec.task = task;
    spec.network = network;
    spec.clip = ClipLength::parse(task->clip);
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
    downstream.trunk = TrunkMode::Frozen;
    learningRate = 1e-2;
    epochs = 45;
}

namespace {

void takeEyes(RunSpec &spec, const RunSpec &source)
{
    spec.features = source.features;
    spec.defences.levels = source.defences.levels;
    spec.defences.normalisation = source.defences.normalisation;
    spec.defences.normalisePieces = source.defences.normalisePieces;
    spec.defences.fusion = source.defences.fusion;
}

} // namespace

void RunSpec::startFrom(std::int64_t id, const RunSpec &source)
{
    downstream.fromRun = id;
    takeEyes(*this, source);
}

void RunSpec::compareWith(std::int64_t id, const RunSpec &source)
{
    downstream.likeRun = id;
    takeEyes(*this, source);
    if (!source.task->learnsFromLabels())
        return;
    clip = source.clip;
    downstream.pieces = source.downstream.pieces;
    defences = source.defences;
}

} // namespace retrograde
