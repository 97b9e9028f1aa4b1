#include "experiment/runspec.h"

#include "base/error.h"
#include "base/text.h"

namespace retrograde {

namespace {

/// Validation examples that two recipes can be told apart by: at 90 % the binomial interval is +-0.8 points.
constexpr int kEnoughToJudge = 5000;

/// Adam, 1e-4 (reversal) or 1e-5 (jigsaw), plateau on validation accuracy; decibels as they are; one crop a track and
/// epoch from anywhere in its middle 30 s, which is what FMA's clips are, with five frames dropped at the end of each
/// piece; a random split by track, all of whose fifth is validated on.
void usePoster(RunSpec &spec)
{
    spec.batch = 32;
    spec.epochs = spec.task == Task::Jigsaw ? 200 : spec.task == Task::Instruments ? 50 : 25;
    spec.learningRate = spec.task == Task::Reversal ? 1e-4 : 1e-5;
    spec.weightDecay = spec.task == Task::Instruments ? 0.01 : 0;
    spec.gainJitterDb = 0;
    spec.features.q = QRule::Classic;
    spec.features.padding = Padding::Reflect;
    spec.optimisation.optimiser = Optimiser::Adam;
    spec.optimisation.schedule = spec.task == Task::Reversal ? Schedule::Plateau : Schedule::Constant;
    Defences &defences = spec.defences;
    defences.levels = Levels::Fixed;
    defences.normalisation = spec.task == Task::Instruments ? NormalisedBy::Data : NormalisedBy::Nothing;
    defences.leadInSeconds = 0;
    defences.gapFrames = ClipLength::kNominalGapFrames;
    defences.trim = Trim::End;
    defences.fusion = Fusion::Channels;
    defences.splitBy = HeldOutBy::Track;
    if (spec.task == Task::Instruments)
        return;
    defences.cropsPerTrack = 1;
    defences.middleSeconds = 30;
    spec.validationMinutes = 100'000; // all there is
}

void useSound(RunSpec &spec)
{
    if (spec.task == Task::Instruments) {
        spec.downstream.standardise = true;
        spec.downstream.validationBudget = ValidationBudget::Labels;
        return;
    }
    spec.validationExamples = kEnoughToJudge;
    spec.testShare = 0.1;
    spec.defences.interiorSeconds = 5;
    if (spec.task != Task::Jigsaw)
        return;
    spec.defences.gapJitterFrames = 8;
    spec.defences.normalisePieces = true;
    spec.optimisation.clipNorm = 5;
    if (spec.network != Network::ConvNetExt)
        spec.pretext.head = HeadKind::Adjacency;
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
    if (source.task != Task::Instruments)
        return;
    clip = source.clip;
    downstream.pieces = source.downstream.pieces;
    defences = source.defences;
}

} // namespace retrograde
