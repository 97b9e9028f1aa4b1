#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

/// What keeps a model from reading artefacts instead of music. docs/SHORTCUTS.md says which shortcut each is for and
/// how to check that it was not taken.
struct Defences {
    /// What 0 dB is: "track" (its loudest cell), "fixed" (the same for all music), "crop" (the crop's loudest cell).
    std::string levels = "track";
    /// "data": mean and deviation of the training music become 0 and 1. "none": the network sees decibels.
    std::string normalisation = "data";
    double leadInSeconds = 0.1; ///< at a track's start that no crop touches: traces of the codec
    double interiorSeconds = 0; ///< at either end of a track that crops keep clear of, as far as its length allows
    int gapFrames = 23; ///< between two neighbouring pieces of a jigsaw; the filter of C1 spans 22
    int gapJitterFrames = 0; ///< by which each piece of a training crop moves at random, which varies all gaps
    std::string trim = "both"; ///< of a piece's two sides, which the gap is taken from: "end" or "both"
    bool normalisePieces = false; ///< each piece is brought to mean 0 and deviation 1 on its own
    double pieceGainDb = 0; ///< each piece of a training crop is louder or softer by up to this
    std::string fusion = "late"; ///< of ResNet18's pieces: "late" (a trunk shared by all) or "channels"
    int timeMaskFrames = 0; ///< the most frames that are blanked in a training piece
    int frequencyMaskBins = 0; ///< the most bins that are blanked in a training crop
    /// Music by the artists of OpenMIC clips, on which models will be judged, is left out of pretext training like
    /// those clips' own tracks.
    bool excludeDownstreamArtists = false;
    std::string splitBy = "artist"; ///< how a share is held out: by "artist", where enough are known, or by "track"
    /// Of each track, in an epoch and in validation; 0 = as many as lie side by side in it. (Pretext tasks; the
    /// recogniser always takes one.)
    int cropsPerTrack = 0;
    double middleSeconds = 0; ///< of each track that crops are taken from; 0 = all of it

    bool operator==(const Defences &) const = default;
};

/// How weights are changed. Learning rate and weight decay belong to the run's own settings.
struct Optimisation {
    std::string optimiser = "adamw"; ///< "adam", "adamw", "sgd"
    double momentum = 0.9; ///< of "sgd"
    std::string schedule
        = "cosine"; ///< "cosine" (after warm-up), "plateau" (lower when accuracy stops rising), "constant"
    double warmUpShare = 0.03; ///< of all steps of "cosine", in which the rate rises to its peak
    int plateauPatience = 2; ///< epochs without a better accuracy before "plateau" lowers the rate
    double plateauFactor = 0.1; ///< ... to this share
    double clipNorm = 0; ///< gradients that are longer are shortened to this; 0 = as they are
    int earlyStopping = 0; ///< epochs without a better one after which the run is complete; 0 = never
    /// In all, whatever the number of examples, rounded up so that each epoch has the same share of them; in an epoch
    /// the examples are gone through as often as that takes. 0 = an epoch is one pass over the examples.
    std::int64_t steps = 0;

    bool operator==(const Optimisation &) const = default;
};

/// What the pretext task asks for beyond its name.
struct PretextSettings {
    std::string target = "shuffled"; ///< of the jigsaw: "shuffled" (or not), "order" (which of six)
    /// What answers from the features: "linear", as in 2019, or for the jigsaw "adjacency", which compares where pieces
    /// end with where others begin. ConvNet and ResNet18 with late fusion can have it.
    std::string head = "linear";

    bool operator==(const PretextSettings &) const = default;
};

/// The instrument recogniser.
struct Downstream {
    std::int64_t fromRun = 0; ///< whose best trunk is the start; 0 = random
    std::string trunk = "finetuned"; ///< "finetuned" or "frozen"
    /// Whose statistics batch norm goes by in a frozen trunk, in training and whenever it is asked: "running" (those
    /// that its own training left), "batch" (those of this run's training clips, measured once before anything is
    /// learned). A random trunk has seen nothing, so it always goes by the latter.
    std::string frozenNorm = "running";
    std::string weighting = "original"; ///< of the classes in the loss: "original", "plain", "focal"
    double focalGamma = 2; ///< of "focal"
    int labelsPerClass = 0; ///< tracks of each class to learn from; 0 = all
    int pieces = 1; ///< in which ConvNet sees a clip, 1 or 3
    std::vector<std::string> labels; ///< to learn; empty = all that the music has
    /// Whether the head of a frozen trunk sees each feature less its mean over the training tracks, by its deviation.
    /// Features of different trunks differ in scale by orders of magnitude, which one learning rate cannot suit. (He et
    /// al. 2022, arXiv 2111.06377, put a batch norm there.)
    bool standardise = false;
    /// Of `labelsPerClass`: which tracks these are.
    std::uint64_t labelSeed = 7;
    /// With random weights: the run that this one is compared with, whose levels, normalisation and pieces it takes.
    std::int64_t likeRun = 0;
    /// What the best epoch and the thresholds are chosen by: "all" labels of the validation tracks, or "labels", as
    /// many in proportion as there are to learn from. (Who has few labels to learn from has few to choose by: Oliver et
    /// al. 2018, arXiv 1804.09170.)
    std::string validationBudget = "all";

    bool operator==(const Downstream &) const = default;
};

} // namespace retrograde
