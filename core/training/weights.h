#pragma once

#include "experiment/runspec.h"
#include "library/workspace.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// Writes the best model of a run as a safetensors file, with the names of its layers (torchvision's for ResNet18) and
/// the settings it was trained with. @throws Error NotFound, Corrupt, Io
void exportWeights(const Workspace &workspace, Id runId, const std::filesystem::path &path);

struct ImportedWeights {
    Id runId = 0; ///< a completed run that others can start from
    std::vector<std::string> mismatches; ///< what the file has otherwise than the network, by name and shape
};

/// Takes weights from a safetensors file. @p spec says what network they are for, and may be left out for files that
/// exportWeights() wrote. The head may differ or lack, then it is drawn by lot; anything else must fit, but that of a
/// network for pictures the three colours are added up where ours has one channel. What other programs wrote does not
/// say what it takes for loud and soft: a run that starts from it measures that on its own music, and until then the
/// weights cannot be asked about any.
/// @throws Error Corrupt; Unsupported, naming the tensors that do not fit; InvalidArgument when @p spec is needed
ImportedWeights importWeights(
    Workspace &workspace, const std::filesystem::path &path, const std::optional<RunSpec> &spec);

} // namespace retrograde
