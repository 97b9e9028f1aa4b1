#include "app/cli/training.h"

#include "answers/metrics.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/settingdescription.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "inference/embedding.h"
#include "inference/evaluation.h"
#include "inference/shortcutchecks.h"
#include "spectrum/npyfile.h"
#include "training/createrun.h"
#include "training/weights.h"

#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

using cli::toJson; // beside those below

Json optional(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

std::string withInterval(const Interval &interval)
{
    return percent(interval.value) + " (" + percent(interval.low) + " to " + percent(interval.high) + ")";
}

Json toJson(const LabelEvaluation &evaluation)
{
    Json labels = Json::array();
    for (std::size_t i = 0; i < evaluation.table.labels.size(); ++i) {
        const LabelScore &half = evaluation.atHalf.labels[i];
        const LabelScore &best = evaluation.atThresholds.labels[i];
        labels.push_back({ { "label", evaluation.table.labels[i] }, { "positives", half.positives },
            { "negatives", half.negatives }, { "accuracy", optional(half.accuracy) },
            { "precision", optional(half.precision) }, { "recall", optional(half.recall) }, { "f1", optional(half.f1) },
            { "threshold", evaluation.thresholds[i] }, { "f1_at_threshold", optional(best.f1) },
            { "roc_auc", optional(half.rocAuc) }, { "average_precision", optional(half.averagePrecision) } });
    }
    return { { "clips", evaluation.table.clips() }, { "labelled_cells", evaluation.atHalf.cells },
        { "micro_accuracy", toJson(evaluation.intervals.microAccuracy) },
        { "macro_accuracy", evaluation.atHalf.macroAccuracy }, { "macro_f1", evaluation.atHalf.macroF1 },
        { "macro_f1_at_thresholds", toJson(evaluation.intervals.macroF1) },
        { "mean_average_precision", toJson(evaluation.intervals.meanAveragePrecision) },
        { "majority_accuracy", evaluation.baselines.majorityAccuracy },
        { "prevalence", evaluation.baselines.prevalence }, { "labels", labels } };
}

void print(const LabelEvaluation &evaluation)
{
    std::printf(
        "%zu clips, %lld labelled cells\n", evaluation.table.clips(), static_cast<long long>(evaluation.atHalf.cells));
    const auto line = [](const char *what, const std::string &value) { std::printf("%-26s%s\n", what, value.c_str()); };
    line("micro-accuracy",
        withInterval(evaluation.intervals.microAccuracy)
            + "; always the more frequent: " + percent(evaluation.baselines.majorityAccuracy));
    line("macro-accuracy", percent(evaluation.atHalf.macroAccuracy));
    line("macro F1 at 0.5", number("%.3f", evaluation.atHalf.macroF1));
    line("macro F1 at thresholds",
        number("%.3f", evaluation.intervals.macroF1.value) + " (" + number("%.3f", evaluation.intervals.macroF1.low)
            + " to " + number("%.3f", evaluation.intervals.macroF1.high) + "), thresholds chosen on validation");
    const Interval &precision = evaluation.intervals.meanAveragePrecision;
    line("mean average precision",
        number("%.3f", precision.value) + " (" + number("%.3f", precision.low) + " to " + number("%.3f", precision.high)
            + "); guessing: " + number("%.3f", evaluation.baselines.prevalence));
    std::printf("\n");
    TextTable table({ { "label" }, { "positive", true }, { "negative", true }, { "accuracy", true },
        { "precision", true }, { "recall", true }, { "F1", true }, { "threshold", true }, { "F1 there", true },
        { "ROC-AUC", true }, { "AP", true } });
    const auto shown = [](const std::optional<double> &value) { return value ? number("%.3f", *value) : "-"; };
    for (std::size_t i = 0; i < evaluation.table.labels.size(); ++i) {
        const LabelScore &half = evaluation.atHalf.labels[i];
        table.add({ evaluation.table.labels[i], std::to_string(half.positives), std::to_string(half.negatives),
            shown(half.accuracy), shown(half.precision), shown(half.recall), shown(half.f1),
            number("%.3f", evaluation.thresholds[i]), shown(evaluation.atThresholds.labels[i].f1), shown(half.rocAuc),
            shown(half.averagePrecision) });
    }
    table.print();
}

struct DownstreamOptions : TrainingOptions {
    Id from = 0;
    Id like = 0;
    std::string mode;
    std::string labelsPerClass = "all";
    std::string weighting;
    std::vector<std::string> labels;
    bool test = false;
};

RunSpec downstreamSpec(const Context &context, DownstreamOptions options)
{
    options.task = toString(Task::Instruments);
    const std::vector<std::string> changes = std::move(options.changes);
    options.changes.clear();
    RunSpec spec = specOf(context, options);
    spec.downstream.labels = options.labels;
    if (!options.weighting.empty())
        spec.downstream.weighting = choiceNamed<Weighting>(options.weighting).value();
    if (options.labelsPerClass != "all")
        spec = spec.with("downstream.labels_per_class", options.labelsPerClass);
    if (options.mode == "frozen") {
        spec.freezeTrunk();
        spec.learningRate = options.learningRate.value_or(spec.learningRate);
        spec.epochs = options.epochs.value_or(spec.epochs);
    }
    if (options.from != 0) {
        const Workspace workspace(context.workspace);
        spec.startFrom(options.from, retrograde::specOf(storedRun(workspace, options.from)));
    }
    if (options.like != 0) {
        const Workspace workspace(context.workspace);
        spec.compareWith(options.like, RunSpec::fromJson(storedRun(workspace, options.like).spec));
    }
    return changed(std::move(spec), changes);
}

int downstreamCommand(const Context &context, const DownstreamOptions &options)
{
    RunSpec spec = downstreamSpec(context, options);
    Id id = 0;
    {
        Workspace workspace(context.workspace);
        tellOfStrays(workspace);
        id = createRun(workspace, std::move(spec));
    }
    const RunStatus status = trainWithProgress(context, id);
    if (!context.json)
        std::printf("%lld\n", static_cast<long long>(id));
    if (const int code = tellOutcome(context, id, status); code != kDone)
        return code;
    const Workspace workspace(context.workspace);
    const LabelEvaluation validation = evaluateValidation(workspace, id);
    std::optional<LabelEvaluation> test;
    if (options.test)
        test = evaluateTest(workspace, id, {}, *context.control);
    if (context.json) {
        Json document = fullJson(workspace, storedRun(workspace, id));
        document["validation"] = toJson(validation);
        if (test)
            document["test"] = toJson(*test);
        printJson(document);
        return kDone;
    }
    std::printf("\nvalidation: ");
    print(validation);
    if (test) {
        std::printf("\ntest: ");
        print(*test);
    }
    return kDone;
}

int evaluateCommand(const Context &context, Id id, const std::string &dataset, bool test)
{
    Workspace workspace(context.workspace);
    const Run run = storedRun(workspace, id);
    if (isRecogniser(run)) {
        const LabelEvaluation evaluation = dataset.empty() && !test
            ? evaluateValidation(workspace, id)
            : evaluateTest(workspace, id, dataset, *context.control);
        if (context.json)
            printJson(toJson(evaluation));
        else
            print(evaluation);
        return kDone;
    }
    const bool ofTest = test && dataset.empty();
    const PretextEvaluation evaluation = ofTest ? evaluatePretextTest(workspace, id, {}, *context.control)
                                                : evaluatePretext(workspace, id, dataset, *context.control);
    const Question question = questionOf(retrograde::specOf(run));
    const Standing standing = standingOf(question, evaluation.answers);
    const std::vector<Sentence> sentences { figuresOf(standing), findingOf(standing) };
    if (context.json) {
        Json document = toJson(standing, sentences);
        document["accuracy"] = evaluation.accuracy;
        document["interval"] = toJson(standing.accuracy);
        document["loss"] = evaluation.loss;
        document["transformed_or_not"] = toJson(accuracyByTrackBootstrap(evaluation.answers));
        document["auc"] = rocAuc(evaluation.answers);
        document["examples"] = evaluation.answers.size();
        document["left_out"] = evaluation.leftOut;
        printJson(document);
        return kDone;
    }
    std::printf("%s, on music that it was not trained on: %s\n", question.name.c_str(), inEnglish(sentences).c_str());
    std::printf("loss %.4f (guessing: %.4f), area under the ROC curve of %s or not %.4f\n", evaluation.loss,
        question.guessedLoss(), question.transformed.c_str(), rocAuc(evaluation.answers));
    for (const std::string &reason : evaluation.leftOut)
        remark("left out: " + reason);
    return kDone;
}

int exportCommand(const Context &context, Id id, const std::string &out)
{
    requireWritable(context, out);
    exportWeights(Workspace(context.workspace), id, out);
    if (context.json)
        printJson({ { "path", displayText(out) } });
    return kDone;
}

struct ImportOptionsGiven : TrainingOptions {
    std::string file;
};

int importCommand(const Context &context, ImportOptionsGiven options)
{
    std::optional<RunSpec> spec;
    if (!options.network.empty()) {
        if (options.task.empty())
            options.task = toString(Task::Reversal);
        if (options.clip.empty())
            options.clip = parseTask(options.task)->pieces == 3 ? "3x3" : "10";
        options.changes.insert(options.changes.begin(), "pretext.head=linear"); // what weights from elsewhere have
        spec = specOf(context, options);
    }
    Workspace workspace(context.workspace);
    const ImportedWeights imported = importWeights(workspace, options.file, spec);
    for (const std::string &mismatch : imported.mismatches)
        remark("does not fit: " + mismatch);
    if (context.json)
        printJson({ { "id", imported.runId }, { "mismatches", imported.mismatches } });
    else
        std::printf("%lld\n", static_cast<long long>(imported.runId));
    return kDone;
}

int embedCommand(const Context &context, Id id, const std::vector<std::string> &files, const std::string &out)
{
    const Workspace workspace(context.workspace);
    requireWritable(context, out, std::vector<std::filesystem::path>(files.begin(), files.end()));
    const Embeddings found
        = embed(workspace, id, std::vector<std::filesystem::path>(files.begin(), files.end()), *context.control);
    for (const std::string &failure : found.failures)
        complain(failure);
    if (found.rows.empty())
        return kFailed;
    writeNpy(out, found.values, { static_cast<std::int64_t>(found.rows.size()), found.features });
    if (context.json) {
        Json rows = Json::array();
        for (const Embeddings::Row &row : found.rows)
            rows.push_back({ { "path", displayPath(row.file) }, { "start_seconds", row.startSeconds } });
        printJson({ { "path", displayText(out) }, { "features", found.features }, { "rows", rows } });
    } else {
        TextTable table({ { "row", true }, { "at (s)", true }, { "file" } });
        for (std::size_t i = 0; i < found.rows.size(); ++i)
            table.add(
                { std::to_string(i), number("%.2f", found.rows[i].startSeconds), displayPath(found.rows[i].file) });
        table.print();
    }
    return found.failures.empty() ? kDone : kFailed;
}

Json toJson(const std::vector<ShortcutPoint> &points)
{
    Json rows = Json::array();
    for (const ShortcutPoint &point : points)
        rows.push_back({ { "name", point.name }, { "value", point.value }, { "examples", point.examples },
            { "accuracy", toJson(point.accuracy) },
            { "difference", point.difference ? toJson(*point.difference) : Json(nullptr) } });
    return rows;
}

int shortcutsCommand(const Context &context, Id id)
{
    const Workspace workspace(context.workspace);
    ShortcutReport report;
    {
        ProgressLine line;
        report = checkShortcuts(workspace, id, line.callback(), *context.control);
    }
    if (context.json) {
        printJson({ { "chance", report.chance }, { "by_gap", toJson(report.byGap) }, { "by_cut", toJson(report.byCut) },
            { "by_position", toJson(report.byPosition) }, { "by_codec", toJson(report.byCodec) },
            { "by_encoding", toJson(report.byEncoding) }, { "probes", toJson(report.probes) },
            { "alarms", report.alarms } });
        return kDone;
    }
    TextTable table({ { "check" }, { "examples", true }, { "accuracy (95 % interval over tracks)" },
        { "difference on the same clips" } });
    for (const auto *points :
        { &report.byGap, &report.byCut, &report.byPosition, &report.byCodec, &report.byEncoding, &report.probes }) {
        for (const ShortcutPoint &point : *points)
            table.add(
                { point.name, std::to_string(point.examples), point.examples > 0 ? withInterval(point.accuracy) : "-",
                    point.difference ? withInterval(*point.difference) : "" });
    }
    table.print();
    std::printf("\nguessing gives %s\n", percent(report.chance).c_str());
    for (const std::string &alarm : report.alarms)
        std::printf("alarm: %s\n", alarm.c_str());
    if (report.alarms.empty())
        std::printf(
            "no alarm: nowhere is the model beyond doubt 5 points better with what a shortcut could be read from, "
            "and no tiny model is beyond doubt more than 5 points above guessing (kinds of file hold different "
            "music and raise none)\n");
    return kDone;
}

} // namespace

