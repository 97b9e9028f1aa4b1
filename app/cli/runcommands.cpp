#include "app/cli/context.h"

#include "analysis/errorcases.h"
#include "analysis/metrics.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/runspec.h"
#include "learning/predictor.h"
#include "learning/trainer.h"
#include "report/errortable.h"
#include "report/runreport.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

using Json = nlohmann::ordered_json;

Json optionalNumber(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json toJson(const Run &run)
{
    return { { "id", run.id }, { "task", run.task }, { "network", run.network }, { "clip", run.clip },
        { "status", toString(run.status) }, { "reason", run.reason }, { "epochs_planned", run.epochsPlanned },
        { "epochs_done", run.epochsDone }, { "best_epoch", run.bestEpoch },
        { "validation_accuracy", optionalNumber(run.validationAccuracy) },
        { "validation_loss", optionalNumber(run.validationLoss) }, { "training_seconds", run.trainingSeconds },
        { "created_at", run.createdAt }, { "finished_at", run.finishedAt } };
}

Json toJson(const Epoch &epoch)
{
    return { { "epoch", epoch.epoch }, { "loss", epoch.loss }, { "accuracy", epoch.accuracy },
        { "validation_loss", epoch.validationLoss }, { "validation_accuracy", epoch.validationAccuracy },
        { "learning_rate", epoch.learningRate }, { "seconds", epoch.seconds },
        { "clips_per_second", epoch.clipsPerSecond } };
}

/// The run with all that is stored about it, but for its single predictions.
Json fullJson(const Workspace &workspace, const Run &run)
{
    Json document = toJson(run);
    const std::vector<Prediction> predictions = workspace.predictions(run.id);
    if (!predictions.empty()) {
        const Interval accuracy = accuracyByTrackBootstrap(predictions);
        document["validation_accuracy_interval"] = { accuracy.low, accuracy.high };
        document["validation_examples"] = predictions.size();
        document["validation_auc"] = rocAuc(predictions);
    }
    document["epochs"] = Json::array();
    for (const Epoch &epoch : workspace.epochs(run.id))
        document["epochs"].push_back(toJson(epoch));
    document["settings"] = Json::parse(run.spec);
    document["details"] = Json::parse(run.details.empty() ? "{}" : run.details);
    return document;
}

Run storedRun(const Workspace &workspace, Id id)
{
    if (std::optional<Run> run = workspace.run(id))
        return *run;
    throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(id));
}

std::string percent(double share)
{
    return number("%.1f %%", 100 * share);
}

RunObserver narrator(ProgressLine &line)
{
    return [&line](const RunEvent &event) {
        if (const auto *started = std::get_if<RunStarted>(&event)) {
            line.show("run " + std::to_string(started->runId) + ": " + started->summary, true);
        } else if (const auto *preparing = std::get_if<RunPreparing>(&event)) {
            line.show(
                preparing->stage + " " + std::to_string(preparing->done) + " of " + std::to_string(preparing->total));
        } else if (const auto *batch = std::get_if<BatchProgress>(&event)) {
            std::string text = "epoch " + std::to_string(batch->epoch) + " of " + std::to_string(batch->epochs) + ", "
                + std::to_string(batch->clipsDone) + " of " + std::to_string(batch->clipsTotal) + " clips";
            if (batch->validating)
                text += ", validating";
            else
                text += ", loss " + number("%.3f", batch->loss) + ", " + number("%.0f", batch->clipsPerSecond)
                    + " clips/s";
            if (batch->secondsLeft >= 0)
                text += ", " + formatDuration(batch->secondsLeft) + " left";
            line.show(text);
        } else if (const auto *done = std::get_if<EpochCompleted>(&event)) {
            const Epoch &epoch = done->epoch;
            line.show("epoch " + std::to_string(epoch.epoch) + ": loss " + number("%.4f", epoch.loss) + ", accuracy "
                    + percent(epoch.accuracy) + "; validation loss " + number("%.4f", epoch.validationLoss)
                    + ", accuracy " + percent(epoch.validationAccuracy) + (done->best ? " (best)" : ""),
                true);
        }
    };
}

