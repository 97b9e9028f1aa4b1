#include "app/cli/context.h"

#include "base/error.h"
#include "base/text.h"
#include "library/featurecare.h"
#include "library/featureextraction.h"
#include "library/mediaimport.h"

#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Empty stands for all. @throws Error NotFound
void requireDataset(const Workspace &workspace, const std::string &name)
{
    if (!name.empty() && !workspace.dataset(name))
        throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(name) + "'");
}

int libraryCommand(const Context &context, const std::string &dataset)
{
    const Workspace workspace(context.workspace);
    requireDataset(workspace, dataset);
    TrackQuery query;
    query.dataset = dataset;
    const std::vector<Track> tracks = workspace.tracks(query);
    if (context.json) {
        Json datasets = Json::array();
        for (const Dataset &known : workspace.datasets()) {
            datasets.push_back({ { "name", known.name }, { "kind", known.kind }, { "root", displayPath(known.root) },
                { "note", known.note }, { "rendered", known.rendered }, { "tracks", known.trackCount } });
        }
        Json rows = Json::array();
        for (const Track &track : tracks) {
            rows.push_back({ { "id", track.id }, { "path", displayPath(track.path) }, { "dataset", track.datasetName },
                { "title", track.title }, { "artist", track.artist }, { "album", track.album },
                { "genre", track.genre }, { "licence", track.licence }, { "seconds", track.seconds },
                { "sample_rate", track.sampleRate }, { "channels", track.channels }, { "codec", track.codec },
                { "content_hash", track.contentHash }, { "clips", workspace.clips(track.id).size() },
                { "split", track.split }, { "subset", track.subset }, { "sample_key", track.sampleKey },
                { "fma_id", track.fmaId }, { "offset_seconds", track.offsetSeconds },
                { "attribution", attribution(track) }, { "status", toString(track.status) },
                { "outcome", toString(auditOutcome(track)) }, { "reason", track.reason }, { "warning", track.warning },
                { "duplicate_of", track.duplicateOf } });
        }
        printJson({ { "datasets", datasets }, { "tracks", rows } });
        return kDone;
    }
    TextTable table({ { "id", true }, { "artist", false, 28 }, { "title", false, 40 }, { "length", true },
        { "dataset", false, 20 }, { "status", false, 50 } });
    for (const Track &track : tracks) {
        std::string status(toString(track.status));
        if (!track.reason.empty())
            status += ": " + track.reason;
        else if (!track.warning.empty())
            status += ", but " + track.warning;
        table.add({ std::to_string(track.id), track.artist,
            track.title.empty() ? displayPath(track.path.filename()) : track.title, formatDuration(track.seconds),
            track.datasetName, status });
    }
    table.print();
    return kDone;
}

int removeCommand(const Context &context, const std::string &dataset, const std::vector<Id> &tracks)
{
    Workspace workspace(context.workspace);
    workspace.transaction([&] {
        if (!dataset.empty()) {
            requireDataset(workspace, dataset);
            workspace.deleteDataset(workspace.dataset(dataset)->id);
        }
        for (const Id id : tracks)
            workspace.deleteTrack(id);
    });
    remark("Removed from the library; the files were left alone.");
    if (context.json)
        printJson({ { "datasets", dataset.empty() ? 0 : 1 }, { "tracks", tracks.size() } });
    return kDone;
}

struct FeatureOptions {
    std::string dataset;
    bool verify = false;
};

int featuresCommand(const Context &context, const FeatureOptions &options)
{
    Workspace workspace(context.workspace);
    requireDataset(workspace, options.dataset);
    FeatureVerification verification;
    FeatureReport report;
    {
        ProgressLine progress;
        if (options.verify)
            verification = verifyFeatures(workspace, context.threads, progress.callback(), *context.control);
        report
            = extractFeatures(workspace, options.dataset, {}, context.threads, progress.callback(), *context.control);
    }
    if (context.json) {
        Json failed = Json::array();
        for (const auto &[path, reason] : report.failed)
            failed.push_back({ { "path", displayPath(path) }, { "reason", reason } });
        Json document { { "computed", report.computed }, { "present", report.present }, { "failed", failed },
            { "audio_seconds", report.audioSeconds }, { "seconds", report.seconds } };
        if (options.verify) {
            Json damaged = Json::array();
            for (const std::filesystem::path &file : verification.damaged)
                damaged.push_back(displayPath(file));
            document["intact"] = verification.intact;
            document["damaged"] = damaged;
        }
        printJson(document);
        return report.failed.empty() ? kDone : kFailed;
    }
    if (options.verify) {
        std::printf("intact %lld, damaged and removed %zu\n", static_cast<long long>(verification.intact),
            verification.damaged.size());
        for (const std::filesystem::path &file : verification.damaged)
            std::printf("  %s\n", displayPath(file).c_str());
    }
    std::printf("computed %lld, already there %lld, failed %zu", static_cast<long long>(report.computed),
        static_cast<long long>(report.present), report.failed.size());
    if (report.computed > 0 && report.seconds > 0)
        std::printf("; %.0f times real time", report.audioSeconds / report.seconds);
    std::printf("\n");
    for (const auto &[path, reason] : report.failed)
        std::printf("  %s: %s\n", displayPath(path).c_str(), displayText(reason).c_str());
    return report.failed.empty() ? kDone : kFailed;
}

