#include "training/featurebank.h"
#include "training/learner.h"

#include "base/error.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace retrograde {

namespace {

/// What the features of a frozen trunk depend on, and nothing else: arms of a study with other labels share them. The
/// trunk goes by what is in it, for the run that it comes from may be trained further.
std::string keyOf(const RunSpec &spec, const ModelImpl &model, const Normalisation &normalisation, const Side &side)
{
    const auto number = [](double value) { return nlohmann::json(value).dump(); };
    std::string key = "trunk " + trunkName(model) + ", " + std::string(toString(spec.network)) + ", "
        + spec.clip.toString() + ", " + std::to_string(CropRule(spec).shape.pieces) + ", "
        + std::string(toString(spec.precision)) + " on " + std::string(toString(spec.device)) + ", "
        + spec.features.fingerprint() + ", " + settingsText(spec.defences) + ", " + number(normalisation.mean) + ", "
        + number(normalisation.deviation);
    for (const Track &track : side.tracks)
        key += "\n" + track.contentHash;
    return key;
}

class FrozenTrunk : public Learner {
public:
    FrozenTrunk(const Workspace &workspace, const RunSpec &spec, const Model &model)
        : Learner(model)
        , m_spec(spec)
        , m_folder(workspace.folder() / "trunk-features")
    {
        for (torch::Tensor &parameter : m_model->parameters())
            parameter.requires_grad_(false);
        for (torch::Tensor &parameter : m_model->head()->parameters())
            parameter.requires_grad_(true);
    }

    torch::nn::Module &changing() override { return *m_model->head(); }

    RunInputs inputs(const RunMusic &music, const Normalisation &normalisation, bool anew, const StageProgress &tell,
        const RunControl &control) override
    {
        const ClipRecipe recipe(m_spec, normalisation);
        const torch::Device device = m_model->parameters().front().device();
        const auto stage = [&tell](const char *name) {
            return [&tell, name](std::int64_t done, std::int64_t total) { tell(name, done, total); };
        };
        const ClipLoader training(music.training.spectrograms, recipe);
        if (anew && (m_spec.downstream.fromRun == 0 || m_spec.downstream.frozenNorm == FrozenNorm::Batch)) {
            measureNorms(*m_model, device, precisionOf(m_spec), training,
                middleCrops(recipe.rule, music.training.frames()), stage("Measuring the trunk's statistics"), control);
            m_normsMeasured = true;
        }
        // The features of one crop of each track.
        const auto bankOf = [&](const Inputs &clips, const Side &side) {
            const FeatureBank::Request request { *m_model, device, precisionOf(m_spec),
                keyOf(m_spec, *m_model, normalisation, side), m_folder };
            return std::make_unique<FeatureBank>(request, clips, middleCrops(recipe.rule, side.frames()),
                stage("Computing features of the frozen trunk"), control);
        };
        auto ofTraining = bankOf(training, music.training);
        if (anew)
            m_model->head()->measure(ofTraining->rows());
        return { std::move(ofTraining), bankOf(ClipLoader(music.validation.spectrograms, recipe), music.validation) };
    }

    torch::Tensor features(const torch::Tensor &given) override { return given; }

    bool normsMeasured() const override { return m_normsMeasured; }

    void restore(const CheckpointNotes &notes, const std::filesystem::path &path) override
    {
        m_normsMeasured = notes.normsMeasured;
        if (m_spec.downstream.frozenNorm == FrozenNorm::Batch && !m_normsMeasured)
            throw Error(ErrorCode::Unsupported, path,
                "is of a version in which the statistics of 'downstream.frozen_norm=batch' changed from batch to "
                "batch; start the run anew");
    }

private:
    const RunSpec m_spec;
    const std::filesystem::path m_folder; ///< of what is kept
    bool m_normsMeasured = false; ///< on the training clips
};

} // namespace

std::unique_ptr<Learner> makeFrozenTrunk(const Workspace &workspace, const RunSpec &spec, const Model &model)
{
    return std::make_unique<FrozenTrunk>(workspace, spec, model);
}

} // namespace retrograde
