#include "inference/embedding.h"

#include "base/error.h"
#include "inference/trainedmodel.h"

namespace retrograde {

Embeddings embed(
    const Workspace &workspace, Id runId, const std::vector<std::filesystem::path> &files, const RunControl &control)
{
    TrainedModel model(workspace, runId);
    const RunSpec &spec = model.spec();
    const CqtPlan plan(spec.features);
    const CropRule rule(spec);
    Embeddings found;
    found.features = model.model()->embeddingSize();
    for (const std::filesystem::path &file : files) {
        try {
            const auto spectrogram = spectrogramOf(file, plan, control);
            const std::vector<Example> crops = cropsSideBySide(rule, spectrogram->frames());
            if (crops.empty())
                throw Error(ErrorCode::Training, file,
                    "is shorter than one clip of " + spec.clip.toString() + " s, which is what this model sees");
            const torch::Tensor features
                = model.ask(ClipLoader({ spectrogram }, model.recipe()), crops, control).features.contiguous();
            for (const Example &crop : crops)
                found.rows.push_back({ file, spec.features.grid().secondsAt(crop.beginFrame) });
            found.values.insert(
                found.values.end(), features.data_ptr<float>(), features.data_ptr<float>() + features.numel());
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled)
                throw;
            found.failures.emplace_back(error.what());
        }
    }
    return found;
}

} // namespace retrograde
