#pragma once

#include "analysis/storedanswers.h"
#include "answers/answerfile.h"
#include "experiment/question.h"
#include "experiment/runplan.h"

#include <algorithm>
#include <cmath>

namespace retrograde::testing {

/// What a run's answer file says of clips, of whatever epoch it is.
inline std::vector<Prediction> storedPredictions(
    const Workspace &workspace, Id runId, RunSide side = RunSide::Validation)
{
    std::vector<Prediction> predictions;
    for (Answer &answer : storedAnswers(workspace, workspace.run(runId).value(), side))
        predictions.push_back(std::move(answer.prediction));
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
        table.transform.push_back(static_cast<std::int16_t>(known - table.transforms.begin()));
        if (known == table.transforms.end())
            table.transforms.push_back(prediction.transform);
        table.track.push_back(prediction.trackId);
        table.beginFrame.push_back(prediction.beginFrame);
        const int wanted = question.wanted(prediction.transform);
        table.wanted.push_back(static_cast<std::int16_t>(wanted));
        std::vector<float> said(question.choices.size());
        said[0] = static_cast<float>(1 - prediction.probability);
        if (question.tellsOrders()) {
            said[static_cast<std::size_t>(wanted)] = static_cast<float>(std::exp(-prediction.loss));
            said[static_cast<std::size_t>(question.wanted(prediction.answer))] = 0.99F;
        } else {
            said[1] = static_cast<float>(prediction.probability);
        }
        table.probability.insert(table.probability.end(), said.begin(), said.end());
    }
    const std::filesystem::path folder = workspace.makeCheckpointFolder(runId);
    writeAnswers(side == RunSide::Test ? testAnswers(folder) : validationAnswers(folder), table);
}

} // namespace retrograde::testing
