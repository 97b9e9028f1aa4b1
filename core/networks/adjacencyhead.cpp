#include "networks/adjacencyhead.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace retrograde {

namespace {

constexpr int kPieces = 3;
constexpr int kRows = 12; ///< of bins: seven semitones each
constexpr int kChannels = 32; ///< of an edge in each row
constexpr int kWidth = 128; ///< of the hidden layer
constexpr double kLikeness = 3; ///< its weight at first
/// Columns of a map that are its edge: this share, but enough to reach beyond what padding alone has filled.
constexpr std::int64_t kEdgeShare = 6;
constexpr std::int64_t kFewestColumns = 3;

/// Ordered pairs of pieces, as (which ends, which begins).
constexpr std::array<std::pair<std::int64_t, std::int64_t>, 6> kJoints { { { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 2 },
    { 2, 0 }, { 2, 1 } } };

std::int64_t jointOf(std::int64_t ending, std::int64_t beginning)
{
    return std::find(kJoints.begin(), kJoints.end(), std::pair { ending, beginning }) - kJoints.begin();
}

/// [n, channels, bins, columns] -> [n, rows, channels], float32
torch::Tensor meanOf(const torch::Tensor &columns)
{
    return torch::adaptive_avg_pool1d(columns.to(torch::kFloat32).mean(3), kRows).transpose(1, 2);
}

} // namespace

AdjacencyHead::AdjacencyHead(
    int embedding, const std::vector<int> &widths, const std::vector<ModelShape::Order> &orders)
    : m_embedding(embedding)
{
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string number = std::to_string(i);
        m_channels.push_back(register_module("channels" + number, torch::nn::Linear(widths[i], kChannels)));
        torch::nn::BatchNorm1dOptions options(edgeSize());
        options.affine(false).momentum().reset(); // a mean, as plainMeanNorm()
        m_norms.push_back(register_module("norm" + number, torch::nn::BatchNorm1d(options)));
    }
    const auto maps = static_cast<int>(widths.size());
    m_weights = register_parameter("likeness", torch::full({ maps }, kLikeness));
    m_opinion = register_module("opinion",
        torch::nn::Sequential(
            torch::nn::Linear(3 * maps * edgeSize(), kWidth), torch::nn::ReLU(), torch::nn::Linear(kWidth, 1)));

    std::vector<std::int64_t> ending;
    std::vector<std::int64_t> beginning;
    for (const auto &joint : kJoints) {
        ending.push_back(joint.first);
        beginning.push_back(joint.second);
    }
    std::vector<std::int64_t> first;
    std::vector<std::int64_t> second;
    std::vector<float> priors;
    for (const ModelShape::Order &order : orders) {
        TORCH_CHECK(order.pieces.size() == kPieces, "orders are of three pieces");
        std::array<std::int64_t, kPieces> place {}; // where the pieces stand, in the order of the music
        for (std::size_t i = 0; i < kPieces; ++i)
            place[static_cast<std::size_t>(order.pieces[i] - 1)] = static_cast<std::int64_t>(i);
        first.push_back(jointOf(place[0], place[1]));
        second.push_back(jointOf(place[1], place[2]));
        priors.push_back(static_cast<float>(std::log(order.share)));
    }
    m_ending = torch::tensor(ending, torch::kInt64);
    m_beginning = torch::tensor(beginning, torch::kInt64);
    m_first = torch::tensor(first, torch::kInt64);
    m_second = torch::tensor(second, torch::kInt64);
    m_priors = torch::tensor(priors);
}

void AdjacencyHead::initialise()
{
    const torch::NoGradGuard noGradients;
    m_opinion->ptr<torch::nn::LinearImpl>(2)->weight.zero_();
}

int AdjacencyHead::edgeSize() const
{
    return kRows * kChannels;
}

int AdjacencyHead::edgeCount() const
{
    return kPieces * 2 * static_cast<int>(m_channels.size()) * edgeSize();
}

torch::Tensor AdjacencyHead::edges(const std::vector<torch::Tensor> &maps)
{
    std::vector<torch::Tensor> found; // of each map: [2, n, numbers]
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const std::int64_t columns = maps[i].size(3);
        const std::int64_t edge = std::min(columns, std::max((columns + kEdgeShare - 1) / kEdgeShare, kFewestColumns));
        const torch::Tensor both
            = torch::cat({ meanOf(maps[i].narrow(3, 0, edge)), meanOf(maps[i].narrow(3, columns - edge, edge)) });
        const torch::Tensor numbers = m_norms[i]->forward(m_channels[i]->forward(both).flatten(1));
        found.push_back(numbers.reshape({ 2, maps[i].size(0), edgeSize() }));
    }
    // [maps, 2, batch, pieces, numbers] -> [batch, pieces, 2, maps, numbers]
    const torch::Tensor all = torch::stack(found);
    return all.reshape({ all.size(0), 2, all.size(2) / kPieces, kPieces, edgeSize() })
        .permute({ 2, 3, 1, 0, 4 })
        .flatten(1);
}

torch::Tensor AdjacencyHead::seen(const torch::Tensor &embedding, const std::vector<torch::Tensor> &maps)
{
    return torch::cat({ embedding, edges(maps) }, 1);
}

torch::Tensor AdjacencyHead::answer(const torch::Tensor &seen)
{
    const auto maps = static_cast<std::int64_t>(m_channels.size());
    const torch::Tensor edges = seen.slice(1, m_embedding);
    const torch::Tensor all = edges.reshape({ edges.size(0), kPieces, 2, maps, edgeSize() });
    const auto here = [&](const torch::Tensor &numbers) { return numbers.to(edges.device()); };
    // [batch, joints, maps, numbers]
    const torch::Tensor ends = all.select(2, 1).index_select(1, here(m_ending));
    const torch::Tensor begins = all.select(2, 0).index_select(1, here(m_beginning));
    const torch::Tensor likeness = ((ends * begins).mean(3) * m_weights).sum(2); // [batch, joints]
    const torch::Tensor pairs = torch::cat({ ends.flatten(2), begins.flatten(2), (ends - begins).abs().flatten(2) }, 2);
    const torch::Tensor scores = likeness + m_opinion->forward(pairs).squeeze(2);
    return scores.index_select(1, here(m_first)) + scores.index_select(1, here(m_second)) + here(m_priors);
}

} // namespace retrograde
