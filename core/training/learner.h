#pragma once

#include "networks/batches.h"
#include "networks/checkpoint.h"
#include "networks/model.h"
#include "training/runmusic.h"

#include <filesystem>
#include <memory>
#include <utility>

namespace retrograde {

/// What a network in training is given of either side.
struct RunInputs {
    std::unique_ptr<const Inputs> training;
    std::unique_ptr<const Inputs> validation;
};

/// The part of a model that learns, what it is given, and how objectives ask it. The whole model is given crops; the
/// head of a frozen trunk the features that this finds in them. Trainer and objectives know no difference.
class Learner {
public:
    explicit Learner(Model model)
        : m_model(std::move(model))
    {
    }
    virtual ~Learner() = default;

    /// Whose weights and running statistics change.
    virtual torch::nn::Module &changing() = 0;
    /// Makes what it is given of the music of a run.
    /// @param anew nothing is learned yet: statistics that it goes by are still to be measured
    /// @throws Error Cancelled, Io
    virtual RunInputs inputs(const RunMusic &music, const Normalisation &normalisation, bool anew,
        const StageProgress &tell, const RunControl &control)
        = 0;

    /// What the head sees of a batch: [batch, featureCount()], float32.
    /// @param given as inputs() makes it, on the model's device
    virtual torch::Tensor features(const torch::Tensor &given) = 0;
    /// Logits, [batch, outputs], float32.
    torch::Tensor answers(const torch::Tensor &given) { return m_model->judge(features(given)); }

    ModelImpl &model() { return *m_model; }

    /// As in CheckpointNotes.
    virtual bool normsMeasured() const { return false; }
    /// Goes on as a checkpoint says, whose weights the model has.
    /// @throws Error Unsupported when it is of a version that learned otherwise
    virtual void restore(const CheckpointNotes &notes, const std::filesystem::path &path)
    {
        (void)notes;
        (void)path;
    }

protected:
    Model m_model;
};

/// What learns of @p model in a run of @p spec.
/// @param model on the device that it learns on
std::unique_ptr<Learner> makeLearner(const Workspace &workspace, const RunSpec &spec, const Model &model);

/// Only the head learns; what the trunk finds in one crop of each track is computed once and kept in the workspace.
std::unique_ptr<Learner> makeFrozenTrunk(const Workspace &workspace, const RunSpec &spec, const Model &model);

} // namespace retrograde
