#include "report/errortable.h"

#include "analysis/storedanswers.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "experiment/question.h"
#include "experiment/runplan.h"
#include "experiment/runspec.h"
#include "experiment/transform.h"
#include "report/verdicts.h"

#include <map>

namespace retrograde {

std::string answerWords(const ErrorRow &row)
{
    if (row.answer == kPublished)
        return std::string(jigsawWords(0));
    if (row.answer.find(',') != std::string::npos)
        return "order " + row.answer;
    return std::string(judgementWords(row.task, row.prediction.probability));
}

std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind)
{
    const Run run = storedRun(workspace, runId);
    std::vector<Answer> answers = storedAnswers(workspace, run);
    if (answers.empty())
        throw Error(ErrorCode::Conflict,
            "run " + std::to_string(runId) + " has no predictions yet; they are stored when an epoch is finished");
    const RunSpec spec = specOf(run);
    const Question question = questionOf(spec);
    const FrameGrid grid = spec.features.grid();
    std::map<Id, Track> tracks;
    std::vector<ErrorRow> rows;
    for (Answer &answer : errorCases(std::move(answers), kind)) {
        const Prediction &prediction = answer.prediction;
        auto known = tracks.find(prediction.trackId);
        if (known == tracks.end())
            known = tracks.emplace(prediction.trackId, workspace.track(prediction.trackId).value_or(Track {})).first;
        ErrorRow &row = rows.emplace_back();
        row.track = known->second;
        row.task = run.task;
        row.answer = question.choices[static_cast<std::size_t>(answer.said)];
        row.startSeconds = grid.secondsAt(prediction.beginFrame);
        row.seconds = grid.secondsAt(prediction.frameCount);
        static_cast<Answer &>(row) = std::move(answer);
    }
    return rows;
}

void writeErrorsCsv(
    const std::filesystem::path &path, const std::vector<ErrorRow> &rows, const std::vector<Verdict> &verdicts)
{
    const std::vector<const Verdict *> verdictOfRow = newestVerdicts(rows, verdicts);
    const bool labels = !rows.empty() && !rows.front().label.empty();
    std::string text = "path,start_seconds," + std::string(labels ? "label" : "transform")
        + ",target,probability,loss,answer,right,title,artist,verdict,verdict_of\r\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ErrorRow &row = rows[i];
        const Verdict *verdict = verdictOfRow[i];
        text += csvField(displayPath(row.track.path)) + ',' + decimalText(row.startSeconds, 6) + ','
            + csvField(row.question()) + ',' + std::to_string(row.prediction.target) + ','
            + decimalText(row.prediction.probability, 6) + ',' + decimalText(row.prediction.loss, 6) + ','
            + csvField(row.answer) + (row.isWrong() ? ",0," : ",1,") + csvField(row.track.title) + ','
            + csvField(row.track.artist) + ','
            + (verdict ? csvField(verdict->verdict) + ',' + csvField(verdict->answer) : ",") + "\r\n";
    }
    writeOutput(path, text);
}

} // namespace retrograde
