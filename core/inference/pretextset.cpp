#include "inference/evaluationset.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retrograde {

namespace {

/// log(sum(exp(logit))) over all of @p count logits but number @p left.
double logOfOthers(const double *logits, int count, int left)
{
    if (count == 2)
        return logits[1 - left];
    double most = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < count; ++i) {
        if (i != left)
            most = std::max(most, logits[i]);
    }
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        if (i != left)
            sum += std::exp(logits[i] - most);
    }
    return most + std::log(sum);
}

struct Judgement {
    double probability = 0; ///< of having been transformed
    double loss = 0;
    bool right = false;
    int answer = 0; ///< class
};

Judgement judgementOf(const PretextTask &task, const double *logits, int transform)
{
    const int count = task.outputs();
    const int wanted = task.classOf(transform);
    // How far the transformed classes together lead the untouched one, and the others the wanted one.
    const double margin = logOfOthers(logits, count, 0) - logits[0];
    const double probability = probabilityOf(margin);
    if (task.classes() == 2)
        return { probability, lossOf(margin, wanted == 1), (probability >= 0.5) == (wanted == 1),
            probability >= 0.5 ? 1 : 0 };
    const auto best = static_cast<int>(std::max_element(logits, logits + count) - logits);
    return { probability, lossOf(logits[wanted] - logOfOthers(logits, count, wanted), true), best == wanted, best };
}

class PretextSet : public EvaluationSet {
public:
    PretextSet(const RunSpec &spec, const Side &side)
        : m_task(makePretextTask(spec))
        , m_rule(spec)
        , m_tracks(side.tracks)
        , m_examples(validationExamples(m_rule, *m_task, side.frames(), mostCrops(spec), spec.splitSeed))
    {
    }

    int outputs() const override { return m_task->outputs(); }
    const std::vector<Example> &examples() const override { return m_examples; }
    Targets targets(std::span<const Example> examples) const override { return classesOf(*m_task, examples); }

    Score score(const torch::Tensor &answers, const Targets &targets) const override
    {
        const bool more = outputs() != m_task->classes(); // than is asked
        const torch::Tensor asked = answersTo(*m_task, answers);
        const torch::Tensor wanted = more ? targets.wanted.ne(0).to(torch::kInt64) : targets.wanted;
        Score score { asked.argmax(1).eq(wanted).sum().item<std::int64_t>(), wanted.size(0), {} };
        if (more)
            score.loss = torch::nn::functional::cross_entropy(asked, wanted).item<double>();
        return score;
    }

    Outcome judge(const torch::Tensor &answers) const override
    {
        Outcome outcome;
        for (std::size_t i = 0; i < m_examples.size(); ++i) {
            const Judgement judgement = judged(answers, i);
            outcome.loss += judgement.loss;
            outcome.accuracy += judgement.right ? 1 : 0;
        }
        outcome.loss /= static_cast<double>(m_examples.size());
        outcome.accuracy /= static_cast<double>(m_examples.size());
        return outcome;
    }

    torch::Tensor probabilities(const torch::Tensor &answers) const override
    {
        return answersTo(*m_task, answers).softmax(1);
    }
    const std::vector<std::string> &labels() const override { return m_labels; }

    std::vector<Answer> answersOfClips(const torch::Tensor &answers) const override
    {
        return answersAbout(*m_task, m_examples, m_tracks, answers);
    }

private:
    /// Crops that are judged at most.
    std::int64_t mostCrops(const RunSpec &spec) const
    {
        const double cropSeconds = spec.features.grid().secondsAt(m_rule.shape.cropFrames());
        RandomStream lot(0);
        const auto ofEach = static_cast<std::int64_t>(m_task->judged(lot).size());
        return std::max({ std::int64_t { 1 }, static_cast<std::int64_t>(spec.validationMinutes * 60 / cropSeconds),
            (spec.validationExamples + ofEach - 1) / ofEach });
    }

    Judgement judged(const torch::Tensor &answers, std::size_t number) const
    {
        return judgementOf(*m_task, answers.data_ptr<double>() + number * static_cast<std::size_t>(outputs()),
            m_examples[number].transform);
    }

    const std::unique_ptr<const PretextTask> m_task;
    const CropRule m_rule;
    const std::vector<Track> m_tracks;
    const std::vector<Example> m_examples;
    const std::vector<std::string> m_labels; ///< none
};

} // namespace

Targets classesOf(const PretextTask &task, std::span<const Example> examples)
{
    torch::Tensor classes = torch::empty({ static_cast<std::int64_t>(examples.size()) }, torch::kInt64);
    for (std::size_t i = 0; i < examples.size(); ++i)
        classes.data_ptr<std::int64_t>()[i] = task.outputOf(examples[i].transform);
    return { classes, {} };
}

std::vector<Answer> answersAbout(const PretextTask &task, const std::vector<Example> &examples,
    const std::vector<Track> &tracks, const torch::Tensor &answers)
{
    std::vector<Answer> found;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const Example &example = examples[i];
        const Judgement judgement = judgementOf(
            task, answers.data_ptr<double>() + i * static_cast<std::size_t>(task.outputs()), example.transform);
        Answer &answer = found.emplace_back();
        answer.trackId = tracks[example.track].id;
        answer.beginFrame = example.beginFrame;
        answer.transform = task.transforms()[static_cast<std::size_t>(example.transform)];
        answer.wanted = task.classOf(example.transform);
        answer.said = judgement.answer;
        answer.probability = judgement.probability;
        answer.loss = judgement.loss;
        answer.sureness = surenessOf(answer, static_cast<std::size_t>(task.classes()), std::exp(-judgement.loss));
    }
    return found;
}

torch::Tensor answersTo(const PretextTask &task, const torch::Tensor &outputs)
{
    if (task.classes() == task.outputs())
        return outputs;
    TORCH_CHECK(task.classes() == 2, "only whether anything was done is asked of a head that tells what");
    return torch::stack({ outputs.select(1, 0), outputs.slice(1, 1).logsumexp(1) }, 1);
}

std::unique_ptr<const EvaluationSet> makePretextSet(const RunSpec &spec, const Side &side)
{
    return std::make_unique<PretextSet>(spec, side);
}

} // namespace retrograde
