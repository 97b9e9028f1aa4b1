#pragma once

#include "answers/errorcases.h"
#include "library/workspace.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace retrograde {

/// One answer with what a person needs to find it.
struct ErrorRow : Answer {
    Id runId = 0; ///< whose model gave it
    std::int64_t frameCount = 0; ///< of the crop
    std::shared_ptr<const Track> track; ///< which all rows of it share; never null
    std::string answer; ///< what the model said, one of Question::choices
    double startSeconds = 0; ///< in the track
    double seconds = 0;
};

/// What the model said, in words: "probably reversed", "order 2,1,3".
std::string answerWords(const Question &question, const Answer &answer);

/// The run's answers of @p kind, the worst first; of a recogniser of instruments, to its labelled cells.
/// @throws Error NotFound; Conflict when the run has no answers yet; as storedAnswers()
std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind);

/// RFC 4180, UTF-8, header
/// path,start_seconds,transform,target,probability,loss,answer,right,title,artist,verdict,verdict_of; of a recogniser
/// "label" in place of "transform". Target and probability are about whether anything was done; `answer` is what the
/// model said, one of Question::choices, and `right` whether that is so (1 or 0): its mean is the run's accuracy.
/// `verdict` is the newest of @p verdicts about the row, and `verdict_of` the answer that it was given of, where that
/// is known.
/// @throws Error Io naming the file
void writeErrorsCsv(
    const std::filesystem::path &path, const std::vector<ErrorRow> &rows, const std::vector<Verdict> &verdicts);

} // namespace retrograde
