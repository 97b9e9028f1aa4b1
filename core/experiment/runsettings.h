#pragma once

#include "experiment/choice.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

// What each setting means, what it may be and where it is from: runsettingslist.h. Here stands what is not for people.

enum class Levels { Track, Fixed, Crop };
enum class NormalisedBy { Data, Nothing };
enum class Trim { End, Both };
enum class Fusion { Late, Channels };
enum class HeldOutBy { Artist, Track };
enum class Optimiser { Adam, AdamW, Sgd };
enum class Schedule { Cosine, Plateau, Constant };
enum class JigsawTarget { Shuffled, Order };
enum class HeadKind { Linear, Adjacency };
enum class TrunkMode { FineTuned, Frozen };
enum class FrozenNorm { Running, Batch };
enum class Weighting { Original, Plain, Focal };
enum class ValidationBudget { All, Labels };
enum class ComputeDevice { Auto, Cpu, Cuda };
enum class NumberFormat { Auto, Float32, BFloat16 };

template<> struct ChoiceNames<Levels> {
    static constexpr std::array<std::string_view, 3> names { "track", "fixed", "crop" };
};
template<> struct ChoiceNames<NormalisedBy> {
    static constexpr std::array<std::string_view, 2> names { "data", "none" };
};
template<> struct ChoiceNames<Trim> {
    static constexpr std::array<std::string_view, 2> names { "end", "both" };
};
template<> struct ChoiceNames<Fusion> {
    static constexpr std::array<std::string_view, 2> names { "late", "channels" };
};
template<> struct ChoiceNames<HeldOutBy> {
    static constexpr std::array<std::string_view, 2> names { "artist", "track" };
};
template<> struct ChoiceNames<Optimiser> {
    static constexpr std::array<std::string_view, 3> names { "adam", "adamw", "sgd" };
};
template<> struct ChoiceNames<Schedule> {
    static constexpr std::array<std::string_view, 3> names { "cosine", "plateau", "constant" };
};
template<> struct ChoiceNames<JigsawTarget> {
    static constexpr std::array<std::string_view, 2> names { "shuffled", "order" };
};
template<> struct ChoiceNames<HeadKind> {
    static constexpr std::array<std::string_view, 2> names { "linear", "adjacency" };
};
template<> struct ChoiceNames<TrunkMode> {
    static constexpr std::array<std::string_view, 2> names { "finetuned", "frozen" };
};
template<> struct ChoiceNames<FrozenNorm> {
    static constexpr std::array<std::string_view, 2> names { "running", "batch" };
};
template<> struct ChoiceNames<Weighting> {
    static constexpr std::array<std::string_view, 3> names { "original", "plain", "focal" };
};
template<> struct ChoiceNames<ValidationBudget> {
    static constexpr std::array<std::string_view, 2> names { "all", "labels" };
};
template<> struct ChoiceNames<ComputeDevice> {
    static constexpr std::array<std::string_view, 3> names { "auto", "cpu", "cuda" };
};
template<> struct ChoiceNames<NumberFormat> {
    static constexpr std::array<std::string_view, 3> names { "auto", "float32", "bfloat16" };
};

/// What keeps a model from reading artefacts instead of music. docs/SHORTCUTS.md says which shortcut each is for and
/// how to check that it was not taken.
struct Defences {
    Levels levels = Levels::Track;
    NormalisedBy normalisation = NormalisedBy::Data;
    double leadInSeconds = 0.1;
    double interiorSeconds = 0;
    int gapFrames = 23; ///< the filter of C1 spans 22
    int gapJitterFrames = 0;
    Trim trim = Trim::Both;
    bool normalisePieces = false;
    double pieceGainDb = 0;
    Fusion fusion = Fusion::Late;
    int timeMaskFrames = 0;
    int frequencyMaskBins = 0;
    bool excludeDownstreamArtists = false;
    HeldOutBy splitBy = HeldOutBy::Artist;
    int cropsPerTrack = 0; ///< the recogniser always takes one
    double middleSeconds = 0;

    bool operator==(const Defences &) const = default;
};

/// How weights are changed. Learning rate and weight decay belong to the run's own settings.
struct Optimisation {
    Optimiser optimiser = Optimiser::AdamW;
    double momentum = 0.9;
    Schedule schedule = Schedule::Cosine;
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
    JigsawTarget target = JigsawTarget::Shuffled;
    HeadKind head = HeadKind::Linear; ///< "adjacency" goes with ConvNet, and ResNet18 with late fusion

    bool operator==(const PretextSettings &) const = default;
};

/// The instrument recogniser.
struct Downstream {
    std::int64_t fromRun = 0;
    TrunkMode trunk = TrunkMode::FineTuned;
    /// Holds in training and whenever the model is asked. A random trunk has seen nothing, so it always goes by the
    /// statistics of this run's training clips.
    FrozenNorm frozenNorm = FrozenNorm::Running;
    Weighting weighting = Weighting::Original;
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
    ValidationBudget validationBudget = ValidationBudget::All;

    bool operator==(const Downstream &) const = default;
};

} // namespace retrograde
