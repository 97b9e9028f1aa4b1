#pragma once

#include "base/framegrid.h"
#include "spectrum/cqt.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// Clip length of a pretext task: "5" is one crop of 5 s, "3x1" three pieces of 1 s. As in the 2019
/// experiment a nominal second is kFramesPerSecond frames (0.975 s).
struct ClipLength {
    int pieces = 1; ///< 1 or 3
    int seconds = 5; ///< of the whole crop, or of each piece

    static constexpr int kFramesPerSecond = 42;
    /// @throws Error InvalidArgument: "5", "10", "3x1", "3x3", ... with 1 ... 60 seconds
    static ClipLength parse(std::string_view text);
    std::string toString() const;
    /// Frames of the whole crop, gaps included: 5 -> 210, 10 -> 420, 3x1 -> 126.
    int frames() const { return pieces * seconds * kFramesPerSecond; }
    bool operator==(const ClipLength &) const = default;
};

enum class Task { Reversal };
enum class Network { ConvNet };

/// All that decides a run's outcome. An immutable value: equal specifications on equal data train equal
/// models (on CPU, with the same number of threads).
struct RunSpec {
    Task task = Task::Reversal;
    Network network = Network::ConvNet;
    ClipLength clip;
    std::vector<std::string> datasets; ///< names; empty = all
    int epochs = 25; ///< 1 ... 100,000
    int batch = 32; ///< examples per step, 2 ... 4,096
    double learningRate = 5e-4; ///< AdamW's at its peak
    double weightDecay = 0.01;
    double validationShare = 0.2; ///< of the sound, 0 < share < 1
    double gainJitterDb = 2.5; ///< training crops are louder or softer by up to this
    double validationMinutes = 20; ///< the most sound to validate on
    std::uint64_t seed = 7;
    int threads = 0; ///< compute threads; 0 = all cores, replaced by the number when the run is created
    std::string device = "auto"; ///< "auto", "cpu", "cuda"; resolved when the run is created
    std::string precision = "auto"; ///< of the convolutions: "auto", "float32", "bfloat16"; resolved likewise
    CqtParameters features;

    /// @throws Error InvalidArgument naming the setting
    void validate() const;
    /// Canonical: keys sorted, all present, so equal specifications give equal text.
    std::string toJson() const;
    /// @throws Error InvalidArgument: not JSON, an unknown key, a wrong type, a value out of range
    static RunSpec fromJson(std::string_view json);
    /// Hash of toJson().
    std::string fingerprint() const;

    bool operator==(const RunSpec &) const = default;
};

/// Names as on the command line. @throws Error InvalidArgument that lists what there is
Task parseTask(std::string_view name); ///< "reversal"
Network parseNetwork(std::string_view name); ///< "convnet"
std::string_view toString(Task task);
std::string_view toString(Network network);

} // namespace retrograde
