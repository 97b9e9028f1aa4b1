#pragma once

#include "answers/question.h"
#include "experiment/pretext.h"
#include "experiment/runspec.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// All that tells one task from another: what is asked and in which words, what is done to a crop, and what a run of it
/// can be set to. A new task is a file with one of these, and a line in task.cpp; see docs/EXTENDING.md.
struct TaskDescription {
    std::string_view name; ///< as records and the command line have it: "reversal"
    int pieces = 1; ///< of a clip: 1 or 3
    std::vector<std::string> clips; ///< lengths to offer, as ClipLength::parse() takes them
    std::string clip; ///< the usual one of them
    /// What the window lets be set of a run beside what all tasks have, by the settings' keys.
    std::vector<std::string_view> settings;
    /// The question that a run of the task asks.
    std::function<Question(const RunSpec &)> question;
    /// What is done to crops; none where labels are learned from instead.
    std::function<std::unique_ptr<const PretextTask>(const RunSpec &)> pretext {};
    /// Fills in what the recipe of 2019, and the one against shortcuts, have of their own for the task. None = nothing.
    std::function<void(RunSpec &)> poster {};
    std::function<void(RunSpec &)> sound {};

    /// Whether a run of it is a recogniser, which learns from labels; otherwise it is a pretext task.
    bool learnsFromLabels() const { return !pretext; }
    bool hasSetting(std::string_view key) const;
};

/// What @p spec asks.
Question questionOf(const RunSpec &spec);
/// The right answer to a crop that was changed in this way, of a question whose choices exclude each other.
/// @throws Error InvalidArgument when this is no transform of the task
int wantedChoice(const Question &question, const std::string &transform);

// One function for each task, in a file of its own.
const TaskDescription &reversalTask();
const TaskDescription &jigsawTask();
const TaskDescription &instrumentsTask();

} // namespace retrograde
