#include "app/cli/training.h"

#include "answers/errorcases.h"
#include "answers/metrics.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/runplan.h"
#include "experiment/runrecord.h"
#include "experiment/settingdescription.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "inference/predictor.h"
#include "report/errortable.h"
#include "report/runreport.h"
#include "training/createrun.h"
#include "training/recovery.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

/// With three decimals, or as many as its words need.
std::string probabilityText(double probability)
{
    return decimalText(probability, probabilityDecimals(probability, 3));
}

std::string pretextTasks()
{
    std::string names;
    for (const std::string_view name : Task::names()) {
        if (!parseTask(name)->learnsFromLabels())
            names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

int pretrainCommand(const Context &context, RunSpec spec)
{
    Id id = 0;
    {
        Workspace workspace(context.workspace);
        tellOfStrays(workspace);
        id = createRun(workspace, std::move(spec));
    }
    return train(context, id);
}

struct RunFilter {
    std::string task;
    std::string status;
    std::string dataset;
    std::int64_t limit = -1;
    bool idsOnly = false;

    bool matches(const Run &run) const
    {
        if (!task.empty() && run.task != task)
            return false;
        if (!status.empty() && toString(run.status) != status)
            return false;
        if (dataset.empty())
            return true;
        const std::vector<std::string> names = specOf(run).datasets;
        return std::find(names.begin(), names.end(), dataset) != names.end();
    }
};

int runsCommand(const Context &context, const RunFilter &filter)
{
    const Workspace workspace(context.workspace);
    tellOfStrays(workspace);
    std::vector<Run> runs;
    for (const Run &run : workspace.runs()) {
        if (filter.limit >= 0 && static_cast<std::int64_t>(runs.size()) >= filter.limit)
            break;
        if (filter.matches(run))
            runs.push_back(run);
    }
    if (context.json) {
        Json rows = Json::array();
        for (const Run &run : runs)
            rows.push_back(toJson(run));
        printJson(rows);
        return kDone;
    }
    if (filter.idsOnly) {
        for (const Run &run : runs)
            std::printf("%lld\n", static_cast<long long>(run.id));
        return kDone;
    }
    TextTable table({ { "id", true }, { "task" }, { "network" }, { "clip", true }, { "status", false, 60 },
        { "epochs", true }, { "best", true }, { "validation accuracy at its best epoch", true }, { "created" } });
    for (const Run &run : runs) {
        std::string status(toString(run.status));
        if (!run.reason.empty())
            status += ": " + run.reason;
        table.add({ std::to_string(run.id), run.task, run.network, run.clip, status,
            std::to_string(run.epochsDone) + "/" + std::to_string(run.epochsPlanned),
            run.bestEpoch ? std::to_string(run.bestEpoch) : "",
            run.validationAccuracy ? percent(*run.validationAccuracy) : "", run.createdAt });
    }
    table.print();
    return kDone;
}

int showCommand(const Context &context, Id id)
{
    const Workspace workspace(context.workspace);
    const Run run = storedRun(workspace, id);
    if (context.json) {
        printJson(fullJson(workspace, run));
        return kDone;
    }
    const auto line = [](const char *what, const std::string &value) { std::printf("%-22s%s\n", what, value.c_str()); };
    line("run", std::to_string(run.id));
    line("task", run.task);
    line("network", run.network);
    line("clip", run.clip);
    line("status", std::string(toString(run.status)) + (run.reason.empty() ? "" : ": " + displayText(run.reason)));
    line("created", run.createdAt);
    (void)recordOf(run, run.details); // which a damaged one does not pass
    for (const std::string &warning : RunRecord::fromDetails(run.details).warnings)
        line("note", displayText(warning));
    if (run.validationAccuracy)
        line("best epoch",
            std::to_string(run.bestEpoch) + ", by its validation accuracy of " + percent(*run.validationAccuracy));
    for (const RunSide side : { RunSide::Validation, RunSide::Test }) {
        if (const std::optional<RunResult> result = knownResult(workspace, run, side))
            line(std::string(toString(side)).c_str(), inEnglish(result->sentences()));
    }
    std::printf("\n");
    TextTable table({ { "epoch", true }, { "loss", true }, { "accuracy", true }, { "validation loss", true },
        { "validation accuracy", true }, { "clips/s", true } });
    for (const Epoch &epoch : workspace.epochs(id)) {
        table.add({ std::to_string(epoch.epoch), number("%.4f", epoch.loss), percent(epoch.accuracy),
            number("%.4f", epoch.validationLoss), percent(epoch.validationAccuracy),
            number("%.0f", epoch.clipsPerSecond) });
    }
    table.print();
    return kDone;
}

int resumeCommand(const Context &context, Id id)
{
    const Run run = storedRun(Workspace(context.workspace), id);
    // A record that cannot be read is said to be so, instead of failing the run.
    specOf(run);
    RunPlan::fromDetails(run.details);
    return train(context, id);
}

int deleteCommand(const Context &context, Id id)
{
    Workspace(context.workspace).deleteRun(id);
    if (context.json)
        printJson({ { "deleted", id } });
    return kDone;
}

int predictCommand(const Context &context, Id id, const std::vector<std::string> &files)
{
    const Workspace workspace(context.workspace);
    Predictor predictor(workspace, id);
    const Question question = questionOf(predictor.spec());
    Json rows = Json::array();
    bool allDone = true;
    for (const std::string &file : files) {
        try {
            const FilePrediction prediction = predictor.predict(file, *context.control);
            const std::string &words = question.wordsOf(prediction.meanProbability);
            Json crops = Json::array();
            for (const CropPrediction &crop : prediction.crops) {
                crops.push_back({ { "start_seconds", crop.startSeconds }, { "seconds", crop.seconds },
                    { "probability", crop.probability } });
            }
            rows.push_back({ { "path", displayText(file) }, { "probability", prediction.meanProbability },
                { "words", words }, { "crops", crops } });
            if (!context.json) {
                std::printf("%s: %s (%s)\n", displayText(file).c_str(), words.c_str(),
                    probabilityText(prediction.meanProbability).c_str());
                for (const CropPrediction &crop : prediction.crops)
                    std::printf("  %8.2f s  %.3f\n", crop.startSeconds, crop.probability);
            }
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Cancelled)
                throw;
            allDone = false;
            complain(error.what());
            rows.push_back({ { "path", displayText(file) }, { "error", error.cause() } });
        }
    }
    if (context.json)
        printJson(rows);
    return allDone ? kDone : kFailed;
}

int errorsCommand(const Context &context, Id id, const std::string &kind, std::int64_t limit, const std::string &csv)
{
    const Workspace workspace(context.workspace);
    const Question question = questionOf(specOf(storedRun(workspace, id)));
    std::vector<ErrorRow> rows = errorRows(workspace, id, parseErrorKind(kind));
    if (limit >= 0 && static_cast<std::size_t>(limit) < rows.size())
        rows.resize(static_cast<std::size_t>(limit));
    if (!csv.empty()) {
        requireWritable(context, csv);
        writeErrorsCsv(csv, rows, workspace.verdicts());
    }
    if (context.json) {
        Json document = Json::array();
        for (const ErrorRow &row : rows) {
            document.push_back({ { "path", displayPath(row.track->path) }, { "title", row.track->title },
                { "artist", row.track->artist }, { "start_seconds", row.startSeconds }, { "seconds", row.seconds },
                { row.label.empty() ? "transform" : "label", row.subject() }, { "target", int(row.isTransformed()) },
                { "probability", row.probability }, { "answer", row.answer }, { "words", answerWords(question, row) },
                { "wrong", row.isWrong() }, { "loss", row.loss } });
        }
        printJson(document);
        return kDone;
    }
    TextTable table({ { "artist", false, 24 }, { "title", false, 36 }, { "at", true },
        { question.exclusive ? "heard" : "labelled" }, { "model says" }, { "p(" + question.transformed + ")", true },
        { "loss", true } });
    for (const ErrorRow &row : rows) {
        table.add({ row.track->artist, row.track->title, formatDuration(row.startSeconds),
            question.exclusive ? row.transform
                               : row.label + ": " + question.choices[static_cast<std::size_t>(row.wanted)],
            answerWords(question, row), probabilityText(row.probability), number("%.3f", row.loss) });
    }
    table.print();
    return kDone;
}

int reportCommand(const Context &context, Id id, const std::string &out, int worst, const std::string &format)
{
    const Workspace workspace(context.workspace);
    const RunReport report
        = writeRunReport(workspace, id, out, worst, *context.control, context.force, parseReportFormat(format));
    if (context.json) {
        Json sounds = Json::array();
        for (const std::filesystem::path &sound : report.sounds)
            sounds.push_back(displayPath(sound));
        printJson({ { "page", displayPath(report.page) }, { "sounds", sounds } });
    } else {
        std::printf("%s\n", displayPath(report.page).c_str());
    }
    return kDone;
}

int recoverCommand(const Context &context, bool listOnly)
{
    Workspace workspace(context.workspace);
    const std::vector<StrayRun> strays = strayRuns(workspace);
    Recovery recovery;
    if (!listOnly)
        recovery = recoverRuns(workspace, *context.control);
    const auto isBack = [&](Id number) {
        return std::find(recovery.runs.begin(), recovery.runs.end(), number) != recovery.runs.end();
    };
    Json rows = Json::array();
    TextTable table({ { "id", true }, { "task" }, { "network" }, { "clip", true }, { "epochs", true },
        { listOnly ? "recoverable" : "brought back", false, 80 } });
    for (const StrayRun &stray : strays) {
        const bool good = listOnly ? stray.problem.empty() : isBack(stray.number);
        rows.push_back({ { "id", stray.number }, { "task", stray.task }, { "network", stray.network },
            { "clip", stray.clip }, { "epochs", stray.epochs }, { listOnly ? "recoverable" : "recovered", good },
            { "problem", stray.problem } });
        table.add({ std::to_string(stray.number), stray.task, stray.network, stray.clip, std::to_string(stray.epochs),
            good                        ? "yes"
                : stray.problem.empty() ? "no"
                                        : "no: " + stray.problem });
    }
    for (const std::string &failure : recovery.failures)
        complain(failure);
    if (context.json)
        printJson(rows);
    else if (strays.empty())
        remark("All checkpoints belong to runs that the database knows.");
    else
        table.print();
    return recovery.failures.empty() ? kDone : kFailed;
}

} // namespace

