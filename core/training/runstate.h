#pragma once

#include "library/workspace.h"
#include "networks/checkpoint.h"
#include "networks/model.h"
#include "networks/optimisers.h"
#include "training/objective.h"

#include <memory>
#include <optional>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// All that training changes, which is what a checkpoint holds, and how far it is.
class RunState {
public:
    Model model = nullptr;
    std::unique_ptr<Learner> learner;
    std::unique_ptr<torch::optim::Optimizer> optimiser;
    std::shared_ptr<torch::nn::Module> objective; ///< what the objective remembers; null = nothing
    std::optional<RateSchedule> schedule;
    std::optional<Normalisation> normalisation; ///< once it is measured, or taken over
    Epoch epoch; ///< the last whole one
    Epoch best;
    EpochPosition position; ///< where a checkpoint left an epoch

    RunState() = default;
    /// Before the first step of a run: weights drawn by lot, unless they or what is loud and soft are another run's.
    /// @param anew whether it starts here; a run that is resumed has it all in its own checkpoint
    /// @throws Error as readCheckpoint(), readNotes(), requireOfRun(), requireSameInput()
    RunState(const Workspace &workspace, const RunSpec &spec, const Objective &objective, std::int64_t stepsPerEpoch,
        torch::Device device, bool anew);

    /// Takes all from a checkpoint of @p run.
    /// @throws Error as readNotes(), requireOfRun(), loadWeights(), loadOptimiser(), loadObjective(); Corrupt when it
    /// is of a place that the run does not have; Conflict when it is of other settings; Unsupported when it is of a
    /// version that learned otherwise
    void restore(const SafetensorsFile &file, const RunSpec &spec, const Run &run, std::int64_t stepsPerEpoch,
        std::int64_t examplesPerEpoch);

    TrainingMemory memory() const { return { optimiser.get(), objective.get() }; }
    CheckpointNotes notes(const RunSpec &spec, const std::vector<std::string> &labels, const Run &run,
        const Workspace &workspace, const CheckpointNotes::Heard &heard) const;

private:
    void takeFrom(const Workspace &workspace, const RunSpec &spec, Id source, bool trunkToo);
};

} // namespace retrograde
