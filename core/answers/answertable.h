#pragma once

#include "answers/column.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

/// What a model said of a list of clips and what it found in them, column by column: the same for validation, test, a
/// scan or another run. A plain value, without database and LibTorch. A million clips cost what their columns cost, and
/// of a table that readAnswers() mapped, what of them is looked at.
///
/// Where the choices exclude each other a clip is asked one question, to which one of them is the answer. Otherwise it
/// is asked of each choice, a label, whether it is there; where nobody labelled it, there is no right answer.
struct AnswerTable {
    static constexpr std::int64_t kUnlabelled = -1;

    std::string run; ///< the identity of the run that gave them, empty in files of the first versions
    std::vector<std::string> choices; ///< what the columns of `probability` stand for
    bool exclusive = true;
    std::vector<std::string> transforms; ///< their names

    // One value for each clip.
    Column<std::int64_t> track; ///< by its number in the run's workspace
    Column<std::int64_t> beginFrame; ///< of the crop, in frames of the run's grid
    Column<std::int64_t> transform; ///< by its number in `transforms`

    Column<float> probability; ///< [clip][choice], 0 ... 1
    Column<std::int64_t> wanted; ///< the right choice of each clip; or [clip][choice]: 1, 0 or kUnlabelled
    std::size_t embeddingWidth = 0;
    Column<std::uint16_t> embedding; ///< [clip][embeddingWidth], IEEE 754 binary16

    std::size_t clips() const { return track.size(); }
};

/// Every column against every other, and every number against what it stands for, so that what passes can be indexed
/// without a further look. @throws Error Corrupt naming @p path
void requireConsistent(const AnswerTable &table, const std::filesystem::path &path);

} // namespace retrograde
