#pragma once

#include "experiment/examples.h"
#include "experiment/runplan.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// What a run has written down about itself while it was made and trained: Run::details, whose JSON is this value's
/// alone. What is empty was not written down, or not yet.
struct RunRecord {
    /// A track of the plan that could not be used.
    struct LeftOut {
        Id track = 0;
        std::string reason;
    };
    /// Where the time of the last session went, in seconds.
    struct Timing {
        double training = 0; ///< but for the first step, which takes much longer than any other
        double waiting = 0; ///< for batches to train on
        double validation = 0;
        double recording = 0; ///< checkpoints and the database
    };

    std::optional<RunPlan> plan;
    std::vector<LeftOut> leftOut;
    std::optional<Normalisation> normalisation;
    std::int64_t trainingExamples = 0; ///< of an epoch
    std::int64_t validationExamples = 0;
    std::int64_t parameters = 0; ///< of the network
    std::string device; ///< this and the next two as they were decided
    std::string precision;
    int threads = 0;
    std::map<std::string, std::string> versions; ///< of this program, of libraries, and the processor, by name
    std::vector<std::string> warnings; ///< what was odd about the last epoch, in sentences
    std::optional<Timing> timing;
    std::vector<std::string> differencesFrom2019; ///< of a run that follows the recipe of then, in sentences
    std::string importedFrom; ///< the file that the weights are from
    std::string recoveredFrom; ///< the folder whose checkpoints it was brought back from

    std::string toDetails() const;
    /// Takes what can be read, for whoever shows a run; who must rely on the plan takes RunPlan::fromDetails().
    static RunRecord fromDetails(const std::string &details);
};

} // namespace retrograde
