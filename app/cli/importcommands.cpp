#include "app/cli/context.h"

#include "base/text.h"
#include "library/datasetimport.h"
#include "library/demolibrary.h"
#include "library/labelleddemo.h"

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
    Json withoutSound = Json::array();
    for (const std::filesystem::path &folder : report.withoutSound)
        withoutSound.push_back(displayPath(folder));
    return { { "imported", report.imported }, { "moved", report.moved }, { "skipped", report.skipped },
        { "warned", report.warned }, { "missing", report.missing }, { "quarantined", quarantined },
        { "without_sound", withoutSound }, { "notes", report.notes } };
}

void print(const ImportReport &report)
{
    std::printf("imported %lld, skipped %lld, quarantined %zu\n", static_cast<long long>(report.imported),
        static_cast<long long>(report.skipped), report.quarantined.size());
    const auto also = [](std::int64_t count, const char *what) {
        if (count > 0)
            std::printf("  %lld %s\n", static_cast<long long>(count), what);
    };
    also(report.moved, "of the imported were known, and have moved");
    also(report.missing, "are no longer where they were");
    also(report.warned, "are usable, with a warning: retrograde-cli audit --outcome warning lists them");
    for (const QuarantinedFile &file : report.quarantined)
        std::printf("  %s: %s\n", displayPath(file.path).c_str(), displayText(file.reason).c_str());
    for (const std::filesystem::path &folder : report.withoutSound)
        std::printf("  there is no sound file in %s\n", displayPath(folder).c_str());
    for (const std::string &note : report.notes)
        std::printf("  note: %s\n", displayText(note).c_str());
}

void finishImport(const Context &context, const Workspace &workspace, const ImportReport &report)
{
    for (const Dataset &dataset : workspace.datasets()) {
        if (dataset.id == report.datasetId && dataset.rendered)
            remark(dataset.note);
    }
    if (context.json)
        printJson(toJson(report));
    else
        print(report);
}

int importCommand(const Context &context, DatasetOptions options)
{
    options.threads = context.threads;
    if (options.kind == DatasetKind::Folder) {
        const DatasetKind looksLike = recogniseDataset(options.path);
        if (looksLike != DatasetKind::Folder)
            remark("This looks like a published dataset; \"import " + std::string(toString(looksLike))
                + "\" would read its tables, too.");
    }
    Workspace workspace(context.workspace);
    ImportReport report;
    {
        ProgressLine progress;
        report = importDataset(workspace, options, progress.callback(), *context.control);
    }
    finishImport(context, workspace, report);
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

int labelledDemoCommand(const Context &context)
{
    Workspace workspace(context.workspace);
    ImportReport report;
    {
        ProgressLine progress;
        report = prepareLabelledDemo(workspace, context.threads, progress.callback(), *context.control);
    }
    finishImport(context, workspace, report);
    return kDone;
}

/// Adds "import KIND PATH" with --name; what else the kind has is added by the caller.
CLI::App *addImporter(CLI::App &import, Context &context, DatasetKind kind, const std::string &description,
    const std::shared_ptr<DatasetOptions> &options)
{
    options->kind = kind;
    CLI::App *command = import.add_subcommand(std::string(toString(kind)), description);
    auto path = std::make_shared<std::string>();
    command->add_option("PATH", *path, "Folder of the dataset")->required();
    command->add_option("--name", options->datasetName, "Name of the dataset (default: the folder's)")
        ->type_name("NAME");
    command->callback([&context, options, path] {
        options->path = *path;
        context.command = [&context, options] { return importCommand(context, *options); };
    });
    return command;
}

} // namespace

void addImportCommands(CLI::App &app, Context &context)
{
    CLI::App *import = app.add_subcommand("import", "Bring music into the library; it stays where it is");
    import->require_subcommand(1);
    {
        auto options = std::make_shared<DatasetOptions>();
        CLI::App *folder
            = addImporter(*import, context, DatasetKind::Folder, "Import every audio file below a folder", options);
        folder->add_option("--labels", options->labels, "CSV with a column 'path' and one column per label")
            ->type_name("CSV");
    }
    {
        auto options = std::make_shared<DatasetOptions>();
        CLI::App *fma = addImporter(*import, context, DatasetKind::Fma,
            "Import the Free Music Archive dataset, with genres, artists, licences and splits", options);
        fma->add_option("--subset", options->subset, "At most this subset (default: whatever is there)")
            ->check(CLI::IsMember({ "small", "medium", "large" }))
            ->type_name("NAME");
        fma->add_option("--metadata", options->metadata, "Folder of tracks.csv (default: looked for beside the sound)")
            ->type_name("DIR");
    }
    addImporter(*import, context, DatasetKind::OpenMic,
        "Import OpenMIC-2018, with labels, relevance and the official split", std::make_shared<DatasetOptions>());
    addImporter(*import, context, DatasetKind::BirdVox, "Import BirdVox-DCASE-20k or BirdVox-full-night",
        std::make_shared<DatasetOptions>());
    CLI::App *demo = app.add_subcommand("demo", "Fetch freely licensed music from Debian's archive as a demo library");
    auto labelled = std::make_shared<bool>(false);
    demo->add_flag("--labelled", *labelled,
        "Instead, render clips of twenty instruments in OpenMIC's layout from MIDI tunes and soundfonts");
    demo->callback([&context, labelled] {
        context.command
            = [&context, labelled] { return *labelled ? labelledDemoCommand(context) : demoCommand(context); };
    });
}

} // namespace retrograde::cli
