#include "learning/batches.h"

#include <cmath>

namespace retrograde {

ClipLoader::ClipLoader(
    Spectrograms tracks, const CropRule &rule, const Normalisation &normalisation, torch::Device device)
    : m_tracks(std::move(tracks))
    , m_rule(rule)
    , m_normalisation(normalisation)
    , m_device(device)
{
}

torch::Tensor ClipLoader::clips(std::span<const Example> examples) const
{
    const std::int64_t bins = m_tracks.front()->bins();
    torch::Tensor batch = torch::empty({ static_cast<std::int64_t>(examples.size()), 1, bins, m_rule.clipFrames });
    const auto clipSize = static_cast<std::size_t>(bins * m_rule.clipFrames);
    for (std::size_t i = 0; i < examples.size(); ++i)
        fillClip(*m_tracks[examples[i].track], examples[i], m_rule, m_normalisation,
            { batch.data_ptr<float>() + i * clipSize, clipSize });
    return batch.to(m_device).contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor ClipLoader::labels(std::span<const Example> examples) const
{
    torch::Tensor labels = torch::empty({ static_cast<std::int64_t>(examples.size()) }, torch::kInt64);
    for (std::size_t i = 0; i < examples.size(); ++i)
        labels.data_ptr<std::int64_t>()[i] = examples[i].reversed ? 1 : 0;
    return labels.to(m_device);
}

std::vector<double> margins(
    ReversalNet &net, const ClipLoader &loader, std::span<const Example> examples, Precision precision)
{
    const torch::NoGradGuard noGradients;
    const torch::Tensor logits
        = net->forward(loader.clips(examples), precision).to(torch::kCPU).to(torch::kFloat64); // [batch, 2]
    const auto values = logits.accessor<double, 2>();
    std::vector<double> found;
    for (std::int64_t i = 0; i < logits.size(0); ++i)
        found.push_back(values[i][1] - values[i][0]);
    return found;
}

double probabilityOf(double margin)
{
    return 1 / (1 + std::exp(-margin));
}

double lossOf(double margin, bool reversed)
{
    // log(1 + e^x) with x = the margin by which the wrong class leads, written so that nothing overflows.
    const double lead = reversed ? -margin : margin;
    return std::max(lead, 0.0) + std::log1p(std::exp(-std::abs(lead)));
}

} // namespace retrograde
