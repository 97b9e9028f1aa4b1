#include "training/runinputs.h"

#include "training/featurebank.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace retrograde {

namespace {

/// What the features of a frozen trunk depend on, and nothing else: arms of a study with other labels share them. The
/// trunk goes by what is in it, for the run that it comes from may be trained further.
std::string keyOf(const RunSpec &spec, const RunState &state, const Side &side)
{
    const auto number = [](double value) { return nlohmann::json(value).dump(); };
    std::string key = "trunk " + trunkName(*state.model) + ", " + std::string(toString(spec.network)) + ", "
        + spec.clip.toString() + ", " + std::to_string(CropRule(spec).shape.pieces) + ", "
        + std::string(toString(spec.precision)) + " on " + std::string(toString(spec.device)) + ", "
        + spec.features.fingerprint() + ", " + settingsText(spec.defences) + ", " + number(state.normalisation->mean)
        + ", " + number(state.normalisation->deviation);
    for (const Track &track : side.tracks)
        key += "\n" + track.contentHash;
    return key;
}

} // namespace

RunInputs makeInputs(const Workspace &workspace, const RunSpec &spec, const RunMusic &music, RunState &state,
    torch::Device device, bool anew, const StageProgress &tell, const RunControl &control)
{
    const ClipRecipe recipe(spec, *state.normalisation);
    RunInputs inputs { std::make_unique<ClipLoader>(music.training.spectrograms, recipe),
        std::make_unique<ClipLoader>(music.validation.spectrograms, recipe) };
    if (!hasFrozenTrunk(spec))
        return inputs;
    const Precision precision = precisionOf(spec);
    const auto stage = [&tell](const char *name) {
        return [&tell, name](std::int64_t done, std::int64_t total) { tell(name, done, total); };
    };
    if (anew && (spec.downstream.fromRun == 0 || spec.downstream.frozenNorm == FrozenNorm::Batch)) {
        measureNorms(*state.model, device, precision, *inputs.training,
            middleCrops(recipe.rule, music.training.frames()), stage("Measuring the trunk's statistics"), control);
        state.normsMeasured = true;
    }
    // The features of one crop of each track.
    const auto bankOf = [&](const Inputs &clips, const Side &side) {
        const FeatureBank::Request request { *state.model, device, precision, keyOf(spec, state, side),
            workspace.folder() / "trunk-features" };
        return std::make_unique<FeatureBank>(request, clips, middleCrops(recipe.rule, side.frames()),
            stage("Computing features of the frozen trunk"), control);
    };
    std::unique_ptr<const FeatureBank> training = bankOf(*inputs.training, music.training);
    if (anew && state.model->standardiser())
        state.model->standardiser()->measure(training->rows());
    inputs.training = std::move(training);
    inputs.validation = bankOf(*inputs.validation, music.validation);
    return inputs;
}

} // namespace retrograde
