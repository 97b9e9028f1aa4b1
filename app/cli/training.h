#pragma once

#include "app/cli/context.h"

#include "analysis/storedanswers.h"
#include "experiment/runspec.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograde::cli {

using Json = nlohmann::ordered_json;

/// What the commands that train take. What is not given is the preset's.
struct TrainingOptions {
    std::string task;
    std::string network;
    std::string clip;
    std::string preset = "sound";
    std::optional<int> epochs;
    std::optional<int> batch;
    std::optional<double> learningRate;
    std::string target;
    std::vector<std::string> datasets;
    std::vector<std::string> validationDatasets;
    std::vector<std::string> changes; ///< KEY=VALUE
};

/// Adds all but task, network and clip length, which are not everywhere named in the same way.
void addTrainingOptions(CLI::App &command, TrainingOptions &options);
/// @throws Error InvalidArgument
RunSpec specOf(const Context &context, const TrainingOptions &options);
/// @p spec with the changes of --set. @throws Error InvalidArgument
RunSpec changed(RunSpec spec, const std::vector<std::string> &changes);

/// Trains @p id to its end.
RunStatus trainWithProgress(const Context &context, Id id);
/// Says on standard error how it went; the exit code.
int tellOutcome(const Context &context, Id id, RunStatus status);
/// Both, and prints the run on standard output.
int train(const Context &context, Id id);

Json toJson(const Run &run);
/// The run with all that is stored about it, but for its single predictions.
Json fullJson(const Workspace &workspace, const Run &run);
/// A part of the run's record, which is a JSON object or empty. @throws Error Corrupt when it is something else
Json recordOf(const Run &run, const std::string &part);
/// What an interval is made of.
Json toJson(const Interval &interval);
/// As resultOf(); nothing, and a remark, where the answers are gone or damaged.
std::optional<RunResult> knownResult(const Workspace &workspace, const Run &run, RunSide side);
/// What is said of a run's accuracy: question, figures, chance, and the sentences.
Json toJson(const Standing &standing, const std::vector<Sentence> &sentences);
/// "91.2 % right, ...; always the same answer reaches 50.0 %. Of epoch ..."
std::string inEnglish(const std::vector<Sentence> &sentences);

} // namespace retrograde::cli
