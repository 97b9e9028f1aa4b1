#pragma once

#include "experiment/runspec.h"
#include "learning/convnet.h"
#include "learning/examples.h"
#include "learning/safetensors.h"
#include "library/records.h"

#include <filesystem>

namespace retrograde {

/// What a checkpoint says about itself beside its weights.
struct CheckpointNotes {
    RunSpec spec;
    Normalisation normalisation;
    Epoch epoch; ///< the last one that went into it
    Epoch best; ///< the best up to then
};

/// checkpoints/<run>/last.safetensors: all that is needed to go on.
std::filesystem::path lastCheckpoint(const std::filesystem::path &folder);
/// checkpoints/<run>/best.safetensors: the weights to use.
std::filesystem::path bestCheckpoint(const std::filesystem::path &folder);

/// Writes the network's weights and running statistics and, when @p optimiser is given, its moments.
/// @throws Error Io naming the file
void saveCheckpoint(const std::filesystem::path &path, torch::nn::Module &net, const torch::optim::AdamW *optimiser,
    const CheckpointNotes &notes);

/// @throws Error Corrupt when the notes cannot be read; Unsupported when the checkpoint was made for another
/// task or network, or on other features, than @p expected
CheckpointNotes readNotes(const SafetensorsFile &file, const RunSpec &expected);

/// @throws Error Corrupt when the tensors are not those of @p net
void loadWeights(const SafetensorsFile &file, torch::nn::Module &net);
/// @throws Error Corrupt when the moments are not those of @p net's parameters
void loadOptimiser(const SafetensorsFile &file, torch::nn::Module &net, torch::optim::AdamW &optimiser);

} // namespace retrograde
