#pragma once

#include "library/records.h"

#include <string_view>
#include <vector>

namespace retrograde {

enum class ErrorKind {
    Sure, ///< wrong, with a probability of the wrong class of at least kSureProbability
    Unsure, ///< right or wrong, probability within kUnsureMargin of 0.5
    All, ///< every prediction
};
inline constexpr double kSureProbability = 0.8;
inline constexpr double kUnsureMargin = 0.15;

ErrorKind parseErrorKind(std::string_view name); ///< "sure", "unsure", "all"; @throws Error InvalidArgument
std::string_view toString(ErrorKind kind);

bool isWrong(const Prediction &prediction);
/// Those of @p kind, the worst first: by loss descending (unsure: by closeness to 0.5), ties by track and frame.
/// @throws Error Corrupt as requireProbabilities()
std::vector<Prediction> errorCases(std::vector<Prediction> predictions, ErrorKind kind);

/// "probably reversed", "cannot tell", "forward": the words beside a probability of being reversed.
/// Boundaries: < 0.2 "forward", < 0.35 "probably forward", <= 0.65 "cannot tell", <= 0.8 "probably reversed", else
/// "reversed"; what is no number "cannot tell".
std::string_view reversalWords(double probability);
/// The same of being shuffled: "in order", "probably in order", "cannot tell", "probably shuffled", "shuffled".
std::string_view jigsawWords(double probability);
/// The same of a label being there: "absent", "probably absent", "cannot tell", "probably present", "present".
std::string_view labelWords(double probability);
/// Those of the task: "reversal", "jigsaw", "instruments".
std::string_view judgementWords(std::string_view task, double probability);
/// What a target of 1 is called: "reversed", "shuffled", "present".
std::string_view transformedWord(std::string_view task);

} // namespace retrograde
