#include "report/errortable.h"

#include "analysis/storedanswers.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "report/verdicts.h"

#include <map>

namespace retrograde {

std::string answerWords(const Question &question, const Answer &answer)
{
    if (!question.tellsOrders())
        return question.wordsOf(answer.probability);
    return answer.said == 0 ? question.wordsOf(0) : "order " + question.choices[static_cast<std::size_t>(answer.said)];
}

std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind)
{
    const Run run = storedRun(workspace, runId);
    const std::vector<Answer> answers = storedAnswers(workspace, run);
    if (answers.empty())
        throw Error(ErrorCode::Conflict,
            "run " + std::to_string(runId) + " has no predictions yet; they are stored when an epoch is finished");
    const RunSpec spec = specOf(run);
    const Question question = questionOf(spec);
    const FrameGrid grid = spec.features.grid();
    const std::int64_t frameCount = CropShape(spec).cropFrames();
    std::map<Id, std::shared_ptr<const Track>> tracks;
    std::vector<ErrorRow> rows;
    for (const std::uint32_t number : select(answers, kind)) {
        const Answer &answer = answers[number];
        std::shared_ptr<const Track> &track = tracks[answer.trackId];
        if (!track)
            track = std::make_shared<const Track>(workspace.track(answer.trackId).value_or(Track {}));
        ErrorRow &row = rows.emplace_back();
        static_cast<Answer &>(row) = answer;
        row.runId = runId;
        row.frameCount = frameCount;
        row.track = track;
        row.answer = question.choices[static_cast<std::size_t>(answer.said)];
        row.startSeconds = grid.secondsAt(answer.beginFrame);
        row.seconds = grid.secondsAt(frameCount);
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
        text += csvField(displayPath(row.track->path)) + ',' + decimalText(row.startSeconds, 6) + ','
            + csvField(row.subject()) + ',' + std::to_string(row.isTransformed()) + ','
            + decimalText(row.probability, 6) + ',' + decimalText(row.loss, 6) + ',' + csvField(row.answer)
            + (row.isWrong() ? ",0," : ",1,") + csvField(row.track->title) + ',' + csvField(row.track->artist) + ','
            + (verdict ? csvField(verdict->verdict) + ',' + csvField(verdict->answer) : ",") + "\r\n";
    }
    writeOutput(path, text);
}

} // namespace retrograde
