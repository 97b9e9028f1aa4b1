#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

// What each setting means, what it may be and where it is from: runsettingslist.h. Here stands what is not for people.

/// What keeps a model from reading artefacts instead of music. docs/SHORTCUTS.md says which shortcut each is for and
/// how to check that it was not taken.
struct Defences {
    std::string levels = "track";
    std::string normalisation = "data";
    double leadInSeconds = 0.1;
    double interiorSeconds = 0;
    int gapFrames = 23; ///< the filter of C1 spans 22
    int gapJitterFrames = 0;
    std::string trim = "both";
    bool normalisePieces = false;
    double pieceGainDb = 0;
    std::string fusion = "late";
    int timeMaskFrames = 0;
    int frequencyMaskBins = 0;
    bool excludeDownstreamArtists = false;
    std::string splitBy = "artist";
    int cropsPerTrack = 0; ///< the recogniser always takes one
    double middleSeconds = 0;

    bool operator==(const Defences &) const = default;
};

/// How weights are changed. Learning rate and weight decay belong to the run's own settings.
struct Optimisation {
    std::string optimiser = "adamw";
    double momentum = 0.9;
    std::string schedule = "cosine";
    double warmUpShare = 0.03;
    int plateauPatience = 2;
    double plateauFactor = 0.1;
    double clipNorm = 0;
    int earlyStopping = 0;
    /// Rounded up so that each epoch has the same share of them; in an epoch the examples are gone through as often as
    /// that takes.
    std::int64_t steps = 0;

    bool operator==(const Optimisation &) const = default;
};

/// What the pretext task asks for beyond its name.
struct PretextSettings {
    std::string target = "shuffled";
    std::string head = "linear"; ///< "adjacency" goes with ConvNet, and ResNet18 with late fusion

    bool operator==(const PretextSettings &) const = default;
};

/// The instrument recogniser.
struct Downstream {
    std::int64_t fromRun = 0;
    std::string trunk = "finetuned";
    /// Holds in training and whenever the model is asked. A random trunk has seen nothing, so it always goes by the
    /// statistics of this run's training clips.
    std::string frozenNorm = "running";
    std::string weighting = "original";
    double focalGamma = 2;
    int labelsPerClass = 0;
    int pieces = 1;
    std::vector<std::string> labels;
    /// Features of different trunks differ in scale by orders of magnitude, which one learning rate cannot suit. (He et
    /// al. 2022 put a batch norm there.)
    bool standardise = false;
    std::uint64_t labelSeed = 7;
    std::int64_t likeRun = 0;
    /// Who has few labels to learn from has few to choose by (Oliver et al. 2018).
    std::string validationBudget = "all";

    bool operator==(const Downstream &) const = default;
};

} // namespace retrograde
