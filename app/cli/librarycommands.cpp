#include "app/cli/context.h"

#include "base/error.h"
#include "base/text.h"
#include "library/demolibrary.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"

#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

using Json = nlohmann::ordered_json;

Json toJson(const ImportReport &report)
{
    Json quarantined = Json::array();
    for (const QuarantinedFile &file : report.quarantined)
        quarantined.push_back({ { "path", displayPath(file.path) }, { "reason", file.reason } });
    return { { "imported", report.imported }, { "skipped", report.skipped }, { "quarantined", quarantined },
        { "notes", report.notes } };
}

void print(const ImportReport &report)
{
    std::printf("imported %lld, skipped %lld, quarantined %zu\n", static_cast<long long>(report.imported),
        static_cast<long long>(report.skipped), report.quarantined.size());
    for (const QuarantinedFile &file : report.quarantined)
        std::printf("  %s: %s\n", displayPath(file.path).c_str(), displayText(file.reason).c_str());
    for (const std::string &note : report.notes)
        std::printf("  note: %s\n", displayText(note).c_str());
}

int importFolderCommand(const Context &context, const std::string &path, const ImportOptions &options)
{
    Workspace workspace(context.workspace);
    ImportReport report;
    {
        ProgressLine progress;
        ImportOptions threaded = options;
        threaded.threads = context.threads;
        report = importFolder(workspace, path, threaded, progress.callback(), *context.control);
    }
    if (context.json)
        printJson(toJson(report));
    else
        print(report);
    return kDone;
}

int demoCommand(const Context &context)
{
    Workspace workspace(context.workspace);
    DemoReport report;
    {
        ProgressLine progress;
        report = prepareDemoLibrary(workspace, progress.callback(), *context.control);
    }
    if (report.standIn)
        remark("The demo library is a synthesised stand-in, not recorded music: " + report.standInReason);
    if (context.json) {
        Json document = toJson(report.import);
        document["stand_in"] = report.standIn;
        document["stand_in_reason"] = report.standInReason;
        printJson(document);
    } else {
        print(report.import);
    }
    return kDone;
}

int libraryCommand(const Context &context, const std::string &dataset)
{
    const Workspace workspace(context.workspace);
    if (!dataset.empty() && !workspace.dataset(dataset))
        throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(dataset) + "'");
    TrackQuery query;
    query.dataset = dataset;
    const std::vector<Track> tracks = workspace.tracks(query);
    if (context.json) {
        Json datasets = Json::array();
        for (const Dataset &known : workspace.datasets()) {
            datasets.push_back({ { "name", known.name }, { "kind", known.kind }, { "root", displayPath(known.root) },
                { "note", known.note }, { "tracks", known.trackCount } });
        }
        Json rows = Json::array();
        for (const Track &track : tracks) {
            rows.push_back({ { "id", track.id }, { "path", displayPath(track.path) }, { "dataset", track.datasetName },
                { "title", track.title }, { "artist", track.artist }, { "album", track.album },
                { "genre", track.genre }, { "licence", track.licence }, { "seconds", track.seconds },
                { "sample_rate", track.sampleRate }, { "channels", track.channels }, { "codec", track.codec },
                { "content_hash", track.contentHash }, { "clips", workspace.clips(track.id).size() },
                { "status", toString(track.status) }, { "reason", track.reason } });
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
        table.add({ std::to_string(track.id), track.artist,
            track.title.empty() ? displayPath(track.path.filename()) : track.title, formatDuration(track.seconds),
            track.datasetName, status });
    }
    table.print();
    return kDone;
}

int featuresCommand(const Context &context, const std::string &dataset)
{
    Workspace workspace(context.workspace);
    if (!dataset.empty() && !workspace.dataset(dataset))
        throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(dataset) + "'");
    FeatureReport report;
    {
        ProgressLine progress;
        report = extractFeatures(workspace, dataset, {}, context.threads, progress.callback(), *context.control);
    }
    if (context.json) {
        Json failed = Json::array();
        for (const auto &[path, reason] : report.failed)
            failed.push_back({ { "path", displayPath(path) }, { "reason", reason } });
        printJson({ { "computed", report.computed }, { "present", report.present }, { "failed", failed },
            { "audio_seconds", report.audioSeconds }, { "seconds", report.seconds } });
    } else {
        std::printf("computed %lld, already there %lld, failed %zu", static_cast<long long>(report.computed),
            static_cast<long long>(report.present), report.failed.size());
        if (report.computed > 0 && report.seconds > 0)
            std::printf("; %.0f times real time", report.audioSeconds / report.seconds);
        std::printf("\n");
        for (const auto &[path, reason] : report.failed)
            std::printf("  %s: %s\n", displayPath(path).c_str(), displayText(reason).c_str());
    }
    return kDone;
}

int verdictsCommand(const Context &context)
{
    const Workspace workspace(context.workspace);
    Json rows = Json::array();
    TextTable table({ { "artist", false, 28 }, { "title", false, 40 }, { "at", true }, { "verdict" }, { "run", true },
        { "judged" } });
    for (const Verdict &verdict : workspace.verdicts()) {
        const Track track = workspace.track(verdict.trackId).value_or(Track {});
        rows.push_back({ { "path", displayPath(track.path) }, { "start_seconds", verdict.startSeconds },
            { "seconds", verdict.seconds }, { "verdict", verdict.verdict }, { "note", verdict.note },
            { "run", verdict.runId ? Json(*verdict.runId) : Json(nullptr) }, { "created_at", verdict.createdAt } });
        table.add({ track.artist, track.title, formatDuration(verdict.startSeconds), verdict.verdict,
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
    CLI::App *import = app.add_subcommand("import", "Bring music into the library; it stays where it is");
    import->require_subcommand(1);
    {
        struct Options {
            std::string path;
            std::string labels;
            ImportOptions import;
        };
        auto options = std::make_shared<Options>();
        CLI::App *folder = import->add_subcommand("folder", "Import every audio file below a folder");
        folder->add_option("PATH", options->path, "Folder, or one audio file")->required();
        folder->add_option("--labels", options->labels, "CSV with a column 'path' and one column per label")
            ->type_name("CSV");
        folder->add_option("--name", options->import.datasetName, "Name of the dataset (default: the folder's)")
            ->type_name("NAME");
        folder->callback([&context, options] {
            context.command = [&context, options] {
                options->import.labels = options->labels;
                return importFolderCommand(context, options->path, options->import);
            };
        });
    }
    app.add_subcommand("demo", "Fetch freely licensed music from Debian's archive as a demo library")
        ->callback([&context] { context.command = [&context] { return demoCommand(context); }; });
    {
        auto dataset = std::make_shared<std::string>();
        CLI::App *library = app.add_subcommand("library", "List the tracks");
        library->add_option("--dataset", *dataset, "Only this dataset")->type_name("NAME");
        library->callback([&context, dataset] {
            context.command = [&context, dataset] { return libraryCommand(context, *dataset); };
        });
    }
    app.add_subcommand("verdicts", "List what was judged by ear in the workbench")->callback([&context] {
        context.command = [&context] { return verdictsCommand(context); };
    });
    {
        auto dataset = std::make_shared<std::string>();
        CLI::App *features = app.add_subcommand("features", "Compute the spectrograms that training reads");
        features->add_option("--dataset", *dataset, "Only this dataset")->type_name("NAME");
        features->callback([&context, dataset] {
            context.command = [&context, dataset] { return featuresCommand(context, *dataset); };
        });
    }
}

} // namespace retrograde::cli
