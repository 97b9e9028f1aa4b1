#pragma once

#include "experiment/runspec.h"
#include "experiment/settings.h"

#include <array>
#include <limits>

/// The one list of a run's settings: what reads, writes, checks and describes them goes by it. What the window shows
/// beside a setting are these words, translated: ui/base/words.cpp lists them once more for the translators.
namespace retrograde {

template<> struct ChoiceNames<QRule> {
    static constexpr std::array<std::string_view, 2> names { "modern", "classic" };
};
template<> struct ChoiceNames<Padding> {
    static constexpr std::array<std::string_view, 2> names { "zero", "reflect" };
};

namespace settings {

template<typename T, typename Wanted>
concept MaybeConst = std::is_same_v<std::remove_const_t<T>, Wanted>;

/// Part of RunSpec's list.
void whatIsLearned(MaybeConst<RunSpec> auto &spec, auto &&visit)
{
    visit(Setting { "task",
              "What the model has to tell: whether a clip is heard forward or reversed, whether its three pieces are "
              "in order, or, learning from labels, which instruments play." },
        spec.task, Anything());
    visit(Setting { "network",
              "One of the three networks of the 2019 experiment; ConvNet-ext and ResNet18 see a clip as three "
              "pieces." },
        spec.network, Anything());
    visit(Setting { "clip", "How much the model hears at a time; longer clips are easier and slower.", "s" }, spec.clip,
        Written { "1 to 60, or for the jigsaw 3x1 to 3x60" });
    visit(Setting { "datasets", "What to train on; if none is named, all datasets but those validated on." },
        spec.datasets, Anything());
    visit(Setting { "validation_datasets",
              "Datasets of which all is held out, and with which nothing that is trained on shares artist or sound; if "
              "none is named, shares of the music are held out (pretext tasks only)." },
        spec.validationDatasets, Anything());
}

/// Part of RunSpec's list.
void howItIsTrained(MaybeConst<RunSpec> auto &spec, auto &&visit)
{
    visit(Setting { "epochs", "How often the model goes through the music." }, spec.epochs, Range { 1, 100000 });
    visit(Setting { "batch", "Clips per training step." }, spec.batch, Range { 2, 4096 });
    visit(
        Setting { "learning_rate", "The optimiser's step size at its peak." }, spec.learningRate, Range { 1e-9, 10.0 });
    visit(Setting { "weight_decay", "How strongly each step draws the weights towards zero." }, spec.weightDecay,
        Range { 0.0, 1.0 });
    visit(Setting { "gain_jitter_db", "Training crops are louder or softer by up to this.", "dB" }, spec.gainJitterDb,
        Range { 0.0, 40.0 });
    visit(Setting { "seed",
              "Decides the first weights, the crops and their order; the same seed and settings give the same run "
              "again." },
        spec.seed, Anything());
}

/// Part of RunSpec's list.
void whatIsHeldOut(MaybeConst<RunSpec> auto &spec, auto &&visit)
{
    visit(Setting { "split_seed", "Decides what is held out, and which of its crops are judged." }, spec.splitSeed,
        Anything());
    visit(Setting { "validation_share", "Share of the sound that is held out to validate on." }, spec.validationShare,
        Range { 0.01, 0.99 });
    visit(Setting { "test_share",
              "Share of the sound that pretext tasks hold out besides, to test on; it decides nothing, not even which "
              "epoch is the best." },
        spec.testShare, Range { 0.0, 0.98 });
    visit(Setting { "validation_minutes",
              "The most sound of pretext tasks to validate on, and as much to test on, unless validation_examples asks "
              "for more.",
              "min" },
        spec.validationMinutes, Range { 0.1, 100000.0 });
    visit(Setting { "validation_examples",
              "Where there is enough sound, pretext tasks are validated on no fewer examples than this, whatever "
              "validation_minutes says." },
        spec.validationExamples, Range { 0, 100'000'000 });
}

/// Part of RunSpec's list.
void howItIsComputed(MaybeConst<RunSpec> auto &spec, auto &&visit)
{
    visit(Setting { .key = "threads", .words = "Threads to compute with; 0 = all cores.", .ofMachine = true },
        spec.threads, Range { 0, 1024 });
    visit(Setting { .key = "device", .words = "Where the network is computed.", .ofMachine = true }, spec.device,
        Anything());
    visit(Setting { .key = "precision",
              .words = "Number format of the convolutions; bfloat16 is faster on processors that have it.",
              .ofMachine = true },
        spec.precision, Anything());
}

void eachSetting(MaybeConst<RunSpec> auto &spec, auto &&visit)
{
    whatIsLearned(spec, visit);
    howItIsTrained(spec, visit);
    whatIsHeldOut(spec, visit);
    howItIsComputed(spec, visit);
    visit(Setting { "features", "The constant-Q transform that the network sees" }, spec.features, Group());
    visit(Setting { "defences", "What keeps a model from reading artefacts instead of music" }, spec.defences, Group());
    visit(Setting { "optimisation", "How weights are changed" }, spec.optimisation, Group());
    visit(Setting { "pretext", "What a pretext task asks for beyond its name" }, spec.pretext, Group());
    visit(Setting { "downstream", "The recogniser of instruments" }, spec.downstream, Group());
}

/// CqtParameters::validate() checks them as well, and what they come to together.
void eachSetting(MaybeConst<CqtParameters> auto &group, auto &&visit)
{
    visit(Setting { "sample_rate", "The rate that all sound is brought to.", "Hz" }, group.sampleRate,
        Range { 1000, 768000 });
    visit(Setting { "hop", "From the centre of one frame to the next.", "samples" }, group.hop,
        Range { 1, std::numeric_limits<int>::max() });
    visit(Setting { "fmin",
              "The centre of the lowest bin, as it stands C1; the highest bin's band has to end below half the rate.",
              "Hz" },
        group.fmin, Written { "above 0" });
    visit(Setting { "bins", "How many frequencies there are.", "bins" }, group.bins, Range { 1, 2000 });
    visit(Setting { "bins_per_octave", "How many of them an octave has.", "bins" }, group.binsPerOctave,
        Range { 1, 400 });
    visit(Setting { "q",
              "How long the filters are: modern as in librosa from 0.10 on, classic as in librosa up to 0.9 and in the "
              "2019 experiment." },
        group.q, Anything());
    visit(Setting { "padding",
              "What stands before the first sample and after the last: zero is silence, reflect the sound mirrored." },
        group.padding, Anything());
}

/// Part of the list of Defences: what is cut out of a track, and how it is taken apart.
void howCropsAreCut(MaybeConst<Defences> auto &group, auto &&visit)
{
    visit(Setting { "crops_per_track",
              "How many crops of each track an epoch and the validation of a pretext task have; 0 = as many as lie "
              "side by side in it." },
        group.cropsPerTrack, Range { 0, 1000000 });
    visit(Setting { "middle_seconds", "How much of a track's middle crops are taken from; 0 = all of it.", "s" },
        group.middleSeconds, Range { 0.0, 100000.0 });
    visit(Setting { "interior_seconds",
              "What crops keep clear of at either end of a track, as far as its length allows.", "s" },
        group.interiorSeconds, Range { 0.0, 600.0 });
    visit(Setting { "lead_in_seconds", "What no crop touches at a track's start, for codecs leave traces there.", "s" },
        group.leadInSeconds, Range { 0.0, 60.0 });
    visit(Setting { "gap_frames",
              "What is left out between two pieces of a jigsaw; below 23 frames neighbours share sound, which gives "
              "their order away.",
              "frames" },
        group.gapFrames, Range { 0, 1000 });
    visit(Setting { "gap_jitter_frames",
              "By how much each piece of a training crop moves at random, which varies all gaps.", "frames" },
        group.gapJitterFrames, Range { 0, 1000 });
    visit(Setting { "trim", "Which of a piece's two sides the gap is taken from: the end, or both." }, group.trim,
        Anything());
    visit(Setting { "split_by", "How a share is held out: by artist, where enough are known, or by track." },
        group.splitBy, Anything());
    visit(Setting { "exclude_downstream_artists",
              "Music by the artists of OpenMIC clips, on which models will be judged, is left out of pretext training "
              "like those clips' own tracks." },
        group.excludeDownstreamArtists, Anything());
}

void eachSetting(MaybeConst<Defences> auto &group, auto &&visit)
{
    howCropsAreCut(group, visit);
    visit(Setting { "levels",
              "What 0 dB is: track is the track's loudest cell, fixed the same for all music, crop the crop's loudest "
              "cell." },
        group.levels, Anything());
    visit(Setting { "normalisation",
              "With data, mean and deviation of the training music become 0 and 1; with none, the network sees "
              "decibels." },
        group.normalisation, Anything());
    visit(Setting { "normalise_pieces", "Each piece is brought to mean 0 and deviation 1 on its own." },
        group.normalisePieces, Anything());
    visit(Setting { "piece_gain_db", "Each piece of a training crop is louder or softer by up to this.", "dB" },
        group.pieceGainDb, Range { 0.0, 40.0 });
    visit(Setting { "fusion",
              "How ResNet18 sees a clip's pieces: late, each alone by a trunk that all share, or as channels of one "
              "picture." },
        group.fusion, Anything());
    visit(Setting { "time_mask_frames", "The most frames that are blanked in a training piece.", "frames" },
        group.timeMaskFrames, Range { 0, 10000 });
    visit(Setting { "frequency_mask_bins", "The most bins that are blanked in a training crop.", "bins" },
        group.frequencyMaskBins, Range { 0, 1000 });
}

void eachSetting(MaybeConst<Optimisation> auto &group, auto &&visit)
{
    visit(Setting { "optimiser", "The rule by which gradients change weights." }, group.optimiser, Anything());
    visit(Setting { "momentum", "How much of its last step sgd keeps." }, group.momentum, Range { 0.0, 0.9999 });
    visit(Setting { "schedule",
              "How the learning rate goes: cosine falls after a warm-up, plateau is lowered when accuracy stops "
              "rising, constant stays." },
        group.schedule, Anything());
    visit(Setting { "warm_up_share", "Share of all steps of cosine in which the rate rises to its peak." },
        group.warmUpShare, Range { 0.0, 1.0 });
    visit(Setting { "plateau_patience", "Without a better accuracy for so long, plateau lowers the rate.", "epochs" },
        group.plateauPatience, Range { 0, 100000 });
    visit(Setting { "plateau_factor", "The share to which plateau lowers the rate." }, group.plateauFactor,
        Range { 0.001, 1.0 });
    visit(Setting { "clip_norm", "Gradients that are longer are shortened to this; 0 = they stay as they are." },
        group.clipNorm, Range { 0.0, 1e6 });
    visit(Setting { "early_stopping", "Without a better epoch for so long, the run is complete; 0 = never.", "epochs" },
        group.earlyStopping, Range { 0, 100000 });
    visit(Setting { "steps",
              "Steps in all, whatever the number of examples, an equal part of them in each epoch; 0 = an epoch is one "
              "pass over the examples.",
              "steps" },
        group.steps, Range<std::int64_t> { 0, std::int64_t { 1 } << 40 });
}

void eachSetting(MaybeConst<PretextSettings> auto &group, auto &&visit)
{
    visit(Setting { .key = "target",
              .words = "What a jigsaw asks of the model: whether the pieces are shuffled, or which of six orders they "
                       "are in.",
              .source = "Carr et al., arXiv 2103.09879" },
        group.target, Anything());
    visit(Setting { .key = "head",
              .words = "What answers from the features: a linear layer, as in 2019, or for the jigsaw a comparison of "
                       "where pieces end with where others begin.",
              .source = "Huang et al., arXiv 1709.04384" },
        group.head, Anything());
}

/// Part of the list of Downstream: which labels are learned.
void whatIsRecognised(MaybeConst<Downstream> auto &group, auto &&visit)
{
    visit(Setting { "labels", "The labels to learn; if none is named, all that the music has." }, group.labels,
        Anything());
    visit(Setting { "labels_per_class",
              "How many labelled tracks of each label to learn from, where smaller samples lie within larger ones; 0 = "
              "all.",
              "tracks" },
        group.labelsPerClass, Range { 0, 1000000 });
    visit(Setting { "label_seed", "Decides which tracks these are." }, group.labelSeed, Anything());
    visit(Setting { .key = "validation_budget",
              .words = "What the best epoch and the thresholds are chosen by: all labels of the validation tracks, or "
                       "as many labels in proportion as there are to learn from.",
              .source = "Oliver et al. 2018, arXiv 1804.09170" },
        group.validationBudget, Anything());
    visit(Setting { "weighting",
              "How the loss weighs the labels: original, each label alike; plain, each cell alike; focal, like plain, "
              "but what is right already counts less." },
        group.weighting, Anything());
    visit(Setting { .key = "focal_gamma",
              .words = "How much less focal counts what is right already; 0 = as much as the rest.",
              .source = "Lin et al. 2017" },
        group.focalGamma, Range { 0.0, 10.0 });
}

void eachSetting(MaybeConst<Downstream> auto &group, auto &&visit)
{
    constexpr std::int64_t kMostRuns = std::int64_t { 1 } << 53;
    visit(Setting { "from_run", "The run whose best trunk is the start; 0 = random weights." }, group.fromRun,
        Range<std::int64_t> { 0, kMostRuns });
    visit(Setting { .key = "like_run",
              .words = "With random weights: the run that this one is compared with, whose levels, normalisation and "
                       "pieces it takes; 0 = none.",
              .source = "Plachouras et al. 2025, arXiv 2505.06042" },
        group.likeRun, Range<std::int64_t> { 0, kMostRuns });
    visit(Setting { "trunk",
              "Fine-tuned, all of the network goes on learning; frozen, only the last layer learns, which shows what "
              "the network knew before." },
        group.trunk, Anything());
    visit(Setting { "frozen_norm",
              "Whose statistics batch norm goes by in a frozen trunk: running are those that its own training left, "
              "batch those of this run's training clips, measured once before anything is learned." },
        group.frozenNorm, Anything());
    visit(Setting { .key = "standardise",
              .words = "The head of a frozen trunk sees each feature less its mean over the training tracks, by its "
                       "deviation.",
              .source = "He et al. 2022, arXiv 2111.06377" },
        group.standardise, Anything());
    visit(Setting { "pieces", "In how many pieces ConvNet sees a clip: 1 or 3." }, group.pieces, Range { 1, 3 });
    whatIsRecognised(group, visit);
}

} // namespace settings
} // namespace retrograde
