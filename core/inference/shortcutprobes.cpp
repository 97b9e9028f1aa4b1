#include "inference/shortcutprobes.h"

namespace retrograde::probes {

namespace {

constexpr std::int64_t kEdgeFrames = 2; ///< at either side of a piece
constexpr std::int64_t kBands = 12;
constexpr int kSteps = 300;
constexpr double kSame = 1e-4; ///< cells that differ by less are equal

/// [n, pieces, bins, frames] -> [n, pieces, kBands, frames]
torch::Tensor inBands(const torch::Tensor &clips)
{
    // [n * pieces, frames, bins] -> [n * pieces, frames, kBands]
    const torch::Tensor turned = clips.flatten(0, 1).transpose(1, 2);
    return torch::adaptive_avg_pool1d(turned, kBands)
        .transpose(1, 2)
        .reshape({ clips.size(0), clips.size(1), kBands, clips.size(3) });
}

/// Of two lists of frames' means, [n, bins] each, how alike they are: [n, 1]
torch::Tensor correlation(const torch::Tensor &a, const torch::Tensor &b)
{
    const torch::Tensor x = a - a.mean(1, true);
    const torch::Tensor y = b - b.mean(1, true);
    return (x * y).sum(1, true) / (x.square().sum(1, true) * y.square().sum(1, true)).sqrt().clamp_min(1e-9);
}

/// [n, cells] -> [n, numbers]
torch::Tensor levelsOf(const torch::Tensor &cells)
{
    const torch::Tensor sorted = std::get<0>(cells.sort(1));
    const std::int64_t count = cells.size(1);
    const torch::Tensor lowest = sorted.slice(1, 0, 1);
    std::vector<torch::Tensor> found { cells.mean(1, true), cells.std(1, false, true), lowest,
        sorted.slice(1, count - 1), cells.sub(lowest).lt(kSame).to(torch::kFloat32).mean(1, true) };
    for (const int tenth : { 1, 3, 5, 7, 9 })
        found.push_back(sorted.slice(1, tenth * (count - 1) / 10, tenth * (count - 1) / 10 + 1));
    return torch::cat(found, 1);
}

} // namespace

torch::Tensor edges(const torch::Tensor &clips)
{
    const std::int64_t pieces = clips.size(1);
    const std::int64_t frames = clips.size(3);
    const torch::Tensor begins = clips.slice(3, 0, kEdgeFrames);
    const torch::Tensor ends = clips.slice(3, frames - kEdgeFrames);
    std::vector<torch::Tensor> found { inBands(begins).flatten(1), inBands(ends).flatten(1) };
    for (std::int64_t ending = 0; ending < pieces; ++ending) {
        for (std::int64_t beginning = 0; beginning < pieces; ++beginning) {
            if (ending == beginning)
                continue;
            const torch::Tensor end = ends.select(1, ending).mean(2); // [n, bins]
            const torch::Tensor begin = begins.select(1, beginning).mean(2);
            const torch::Tensor apart = torch::adaptive_avg_pool1d((end - begin).abs().unsqueeze(1), kBands);
            found.push_back(apart.flatten(1));
            found.push_back(correlation(end, begin));
        }
    }
    return torch::cat(found, 1);
}

torch::Tensor levels(const torch::Tensor &clips)
{
    std::vector<torch::Tensor> found;
    if (clips.size(1) > 1) {
        for (std::int64_t piece = 0; piece < clips.size(1); ++piece)
            found.push_back(levelsOf(clips.select(1, piece).flatten(1)));
    } else {
        for (const torch::Tensor &third : clips.chunk(3, 3))
            found.push_back(levelsOf(third.flatten(1)));
    }
    return torch::cat(found, 1);
}

torch::Tensor answers(
    const torch::Tensor &rows, const torch::Tensor &classes, const torch::Tensor &others, const RunControl &control)
{
    torch::manual_seed(1);
    const torch::Tensor mean = rows.mean(0);
    const torch::Tensor deviation = rows.std(0, false).clamp_min(1e-3);
    const torch::Tensor input = (rows - mean) / deviation;
    torch::nn::Sequential net(torch::nn::Linear(rows.size(1), 32), torch::nn::ReLU(), torch::nn::Linear(32, 2));
    torch::optim::AdamW optimiser(net->parameters(), torch::optim::AdamWOptions(3e-3).weight_decay(0.1));
    for (int step = 0; step < kSteps; ++step) {
        control.check();
        optimiser.zero_grad();
        torch::nn::functional::cross_entropy(net->forward(input), classes).backward();
        optimiser.step();
    }
    const torch::NoGradGuard noGradients;
    return net->forward((others - mean) / deviation).softmax(1).select(1, 1).to(torch::kFloat64).contiguous();
}

} // namespace retrograde::probes
