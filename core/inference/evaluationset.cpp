#include "inference/evaluationset.h"

#include "experiment/taskdescription.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

std::vector<std::int64_t> Side::frames() const
{
    std::vector<std::int64_t> found;
    for (const auto &spectrogram : spectrograms)
        found.push_back(spectrogram->frames());
    return found;
}

Targets Targets::to(torch::Device device) const
{
    return { wanted.to(device), known.defined() ? known.to(device) : known };
}

namespace {

/// @param tensor of elements as large as a Number
template<typename Number> std::vector<Number> columnOf(const torch::Tensor &tensor)
{
    const torch::Tensor flat = tensor.to(torch::kCPU).contiguous();
    const auto *numbers = static_cast<const Number *>(flat.data_ptr());
    return { numbers, numbers + flat.numel() };
}

/// As single floats, in which what is nearly a tie becomes one: a cell stays below one half where it was, and of more
/// than two choices the highest the highest.
std::vector<float> rounded(const torch::Tensor &probabilities, bool highestIsTheAnswer)
{
    const torch::Tensor exact = probabilities.to(torch::kFloat64).contiguous();
    const auto *from = exact.data_ptr<double>();
    const auto columns = exact.size(1);
    std::vector<float> found(from, from + exact.numel());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] >= 0.5F && from[i] < 0.5)
            found[i] = std::nextafter(0.5F, 0.0F);
    }
    for (std::int64_t row = 0; highestIsTheAnswer && row < exact.size(0); ++row) {
        const auto best = std::max_element(from + row * columns, from + (row + 1) * columns) - from;
        const auto first = found.begin() + row * columns;
        const auto highest = std::max_element(first, first + columns);
        if (highest - found.begin() != best)
            found[static_cast<std::size_t>(best)] = std::nextafter(*highest, 1.0F);
    }
    return found;
}

} // namespace

AnswerTable answersOf(const EvaluationSet &set, const RunSpec &spec, const Side &side,
    const std::vector<std::string> &transforms, const torch::Tensor &answers, const torch::Tensor &features)
{
    const Question question = questionOf(spec);
    AnswerTable kept;
    kept.exclusive = question.exclusive;
    kept.choices = question.exclusive ? question.choices : set.labels();
    kept.transforms = transforms;
    for (const Example &example : set.examples()) {
        kept.track.own().push_back(side.tracks[example.track].id);
        kept.beginFrame.own().push_back(example.beginFrame);
        kept.transform.own().push_back(example.transform);
    }
    kept.probability = rounded(set.probabilities(answers), question.tellsOrders());
    const Targets targets = set.targets(set.examples());
    torch::Tensor wanted = targets.known.defined() ? targets.wanted - (1 - targets.known) : targets.wanted;
    if (question.exclusive && !question.tellsOrders())
        wanted = wanted.ne(0); // the head may tell more than is asked
    kept.wanted = columnOf<std::int64_t>(wanted.to(torch::kInt64));
    kept.embeddingWidth = static_cast<std::size_t>(features.size(1));
    kept.embedding = columnOf<std::uint16_t>(features.to(torch::kFloat16).view(torch::kInt16));
    return kept;
}

torch::Tensor labelLoss(const torch::Tensor &answers, const Targets &targets, const Downstream &settings)
{
    namespace F = torch::nn::functional;
    torch::Tensor cells = F::binary_cross_entropy_with_logits(
        answers, targets.wanted, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone)); // [n, labels]
    if (settings.weighting == Weighting::Focal) {
        // Lin et al. 2017: what is right already counts less, by (1 - p of the truth) ^ gamma.
        const torch::Tensor probability = answers.sigmoid();
        const torch::Tensor ofTruth = targets.wanted * probability + (1 - targets.wanted) * (1 - probability);
        cells = cells * (1 - ofTruth).pow(settings.focalGamma);
    }
    // Not by multiplying alone: an answer that is infinite would make even a cell that does not count NaN.
    cells = torch::where(targets.known.gt(0.5), cells, torch::zeros_like(cells));
    if (settings.weighting != Weighting::Original)
        return cells.sum() / targets.known.sum().clamp_min(1);
    // Each class weighs 1 / (its labels in the batch); the mean over the classes that have any.
    const torch::Tensor counts = targets.known.sum(0); // [labels]
    return (cells.sum(0) / counts.clamp_min(1)).sum() / counts.gt(0).sum().clamp_min(1);
}

} // namespace retrograde
