#include "experiment/runspec.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "experiment/runsettingslist.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

using nlohmann::json;
using settings::listed;
using settings::refuse;
using settings::requireOneOf;
using settings::requireRange;
using Settings = settings::Reader;

constexpr std::array<std::string_view, 3> kTasks { "reversal", "jigsaw", "instruments" };
constexpr std::array<std::string_view, 3> kNetworks { "convnet", "convnet-ext", "resnet18" };

/// Where @p name stands in @p names. @throws Error that lists them
template<typename Names> std::size_t find(const char *what, std::string_view name, const Names &names)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return i;
    }
    refuse("there is no " + std::string(what) + " '" + displayText(name) + "'; there is: " + listed(names));
}

constexpr std::array<std::string_view, 2> kQRules { "modern", "classic" };
constexpr std::array<std::string_view, 2> kPaddings { "zero", "reflect" };
constexpr std::array<std::string_view, 3> kDevices { "auto", "cpu", "cuda" };
constexpr std::array<std::string_view, 3> kPrecisions { "auto", "float32", "bfloat16" };

CqtParameters featuresFromJson(const json &object)
{
    CqtParameters features;
    Settings settings("features.", object);
    settings.take("sample_rate", features.sampleRate);
    settings.take("hop", features.hop);
    settings.take("fmin", features.fmin);
    settings.take("bins", features.bins);
    settings.take("bins_per_octave", features.binsPerOctave);
    std::string name(kQRules[0]);
    settings.take("q", name);
    requireOneOf("features.q", name, kQRules);
    features.q = name == kQRules[0] ? QRule::Modern : QRule::Classic;
    name = kPaddings[0];
    settings.take("padding", name);
    requireOneOf("features.padding", name, kPaddings);
    features.padding = name == kPaddings[0] ? Padding::Zero : Padding::Reflect;
    settings.requireAllTaken();
    return features;
}

} // namespace

ClipLength ClipLength::parse(std::string_view text)
{
    const auto bad = [&]() -> ClipLength {
        refuse("'" + displayText(text)
            + "' is not a clip length; write seconds such as 5 or 10, or three pieces such as 3x1 or 3x3");
    };
    ClipLength length;
    std::string_view seconds = text;
    if (const std::size_t times = text.find('x'); times != std::string_view::npos) {
        if (text.substr(0, times) != "3")
            return bad();
        length.pieces = 3;
        seconds = text.substr(times + 1);
    }
    const auto [end, problem] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), length.seconds);
    if (problem != std::errc() || end != seconds.data() + seconds.size() || length.seconds < 1 || length.seconds > 60
        || seconds.front() == '0')
        return bad();
    return length;
}

std::string ClipLength::toString() const
{
    return (pieces == 1 ? "" : std::to_string(pieces) + "x") + std::to_string(seconds);
}

void RunSpec::validate() const
{
    requireRange("clip seconds", clip.seconds, 1, 60);
    if (clip.pieces != 1 && clip.pieces != 3)
        refuse("a clip has 1 or 3 pieces, not " + std::to_string(clip.pieces));
    if (task == Task::Jigsaw && clip.pieces != 3)
        refuse("the jigsaw takes clips of three pieces, such as 3x1 or 3x3, not " + clip.toString());
    if (task != Task::Jigsaw && clip.pieces != 1)
        refuse("clips of three pieces (" + clip.toString() + ") belong to the jigsaw; "
            + std::string(retrograde::toString(task)) + " takes a length such as 5 or 10");
    for (const auto *names : { &datasets, &validationDatasets }) {
        for (const std::string &name : *names) {
            if (name.empty())
                refuse("a dataset's name must not be empty");
            if (displayText(name) != name)
                refuse("the dataset name '" + displayText(name) + "' is not plain UTF-8 text");
        }
    }
    for (const std::string &name : validationDatasets) {
        if (std::find(datasets.begin(), datasets.end(), name) != datasets.end())
            refuse("the dataset '" + name + "' cannot be both trained and validated on");
    }
    if (task == Task::Instruments && !validationDatasets.empty())
        refuse("only pretext tasks can be validated on whole datasets; the recogniser of instruments is validated on "
               "a share of its own");
    requireRange("epochs", epochs, 1, 100000);
    requireRange("batch", batch, 2, 4096);
    requireRange("learning_rate", learningRate, 1e-9, 10.0);
    requireRange("weight_decay", weightDecay, 0.0, 1.0);
    requireRange("validation_share", validationShare, 0.01, 0.99);
    requireRange("gain_jitter_db", gainJitterDb, 0.0, 40.0);
    requireRange("validation_minutes", validationMinutes, 0.1, 100000.0);
    requireRange("validation_examples", validationExamples, 0, 100'000'000);
    requireRange("test_share", testShare, 0.0, 0.98);
    if (!(testShare + validationShare < 1))
        refuse("test_share and validation_share must leave some music to train on");
    requireRange("threads", threads, 0, 1024);
    requireOneOf("device", device, kDevices);
    requireOneOf("precision", precision, kPrecisions);
    features.validate();
    settings::validate("defences", defences);
    settings::validate("optimisation", optimisation);
    settings::validate("pretext", pretext);
    settings::validate("downstream", downstream);
    if (pretext.head == "adjacency" && task != Task::Jigsaw)
        refuse("only the jigsaw has joints for pretext.head \"adjacency\" to look at");
    if (pretext.head == "adjacency" && network == Network::ConvNetExt)
        refuse(
            "convnet-ext has layers of its own for all pieces together; pretext.head \"adjacency\" goes with convnet "
            "and resnet18");
    if (pretext.head == "adjacency" && network == Network::ResNet18 && defences.fusion != "late")
        refuse("pretext.head \"adjacency\" compares pieces that were seen one by one; for defences.fusion "
               "\"channels\" first set pretext.head to \"linear\"");
    if (downstream.pieces == 2)
        refuse("downstream.pieces must be 1 or 3, not 2");
    if (optimisation.steps > 0 && optimisation.steps < epochs)
        refuse("optimisation.steps must be 0 or at least epochs, for an epoch is an equal part of them; they are "
            + std::to_string(optimisation.steps) + " and " + std::to_string(epochs));
    if (downstream.fromRun != 0 && downstream.likeRun != 0)
        refuse("a run that starts from another (downstream.from_run) sees as that does; downstream.like_run is for "
               "random weights");
    if (downstream.trunk == "frozen" && task != Task::Instruments)
        refuse("only the recogniser of instruments can have a frozen trunk");
}

