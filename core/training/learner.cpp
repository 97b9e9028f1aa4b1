#include "training/learner.h"

namespace retrograde {

namespace {

class WholeModel : public Learner {
public:
    WholeModel(const RunSpec &spec, const Model &model)
        : Learner(model)
        , m_spec(spec)
        , m_precision(precisionOf(spec))
    {
    }

    torch::nn::Module &changing() override { return *m_model; }

    RunInputs inputs(const RunMusic &music, const Normalisation &normalisation, bool, const StageProgress &,
        const RunControl &) override
    {
        const ClipRecipe recipe(m_spec, normalisation);
        return { std::make_unique<ClipLoader>(music.training.spectrograms, recipe),
            std::make_unique<ClipLoader>(music.validation.spectrograms, recipe) };
    }

    torch::Tensor features(const torch::Tensor &given) override { return m_model->features(given, m_precision); }

private:
    const RunSpec m_spec;
    const Precision m_precision;
};

} // namespace

std::unique_ptr<Learner> makeLearner(const Workspace &workspace, const RunSpec &spec, const Model &model)
{
    if (spec.downstream.trunk == TrunkMode::Frozen)
        return makeFrozenTrunk(workspace, spec, model);
    return std::make_unique<WholeModel>(spec, model);
}

} // namespace retrograde
