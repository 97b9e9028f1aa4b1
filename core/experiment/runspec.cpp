#include "experiment/runspec.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace retrograde {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> kTasks { "reversal" };
constexpr std::array<std::string_view, 1> kNetworks { "convnet" };
/// Part of the 2019 experiment, and of this program later.
constexpr std::array<std::string_view, 1> kTasksToCome { "jigsaw" };
constexpr std::array<std::string_view, 2> kNetworksToCome { "convnet-ext", "resnet18" };

[[noreturn]] void refuse(const std::string &cause)
{
    throw Error(ErrorCode::InvalidArgument, cause);
}

template<typename Names> std::string listed(const Names &names)
{
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

/// Where @p name stands in @p names. @throws Error that lists them
template<typename Names, typename Later>
std::size_t find(const char *what, std::string_view name, const Names &names, const Later &toCome)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return i;
    }
    for (const std::string_view later : toCome) {
        if (later == name)
            throw Error(ErrorCode::Unsupported,
                std::string(what) + " '" + std::string(name) + "' is not there yet; there is: " + listed(names));
    }
    refuse("there is no " + std::string(what) + " '" + displayText(name) + "'; there is: " + listed(names));
}

template<typename Number> void requireRange(const char *name, Number value, Number low, Number high)
{
    // Written so that NaN is refused as well.
    if (!(value >= low && value <= high)) {
        refuse(std::string(name) + " must be from " + json(low).dump() + " to " + json(high).dump() + ", not "
            + json(value).dump());
    }
}

template<typename Names> void requireOneOf(const char *name, const std::string &value, const Names &names)
{
    for (const std::string_view known : names) {
        if (value == known)
            return;
    }
    refuse(std::string(name) + " must be one of " + listed(names) + ", not '" + displayText(value) + "'");
}

const char *typeWanted(const int *)
{
    return "a whole number";
}
const char *typeWanted(const std::uint64_t *)
{
    return "a whole number from 0";
}
const char *typeWanted(const double *)
{
    return "a number";
}
const char *typeWanted(const std::string *)
{
    return "text";
}
const char *typeWanted(const std::vector<std::string> *)
{
    return "a list of names";
}

/// Takes settings out of one JSON object; what nobody took is an unknown key.
class Settings {
public:
    Settings(std::string prefix, const json &object)
        : m_prefix(std::move(prefix))
    {
        if (!object.is_object())
            refuse("the run specification" + (m_prefix.empty() ? "" : "'s '" + m_prefix + "'") + " is not an object");
        for (const auto &[key, value] : object.items())
            m_left.emplace(key, &value);
    }

    const json *take(const std::string &key)
    {
        const auto found = m_left.find(key);
        if (found == m_left.end())
            return nullptr;
        const json *value = found->second;
        m_left.erase(found);
        return value;
    }

    /// Leaves @p target as it is when the key is absent.
    template<typename T> void take(const std::string &key, T &target)
    {
        const json *value = take(key);
        if (!value)
            return;
        bool fits = false;
        if constexpr (std::is_same_v<T, int>) {
            fits = value->is_number_unsigned()
                ? value->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<int>::max())
                : value->is_number_integer() && value->get<std::int64_t>() >= std::numeric_limits<int>::min();
        } else if constexpr (std::is_same_v<T, std::uint64_t>) {
            fits = value->is_number_unsigned();
        } else if constexpr (std::is_same_v<T, double>) {
            fits = value->is_number();
        } else if constexpr (std::is_same_v<T, std::string>) {
            fits = value->is_string();
        } else {
            fits = value->is_array();
            for (const json &entry : *value)
                fits = fits && entry.is_string();
        }
        if (!fits)
            refuse("'" + m_prefix + key + "' must be " + typeWanted(&target));
        target = value->get<T>();
    }

    void requireAllTaken() const
    {
        if (!m_left.empty())
            refuse("unknown setting '" + displayText(m_prefix + m_left.begin()->first) + "' in a run specification");
    }

private:
    std::string m_prefix;
    std::map<std::string, const json *> m_left;
};

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
    if (task == Task::Reversal && clip.pieces != 1)
        throw Error(ErrorCode::Unsupported,
            "clips of three pieces (" + clip.toString()
                + ") belong to the jigsaw task, which is not there yet; reversal takes a length such as 5 or 10");
    for (const std::string &name : datasets) {
        if (name.empty())
            refuse("a dataset's name must not be empty");
        if (displayText(name) != name)
            refuse("the dataset name '" + displayText(name) + "' is not plain UTF-8 text");
    }
    requireRange("epochs", epochs, 1, 100000);
    requireRange("batch", batch, 2, 4096);
    requireRange("learning_rate", learningRate, 1e-9, 10.0);
    requireRange("weight_decay", weightDecay, 0.0, 1.0);
    requireRange("validation_share", validationShare, 0.01, 0.99);
    requireRange("gain_jitter_db", gainJitterDb, 0.0, 40.0);
    requireRange("validation_minutes", validationMinutes, 0.1, 100000.0);
    requireRange("threads", threads, 0, 1024);
    requireOneOf("device", device, kDevices);
    requireOneOf("precision", precision, kPrecisions);
    features.validate();
}

std::string RunSpec::toJson() const
{
    // nlohmann's object is a sorted map and its numbers are the shortest that read back exactly, which
    // makes the text canonical.
    const json object {
        { "batch", batch },
        { "clip", clip.toString() },
        { "datasets", datasets },
        { "device", device },
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
        { "precision", precision },
        { "seed", seed },
        { "task", retrograde::toString(task) },
        { "threads", threads },
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
    settings.take("epochs", spec.epochs);
    settings.take("batch", spec.batch);
    settings.take("learning_rate", spec.learningRate);
    settings.take("weight_decay", spec.weightDecay);
    settings.take("validation_share", spec.validationShare);
    settings.take("gain_jitter_db", spec.gainJitterDb);
    settings.take("validation_minutes", spec.validationMinutes);
    settings.take("seed", spec.seed);
    settings.take("threads", spec.threads);
    settings.take("device", spec.device);
    settings.take("precision", spec.precision);
    if (const json *features = settings.take("features"))
        spec.features = featuresFromJson(*features);
    settings.requireAllTaken();
    spec.validate();
    return spec;
}

std::string RunSpec::fingerprint() const
{
    return contentHash(toJson());
}

Task parseTask(std::string_view name)
{
    return static_cast<Task>(find("task", name, kTasks, kTasksToCome));
}

Network parseNetwork(std::string_view name)
{
    return static_cast<Network>(find("network", name, kNetworks, kNetworksToCome));
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
