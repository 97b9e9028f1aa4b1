#include "app/cli/training.h"

#include "answers/metrics.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/storedrun.h"
#include "training/trainer.h"

#include <cstdio>

namespace retrograde::cli {

namespace {

Json optionalNumber(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json toJson(const Epoch &epoch)
{
    return { { "epoch", epoch.epoch }, { "loss", epoch.loss }, { "accuracy", epoch.accuracy },
        { "validation_loss", epoch.validationLoss }, { "validation_accuracy", epoch.validationAccuracy },
        { "learning_rate", epoch.learningRate }, { "seconds", epoch.seconds },
        { "clips_per_second", epoch.clipsPerSecond } };
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
        } else if (const auto *warning = std::get_if<RunWarning>(&event)) {
            line.show("note: " + warning->sentence, true);
        } else if (const auto *done = std::get_if<EpochCompleted>(&event)) {
            const Epoch &epoch = done->epoch;
            line.show("epoch " + std::to_string(epoch.epoch) + ": loss " + number("%.4f", epoch.loss) + ", accuracy "
                    + percent(epoch.accuracy) + "; validation loss " + number("%.4f", epoch.validationLoss)
                    + ", accuracy " + percent(epoch.validationAccuracy) + (done->best ? " (best)" : ""),
                true);
        }
    };
}

} // namespace

void addTrainingOptions(CLI::App &command, TrainingOptions &options)
{
    command.add_option("--preset", options.preset, "sound (shortcuts defended) or poster (as in 2019)")
        ->capture_default_str()
        ->check(CLI::IsMember({ "sound", "poster" }))
        ->type_name("NAME");
    command.add_option("--epochs", options.epochs, settingHelp("epochs"))->type_name("N");
    command.add_option("--batch", options.batch, settingHelp("batch"))->type_name("N");
    command.add_option("--learning-rate", options.learningRate, settingHelp("learning_rate"))->type_name("X");
    command.add_option("--dataset", options.datasets, "Train on this dataset only; may be given several times")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    command
        .add_option("--set", options.changes,
            "Any other setting by its name, such as defences.gap_frames=40 or optimisation.optimiser=sgd; may be given "
            "several times. \"retrograde-cli settings\" lists them all")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->take_all();
}

RunSpec specOf(const Context &context, const TrainingOptions &options)
{
    RunSpec spec = RunSpec::preset(options.preset, parseTask(options.task), parseNetwork(options.network));
    spec.clip = ClipLength::parse(options.clip);
    spec.epochs = options.epochs.value_or(spec.epochs);
    spec.batch = options.batch.value_or(spec.batch);
    spec.learningRate = options.learningRate.value_or(spec.learningRate);
    spec.datasets = options.datasets;
    spec.validationDatasets = options.validationDatasets;
    if (!options.target.empty())
        spec.pretext.target = choiceNamed<JigsawTarget>(options.target).value();
    if (context.seed)
        spec.seed = *context.seed;
    spec.threads = context.threads;
    spec.device = choiceNamed<ComputeDevice>(context.device).value(); // as the option has checked
    spec.validate();
    return changed(std::move(spec), options.changes);
}

RunSpec changed(RunSpec spec, const std::vector<std::string> &changes)
{
    for (const std::string &change : changes) {
        const std::size_t equals = change.find('=');
        if (equals == std::string::npos)
            throw Error(ErrorCode::InvalidArgument,
                "--set takes a name and a value, such as defences.gap_frames=40, not '" + displayText(change) + "'");
        spec = spec.with(change.substr(0, equals), change.substr(equals + 1));
    }
    return spec;
}

RunStatus trainWithProgress(const Context &context, Id id)
{
    ProgressLine line;
    return trainRun(context.workspace, id, narrator(line), *context.control);
}

int train(const Context &context, Id id)
{
    const RunStatus status = trainWithProgress(context, id);
    if (context.json) {
        const Workspace workspace(context.workspace);
        printJson(fullJson(workspace, storedRun(workspace, id)));
    } else {
        std::printf("%lld\n", static_cast<long long>(id));
    }
    return tellOutcome(context, id, status);
}

