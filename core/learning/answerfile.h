#pragma once

#include "library/records.h"

#include <filesystem>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// What a model said of a list of clips, and what it had found in them.
struct Answers {
    std::string run; ///< the identity of the run that gave them, empty in files of the first versions
    std::vector<std::string> classes; ///< what the columns stand for
    std::vector<std::string> transforms; ///< by the number that `transform` holds
    std::vector<Id> tracks;
    std::vector<std::int64_t> beginFrames;
    std::vector<std::int64_t> transform;
    torch::Tensor probabilities; ///< [clips, classes], float32
    torch::Tensor targets; ///< [clips] the right class; or [clips, classes] 1, 0, -1 = unlabelled; int64
    torch::Tensor embeddings; ///< [clips, features], float16
};

/// checkpoints/<run>/validation.safetensors: of the best epoch
std::filesystem::path validationAnswers(const std::filesystem::path &folder);
/// checkpoints/<run>/test.safetensors
std::filesystem::path testAnswers(const std::filesystem::path &folder);

/// A safetensors file, whole or not at all. @throws Error Io
void writeAnswers(const std::filesystem::path &path, const Answers &answers);
/// Every dimension is checked against every other, and every number against what it stands for, so what is returned can
/// be indexed without a further look. @throws Error as SafetensorsFile::read(), Corrupt
Answers readAnswers(const std::filesystem::path &path);

} // namespace retrograde