int collectGarbageCommand(const Context &context)
{
    const Workspace workspace(context.workspace);
    const GarbageReport report = collectGarbage(workspace, *context.control);
    if (context.json) {
        Json foreign = Json::array();
        for (const std::filesystem::path &file : report.foreign)
            foreign.push_back(displayPath(file));
        printJson({ { "kept", report.kept }, { "removed", report.removed }, { "removed_bytes", report.removedBytes },
            { "foreign", foreign } });
        return kDone;
    }
    std::printf("kept %lld, removed %lld files of %.1f MB\n", static_cast<long long>(report.kept),
        static_cast<long long>(report.removed), static_cast<double>(report.removedBytes) / 1e6);
    for (const std::filesystem::path &file : report.foreign)
        std::printf("  not Retrograde's, left alone: %s\n", displayPath(file).c_str());
    return kDone;
}

int verdictsCommand(const Context &context)
{
    const Workspace workspace(context.workspace);
    Json rows = Json::array();
    TextTable table({ { "artist", false, 28 }, { "title", false, 40 }, { "at", true }, { "model said" }, { "verdict" },
        { "run", true }, { "judged" } });
    for (const Verdict &verdict : workspace.verdicts()) {
        const Track track = workspace.track(verdict.trackId).value_or(Track {});
        rows.push_back({ { "path", displayPath(track.path) }, { "start_seconds", verdict.startSeconds },
            { "seconds", verdict.seconds }, { "verdict", verdict.verdict }, { "answer", verdict.answer },
            { "note", verdict.note }, { "run", verdict.runId ? Json(*verdict.runId) : Json(nullptr) },
            { "created_at", verdict.createdAt } });
        table.add({ track.artist, track.title, formatDuration(verdict.startSeconds), verdict.answer, verdict.verdict,
            verdict.runId ? std::to_string(*verdict.runId) : "", verdict.createdAt });
    }
    if (context.json)
        printJson(rows);
    else
        table.print();
    return kDone;
}

} // namespace

void addLibraryCommands(CLI::App &app, Context &context)
{
    {
        auto dataset = std::make_shared<std::string>();
        CLI::App *library = app.add_subcommand("library", "List the tracks");
        library->add_option("--dataset", *dataset, "Only this dataset")->type_name("NAME");
        library->require_subcommand(0, 1);
        struct Removal {
            std::string dataset;
            std::vector<Id> tracks;
        };
        auto removal = std::make_shared<Removal>();
        CLI::App *remove = library->add_subcommand(
            "remove", "Forget tracks, with their verdicts and predictions; never deletes a file");
        CLI::Option_group *what = remove->add_option_group("what");
        what->add_option("--dataset", removal->dataset, "A whole dataset")->type_name("NAME");
        what->add_option("--track", removal->tracks, "Single tracks, by their numbers in the list")
            ->check(wholeNumber())
            ->type_name("ID");
        what->require_option(1);
        library->callback([&context, dataset, library, removal] {
            const bool removes = !library->get_subcommands().empty();
            context.command = [&context, dataset, removal, removes] {
                return removes ? removeCommand(context, removal->dataset, removal->tracks)
                               : libraryCommand(context, *dataset);
            };
        });
    }
    app.add_subcommand("verdicts", "List what was judged by ear in the workbench")->callback([&context] {
        context.command = [&context] { return verdictsCommand(context); };
    });
    {
        auto options = std::make_shared<FeatureOptions>();
        auto garbage = std::make_shared<bool>(false);
        CLI::App *features = app.add_subcommand("features", "Compute the spectrograms that training reads");
        CLI::Option *dataset
            = features->add_option("--dataset", options->dataset, "Only this dataset")->type_name("NAME");
        CLI::Option *verify = features->add_flag(
            "--verify", options->verify, "Read all that is stored first, and replace what is damaged");
        features->add_flag("--collect-garbage", *garbage, "Only remove what no track of the library needs any more")
            ->excludes(dataset)
            ->excludes(verify);
        features->callback([&context, options, garbage] {
            context.command = [&context, options, garbage] {
                return *garbage ? collectGarbageCommand(context) : featuresCommand(context, *options);
            };
        });
    }
}

} // namespace retrograde::cli