int tellOutcome(const Context &context, Id id, RunStatus status)
{
    const Workspace workspace(context.workspace);
    const Run run = storedRun(workspace, id);
    switch (status) {
    case RunStatus::Completed:
        for (const RunSide side : { RunSide::Validation, RunSide::Test }) {
            if (const std::optional<RunResult> result = knownResult(workspace, run, side))
                remark("run " + std::to_string(id) + " completed; " + std::string(toString(side)) + ": "
                    + inEnglish(result->sentences()));
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

Json toJson(const Interval &interval)
{
    return { { "value", interval.value }, { "low", interval.low }, { "high", interval.high } };
}

std::optional<RunResult> knownResult(const Workspace &workspace, const Run &run, RunSide side)
{
    try {
        return resultOf(workspace, run, side);
    } catch (const Error &error) {
        remark(std::string(toString(side)) + " cannot be judged: " + error.what());
        return {};
    }
}

Json toJson(const Standing &standing, const std::vector<Sentence> &sentences)
{
    return { { "question", standing.question.name }, { "choices", standing.question.choices },
        { "accuracy", toJson(standing.accuracy) }, { "chance", standing.chance }, { "answers", standing.judged },
        { "tracks", standing.tracks }, { "than_chance", toString(standing.finding()) },
        { "words", inEnglish(sentences) } };
}

std::string inEnglish(const std::vector<Sentence> &sentences)
{
    std::string text;
    for (const Sentence &sentence : sentences) {
        std::string next = retrograde::inEnglish(sentence);
        if (!next.ends_with('.'))
            next += '.';
        text += (text.empty() ? "" : " ") + next;
    }
    return text;
}

Json toJson(const Run &run)
{
    return { { "id", run.id }, { "task", run.task }, { "network", run.network }, { "clip", run.clip },
        { "status", toString(run.status) }, { "reason", run.reason }, { "epochs_planned", run.epochsPlanned },
        { "epochs_done", run.epochsDone }, { "best_epoch", run.bestEpoch },
        { "validation_accuracy", optionalNumber(run.validationAccuracy) },
        { "validation_loss", optionalNumber(run.validationLoss) },
        { "test_accuracy", optionalNumber(run.testAccuracy) }, { "test_loss", optionalNumber(run.testLoss) },
        { "training_seconds", run.trainingSeconds }, { "created_at", run.createdAt },
        { "finished_at", run.finishedAt } };
}

Json fullJson(const Workspace &workspace, const Run &run)
{
    Json document = toJson(run);
    if (const std::optional<RunResult> result = knownResult(workspace, run, RunSide::Validation)) {
        const Standing &standing = result->standing;
        document["validation_accuracy_interval"] = { standing.accuracy.low, standing.accuracy.high };
        document["validation_examples"] = standing.judged;
        if (standing.question.exclusive) {
            document["validation_auc"] = rocAuc(storedAnswers(workspace, run));
        }
        document["validation_result"] = toJson(standing, result->sentences());
    }
    if (const std::optional<RunResult> result = knownResult(workspace, run, RunSide::Test))
        document["test_result"] = toJson(result->standing, result->sentences());
    document["epochs"] = Json::array();
    for (const Epoch &epoch : workspace.epochs(run.id))
        document["epochs"].push_back(toJson(epoch));
    document["settings"] = recordOf(run, run.spec);
    const std::optional<std::string> experiment = experimentIdentity(workspace, run);
    document["experiment"] = experiment ? Json(*experiment) : Json(nullptr);
    document["details"] = recordOf(run, run.details);
    return document;
}

Json recordOf(const Run &run, const std::string &part)
{
    Json record = part.empty() ? Json::object() : Json::parse(part, nullptr, false);
    if (!record.is_object())
        throw Error(
            ErrorCode::Corrupt, "the record of run " + std::to_string(run.id) + " is damaged: it cannot be read");
    return record;
}

} // namespace retrograde::cli
