#pragma once

#include "base/framegrid.h"
#include "experiment/network.h"
#include "experiment/runsettings.h"
#include "experiment/task.h"
#include "spectrum/cqt.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// Clip length of a pretext task: "5" is one crop of 5 s, "3x1" three pieces of 1 s. As in the 2019
/// experiment a nominal second is kFramesPerSecond frames (0.975 s), and 3x3 is cut from a crop of 10 s.
struct ClipLength {
    int pieces = 1; ///< 1 or 3
    int seconds = 5; ///< of the whole crop, or of each piece

    static constexpr int kFramesPerSecond = 42;
    static constexpr int kNominalGapFrames = 5; ///< that the 2019 experiment dropped of each piece
    /// @throws Error InvalidArgument: "5", "10", "3x1", "3x3", ... with 1 ... 60 seconds
    static ClipLength parse(std::string_view text);
    std::string toString() const;
    /// Frames of each piece, the 2019 experiment's gap included: 5 -> 210, 3x1 -> 42, 3x3 -> 140.
    int slotFrames() const
    {
        return pieces == 3 && seconds == 3 ? 10 * kFramesPerSecond / 3 : seconds * kFramesPerSecond;
    }
    /// Frames of the whole crop with those gaps: 5 -> 210, 10 -> 420, 3x1 -> 126, 3x3 -> 420.
    int frames() const { return pieces * slotFrames(); }
    bool operator==(const ClipLength &) const = default;
};

/// All that decides a run's outcome. An immutable value: equal specifications on equal data train equal
/// models (on CPU, with the same number of threads). What each setting means and may be: runsettingslist.h.
struct RunSpec {
    Task task = Task::Reversal;
    Network network = Network::ConvNet;
    ClipLength clip;
    std::vector<std::string> datasets;
    /// Copies and what is too short are not held out. The two shares then say only in which proportion the music is
    /// validated and tested on. Without any, `defences.splitBy` divides `datasets`.
    std::vector<std::string> validationDatasets;
    int epochs = 25;
    int batch = 32;
    double learningRate = 5e-4;
    double weightDecay = 0.01;
    double validationShare = 0.2;
    double gainJitterDb = 2.5;
    double validationMinutes = 20;
    int validationExamples = 0;
    double testShare = 0; ///< 0 = no such side
    std::uint64_t seed = 7;
    std::uint64_t splitSeed = 7;
    int threads = 0; ///< 0 is replaced by the number of cores when the run is created
    ComputeDevice device = ComputeDevice::Auto; ///< resolved when the run is created
    NumberFormat precision = NumberFormat::Auto; ///< resolved when the run starts
    CqtParameters features;
    Defences defences;
    Optimisation optimisation;
    PretextSettings pretext;
    Downstream downstream;

    /// The recipe of the 2019 experiment ("poster"), or the one that defends against shortcuts ("sound"), for a task
    /// and network. @throws Error InvalidArgument
    static RunSpec preset(std::string_view name, Task task, Network network);
    /// Only the last layer learns: it bears a higher rate and needs fewer epochs, as in 2019.
    void freezeTrunk();
    /// The run @p id, specified by @p source, is where the recogniser's trunk comes from; so it sees with that run's
    /// eyes (features, levels, normalisation, pieces).
    void startFrom(std::int64_t id, const RunSpec &source);
    /// The run @p id, specified by @p source, is what this one, of random weights, is compared with; so it sees with
    /// that run's eyes, too, and what clips that run sees if it is a recogniser itself.
    void compareWith(std::int64_t id, const RunSpec &source);
    /// One setting changed, by its key in the JSON ("batch", "defences.gap_frames") and its value as JSON, or as text
    /// without quotes. @throws Error InvalidArgument
    RunSpec with(std::string_view key, std::string_view value) const;

    /// @throws Error InvalidArgument naming the setting
    void validate() const;
    /// Canonical: keys sorted, all present, so equal specifications give equal text.
    std::string toJson() const;
    /// @throws Error InvalidArgument: not JSON, an unknown key, a wrong type, a value out of range
    static RunSpec fromJson(std::string_view json);
    /// Hash of toJson().
    std::string fingerprint() const;
    /// Hash of what defines the experiment, to find the same one among runs of other workspaces and machines: all
    /// settings but those of the machine (threads, device, precision); and in the place of the run that this one starts
    /// from or is compared with, whose number means nothing elsewhere, @p source, the identity of that run's
    /// experiment. What stands at its default is left out, so that settings which later versions add change no
    /// identity. Music is no part of it, only the names of datasets. @throws Error InvalidArgument: there is such a
    /// run, but no @p source
    std::string identity(std::string_view source = {}) const;

    bool operator==(const RunSpec &) const = default;
};

/// The defences as canonical JSON, to tell by whether two runs see the same.
std::string settingsText(const Defences &defences);

/// Names as on the command line. @throws Error InvalidArgument that lists what there is
Task parseTask(std::string_view name); ///< "reversal", "jigsaw", "instruments"
Network parseNetwork(std::string_view name); ///< "convnet", "convnet-ext", "resnet18"

} // namespace retrograde
