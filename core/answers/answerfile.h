#pragma once

#include "answers/answertable.h"

#include <filesystem>

namespace retrograde {

/// checkpoints/<run>/validation.safetensors: of the best epoch
std::filesystem::path validationAnswers(const std::filesystem::path &folder);
/// checkpoints/<run>/test.safetensors
std::filesystem::path testAnswers(const std::filesystem::path &folder);

/// A safetensors file of the tensors track_ids, begin_frames, transform and targets (int64), probabilities (float32)
/// and embeddings (float16), with the names in its metadata; whole or not at all.
/// @param table passes requireConsistent()
/// @throws Error Io
void writeAnswers(const std::filesystem::path &path, const AnswerTable &table);
/// Mapped; what is returned passes requireConsistent(). @throws Error as SafetensorsFile::map(), Corrupt
AnswerTable readAnswers(const std::filesystem::path &path);

} // namespace retrograde