/// Trains @p id to its end and says how it went.
int train(const Context &context, Id id)
{
    RunStatus status;
    {
        ProgressLine line;
        status = trainRun(context.workspace, id, narrator(line), *context.control);
    }
    const Workspace workspace(context.workspace);
    const Run run = storedRun(workspace, id);
    if (context.json)
        printJson(fullJson(workspace, run));
    else
        std::printf("%lld\n", static_cast<long long>(id));
    switch (status) {
    case RunStatus::Completed:
        if (run.validationAccuracy) {
            const Interval accuracy = accuracyByTrackBootstrap(workspace.predictions(id));
            remark("run " + std::to_string(id) + " completed: validation accuracy " + percent(*run.validationAccuracy)
                + " (95 % interval over tracks " + percent(accuracy.low) + " to " + percent(accuracy.high)
                + ") at epoch " + std::to_string(run.bestEpoch));
        }
        return kDone;
    case RunStatus::Stopped:
        complain("run " + std::to_string(id) + " stopped after " + std::to_string(run.epochsDone) + " of "
            + std::to_string(run.epochsPlanned) + " epochs; go on with: retrograde-cli run resume "
            + std::to_string(id));
        return kCancelled;
    default:
        complain("run " + std::to_string(id) + " failed: " + run.reason);
        return kFailed;
    }
}

int pretrainCommand(const Context &context, RunSpec spec)
{
    if (context.seed)
        spec.seed = *context.seed;
    spec.threads = context.threads;
    spec.device = context.device;
    Id id = 0;
    {
        Workspace workspace(context.workspace);
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
        const std::vector<std::string> names = RunSpec::fromJson(run.spec).datasets;
        return std::find(names.begin(), names.end(), dataset) != names.end();
    }
};

