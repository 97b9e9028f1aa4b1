#pragma once

#include "answers/safetensors.h"
#include "experiment/examples.h"
#include "experiment/runspec.h"
#include "library/records.h"
#include "networks/model.h"
#include "networks/optimisers.h"

#include <filesystem>
#include <map>
#include <string>

namespace retrograde {

/// Where an epoch was left in its middle.
struct EpochPosition {
    int epoch = 0; ///< 0 = the checkpoint is of an epoch's end
    std::int64_t step = 0; ///< batches done
    std::int64_t examples = 0;
    double lossSum = 0;
    std::int64_t right = 0;
    std::int64_t judged = 0;
    double seconds = 0;
    std::map<std::string, double> measureSums {}; ///< over the examples
};

/// What a checkpoint says about itself beside its weights.
struct CheckpointNotes {
    RunSpec spec;
    Normalisation normalisation;
    Epoch epoch; ///< the last whole one that went into it
    Epoch best; ///< the best up to then
    RateSchedule::State schedule;
    EpochPosition position;
    std::vector<std::string> labels; ///< what the outputs stand for, when they are labels
    bool normsMeasured = false; ///< of a frozen trunk's batch norms: on the run's own training clips
    bool normalisationKnown = true; ///< false of weights from elsewhere, which have not seen music here
    std::string run; ///< the identity of the run, empty in files of the first versions
    std::string workspace; ///< and that of its workspace
    /// Hashes of the sounds that it was trained on, validated on and kept for the test; empty in files of the first
    /// versions.
    struct Heard {
        std::vector<std::string> training;
        std::vector<std::string> validation;
        std::vector<std::string> test;
    } heard;
};

/// checkpoints/<run>/last.safetensors: all that is needed to go on.
std::filesystem::path lastCheckpoint(const std::filesystem::path &folder);
/// checkpoints/<run>/best.safetensors: the weights to use.
std::filesystem::path bestCheckpoint(const std::filesystem::path &folder);

/// Reads a checkpoint; when it is damaged, the error says whether the run's other one is whole, and what that is good
/// for.
/// @throws Error as SafetensorsFile::read()
SafetensorsFile readCheckpoint(const std::filesystem::path &path);

/// What a run needs to go on beside the model.
struct TrainingMemory {
    torch::optim::Optimizer *optimiser = nullptr;
    const torch::nn::Module *objective = nullptr; ///< what the objective remembers; null = nothing
};

/// Writes the model's weights and running statistics and, of a model in training, what is remembered.
/// @throws Error Io naming the file
void saveCheckpoint(const std::filesystem::path &path, const ModelImpl &model, const TrainingMemory &memory,
    const CheckpointNotes &notes);

/// @throws Error Corrupt when the notes cannot be read or say what cannot be; Unsupported when the checkpoint was made
/// for another task or network, or on other features, than @p expected
CheckpointNotes readNotes(const SafetensorsFile &file, const RunSpec &expected);
/// The specification of the run that wrote the checkpoint. @throws Error Corrupt, Unsupported
RunSpec readSpec(const SafetensorsFile &file);

/// @throws Error Corrupt when the tensors are not those of @p model, naming one that is missing, of another shape or
/// not finite
void loadWeights(const SafetensorsFile &file, ModelImpl &model);
/// What is made of the first convolution of a network for pictures where ours has one channel.
enum class Colours {
    Refused,
    Added, ///< three channels of the same input give what one channel of their weights' sum gives
};
/// All but the head's. @throws Error Unsupported as above
void loadTrunk(const SafetensorsFile &file, ModelImpl &model, Colours colours = Colours::Refused);
/// The tensors of @p model that @p file lacks or has in another shape, and those of the file that the model lacks: one
/// line each. The head is left out where @p withoutHead.
std::vector<std::string> mismatches(
    const SafetensorsFile &file, const ModelImpl &model, bool withoutHead, Colours colours = Colours::Refused);
/// All parameters and buffers of what an objective remembers.
/// @throws Error Corrupt naming one that is missing, of another shape or not finite
void loadObjective(const SafetensorsFile &file, torch::nn::Module &state);
/// @throws Error Corrupt when what is remembered is not of @p model's parameters
void loadOptimiser(const SafetensorsFile &file, const ModelImpl &model, torch::optim::Optimizer &optimiser);

} // namespace retrograde
