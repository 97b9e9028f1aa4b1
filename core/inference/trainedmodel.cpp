#include "inference/trainedmodel.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "base/paths.h"
#include "experiment/storedrun.h"
#include "networks/computeinfo.h"

#include <algorithm>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatch = 32;

Run trainedRun(const Workspace &workspace, Id runId)
{
    Run run = storedRun(workspace, runId);
    if (run.bestEpoch == 0)
        throw Error(ErrorCode::NotFound, "run " + std::to_string(runId) + " has not finished an epoch yet");
    return run;
}

/// What the model was trained in, or float32 where this machine cannot compute in that.
Precision precisionHere(const RunSpec &spec, ComputeDevice device)
{
    try {
        return resolvePrecision(spec.precision, device, spec.threads) == NumberFormat::BFloat16 ? Precision::BFloat16
                                                                                                : Precision::Float32;
    } catch (const Error &) {
        return Precision::Float32;
    }
}

int outputsOf(const CheckpointNotes &notes)
{
    return notes.labels.empty() ? makePretextTask(notes.spec)->outputs() : static_cast<int>(notes.labels.size());
}

} // namespace

TrainedModel::TrainedModel(const Workspace &workspace, Id runId)
    : m_runId(runId)
{
    const Run run = trainedRun(workspace, runId);
    const RunSpec spec = specOf(run);
    const SafetensorsFile file = readCheckpoint(bestCheckpoint(workspace.checkpointFolder(runId)));
    m_notes = readNotes(file, spec);
    requireOfRun(file.path(), m_notes.run, run);
    if (!m_notes.normalisationKnown)
        throw Error(ErrorCode::Unsupported,
            "run " + std::to_string(runId)
                + " holds weights from elsewhere that have not seen any music here; start a run from it, which "
                  "measures the levels that they need");
    m_model = Model(ModelShape::of(spec, outputsOf(m_notes)));
    loadWeights(file, *m_model);
    // A model that was trained elsewhere judges on what there is here.
    if (spec.device == ComputeDevice::Cuda && resolveDevice(ComputeDevice::Auto) == ComputeDevice::Cuda)
        m_device = torch::kCUDA;
    m_precision = precisionHere(spec, m_device.is_cuda() ? ComputeDevice::Cuda : ComputeDevice::Cpu);
    m_model->to(m_device);
    layOutChannelsLast(*m_model);
    m_model->eval();
}

TrainedModel::Said TrainedModel::ask(const Inputs &inputs, const std::vector<Example> &examples,
    const RunControl &control, const std::function<void(std::int64_t, std::int64_t)> &progress)
{
    const torch::NoGradGuard noGradients;
    at::set_num_threads(std::max(1, spec().threads));
    std::vector<torch::Tensor> answers;
    std::vector<torch::Tensor> features;
    for (std::size_t first = 0; first < examples.size(); first += kBatch) {
        control.check();
        const std::span<const Example> part(examples.data() + first, std::min(kBatch, examples.size() - first));
        const torch::Tensor found = m_model->features(inputs.of(part).to(m_device), m_precision);
        features.push_back(m_model->embeddingOf(found).to(torch::kCPU));
        answers.push_back(m_model->judge(found).to(torch::kCPU).to(torch::kFloat64));
        if (progress)
            progress(static_cast<std::int64_t>(first + part.size()), static_cast<std::int64_t>(examples.size()));
    }
    if (examples.empty())
        return { torch::zeros({ 0, m_model->shape().outputs }, torch::kFloat64),
            torch::zeros({ 0, m_model->embeddingSize() }) };
    return { torch::cat(answers), torch::cat(features) };
}

std::shared_ptr<const StoredSpectrogram> spectrogramOf(
    const fs::path &audio, const CqtPlan &plan, const RunControl &control)
{
    const ScratchFolder scratch; // what is mapped from it stays readable when it is gone
    AudioReader reader(audio, plan.parameters().sampleRate, [&] { control.check(); });
    return FeatureStore(scratch.path()).compute("prediction", plan, [&](std::span<float> samples) {
        return reader.read(samples);
    });
}

std::vector<Example> cropsSideBySide(const CropRule &rule, std::int64_t frames)
{
    std::vector<Example> crops;
    const std::int64_t length = rule.shape.cropFrames();
    const std::int64_t last = frames - length;
    const auto add = [&](std::int64_t begin) {
        Example &crop = crops.emplace_back();
        crop.beginFrame = begin;
        crop.shifts = rule.shape.middle();
    };
    for (std::int64_t begin = std::min(rule.leadInFrames, last); begin >= 0 && begin <= last; begin += length)
        add(begin);
    if (!crops.empty() && crops.back().beginFrame < last)
        add(last);
    return crops;
}

} // namespace retrograde
