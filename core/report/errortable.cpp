#include "report/errortable.h"

#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "experiment/runspec.h"
#include "learning/evaluation.h"
#include "learning/runplan.h"

#include <map>

namespace retrograde {

namespace {

} // namespace

std::vector<ErrorRow> errorRows(const Workspace &workspace, Id runId, ErrorKind kind)
{
    const std::optional<Run> run = workspace.run(runId);
    if (!run)
        throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(runId));
    std::vector<Prediction> predictions;
    // A cell is not in the database, so its prediction's id is free to say which label it is about.
    std::vector<std::string> labels;
    if (run->task == toString(Task::Instruments) && run->bestEpoch > 0) {
        for (JudgedCell &cell : judgedCells(workspace, runId)) {
            cell.prediction.id = static_cast<Id>(labels.size());
            labels.push_back(std::move(cell.label));
            predictions.push_back(std::move(cell.prediction));
        }
    } else {
        predictions = workspace.predictions(runId);
    }
    if (predictions.empty())
        throw Error(ErrorCode::Conflict,
            "run " + std::to_string(runId) + " has no predictions yet; they are stored when an epoch is finished");
    const FrameGrid grid = specOf(*run).features.grid();
    std::map<Id, Track> tracks;
    std::vector<ErrorRow> rows;
    for (Prediction &prediction : errorCases(std::move(predictions), kind)) {
        auto known = tracks.find(prediction.trackId);
        if (known == tracks.end())
            known = tracks.emplace(prediction.trackId, workspace.track(prediction.trackId).value_or(Track {})).first;
        ErrorRow row;
        row.track = known->second;
        row.task = run->task;
        if (!labels.empty()) {
            row.label = labels[static_cast<std::size_t>(prediction.id)];
            prediction.id = 0;
        }
        row.startSeconds = grid.secondsAt(prediction.beginFrame);
        row.seconds = grid.secondsAt(prediction.frameCount);
        row.prediction = std::move(prediction);
        rows.push_back(std::move(row));
    }
    return rows;
}

void writeErrorsCsv(const std::filesystem::path &path, const std::vector<ErrorRow> &rows)
{
    const bool labels = !rows.empty() && !rows.front().label.empty();
    std::string text
        = "path,start_seconds," + std::string(labels ? "label" : "transform") + ",target,probability,loss\r\n";
    for (const ErrorRow &row : rows) {
        text += csvField(displayPath(row.track.path)) + ',' + decimalText(row.startSeconds, 6) + ','
            + csvField(row.question()) + ',' + std::to_string(row.prediction.target) + ','
            + decimalText(row.prediction.probability, 6) + ',' + decimalText(row.prediction.loss, 6) + "\r\n";
    }
    writeOutput(path, text);
}

} // namespace retrograde
