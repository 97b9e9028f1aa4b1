#include "answers/answer.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace retrograde {

namespace {

/// Probabilities are stored as single floats, in which what is nearly nothing is told from nothing, but what is nearly
/// 1 becomes 1.
double lossOf(double ofRight, double least)
{
    return -std::log(std::max(ofRight, least));
}

Answer answerOfClip(const Question &question, const AnswerTable &table, std::size_t clip)
{
    const float *const said = table.probability.data() + clip * table.choices.size();
    Answer answer;
    answer.trackId = table.track[clip];
    answer.beginFrame = table.beginFrame[clip];
    answer.transform = table.transforms[static_cast<std::size_t>(table.transform[clip])];
    answer.wanted = static_cast<int>(table.wanted[clip]);
    answer.probability = question.tellsOrders() ? 1 - static_cast<double>(said[0]) : said[1];
    answer.said = question.tellsOrders() ? static_cast<int>(std::max_element(said, said + table.choices.size()) - said)
                                         : answer.saysTransformed();
    const double ofRight = said[table.wanted[clip]];
    answer.loss = lossOf(ofRight, FLT_TRUE_MIN);
    answer.sureness = surenessOf(answer, table.choices.size(), ofRight);
    return answer;
}

Answer answerOfCell(const AnswerTable &table, std::size_t clip, std::size_t label)
{
    const std::size_t cell = clip * table.choices.size() + label;
    Answer answer;
    answer.trackId = table.track[clip];
    answer.beginFrame = table.beginFrame[clip];
    answer.transform = table.transforms[static_cast<std::size_t>(table.transform[clip])];
    answer.label = table.choices[label];
    answer.wanted = static_cast<int>(table.wanted[cell]);
    answer.probability = table.probability[cell];
    answer.said = answer.saysTransformed();
    const double ofRight = answer.wanted == 1 ? answer.probability : 1 - answer.probability;
    answer.loss = lossOf(ofRight, static_cast<double>(FLT_EPSILON) / 2);
    answer.sureness = surenessOf(answer, 2, ofRight);
    return answer;
}

} // namespace

std::vector<Answer> answersIn(const Question &question, const AnswerTable &table)
{
    std::vector<Answer> answers;
    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
        if (question.exclusive) {
            answers.push_back(answerOfClip(question, table, clip));
            continue;
        }
        for (std::size_t label = 0; label < table.choices.size(); ++label) {
            if (table.wanted[clip * table.choices.size() + label] != AnswerTable::kUnlabelled)
                answers.push_back(answerOfCell(table, clip, label));
        }
    }
    return answers;
}

double surenessOf(const Answer &answer, std::size_t choices, double ofRight)
{
    if (choices == 2) // by the same number that its words go by
        return std::max(answer.probability, 1 - answer.probability);
    return answer.isWrong() ? 1 - ofRight : ofRight;
}

} // namespace retrograde