// Longer than other functions: a list of the commands, in their order.
void addModelCommands(CLI::App &app, Context &context)
{
    {
        auto options = std::make_shared<DownstreamOptions>();
        options->clip = "10";
        CLI::App *downstream = app.add_subcommand("downstream", "Train a recogniser of instruments on labelled music");
        downstream->add_option("--network", options->network, settingHelp("network"))->required()->type_name("NAME");
        downstream->add_option("--clip", options->clip, "Seconds of each track that it sees")
            ->capture_default_str()
            ->type_name("LENGTH");
        downstream->add_option("--from", options->from, "Start from the trunk of this run; else at random")
            ->check(wholeNumber())
            ->type_name("ID");
        downstream
            ->add_option("--like", options->like,
                "From random weights, seeing what this run sees, to compare the two: its features, levels, "
                "normalisation and pieces, and of a recogniser its clips as well")
            ->excludes("--from")
            ->type_name("ID");
        downstream->add_option("--mode", options->mode, settingHelp("downstream.trunk"))
            ->check(CLI::IsMember(runSetting("downstream.trunk").choices))
            ->type_name("NAME");
        downstream
            ->add_option("--labels-per-class", options->labelsPerClass,
                "Tracks of each class to learn from, such as 10, 50, 250; smaller samples lie within larger ones")
            ->capture_default_str()
            ->type_name("N|all");
        downstream->add_option("--weighting", options->weighting, settingHelp("downstream.weighting"))
            ->check(CLI::IsMember(runSetting("downstream.weighting").choices))
            ->type_name("NAME");
        downstream->add_option("--label", options->labels, "Learn this label only; may be given several times")
            ->expected(1)
            ->take_all()
            ->type_name("NAME");
        downstream->add_flag("--test", options->test, "Judge the best epoch on the test tracks at the end");
        addTrainingOptions(*downstream, *options);
        downstream->callback([&context, options] {
            context.command = [&context, options] { return downstreamCommand(context, *options); };
        });
    }
    {
        struct Options {
            Id id = 0;
            std::string dataset;
            bool test = false;
        };
        auto options = std::make_shared<Options>();
        CLI::App *evaluate = app.add_subcommand("evaluate", "Judge a run's best model on music it was not trained on");
        evaluate->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        evaluate->add_option("--dataset", options->dataset, "On this dataset instead of what the run held out")
            ->type_name("NAME");
        evaluate->add_flag("--test", options->test, "On the tracks that the run kept for testing");
        evaluate->callback([&context, options] {
            context.command = [&context, options] {
                return evaluateCommand(context, options->id, options->dataset, options->test);
            };
        });
    }
    {
        struct Options {
            Id id = 0;
            std::string out;
        };
        auto options = std::make_shared<Options>();
        CLI::App *weights = app.add_subcommand("export-weights", "Write a run's best model as a safetensors file");
        weights->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        weights->add_option("--out", options->out, "The file")->required()->type_name("F");
        weights->callback([&context, options] {
            context.command = [&context, options] { return exportCommand(context, options->id, options->out); };
        });
    }
    {
        auto options = std::make_shared<ImportOptionsGiven>();
        CLI::App *weights = app.add_subcommand(
            "import-weights", "Take weights from a safetensors file; prints the run that others can start from");
        weights->add_option("FILE", options->file, "The file")->required();
        weights->add_option("--network", options->network, "For files that were not written by export-weights")
            ->type_name("NAME");
        weights->add_option("--task", options->task, "Likewise")->type_name("NAME");
        weights->add_option("--clip", options->clip, "Likewise")->type_name("LENGTH");
        weights->add_option("--set", options->changes, "Likewise, any other setting")
            ->expected(1)
            ->take_all()
            ->type_name("KEY=VALUE");
        weights->callback([&context, options] {
            context.command = [&context, options] { return importCommand(context, *options); };
        });
    }
    {
        struct Options {
            Id id = 0;
            std::vector<std::string> files;
            std::string out;
        };
        auto options = std::make_shared<Options>();
        CLI::App *embedding
            = app.add_subcommand("embed", "Write what a model finds in files, clip by clip, as a NumPy array");
        embedding->add_option("ID", options->id, "The run")->required()->check(wholeNumber());
        embedding->add_option("AUDIO", options->files, "Any files FFmpeg reads")->required();
        embedding->add_option("--out", options->out, "The array: a row for each clip, float32")
            ->required()
            ->type_name("X.npy");
        embedding->callback([&context, options] {
            context.command
                = [&context, options] { return embedCommand(context, options->id, options->files, options->out); };
        });
    }
    {
        auto id = std::make_shared<Id>(0);
        CLI::App *shortcuts = app.add_subcommand(
            "check-shortcuts", "Check whether a pretext model may read artefacts instead of music");
        shortcuts->add_option("ID", *id, "The run")->required()->check(wholeNumber());
        shortcuts->callback(
            [&context, id] { context.command = [&context, id] { return shortcutsCommand(context, *id); }; });
    }
}

} // namespace retrograde::cli
