#include "learning/featurebank.h"

#include "base/error.h"
#include "base/hash.h"
#include "learning/safetensors.h"

#include <algorithm>
#include <cstring>

namespace retrograde {

namespace {

constexpr std::size_t kBatch = 32;
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

/// Running statistics as they are now, put back at the end.
class KeptStatistics {
public:
    explicit KeptStatistics(ModelImpl &model)
    {
        for (const torch::Tensor &buffer : model.buffers())
            m_kept.emplace_back(buffer, buffer.clone());
    }
    ~KeptStatistics()
    {
        const torch::NoGradGuard noGradients;
        for (auto &[buffer, copy] : m_kept)
            buffer.copy_(copy);
    }
    KeptStatistics(const KeptStatistics &) = delete;
    KeptStatistics &operator=(const KeptStatistics &) = delete;

private:
    std::vector<std::pair<torch::Tensor, torch::Tensor>> m_kept;
};

} // namespace

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
    const KeptStatistics statistics(request.model);
    const bool training = request.model.is_training();
    request.model.train(request.batchStatistics);
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
