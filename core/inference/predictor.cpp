#include "inference/predictor.h"

#include "base/error.h"
#include "experiment/taskdescription.h"
#include "inference/trainedmodel.h"

#include <numeric>

namespace retrograde {

struct Predictor::State {
    State(const Workspace &workspace, Id runId)
        : model(workspace, runId)
        , plan(model.spec().features)
        , rule(model.spec())
    {
    }

    TrainedModel model;
    const CqtPlan plan;
    const CropRule rule;
};

Predictor::Predictor(const Workspace &workspace, Id runId)
    : m_state(std::make_unique<State>(workspace, runId))
{
}

Predictor::~Predictor() = default;

const RunSpec &Predictor::spec() const
{
    return m_state->model.spec();
}

FilePrediction Predictor::predict(const std::filesystem::path &audio, const RunControl &control)
{
    State &state = *m_state;
    if (spec().task->learnsFromLabels())
        throw Error(
            ErrorCode::Unsupported, "this model recognises instruments, which `predict` does not show; use embed");
    const auto spectrogram = spectrogramOf(audio, state.plan, control);
    const std::vector<Example> crops = cropsSideBySide(state.rule, spectrogram->frames());
    if (crops.empty())
        throw Error(ErrorCode::Training, audio,
            "is shorter than one clip of " + spec().clip.toString() + " s, which is what this model judges");
    const ClipLoader loader({ spectrogram }, state.model.recipe());
    const torch::Tensor intact = state.model.ask(loader, crops, control).answers.softmax(1).select(1, 0).contiguous();
    const FrameGrid grid = spec().features.grid();
    FilePrediction prediction;
    for (std::size_t i = 0; i < crops.size(); ++i) {
        prediction.crops.push_back({ grid.secondsAt(crops[i].beginFrame), grid.secondsAt(state.rule.shape.cropFrames()),
            1 - intact.data_ptr<double>()[i] });
    }
    prediction.meanProbability = std::accumulate(prediction.crops.begin(), prediction.crops.end(), 0.0,
                                     [](double sum, const CropPrediction &crop) { return sum + crop.probability; })
        / static_cast<double>(prediction.crops.size());
    return prediction;
}

} // namespace retrograde
