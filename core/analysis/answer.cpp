#include "analysis/answer.h"

#include "analysis/metrics.h"
#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace retrograde {

Answer answerTo(const Question &question, Prediction prediction, std::string label)
{
    requireProbabilities({ prediction });
    Answer answer;
    if (question.tellsOrders()) {
        if (prediction.answer.empty())
            throw Error(ErrorCode::Conflict,
                "which orders run " + std::to_string(prediction.runId) + " named is not stored any more");
        answer.wanted = question.wanted(prediction.transform);
        answer.said = question.wanted(prediction.answer);
        const double ofTruth = std::exp(-prediction.loss);
        answer.sureness = answer.isWrong() ? 1 - ofTruth : ofTruth;
    } else {
        answer.wanted = prediction.target == 1 ? 1 : 0;
        answer.said = prediction.probability >= 0.5 ? 1 : 0;
        answer.sureness = std::max(prediction.probability, 1 - prediction.probability);
    }
    answer.prediction = std::move(prediction);
    answer.label = std::move(label);
    return answer;
}

std::vector<Answer> answersTo(const Question &question, const std::vector<Prediction> &predictions)
{
    std::vector<Answer> answers;
    answers.reserve(predictions.size());
    for (const Prediction &prediction : predictions)
        answers.push_back(answerTo(question, prediction));
    return answers;
}

} // namespace retrograde
