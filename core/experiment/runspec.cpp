#include "experiment/runspec.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "experiment/runsettingslist.h"
#include "experiment/settingdescription.h"
#include "experiment/taskdescription.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace retrograde {

namespace {

using nlohmann::json;
using settings::listed;
using settings::refuse;

[[noreturn]] void refuseUnknown(const char *what, std::string_view name, const auto &names)
{
    refuse("there is no " + std::string(what) + " '" + displayText(name) + "'; there is: " + listed(names));
}

/// Which settings there are in a part of the record, to be said of a key that is not among them.
std::string thoseOf(std::string_view prefix, const json &part)
{
    if (!part.is_object())
        return ": " + std::string(prefix.substr(0, prefix.size() - 1)) + " is a setting, not a group of them";
    std::string text;
    for (const auto &[key, value] : part.items())
        text += (text.empty() ? "; there is: " : ", ") + std::string(prefix) + key + (value.is_object() ? ".*" : "");
    return text;
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
    settings::validate("", *this);
    settings::requireRange("clip seconds", clip.seconds, 1, 60);
    if (clip.pieces != 1 && clip.pieces != 3)
        refuse("a clip has 1 or 3 pieces, not " + std::to_string(clip.pieces));
    if (clip.pieces != task->pieces)
        refuse("the task " + std::string(retrograde::toString(task))
            + (task->pieces == 3 ? " takes clips of three pieces, such as 3x1 or 3x3, not " + clip.toString()
                                 : " takes clips in one piece, such as 5 or 10, not " + clip.toString()));
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
    if (task->learnsFromLabels() && !validationDatasets.empty())
        refuse("only pretext tasks can be validated on whole datasets; a recogniser is validated on a share of its "
               "own");
    if (!(testShare + validationShare < 1))
        refuse("test_share and validation_share must leave some music to train on");
    features.validate();
    if (pretext.head == HeadKind::Adjacency && clip.pieces == 1)
        refuse("only clips of three pieces have joints for pretext.head \"adjacency\" to look at");
    if (pretext.head == HeadKind::Adjacency && descriptionOf(network).hasNeck)
        refuse(std::string(retrograde::toString(network))
            + " has layers of its own for all pieces together; pretext.head \"adjacency\" goes with convnet and "
              "resnet18");
    if (pretext.head == HeadKind::Adjacency && descriptionOf(network).takesChannels && defences.fusion != Fusion::Late)
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
    if (downstream.trunk == TrunkMode::Frozen && !task->learnsFromLabels())
        refuse("only a recogniser can have a frozen trunk");
}

std::string RunSpec::toJson() const
{
    // nlohmann's object is a sorted map and its numbers are the shortest that read back exactly, which
    // makes the text canonical.
    return settings::toJson(*this).dump(-1, ' ', false, json::error_handler_t::replace);
}

RunSpec RunSpec::fromJson(std::string_view text)
{
    const json object = json::parse(text, nullptr, false);
    if (object.is_discarded())
        refuse("the run specification is not JSON");

    RunSpec spec;
    if (const auto seed = object.find("seed"); seed != object.end() && seed->is_number_unsigned())
        spec.splitSeed = spec.downstream.labelSeed = seed->get<std::uint64_t>(); // one was all in the first versions
    settings::fromJson("", object, spec);
    spec.validate();
    return spec;
}

std::string RunSpec::fingerprint() const
{
    return contentHash(toJson());
}

std::string RunSpec::identity(std::string_view source) const
{
    const json ours = json::parse(toJson());
    const json standard = json::parse(RunSpec().toJson());
    json experiment = json::object();
    for (const SettingDescription &setting : runSettings()) {
        const json::json_pointer place(setting.place());
        if (!setting.ofMachine && ours.at(place) != standard.at(place))
            experiment[setting.key] = ours.at(place);
    }
    for (const char *run : { "downstream.from_run", "downstream.like_run" }) {
        if (!experiment.contains(run))
            continue;
        if (source.empty())
            refuse("what " + std::string(run) + " is the number of has to be named by its identity");
        experiment[run] = std::string(source);
    }
    return contentHash(experiment.dump(-1, ' ', false, json::error_handler_t::replace));
}

RunSpec RunSpec::with(std::string_view key, std::string_view value) const
{
    json parsed = json::parse(value, nullptr, false);
    json object = json::parse(toJson());
    json *place = &object;
    for (std::string_view rest = key;;) {
        const std::size_t dot = rest.find('.');
        const std::string part(rest.substr(0, dot));
        if (!place->is_object() || !place->contains(part))
            refuse("there is no setting '" + displayText(key) + "'"
                + thoseOf(key.substr(0, key.size() - rest.size()), *place));
        place = &(*place)[part];
        if (dot == std::string_view::npos)
            break;
        rest.remove_prefix(dot + 1);
    }
    // Text may look like JSON: the clip length 5.
    *place = parsed.is_discarded() || (place->is_string() && !parsed.is_string()) ? json(std::string(value)) : parsed;
    return fromJson(object.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string settingsText(const Defences &defences)
{
    return settings::toJson(defences).dump();
}

Task parseTask(std::string_view name)
{
    if (const std::optional<Task> task = Task::named(name))
        return *task;
    refuseUnknown("task", name, Task::names());
}

Network parseNetwork(std::string_view name)
{
    if (const std::optional<Network> network = choiceNamed<Network>(name))
        return *network;
    refuseUnknown("network", name, ChoiceNames<Network>::names);
}

} // namespace retrograde
