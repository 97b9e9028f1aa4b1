#include "app/cli/context.h"

#include "base/error.h"
#include "base/text.h"
#include "experiment/runplan.h"
#include "experiment/storedrun.h"
#include "library/auditreport.h"
#include "library/leaks.h"
#include "library/mediaimport.h"
#include "library/splits.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace retrograde::cli {

namespace {

using Json = nlohmann::ordered_json;

int auditCommand(const Context &context, const std::string &dataset, const std::string &outcome, const std::string &csv)
{
    const Workspace workspace(context.workspace);
    if (!dataset.empty() && !workspace.dataset(dataset))
        throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(dataset) + "'");
    if (!csv.empty()) {
        requireWritable(context, csv);
        writeAuditCsv(workspace, dataset, csv, *context.control);
    }
    const AuditCounts counts = countAudits(workspace, dataset);
    TrackQuery query;
    query.dataset = dataset;
    query.sortBy = TrackColumn::Path;
    query.warned = outcome == "warning";
    if (outcome == "quarantined")
        query.status = TrackStatus::Quarantined;
    Json rows = Json::array();
    TextTable table({ { "id", true }, { "file", false, 50 }, { "length", true }, { "outcome" }, { "why", false, 90 } });
    workspace.forEachTrack(query, [&](const Track &track) {
        const std::string result(toString(auditOutcome(track)));
        // Without an outcome asked for, what is as it should be is only counted.
        if (outcome.empty() ? result == "ok" : result != outcome)
            return;
        std::string why = track.reason.empty() ? track.warning : track.reason;
        if (track.duplicateOf > 0)
            why += (why.empty() ? "" : "; ") + ("the same sound as track " + std::to_string(track.duplicateOf));
        rows.push_back({ { "id", track.id }, { "path", displayPath(track.path) }, { "outcome", result },
            { "status", toString(track.status) }, { "reason", why } });
        table.add({ std::to_string(track.id), displayPath(track.path.filename()), formatDuration(track.seconds), result,
            why });
    });
    if (context.json) {
        printJson({ { "ok", counts.ok }, { "warning", counts.warning }, { "quarantined", counts.quarantined },
            { "missing", counts.missing }, { "tracks", rows } });
    } else {
        table.print();
        std::printf("ok %lld, with a warning %lld, quarantined %lld, missing %lld\n", static_cast<long long>(counts.ok),
            static_cast<long long>(counts.warning), static_cast<long long>(counts.quarantined),
            static_cast<long long>(counts.missing));
    }
    return kDone;
}

int releaseCommand(const Context &context, const std::vector<Id> &tracks)
{
    Workspace workspace(context.workspace);
    workspace.transaction([&] {
        for (const Id id : tracks)
            releaseTrack(workspace, id);
    });
    if (context.json)
        printJson({ { "released", tracks } });
    else
        std::printf("released %zu\n", tracks.size());
    return kDone;
}

struct LeakOptions {
    std::vector<std::string> datasets;
    std::string by = "artist";
    double validation = 0.2;
    double test = 0;
    bool keepDownstream = false;
    bool excludeArtists = false;
    Id run = 0;
};

std::vector<Track> usableTracks(const Workspace &workspace, const std::string &dataset)
{
    if (!workspace.dataset(dataset))
        throw Error(ErrorCode::NotFound, "there is no dataset '" + displayText(dataset) + "'");
    TrackQuery query;
    query.dataset = dataset;
    query.status = TrackStatus::Ok;
    return workspace.tracks(query);
}

/// The parts that OpenMIC publishes, but for those of the datasets that are divided.
std::vector<Part> downstreamParts(const Workspace &workspace, const std::vector<std::string> &divided)
{
    std::vector<Part> parts;
    for (const Dataset &dataset : workspace.datasets()) {
        if (dataset.kind != "openmic" || std::find(divided.begin(), divided.end(), dataset.name) != divided.end())
            continue;
        Part train { dataset.name + " train", {} };
        Part test { dataset.name + " test", {} };
        for (Track &track : usableTracks(workspace, dataset.name))
            (track.split == "test" ? test : train).tracks.push_back(std::move(track));
        parts.push_back(std::move(train));
        parts.push_back(std::move(test));
    }
    return parts;
}

std::vector<Part> partsOfRun(const Workspace &workspace, Id id)
{
    const Run run = storedRun(workspace, id);
    const RunPlan plan = RunPlan::fromDetails(run.details);
    const auto tracksOf = [&](const std::vector<Id> &ids) {
        std::vector<Track> tracks;
        for (const Id trackId : ids) {
            if (std::optional<Track> track = workspace.track(trackId))
                tracks.push_back(std::move(*track));
        }
        return tracks;
    };
    return { { "training", tracksOf(plan.training) }, { "validation", tracksOf(plan.validation) } };
}

