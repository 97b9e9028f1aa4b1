#pragma once

#include "answers/answer.h"
#include "library/records.h"
#include "networks/batches.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

struct LabelCells;
class Workspace;

/// The tracks that are trained on, or those that are held out.
struct Side {
    std::vector<Track> tracks;
    ClipLoader::Spectrograms spectrograms;

    std::vector<std::int64_t> frames() const;
};

/// What a network is to answer to a batch.
struct Targets {
    torch::Tensor wanted;
    torch::Tensor known; ///< which of the wanted cells count; undefined = all

    Targets to(torch::Device device) const;
};

/// Clips that a network is asked about, what is right of each, and how its answers are scored: a run's validation side,
/// its test side, or other music. One kind for each kind of task. Immutable, so a loader's thread may use it.
class EvaluationSet {
public:
    virtual ~EvaluationSet() = default;

    /// Of the network: logits for each example.
    virtual int outputs() const = 0;
    virtual const std::vector<Example> &examples() const = 0;
    /// On the CPU.
    virtual Targets targets(std::span<const Example> examples) const = 0;

    struct Score {
        std::int64_t right = 0;
        std::int64_t judged = 0;
        std::optional<double> loss {}; ///< mean, of what is asked, where that is not all that is learned
    };
    /// Of any examples of the task, those that are trained on as well.
    virtual Score score(const torch::Tensor &answers, const Targets &targets) const = 0;

    struct Outcome {
        double loss = 0;
        double accuracy = 0; ///< 0 ... 1
        std::map<std::string, double> measures {}; ///< whatever else there is to know, by name
    };
    /// @param answers to all examples, [n, outputs], float64, CPU
    virtual Outcome judge(const torch::Tensor &answers) const = 0;
    /// Of each choice of the question, or of each label. @param answers as above; [n, choices or labels], float64
    virtual torch::Tensor probabilities(const torch::Tensor &answers) const = 0;
    /// One for each example of a pretext task; else empty. @param answers as above
    virtual std::vector<Answer> answersOfClips(const torch::Tensor &answers) const = 0;
    /// What the outputs stand for, when they are labels; else empty.
    virtual const std::vector<std::string> &labels() const = 0;
};

// One function for each kind of task.
/// Crops side by side, each under the transforms that the task wants judged, as many as @p spec asks for.
std::unique_ptr<const EvaluationSet> makePretextSet(const RunSpec &spec, const Side &side);
/// The middle of each track of which a label is known. @param labels of a recogniser of instruments
std::unique_ptr<const EvaluationSet> makeLabelSet(
    const Workspace &workspace, const RunSpec &spec, const std::vector<std::string> &labels, const Side &side);

/// What a pretext network is to say of @p examples, by output.
Targets classesOf(const PretextTask &task, std::span<const Example> examples);

/// What a recogniser is to say of @p examples, whose tracks are the rows of @p cells.
Targets labelTargets(const LabelCells &cells, std::span<const Example> examples);

/// What a pretext network's @p outputs, [n, task.outputs()], say to the question that the task asks: logits of its
/// answers, [n, task.classes()].
torch::Tensor answersTo(const PretextTask &task, const torch::Tensor &outputs);

/// What a pretext network's @p answers, [n, task.outputs()], float64, CPU, say of @p examples, which are on @p tracks.
std::vector<Answer> answersAbout(const PretextTask &task, const std::vector<Example> &examples,
    const std::vector<Track> &tracks, const torch::Tensor &answers);

/// What is kept of the answers to the examples of @p set, which are of @p side: to what @p spec asks. Which choice is
/// the answer survives the rounding to single floats.
/// @param answers [n, outputs], float64 @param features [n, features]
AnswerTable answersOf(const EvaluationSet &set, const RunSpec &spec, const Side &side,
    const std::vector<std::string> &transforms, const torch::Tensor &answers, const torch::Tensor &features);

/// Binary cross-entropy over the cells that are known, weighted as the settings say. What the others hold changes
/// nothing.
/// @param answers logits [n, labels]
torch::Tensor labelLoss(const torch::Tensor &answers, const Targets &targets, const Downstream &settings);

} // namespace retrograde
