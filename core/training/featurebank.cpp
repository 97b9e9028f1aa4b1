#include "training/featurebank.h"

#include "answers/safetensors.h"
#include "base/error.h"
#include "base/hash.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

constexpr std::size_t kBatch = 32;
/// That batch norm's statistics are measured on: enough to tell means and deviations by.
constexpr std::size_t kStatisticsCrops = 512;
constexpr const char *kRows = "features";

/// The rows that a file keeps, undefined when there is none or it is of no use.
torch::Tensor keptRows(const std::filesystem::path &file, const std::string &key, std::int64_t tracks, int features)
{
    try {
        const SafetensorsFile kept = SafetensorsFile::read(file);
        const TensorView &view = kept.tensor(kRows);
        if (kept.metadata("key") != key || view.type != TensorType::Float32
            || view.shape != std::vector<std::int64_t> { tracks, features })
            return {};
        torch::Tensor rows = torch::empty(view.shape);
        std::memcpy(rows.data_ptr(), view.bytes.data(), view.bytes.size());
        return rows;
    } catch (const Error &) {
        return {};
    }
}

/// At most @p most of @p crops, spread evenly.
std::vector<Example> someOf(const std::vector<Example> &crops, std::size_t most)
{
    if (crops.size() <= most)
        return crops;
    std::vector<Example> some;
    for (std::size_t i = 0; i < most; ++i)
        some.push_back(crops[i * crops.size() / most]);
    return some;
}

} // namespace

std::string trunkName(const ModelImpl &model)
{
    Hasher hasher;
    for (const ModelImpl::Named &entry : model.tensors()) {
        if (entry.ofHead)
            continue;
        const torch::Tensor tensor = entry.tensor.detach().to(torch::kCPU).contiguous();
        const nlohmann::json heading { entry.name, std::string(tensor.dtype().name()), tensor.sizes().vec() };
        const std::string text = heading.dump();
        hasher.update(std::as_bytes(std::span(text)));
        hasher.update({ static_cast<const std::byte *>(tensor.data_ptr()), tensor.nbytes() });
    }
    return hasher.hex();
}

void measureNorms(ModelImpl &model, torch::Device device, Precision precision, const Inputs &clips,
    const std::vector<Example> &crops, const std::function<void(std::int64_t, std::int64_t)> &progress,
    const RunControl &control)
{
    TORCH_CHECK(crops.size() >= 2, "statistics of one crop");
    const torch::NoGradGuard noGradients;
    const std::vector<Example> some = someOf(crops, kStatisticsCrops);
    forgetStatistics(model);
    model.train();
    for (std::size_t first = 0; first < some.size();) {
        control.check();
        // A last crop goes with those before it: of one alone there are no statistics.
        const std::size_t left = some.size() - first;
        const std::size_t count = left <= kBatch + 1 ? left : kBatch;
        model.features(clips.of({ some.data() + first, count }).to(device), precision);
        first += count;
        progress(static_cast<std::int64_t>(first), static_cast<std::int64_t>(some.size()));
    }
    model.eval();
}

FeatureBank::FeatureBank(const Request &request, const Inputs &clips, const std::vector<Example> &crops,
    const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control)
{
    const auto total = static_cast<std::int64_t>(crops.size());
    const std::filesystem::path file = request.folder / (contentHash(request.key) + ".safetensors");
    m_rows = keptRows(file, request.key, total, request.model.featureCount());
    m_wasKept = m_rows.defined();
    if (m_wasKept)
        return;
    const torch::NoGradGuard noGradients;
    const bool training = request.model.is_training();
    request.model.eval();
    std::vector<torch::Tensor> rows;
    for (std::size_t first = 0; first < crops.size(); first += kBatch) {
        control.check();
        const std::span<const Example> part(crops.data() + first, std::min(kBatch, crops.size() - first));
        rows.push_back(request.model.features(clips.of(part).to(request.device), request.precision).to(torch::kCPU));
        progress(static_cast<std::int64_t>(first + part.size()), total);
    }
    request.model.train(training);
    m_rows = torch::cat(rows).contiguous();
    std::filesystem::create_directory(request.folder); // and not the workspace, which may have been moved
    writeSafetensors(file,
        { { kRows,
            { TensorType::Float32, m_rows.sizes().vec(),
                { static_cast<const std::byte *>(m_rows.data_ptr()), m_rows.nbytes() } } } },
        { { "key", request.key } });
}

torch::Tensor FeatureBank::of(std::span<const Example> examples) const
{
    std::vector<std::int64_t> tracks;
    for (const Example &example : examples)
        tracks.push_back(static_cast<std::int64_t>(example.track));
    return m_rows.index_select(0, torch::tensor(tracks, torch::kInt64));
}

} // namespace retrograde