std::vector<Part> partsOfSplit(
    const Workspace &workspace, const LeakOptions &options, const std::vector<Part> &downstream, std::uint64_t seed)
{
    std::vector<Track> tracks;
    for (const std::string &dataset : options.datasets) {
        const std::vector<Track> more = usableTracks(workspace, dataset);
        tracks.insert(tracks.end(), more.begin(), more.end());
    }
    if (!options.keepDownstream) {
        std::vector<Track> judged;
        for (const Part &part : downstream)
            judged.insert(judged.end(), part.tracks.begin(), part.tracks.end());
        tracks = withoutDownstream(tracks, judged, options.excludeArtists);
    }
    SplitRule rule;
    rule.by = options.by == "artist" ? SplitBy::Artist : options.by == "track" ? SplitBy::Track : SplitBy::Published;
    rule.validationShare = options.validation;
    rule.testShare = options.test;
    rule.seed = seed;
    Split split = splitTracks(tracks, rule);
    std::vector<Part> parts { { "training", std::move(split.training) },
        { "validation", std::move(split.validation) } };
    if (!split.test.empty())
        parts.push_back({ "test", std::move(split.test) });
    return parts;
}

int leaksCommand(const Context &context, LeakOptions options)
{
    const Workspace workspace(context.workspace);
    if (options.datasets.empty() && options.run == 0) {
        for (const Dataset &dataset : workspace.datasets()) {
            if (dataset.kind != "openmic")
                options.datasets.push_back(dataset.name);
        }
    }
    const std::vector<Part> downstream = downstreamParts(workspace, options.datasets);
    const std::vector<Part> parts = options.run > 0
        ? partsOfRun(workspace, options.run)
        : partsOfSplit(workspace, options, downstream, context.seed.value_or(RunSpec().seed));
    const std::vector<Overlap> overlaps = findOverlaps(parts, downstream);
    const bool leaks = std::any_of(overlaps.begin(), overlaps.end(), [](const Overlap &o) { return o.isLeak(); });

    Json sizes = Json::array();
    Json rows = Json::array();
    TextTable table({ { "part" }, { "and" }, { "tracks in common", true }, { "artists", true }, { "contents", true } });
    for (const Part &part : parts)
        sizes.push_back({ { "part", part.name }, { "tracks", part.tracks.size() } });
    for (const Overlap &overlap : overlaps) {
        rows.push_back({ { "first", overlap.first }, { "second", overlap.second }, { "tracks", overlap.tracks },
            { "artists", overlap.artists }, { "contents", overlap.contents }, { "examples", overlap.examples } });
        table.add({ overlap.first, overlap.second, std::to_string(overlap.tracks), std::to_string(overlap.artists),
            std::to_string(overlap.contents) });
    }
    if (context.json) {
        printJson({ { "leaks", leaks }, { "parts", sizes }, { "overlaps", rows } });
    } else {
        for (const Part &part : parts)
            std::printf("%s: %zu tracks\n", part.name.c_str(), part.tracks.size());
        table.print();
        for (const Overlap &overlap : overlaps) {
            for (const std::string &example : overlap.examples)
                std::printf("  %s\n", displayText(example).c_str());
        }
        std::printf("%s\n", leaks ? "There are leaks." : "Nothing is in two parts: there is no leak.");
    }
    return leaks ? kFailed : kDone;
}

} // namespace

void addAuditCommands(CLI::App &app, Context &context)
{
    {
        struct Options {
            std::string dataset;
            std::string outcome;
            std::string csv;
        };
        auto options = std::make_shared<Options>();
        CLI::App *audit = app.add_subcommand("audit", "List files with warnings and files in quarantine, and why");
        audit->add_option("--dataset", options->dataset, "Only this dataset")->type_name("NAME");
        audit->add_option("--outcome", options->outcome, "Only this outcome")
            ->check(CLI::IsMember({ "ok", "warning", "quarantined" }))
            ->type_name("NAME");
        audit->add_option("--csv", options->csv, "Write all that was measured, of every file, to this file")
            ->type_name("FILE");
        audit->callback([&context, options] {
            context.command = [&context, options] {
                return auditCommand(context, options->dataset, options->outcome, options->csv);
            };
        });
    }
    {
        auto tracks = std::make_shared<std::vector<Id>>();
        CLI::App *release = app.add_subcommand("release", "Use tracks that are in quarantine all the same");
        release->add_option("ID", *tracks, "Numbers of the tracks")->required()->check(wholeNumber());
        release->callback(
            [&context, tracks] { context.command = [&context, tracks] { return releaseCommand(context, *tracks); }; });
    }
    {
        auto options = std::make_shared<LeakOptions>();
        CLI::App *leaks = app.add_subcommand(
            "leaks", "Count what training, validation and test parts have in common; fails when there is anything");
        leaks->add_option("--dataset", options->datasets, "Divide these (default: all but OpenMIC's)")
            ->type_name("NAME");
        leaks->add_option("--by", options->by, "Divide by artist, track or published")
            ->check(CLI::IsMember({ "artist", "track", "published" }))
            ->type_name("NAME");
        leaks->add_option("--validation", options->validation, "Share of the sound to validate on")->type_name("SHARE");
        leaks->add_option("--test", options->test, "Share of the sound to test on")->type_name("SHARE");
        leaks->add_flag("--keep-openmic", options->keepDownstream, "Do not leave out OpenMIC's tracks");
        leaks->add_flag("--exclude-artists", options->excludeArtists, "Leave out the artists of OpenMIC's tracks, too");
        leaks->add_option("--run", options->run, "Look at the parts that a run trains and validates on instead")
            ->check(wholeNumber())
            ->type_name("ID");
        leaks->callback(
            [&context, options] { context.command = [&context, options] { return leaksCommand(context, *options); }; });
    }
}

} // namespace retrograde::cli