// Longer than other functions: a list of the commands, in their order.
void addRunCommands(CLI::App &app, Context &context)
{
    {
        auto options = std::make_shared<TrainingOptions>();
        CLI::App *pretrain = app.add_subcommand("pretrain", "Train a pretext model on unlabelled music");
        pretrain->add_option("--task", options->task, "What to tell apart: " + pretextTasks())
            ->required()
            ->type_name("NAME");
        pretrain->add_option("--network", options->network, settingHelp("network"))->required()->type_name("NAME");
        pretrain->add_option("--clip", options->clip, settingHelp("clip"))->required()->type_name("LENGTH");
        addTrainingOptions(*pretrain, *options);
        pretrain
            ->add_option("--validate-on", options->validationDatasets,
                "Hold all of this dataset out to validate (and, by test_share, to test) on, and train on nothing that "
                "shares an artist or sound with it; may be given several times. Else a share of the music is held out")
            ->type_name("NAME")
            ->expected(1)
            ->take_all();
        pretrain->add_option("--target", options->target, settingHelp("pretext.target"))
            ->check(CLI::IsMember(runSetting("pretext.target").choices))
            ->type_name("NAME");
        pretrain->callback([&context, options] {
            context.command = [&context, options] { return pretrainCommand(context, specOf(context, *options)); };
        });
    }
    {
        auto filter = std::make_shared<RunFilter>();
        CLI::App *runs = app.add_subcommand("runs", "List the training runs, newest first");
        runs->add_option("--task", filter->task, "Only of this task")->type_name("NAME");
        runs->add_option("--status", filter->status, "Only with this status")
            ->check(CLI::IsMember({ "queued", "running", "completed", "stopped", "interrupted", "failed" }))
            ->type_name("NAME");
        runs->add_option("--dataset", filter->dataset, "Only those trained on this dataset")->type_name("NAME");
        runs->add_option("--limit", filter->limit, "At most this many")->check(wholeNumber())->type_name("N");
        runs->add_flag("--ids", filter->idsOnly, "Print nothing but their ids");
        runs->callback(
            [&context, filter] { context.command = [&context, filter] { return runsCommand(context, *filter); }; });
    }
    {
        auto id = std::make_shared<Id>(0);
        CLI::App *run = app.add_subcommand("run", "Look at a run, go on with it, delete it");
        run->require_subcommand(1);
        const auto add = [&](const char *name, const char *what, int (*command)(const Context &, Id)) {
            CLI::App *sub = run->add_subcommand(name, what);
            sub->add_option("ID", *id, "The run")->required()->check(wholeNumber());
            sub->callback([&context, id, command] {
                context.command = [&context, id, command] { return command(context, *id); };
            });
        };
        auto listOnly = std::make_shared<bool>(false);
        CLI::App *recover = app.add_subcommand("recover",
            "Bring back runs from their checkpoints after the workspace's database was lost or an older copy put back");
        recover->add_flag("--list", *listOnly, "Only say which there are");
        recover->callback([&context, listOnly] {
            context.command = [&context, listOnly] { return recoverCommand(context, *listOnly); };
        });
        add("show", "Settings, epochs and results", showCommand);
        add("resume", "Train on after the last finished epoch", resumeCommand);
        add("delete", "Delete the run with its checkpoints and predictions", deleteCommand);
    }
    {
        struct Options {
            Id id = 0;
            std::vector<std::string> files;
        };
        auto options = std::make_shared<Options>();
        CLI::App *predict = app.add_subcommand("predict", "Ask a trained model about files");
        predict->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        predict->add_option("AUDIO", options->files, "Any files FFmpeg reads")->required();
        predict->callback([&context, options] {
            context.command = [&context, options] { return predictCommand(context, options->id, options->files); };
        });
    }
    {
        struct Options {
            Id id = 0;
            std::string kind = "all";
            std::int64_t limit = -1;
            std::string csv;
        };
        auto options = std::make_shared<Options>();
        CLI::App *errors = app.add_subcommand("errors", "List a run's validation predictions, the worst first");
        errors->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        errors->add_option("--kind", options->kind, "sure (wrong and sure), wrong, unsure, or all")
            ->check(CLI::IsMember({ "sure", "wrong", "unsure", "all" }))
            ->type_name("NAME");
        errors->add_option("--limit", options->limit, "At most this many")->check(wholeNumber())->type_name("N");
        errors->add_option("--csv", options->csv, "Write them to this file as well")->type_name("F");
        errors->callback([&context, options] {
            context.command = [&context, options] {
                return errorsCommand(context, options->id, options->kind, options->limit, options->csv);
            };
        });
    }
    {
        struct Options {
            Id id = 0;
            std::string out;
            int worst = 10;
            std::string format = "html";
        };
        auto options = std::make_shared<Options>();
        CLI::App *report
            = app.add_subcommand("report", "Write a report about a run, with its worst mistakes to listen to");
        report->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        report->add_option("--out", options->out, "Folder to write into")->required()->type_name("DIR");
        report->add_option("--worst", options->worst, "How many mistakes to render")
            ->capture_default_str()
            ->check(CLI::Range(0, 1000))
            ->type_name("N");
        report->add_option("--format", options->format, "html, a page for a browser; or latex, an article")
            ->capture_default_str()
            ->check(CLI::IsMember({ "html", "latex" }))
            ->type_name("NAME");
        report->callback([&context, options] {
            context.command = [&context, options] {
                return reportCommand(context, options->id, options->out, options->worst, options->format);
            };
        });
    }
}

} // namespace retrograde::cli
