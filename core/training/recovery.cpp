#include "training/recovery.h"

#include "answers/answerfile.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/runrecord.h"
#include "networks/checkpoint.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

/// The checkpoint that says most about the run in @p folder: the last one, or the best.
fs::path newestCheckpoint(const fs::path &folder)
{
    std::error_code ignored;
    return fs::exists(lastCheckpoint(folder), ignored) ? lastCheckpoint(folder) : bestCheckpoint(folder);
}

/// Those of @p contents that are in the library, and the others into @p absent.
std::vector<Id> tracksWith(
    const Workspace &workspace, const std::vector<std::string> &contents, std::vector<std::string> *absent)
{
    std::vector<Id> ids;
    for (const std::string &content : contents) {
        const std::vector<Track> tracks = workspace.tracksByContent(content);
        if (!tracks.empty())
            ids.push_back(tracks.front().id);
        else if (absent)
            absent->push_back(content);
    }
    return ids;
}

/// Answers that name tracks of another database are put aside.
void putAnswersAside(const fs::path &folder)
{
    for (const fs::path &answers : { validationAnswers(folder), testAnswers(folder) }) {
        fs::path aside = answers;
        aside.replace_filename("before-recovery-" + answers.filename().native());
        std::error_code error;
        if (fs::exists(answers, error))
            fs::rename(answers, aside, error);
        if (error)
            throw Error(ErrorCode::Io, answers, "could not be put aside: " + error.message());
    }
}

void recover(Workspace &workspace, const StrayRun &stray)
{
    // Whole, with its checksum: what comes back is to be trusted.
    const fs::path bestPath = bestCheckpoint(stray.folder);
    const SafetensorsFile best = SafetensorsFile::read(bestPath, SafetensorsFile::kLargestWeights);
    const RunSpec spec = readSpec(best);
    const CheckpointNotes bestNotes = readNotes(best, spec);
    CheckpointNotes newest = bestNotes;
    bool goesOn = false;
    if (newestCheckpoint(stray.folder) != bestPath) {
        const SafetensorsFile last
            = SafetensorsFile::read(lastCheckpoint(stray.folder), SafetensorsFile::kLargestWeights);
        newest = readNotes(last, spec);
        goesOn = newest.epoch.epoch < spec.epochs;
    }

    Run run;
    run.id = stray.number;
    run.spec = spec.toJson();
    run.task = toString(spec.task);
    run.network = toString(spec.network);
    run.clip = spec.clip.toString();
    run.status = goesOn ? RunStatus::Stopped : RunStatus::Completed;
    run.epochsPlanned = spec.epochs;
    run.epochsDone = newest.epoch.epoch;
    run.bestEpoch = bestNotes.best.epoch;
    run.validationAccuracy = bestNotes.best.validationAccuracy;
    run.validationLoss = bestNotes.best.validationLoss;
    RunRecord record;
    record.plan = planOf(workspace, newest);
    record.recoveredFrom = displayPath(stray.folder);
    record.warnings = { "this run was brought back from its checkpoints; what they do not hold, such as its single "
                        "predictions and the other epochs, is lost" };
    run.details = record.toDetails();
    run.identity = newest.run;
    if (newest.workspace != workspace.identity())
        putAnswersAside(stray.folder);
    workspace.transaction([&] {
        workspace.addRun(run);
        workspace.updateRun(run); // which leaves the identity empty where its files have none
        workspace.addEpoch(run.id, bestNotes.best);
        workspace.addEpoch(run.id, newest.epoch);
    });
}

} // namespace

RunPlan planOf(const Workspace &workspace, const CheckpointNotes &notes)
{
    RunPlan plan;
    plan.training = tracksWith(workspace, notes.heard.training, &plan.alsoHeard);
    plan.validation = tracksWith(workspace, notes.heard.validation, nullptr);
    plan.test = tracksWith(workspace, notes.heard.test, nullptr);
    plan.labels = notes.labels;
    return plan;
}

std::vector<StrayRun> strayRuns(const Workspace &workspace)
{
    std::vector<StrayRun> strays;
    for (const Id number : workspace.strayCheckpoints()) {
        StrayRun &stray = strays.emplace_back();
        stray.number = number;
        stray.folder = workspace.checkpointFolder(number);
        const auto text = [](const TensorMetadata &metadata, const char *key) {
            const auto found = metadata.find(key);
            return found == metadata.end() ? std::string() : displayText(found->second);
        };
        try {
            const TensorMetadata metadata = SafetensorsFile::readMetadata(newestCheckpoint(stray.folder));
            stray.task = text(metadata, "task");
            stray.network = text(metadata, "network");
            stray.clip = RunSpec::fromJson(text(metadata, "spec")).clip.toString();
            const nlohmann::json epoch = nlohmann::json::parse(text(metadata, "epoch"), nullptr, false);
            if (epoch.is_object() && epoch.contains("epoch") && epoch["epoch"].is_number_integer())
                stray.epochs = epoch["epoch"].get<int>();
            if (!fs::exists(bestCheckpoint(stray.folder)))
                stray.problem = "it has no best checkpoint yet, for no epoch was finished";
        } catch (const Error &error) {
            stray.problem = error.what();
        }
    }
    return strays;
}

Recovery recoverRuns(Workspace &workspace, const RunControl &control)
{
    Recovery recovery;
    for (const StrayRun &stray : strayRuns(workspace)) {
        control.check();
        try {
            if (!stray.problem.empty())
                throw Error(ErrorCode::Corrupt, stray.folder, stray.problem);
            const RunLock lock(workspace, stray.number);
            recover(workspace, stray);
            recovery.runs.push_back(stray.number);
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Changed || error.code() == ErrorCode::Database)
                throw;
            recovery.failures.emplace_back(error.what());
        }
    }
    return recovery;
}

} // namespace retrograde
