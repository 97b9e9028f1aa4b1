#include "learning/lesson.h"

#include "base/error.h"
#include "experiment/labelsampling.h"
#include "learning/runplan.h"
#include "library/workspace.h"

#include <algorithm>
#include <map>

namespace retrograde {

namespace {

constexpr std::int8_t kOpen = LabelCells::kUnlabelled;
constexpr std::size_t kFewLabels = 10;

LabelCells cellsOf(const Workspace &workspace, const std::vector<std::string> &labels, const Side &side)
{
    LabelCells cells;
    cells.labels = labels;
    std::map<std::string, std::size_t> places;
    for (const std::string &label : labels)
        places.emplace(label, places.size());
    for (const Track &track : side.tracks) {
        cells.tracks.push_back(lotKey(track));
        cells.targets.insert(cells.targets.end(), labels.size(), kOpen);
        for (const Label &label : workspace.labels(track.id)) {
            if (const auto found = places.find(label.name); found != places.end())
                cells.at(cells.tracks.size() - 1, found->second) = isPresent(label) ? 1 : 0;
        }
    }
    return cells;
}

/// Those of which anything is known.
std::vector<std::size_t> labelledTracks(const LabelCells &cells)
{
    std::vector<std::size_t> tracks;
    for (std::size_t track = 0; track < cells.tracks.size(); ++track) {
        for (std::size_t label = 0; label < cells.labels.size(); ++label) {
            if (cells.at(track, label) != kOpen) {
                tracks.push_back(track);
                break;
            }
        }
    }
    return tracks;
}

class InstrumentLesson : public Lesson {
public:
    InstrumentLesson(const Workspace &workspace, const RunSpec &spec, const std::vector<std::string> &labels,
        const Side &training, const Side &validation)
        : m_downstream(spec.downstream)
        , m_labels(labels)
        , m_known(cellsOf(workspace, labels, training))
        , m_judged(cellsOf(workspace, labels, validation))
        , m_training(spec, nullptr, training.frames())
        , m_fixed(middleCrops(CropRule(spec), training.frames()))
    {
        if (m_downstream.labelsPerClass > 0)
            sampleLabels(m_known, m_downstream.labelsPerClass, m_downstream.labelSeed);
        if (const int budget = validationBudget(spec); budget > 0)
            sampleLabels(m_judged, budget, m_downstream.labelSeed);
        // What has no label left is not visited.
        m_training.visitOnce(labelledTracks(m_known));
        const std::vector<Example> crops = middleCrops(CropRule(spec), validation.frames());
        for (const std::size_t track : labelledTracks(m_judged))
            m_validation.push_back(crops[track]);
    }

    int outputs() const override { return static_cast<int>(m_labels.size()); }
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

    const std::vector<Example> &validation() const override { return m_validation; }

    Targets targets(std::span<const Example> examples, bool training) const override
    {
        const LabelCells &cells = training ? m_known : m_judged;
        const auto labels = static_cast<std::int64_t>(m_labels.size());
        Targets targets { torch::zeros({ static_cast<std::int64_t>(examples.size()), labels }),
            torch::zeros({ static_cast<std::int64_t>(examples.size()), labels }) };
        auto *wanted = targets.wanted.data_ptr<float>();
        auto *known = targets.known.data_ptr<float>();
        for (const Example &example : examples) {
            for (std::size_t label = 0; label < m_labels.size(); ++label, ++wanted, ++known) {
                const std::int8_t target = cells.at(example.track, label);
                *wanted = target == 1 ? 1 : 0;
                *known = target == kOpen ? 0 : 1;
            }
        }
        return targets;
    }

    torch::Tensor loss(const torch::Tensor &answers, const Targets &targets) const override
    {
        return labelLoss(answers, targets, m_downstream);
    }

    Score score(const torch::Tensor &answers, const Targets &targets) const override
    {
        const torch::Tensor right = answers.ge(0).eq(targets.wanted.gt(0.5)).logical_and(targets.known.gt(0.5));
        return { right.sum().item<std::int64_t>(), targets.known.gt(0.5).sum().item<std::int64_t>() };
    }

    Outcome judge(const torch::Tensor &answers) const override
    {
        const Targets all = targets(m_validation, false);
        const Score score = this->score(answers, all);
        Downstream plain = m_downstream;
        plain.weighting = Weighting::Plain;
        return { labelLoss(answers.to(torch::kFloat32), all, plain).item<double>(),
            score.judged > 0 ? static_cast<double>(score.right) / static_cast<double>(score.judged) : 0 };
    }

    torch::Tensor probabilities(const torch::Tensor &answers) const override { return answers.sigmoid(); }
    /// They are kept with the checkpoint, as a table: clips by labels.
    std::vector<Prediction> predictions(Id, const torch::Tensor &) const override { return {}; }

    std::vector<std::string> doubts(const torch::Tensor &answers) const override
    {
        std::vector<std::string> found;
        for (std::size_t label = 0; label < m_labels.size(); ++label) {
            std::size_t counts[2] = { 0, 0 };
            for (std::size_t track = 0; track < m_known.tracks.size(); ++track) {
                if (m_known.at(track, label) != kOpen)
                    ++counts[static_cast<std::size_t>(m_known.at(track, label))];
            }
            const std::size_t rarer = std::min(counts[0], counts[1]);
            const std::string name = "'" + m_labels[label] + "'";
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

    const std::vector<std::string> &labels() const override { return m_labels; }

private:
    const Downstream m_downstream;
    const std::vector<std::string> m_labels;
    LabelCells m_known; ///< what is trained with
    LabelCells m_judged;
    TrainingExamples m_training;
    std::vector<Example> m_validation;
    const std::vector<Example> m_fixed; ///< the crop of each training track whose features are kept
};

} // namespace

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

std::unique_ptr<const Lesson> makeInstrumentLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)
{
    return std::make_unique<InstrumentLesson>(workspace, spec, labels, training, validation);
}

} // namespace retrograde
