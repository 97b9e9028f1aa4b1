#pragma once

#include "analysis/judgedclip.h"
#include "analysis/storedanswers.h"
#include "answers/answerfile.h"
#include "experiment/cropshape.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"

#include <algorithm>
#include <cmath>

namespace retrograde::testing {

/// An answer of a pretext model as tests make one up.
struct Prediction {
    Id trackId = 0;
    std::int64_t beginFrame = 0;
    std::int64_t frameCount = 0;
    std::string transform;
    int target = 0; ///< 1 = transformed
    double probability = 0; ///< of that
    double loss = 0;
    std::string answer {}; ///< the order that was named, where one is asked for
};

/// What a run's answer file says of clips, of whatever epoch it is.
inline std::vector<JudgedClip> storedClips(const Workspace &workspace, Id runId, RunSide side = RunSide::Validation)
{
    const Run run = workspace.run(runId).value();
    const RunSpec spec = specOf(run);
    std::vector<JudgedClip> clips;
    for (Answer &answer : storedAnswers(workspace, run, side))
        clips.push_back({ runId, CropShape(spec).cropFrames(), questionOf(spec), std::move(answer) });
    return clips;
}

inline std::vector<Prediction> storedPredictions(
    const Workspace &workspace, Id runId, RunSide side = RunSide::Validation)
{
    std::vector<Prediction> predictions;
    for (const JudgedClip &clip : storedClips(workspace, runId, side)) {
        const Answer &answer = clip.answer;
        predictions.push_back({ answer.trackId, answer.beginFrame, clip.frameCount, answer.transform,
            answer.isTransformed(), answer.probability, answer.loss,
            clip.question.tellsOrders() ? clip.question.choices[static_cast<std::size_t>(answer.said)]
                                        : std::string() });
    }
    return predictions;
}

/// Puts @p predictions in the place of a pretext run's answers. Of more than two choices, what no Prediction says is as
/// if the model had not thought of it.
inline void storePredictions(const Workspace &workspace, Id runId, const std::vector<Prediction> &predictions,
    RunSide side = RunSide::Validation)
{
    const Run run = workspace.run(runId).value();
    const Question question = questionOf(specOf(run));
    AnswerTable table;
    table.run = run.identity;
    table.choices = question.choices;
    for (const Prediction &prediction : predictions) {
        const auto known = std::find(table.transforms.begin(), table.transforms.end(), prediction.transform);
        table.transform.own().push_back(known - table.transforms.begin());
        if (known == table.transforms.end())
            table.transforms.push_back(prediction.transform);
        table.track.own().push_back(prediction.trackId);
        table.beginFrame.own().push_back(prediction.beginFrame);
        const int wanted = wantedChoice(question, prediction.transform);
        table.wanted.own().push_back(wanted);
        std::vector<float> said(question.choices.size());
        said[0] = static_cast<float>(1 - prediction.probability);
        if (question.tellsOrders()) {
            said[static_cast<std::size_t>(wanted)] = static_cast<float>(std::exp(-prediction.loss));
            said[static_cast<std::size_t>(wantedChoice(question, prediction.answer))] = 0.99F;
        } else {
            said[1] = static_cast<float>(prediction.probability);
        }
        std::vector<float> &probabilities = table.probability.own();
        probabilities.insert(probabilities.end(), said.begin(), said.end());
    }
    const std::filesystem::path folder = workspace.makeCheckpointFolder(runId);
    writeAnswers(side == RunSide::Test ? testAnswers(folder) : validationAnswers(folder), table);
}

} // namespace retrograde::testing
