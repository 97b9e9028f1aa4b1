#include "training/objective.h"

#include "experiment/labelsampling.h"

#include <algorithm>
#include <utility>

namespace retrograde {

namespace {

constexpr std::size_t kFewLabels = 10;

class InstrumentObjective : public Objective {
public:
    InstrumentObjective(const Workspace &workspace, const RunSpec &spec, const std::vector<std::string> &labels,
        const Side &training, const Side &validation)
        : Objective(makeLabelSet(workspace, spec, labels, validation))
        , m_downstream(spec.downstream)
        , m_cells(labelCells(workspace, labels, training.tracks))
    {
        if (m_downstream.labelsPerClass > 0)
            sampleLabels(m_cells, m_downstream.labelsPerClass, m_downstream.labelSeed);
        TrainingExamples examples(spec, nullptr, training.frames());
        // What has no label left is not visited.
        examples.visitOnce(labelledTracks(m_cells));
        // Features of a frozen trunk are computed once, so that crops cannot move.
        if (m_downstream.trunk == TrunkMode::Frozen)
            m_plan = std::make_unique<FixedCrops>(std::move(examples), middleCrops(CropRule(spec), training.frames()));
        else
            m_plan = std::make_unique<DrawnCrops>(std::move(examples));
    }

    const ExamplePlan &plan() const override { return *m_plan; }
    Targets targets(std::span<const Example> crops) const override { return labelTargets(m_cells, crops); }

    Step step(Learner &learner, const Batch &batch, torch::nn::Module *) const override
    {
        const torch::Tensor answers = learner.answers(batch.inputs); // [batch, labels]
        return { labelLoss(answers, batch.targets, m_downstream), validation().score(answers.detach(), batch.targets) };
    }

    std::vector<std::string> doubts(const torch::Tensor &answers) const override
    {
        std::vector<std::string> found;
        for (std::size_t label = 0; label < m_cells.labels.size(); ++label) {
            std::size_t counts[2] = { 0, 0 };
            for (std::size_t track = 0; track < m_cells.tracks.size(); ++track) {
                if (m_cells.at(track, label) != LabelCells::kUnlabelled)
                    ++counts[static_cast<std::size_t>(m_cells.at(track, label))];
            }
            const std::size_t rarer = std::min(counts[0], counts[1]);
            const std::string name = "'" + m_cells.labels[label] + "'";
            if (rarer < kFewLabels / 2)
                found.push_back(name + " has only " + std::to_string(counts[1]) + " positive and "
                    + std::to_string(counts[0]) + " negative examples to learn from");
            else if (rarer * 20 < counts[0] + counts[1])
                found.push_back(name + " is out of balance: " + std::to_string(counts[1]) + " positive and "
                    + std::to_string(counts[0]) + " negative examples; always saying the same would nearly be right");
        }
        const torch::Tensor said = answers.ge(0);
        if (said.all().item<bool>() || !said.any().item<bool>())
            found.emplace_back("the network says the same of every clip and label: it has not learned to listen yet");
        return found;
    }

private:
    const Downstream m_downstream;
    LabelCells m_cells; ///< what is trained with
    std::unique_ptr<const ExamplePlan> m_plan;
};

} // namespace

std::unique_ptr<const Objective> makeInstrumentObjective(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    return std::make_unique<InstrumentObjective>(workspace, spec, labels, training, validation);
}

} // namespace retrograde
