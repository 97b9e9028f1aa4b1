#pragma once

#include "answers/answertable.h"
#include "learning/batches.h"
#include "library/records.h"

#include <memory>
#include <optional>
#include <torch/torch.h>

namespace retrograde {

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

/// What a run learns: the examples there are, what the network is to say of them, and how its answers are scored. One
/// for each kind of task; the trainer knows no other difference between them. Immutable, so a loader's thread may use
/// it.
class Lesson {
public:
    virtual ~Lesson() = default;

    /// Of the network: logits for each example.
    virtual int outputs() const = 0;
    /// Training examples of one epoch.
    virtual std::size_t size() const = 0;
    virtual std::vector<Example> epoch(int number) const = 0;
    virtual const std::vector<Example> &validation() const = 0;

    /// On the CPU. @p training: the examples are of the training side.
    virtual Targets targets(std::span<const Example> examples, bool training) const = 0;
    /// To be made small: a mean over the batch, with gradients.
    virtual torch::Tensor loss(const torch::Tensor &answers, const Targets &targets) const = 0;

    struct Score {
        std::int64_t right = 0;
        std::int64_t judged = 0;
        std::optional<double> loss {}; ///< mean, of what is asked, where that is not all that is learned
    };
    virtual Score score(const torch::Tensor &answers, const Targets &targets) const = 0;

    struct Outcome {
        double loss = 0;
        double accuracy = 0; ///< 0 ... 1
    };
    /// @param answers of all validation examples, [n, outputs], float64, CPU
    virtual Outcome judge(const torch::Tensor &answers) const = 0;
    /// Of each choice of the question, or of each label. @param answers as above; [n, choices or labels], float64
    virtual torch::Tensor probabilities(const torch::Tensor &answers) const = 0;
    /// One for each validation example of a pretext task; else empty. @param answers as above
    virtual std::vector<Prediction> predictions(Id runId, const torch::Tensor &answers) const = 0;
    /// What is odd about the answers, in sentences; empty when nothing is.
    virtual std::vector<std::string> doubts(const torch::Tensor &answers) const = 0;
    /// What the outputs stand for, when they are labels; else empty.
    virtual const std::vector<std::string> &labels() const = 0;
};

/// The lesson of @p spec's task on the music that was opened.
/// @throws Error Training when there is too little to learn from
/// @param labels of a recogniser of instruments
std::unique_ptr<const Lesson> makeLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

/// What a pretext network's @p outputs, [n, task.outputs()], say to the question that the task asks: logits of its
/// answers, [n, task.classes()].
torch::Tensor answersTo(const PretextTask &task, const torch::Tensor &outputs);

/// What a pretext network's @p answers, [n, task.outputs()], float64, CPU, say of @p examples, which are on @p tracks.
std::vector<Prediction> predictionsOf(const PretextTask &task, const CropShape &shape,
    const std::vector<Example> &examples, const std::vector<Track> &tracks, const torch::Tensor &answers, Id runId);

// One function for each kind of task.
std::unique_ptr<const Lesson> makePretextLesson(const RunSpec &spec, const Side &training, const Side &validation);
std::unique_ptr<const Lesson> makeInstrumentLesson(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation);

/// What is kept of the answers to the validation examples of @p lesson, which are of @p side: to what @p spec asks.
/// Which choice is the answer survives the rounding to single floats.
/// @param answers [n, outputs], float64 @param features [n, features]
AnswerTable answersOf(const Lesson &lesson, const RunSpec &spec, const Side &side,
    const std::vector<std::string> &transforms, const torch::Tensor &answers, const torch::Tensor &features);

/// Binary cross-entropy over the cells that are known, weighted as the settings say. What the others hold changes
/// nothing.
/// @param answers logits [n, labels]
torch::Tensor labelLoss(const torch::Tensor &answers, const Targets &targets, const Downstream &settings);

} // namespace retrograde
