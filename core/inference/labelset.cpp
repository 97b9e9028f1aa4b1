#include "inference/evaluationset.h"

#include "experiment/labelsampling.h"

#include <utility>

namespace retrograde {

namespace {

class LabelSet : public EvaluationSet {
public:
    LabelSet(const RunSpec &spec, LabelCells cells, const Side &side)
        : m_cells(std::move(cells))
        , m_loss(spec.downstream)
    {
        if (const int budget = validationBudget(spec); budget > 0)
            sampleLabels(m_cells, budget, spec.downstream.labelSeed);
        m_loss.weighting = Weighting::Plain;
        const std::vector<Example> crops = middleCrops(CropRule(spec), side.frames());
        for (const std::size_t track : labelledTracks(m_cells))
            m_examples.push_back(crops[track]);
    }

    int outputs() const override { return static_cast<int>(m_cells.labels.size()); }
    const std::vector<Example> &examples() const override { return m_examples; }
    Targets targets(std::span<const Example> examples) const override { return labelTargets(m_cells, examples); }

    Score score(const torch::Tensor &answers, const Targets &targets) const override
    {
        const torch::Tensor right = answers.ge(0).eq(targets.wanted.gt(0.5)).logical_and(targets.known.gt(0.5));
        return { right.sum().item<std::int64_t>(), targets.known.gt(0.5).sum().item<std::int64_t>() };
    }

    Outcome judge(const torch::Tensor &answers) const override
    {
        const Targets all = targets(m_examples);
        const Score score = this->score(answers, all);
        return { labelLoss(answers.to(torch::kFloat32), all, m_loss).item<double>(),
            score.judged > 0 ? static_cast<double>(score.right) / static_cast<double>(score.judged) : 0 };
    }

    torch::Tensor probabilities(const torch::Tensor &answers) const override { return answers.sigmoid(); }
    /// They are kept with the checkpoint, as a table: clips by labels.
    std::vector<Answer> answersOfClips(const torch::Tensor &) const override { return {}; }

    const std::vector<std::string> &labels() const override { return m_cells.labels; }

private:
    LabelCells m_cells;
    Downstream m_loss; ///< in which all cells count alike
    std::vector<Example> m_examples;
};

} // namespace

Targets labelTargets(const LabelCells &cells, std::span<const Example> examples)
{
    const auto labels = static_cast<std::int64_t>(cells.labels.size());
    Targets targets { torch::zeros({ static_cast<std::int64_t>(examples.size()), labels }),
        torch::zeros({ static_cast<std::int64_t>(examples.size()), labels }) };
    auto *wanted = targets.wanted.data_ptr<float>();
    auto *known = targets.known.data_ptr<float>();
    for (const Example &example : examples) {
        for (std::size_t label = 0; label < cells.labels.size(); ++label, ++wanted, ++known) {
            const std::int8_t target = cells.at(example.track, label);
            *wanted = target == 1 ? 1 : 0;
            *known = target == LabelCells::kUnlabelled ? 0 : 1;
        }
    }
    return targets;
}

std::unique_ptr<const EvaluationSet> makeLabelSet(
    const Workspace &workspace, const RunSpec &spec, const std::vector<std::string> &labels, const Side &side)
{
    return std::make_unique<LabelSet>(spec, labelCells(workspace, labels, side.tracks), side);
}

} // namespace retrograde
