#include "learning/predictor.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "learning/batches.h"
#include "learning/checkpoint.h"
#include "learning/computeinfo.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <numeric>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBatch = 32;

/// A folder for one file's features, gone with the object. What is mapped from it stays readable.
class ScratchFolder {
public:
    ScratchFolder()
    {
        std::string name = (fs::temp_directory_path() / "retrograde-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw Error(ErrorCode::Io, name, std::string("could not be created: ") + std::strerror(errno));
        m_path = name;
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

/// In memory that does not grow with the file's length.
std::shared_ptr<const StoredSpectrogram> spectrogramOf(
    const fs::path &audio, const CqtPlan &plan, const RunControl &control)
{
    const ScratchFolder scratch;
    AudioReader reader(audio, plan.parameters().sampleRate);
    return FeatureStore(scratch.path()).compute("prediction", plan, [&](std::span<float> samples) {
        control.check();
        return reader.read(samples);
    });
}

/// Side by side from the end of the lead-in on; where they do not fit, the last one overlaps the one before.
std::vector<Example> cropsOf(const CropRule &rule, std::int64_t frames)
{
    std::vector<Example> crops;
    const std::int64_t last = frames - rule.clipFrames;
    for (std::int64_t begin = std::min(rule.leadInFrames, last); begin <= last; begin += rule.clipFrames)
        crops.push_back({ 0, begin, false, 0.0 });
    if (crops.back().beginFrame < last)
        crops.push_back({ 0, last, false, 0.0 });
    return crops;
}

Run trainedRun(const Workspace &workspace, Id runId)
{
    const std::optional<Run> run = workspace.run(runId);
    if (!run)
        throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(runId));
    if (run->bestEpoch == 0)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " has not finished an epoch yet");
    return *run;
}

/// What the model was trained in, or float32 where this machine cannot compute in that.
Precision precisionHere(const RunSpec &spec, const std::string &device)
{
    try {
        return resolvePrecision(spec.precision, device) == "bfloat16" ? Precision::BFloat16 : Precision::Float32;
    } catch (const Error &) {
        return Precision::Float32;
    }
}

} // namespace

struct Predictor::State {
    explicit State(const RunSpec &runSpec)
        : spec(runSpec)
        , plan(runSpec.features)
        , rule(runSpec.features.grid(), runSpec.clip.frames())
    {
    }

    const RunSpec spec;
    const CqtPlan plan;
    const CropRule rule;
    torch::Device device = torch::kCPU;
    Precision precision = Precision::Float32;
    ReversalNet net;
    Normalisation normalisation;
};

Predictor::Predictor(const Workspace &workspace, Id runId)
    : m_state(std::make_unique<State>(RunSpec::fromJson(trainedRun(workspace, runId).spec)))
{
    const RunSpec &spec = m_state->spec;
    const SafetensorsFile file = SafetensorsFile::read(bestCheckpoint(workspace.checkpointFolder(runId)));
    m_state->normalisation = readNotes(file, spec).normalisation;
    loadWeights(file, *m_state->net);
    // A model that was trained elsewhere judges on what there is here.
    if (spec.device == "cuda" && resolveDevice("auto") == "cuda")
        m_state->device = torch::kCUDA;
    m_state->precision = precisionHere(spec, m_state->device.is_cuda() ? "cuda" : "cpu");
    m_state->net->to(m_state->device);
    layOutChannelsLast(*m_state->net);
    m_state->net->eval();
}

Predictor::~Predictor() = default;

const RunSpec &Predictor::spec() const
{
    return m_state->spec;
}

FilePrediction Predictor::predict(const fs::path &audio, const RunControl &control)
{
    State &state = *m_state;
    const auto spectrogram = spectrogramOf(audio, state.plan, control);
    if (spectrogram->frames() < state.rule.clipFrames)
        throw Error(ErrorCode::Training, audio,
            "is shorter than one clip of " + state.spec.clip.toString() + " s, which is what this model judges");

    at::set_num_threads(state.spec.threads);
    const ClipLoader loader({ spectrogram }, state.rule, state.normalisation, state.device);
    const std::vector<Example> crops = cropsOf(state.rule, spectrogram->frames());
    const FrameGrid grid = state.spec.features.grid();
    FilePrediction prediction;
    for (std::size_t first = 0; first < crops.size(); first += kBatch) {
        control.check();
        const std::span<const Example> part(crops.data() + first, std::min(kBatch, crops.size() - first));
        const std::vector<double> found = margins(state.net, loader, part, state.precision);
        for (std::size_t i = 0; i < part.size(); ++i) {
            prediction.crops.push_back(
                { grid.secondsAt(part[i].beginFrame), grid.secondsAt(state.rule.clipFrames), probabilityOf(found[i]) });
        }
    }
    prediction.meanProbability = std::accumulate(prediction.crops.begin(), prediction.crops.end(), 0.0,
                                     [](double sum, const CropPrediction &crop) { return sum + crop.probability; })
        / static_cast<double>(prediction.crops.size());
    return prediction;
}

} // namespace retrograde