int runsCommand(const Context &context, const RunFilter &filter)
{
    const Workspace workspace(context.workspace);
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
        { "epochs", true }, { "best", true }, { "validation accuracy", true }, { "created" } });
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
    const std::vector<Prediction> predictions = workspace.predictions(id);
    if (run.validationAccuracy && !predictions.empty()) {
        const Interval accuracy = accuracyByTrackBootstrap(predictions);
        line("best epoch", std::to_string(run.bestEpoch));
        line("validation accuracy",
            percent(*run.validationAccuracy) + " on " + std::to_string(predictions.size())
                + " examples (95 % interval over tracks " + percent(accuracy.low) + " to " + percent(accuracy.high)
                + "; chance 50 %)");
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
    storedRun(Workspace(context.workspace), id);
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
    Json rows = Json::array();
    bool allDone = true;
    for (const std::string &file : files) {
        try {
            const FilePrediction prediction = predictor.predict(file, *context.control);
            const std::string words(reversalWords(prediction.meanProbability));
            Json crops = Json::array();
            for (const CropPrediction &crop : prediction.crops) {
                crops.push_back({ { "start_seconds", crop.startSeconds }, { "seconds", crop.seconds },
                    { "probability", crop.probability } });
            }
            rows.push_back({ { "path", displayText(file) }, { "probability", prediction.meanProbability },
                { "words", words }, { "crops", crops } });
            if (!context.json) {
                std::printf("%s: %s (%.3f)\n", displayText(file).c_str(), words.c_str(), prediction.meanProbability);
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
    std::vector<ErrorRow> rows = errorRows(workspace, id, parseErrorKind(kind));
    if (limit >= 0 && static_cast<std::size_t>(limit) < rows.size())
        rows.resize(static_cast<std::size_t>(limit));
    if (!csv.empty())
        writeErrorsCsv(csv, rows);
    if (context.json) {
        Json document = Json::array();
        for (const ErrorRow &row : rows) {
            const Prediction &prediction = row.prediction;
            document.push_back({ { "path", displayPath(row.track.path) }, { "title", row.track.title },
                { "artist", row.track.artist }, { "start_seconds", row.startSeconds }, { "seconds", row.seconds },
                { "transform", prediction.transform }, { "target", prediction.target },
                { "probability", prediction.probability }, { "words", reversalWords(prediction.probability) },
                { "wrong", isWrong(prediction) }, { "loss", prediction.loss } });
        }
        printJson(document);
        return kDone;
    }
    TextTable table({ { "artist", false, 24 }, { "title", false, 36 }, { "at", true }, { "heard" }, { "model says" },
        { "p(reversed)", true }, { "loss", true } });
    for (const ErrorRow &row : rows) {
        const Prediction &prediction = row.prediction;
        table.add({ row.track.artist, row.track.title, formatDuration(row.startSeconds), prediction.transform,
            std::string(reversalWords(prediction.probability)), number("%.3f", prediction.probability),
            number("%.3f", prediction.loss) });
    }
    table.print();
    return kDone;
}

int reportCommand(const Context &context, Id id, const std::string &out, int worst)
{
    const Workspace workspace(context.workspace);
    const RunReport report = writeRunReport(workspace, id, out, worst, *context.control);
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

} // namespace

void addRunCommands(CLI::App &app, Context &context)
{
    {
        struct Options {
            std::string task = "reversal";
            std::string network = "convnet";
            std::string clip = "5";
            RunSpec spec;
        };
        auto options = std::make_shared<Options>();
        CLI::App *pretrain = app.add_subcommand("pretrain", "Train a pretext model on unlabelled music");
        pretrain->add_option("--task", options->task, "What to tell apart: reversal")->required()->type_name("NAME");
        pretrain->add_option("--network", options->network, "convnet")->required()->type_name("NAME");
        pretrain->add_option("--clip", options->clip, "Clip length in seconds: 3, 5, 7, 10")
            ->required()
            ->type_name("LENGTH");
        pretrain->add_option("--epochs", options->spec.epochs, "Passes over the training tracks")
            ->capture_default_str()
            ->type_name("N");
        pretrain->add_option("--batch", options->spec.batch, "Examples per step")
            ->capture_default_str()
            ->type_name("N");
        pretrain->add_option("--learning-rate", options->spec.learningRate, "At its peak")
            ->capture_default_str()
            ->type_name("X");
        pretrain
            ->add_option("--dataset", options->spec.datasets, "Train on this dataset only; may be given several times")
            ->type_name("NAME")
            ->expected(1)
            ->take_all();
        pretrain->callback([&context, options] {
            context.command = [&context, options] {
                RunSpec spec = options->spec;
                spec.task = parseTask(options->task);
                spec.network = parseNetwork(options->network);
                spec.clip = ClipLength::parse(options->clip);
                return pretrainCommand(context, std::move(spec));
            };
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
        runs->add_option("--limit", filter->limit, "At most this many")->check(CLI::NonNegativeNumber)->type_name("N");
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
            sub->add_option("ID", *id, "The run")->required();
            sub->callback([&context, id, command] {
                context.command = [&context, id, command] { return command(context, *id); };
            });
        };
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
        predict->add_option("ID", options->id, "The run")->required();
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
        errors->add_option("ID", options->id, "The run")->required();
        errors->add_option("--kind", options->kind, "sure (wrong and sure), unsure, or all")
            ->check(CLI::IsMember({ "sure", "unsure", "all" }))
            ->type_name("NAME");
        errors->add_option("--limit", options->limit, "At most this many")
            ->check(CLI::NonNegativeNumber)
            ->type_name("N");
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
        };
        auto options = std::make_shared<Options>();
        CLI::App *report
            = app.add_subcommand("report", "Write a page about a run, with its worst mistakes to listen to");
        report->add_option("ID", options->id, "The run")->required();
        report->add_option("--out", options->out, "Folder to write into")->required()->type_name("DIR");
        report->add_option("--worst", options->worst, "How many mistakes to render")
            ->capture_default_str()
            ->check(CLI::Range(0, 1000))
            ->type_name("N");
        report->callback([&context, options] {
            context.command
                = [&context, options] { return reportCommand(context, options->id, options->out, options->worst); };
        });
    }
}

} // namespace retrograde::cli
