#include "training/lesson.h"

#include "experiment/labelsampling.h"

#include <algorithm>

namespace retrograde {

namespace {

constexpr std::size_t kFewLabels = 10;

class InstrumentLesson : public Lesson {
public:
    InstrumentLesson(const Workspace &workspace, const RunSpec &spec, const std::vector<std::string> &labels,
        const Side &training, const Side &validation)
        : Lesson(makeLabelSet(workspace, spec, labels, validation))
        , m_downstream(spec.downstream)
        , m_cells(labelCells(workspace, labels, training.tracks))
        , m_training(spec, nullptr, training.frames())
        , m_fixed(middleCrops(CropRule(spec), training.frames()))
    {
        if (m_downstream.labelsPerClass > 0)
            sampleLabels(m_cells, m_downstream.labelsPerClass, m_downstream.labelSeed);
        // What has no label left is not visited.
        m_training.visitOnce(labelledTracks(m_cells));
    }

    std::size_t size() const override { return m_training.size(); }

    std::vector<Example> epoch(int number) const override
    {
        std::vector<Example> examples = m_training.epoch(number);
        if (m_downstream.trunk == TrunkMode::Frozen) {
            // Features are computed once, so that crops cannot move; only their order is drawn anew.
            for (Example &example : examples)
                example = m_fixed[example.track];
        }
        return examples;
    }

    Targets targets(std::span<const Example> examples) const override { return labelTargets(m_cells, examples); }

    torch::Tensor loss(const torch::Tensor &answers, const Targets &targets) const override
    {
        return labelLoss(answers, targets, m_downstream);
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
    TrainingExamples m_training;
    const std::vector<Example> m_fixed; ///< the crop of each training track whose features are kept
};

} // namespace

std::unique_ptr<const Lesson> makeInstrumentLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    return std::make_unique<InstrumentLesson>(workspace, spec, labels, training, validation);
}

} // namespace retrograde