std::string RunSpec::toJson() const
{
    // nlohmann's object is a sorted map and its numbers are the shortest that read back exactly, which
    // makes the text canonical.
    const json object {
        { "batch", batch },
        { "clip", clip.toString() },
        { "datasets", datasets },
        { "defences", settings::toJson(defences) },
        { "device", device },
        { "downstream", settings::toJson(downstream) },
        { "epochs", epochs },
        { "features",
            {
                { "bins", features.bins },
                { "bins_per_octave", features.binsPerOctave },
                { "fmin", features.fmin },
                { "hop", features.hop },
                { "padding", kPaddings[features.padding == Padding::Zero ? 0 : 1] },
                { "q", kQRules[features.q == QRule::Modern ? 0 : 1] },
                { "sample_rate", features.sampleRate },
            } },
        { "gain_jitter_db", gainJitterDb },
        { "learning_rate", learningRate },
        { "network", retrograde::toString(network) },
        { "optimisation", settings::toJson(optimisation) },
        { "precision", precision },
        { "pretext", settings::toJson(pretext) },
        { "seed", seed },
        { "split_seed", splitSeed },
        { "task", retrograde::toString(task) },
        { "test_share", testShare },
        { "threads", threads },
        { "validation_datasets", validationDatasets },
        { "validation_examples", validationExamples },
        { "validation_minutes", validationMinutes },
        { "validation_share", validationShare },
        { "weight_decay", weightDecay },
    };
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

RunSpec RunSpec::fromJson(std::string_view text)
{
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded())
        refuse("the run specification is not JSON");

    RunSpec spec;
    Settings settings("", object);
    std::string name(retrograde::toString(spec.task));
    settings.take("task", name);
    spec.task = parseTask(name);
    name = retrograde::toString(spec.network);
    settings.take("network", name);
    spec.network = parseNetwork(name);
    name = spec.clip.toString();
    settings.take("clip", name);
    spec.clip = ClipLength::parse(name);
    settings.take("datasets", spec.datasets);
    settings.take("validation_datasets", spec.validationDatasets);
    settings.take("epochs", spec.epochs);
    settings.take("batch", spec.batch);
    settings.take("learning_rate", spec.learningRate);
    settings.take("weight_decay", spec.weightDecay);
    settings.take("validation_share", spec.validationShare);
    settings.take("gain_jitter_db", spec.gainJitterDb);
    settings.take("validation_minutes", spec.validationMinutes);
    settings.take("validation_examples", spec.validationExamples);
    settings.take("test_share", spec.testShare);
    settings.take("seed", spec.seed);
    spec.splitSeed = spec.downstream.labelSeed = spec.seed; // in runs of the first versions one seed was all
    settings.take("split_seed", spec.splitSeed);
    settings.take("threads", spec.threads);
    settings.take("device", spec.device);
    settings.take("precision", spec.precision);
    if (const json *features = settings.take("features"))
        spec.features = featuresFromJson(*features);
    const auto take = [&](const char *key, auto &group) {
        if (const json *given = settings.take(key))
            settings::fromJson(key, *given, group);
    };
    take("defences", spec.defences);
    take("optimisation", spec.optimisation);
    take("pretext", spec.pretext);
    take("downstream", spec.downstream);
    settings.requireAllTaken();
    spec.validate();
    return spec;
}

std::string RunSpec::fingerprint() const
{
    return contentHash(toJson());
}

RunSpec RunSpec::with(std::string_view key, std::string_view value) const
{
    json parsed = json::parse(value, nullptr, false);
    if (parsed.is_discarded())
        parsed = std::string(value);
    json object = json::parse(toJson());
    json *place = &object;
    for (std::string_view rest = key;;) {
        const std::size_t dot = rest.find('.');
        const std::string part(rest.substr(0, dot));
        if (!place->is_object() || !place->contains(part))
            refuse("there is no setting '" + displayText(key) + "'");
        place = &(*place)[part];
        if (dot == std::string_view::npos)
            break;
        rest.remove_prefix(dot + 1);
    }
    *place = std::move(parsed);
    return fromJson(object.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string settingsText(const Defences &defences)
{
    return settings::toJson(defences).dump();
}

Task parseTask(std::string_view name)
{
    return static_cast<Task>(find("task", name, kTasks));
}

Network parseNetwork(std::string_view name)
{
    return static_cast<Network>(find("network", name, kNetworks));
}

std::string_view toString(Task task)
{
    return kTasks[static_cast<std::size_t>(task)];
}

std::string_view toString(Network network)
{
    return kNetworks[static_cast<std::size_t>(network)];
}

} // namespace retrograde
