#include "learning/lesson.h"

#include "experiment/question.h"

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

AnswerTable answersOf(const Lesson &lesson, const RunSpec &spec, const Side &side,
    const std::vector<std::string> &transforms, const torch::Tensor &answers, const torch::Tensor &features)
{
    const Question question = questionOf(spec);
    AnswerTable kept;
    kept.exclusive = question.ofClips;
    kept.choices = question.ofClips ? question.choices : lesson.labels();
    kept.transforms = transforms;
    for (const Example &example : lesson.validation()) {
        kept.track.push_back(side.tracks[example.track].id);
        kept.beginFrame.push_back(example.beginFrame);
        kept.transform.push_back(static_cast<std::int16_t>(example.transform));
    }
    kept.probability = rounded(lesson.probabilities(answers), question.tellsOrders());
    const Targets targets = lesson.targets(lesson.validation(), false);
    torch::Tensor wanted = targets.known.defined() ? targets.wanted - (1 - targets.known) : targets.wanted;
    if (question.ofClips && !question.tellsOrders())
        wanted = wanted.ne(0); // the head may tell more than is asked
    kept.wanted = columnOf<std::int16_t>(wanted.to(torch::kInt16));
    kept.embeddingWidth = static_cast<std::size_t>(features.size(1));
    kept.embedding = columnOf<std::uint16_t>(features.to(torch::kFloat16).view(torch::kInt16));
    return kept;
}

std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    if (spec.task == Task::Instruments)
        return makeInstrumentLesson(workspace, spec, labels, training, validation);
    return makePretextLesson(spec, training, validation);
}

} // namespace retrograde
