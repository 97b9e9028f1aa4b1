#include "experiment/settingdescription.h"

#include "experiment/runsettingslist.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

using nlohmann::json;
using settings::Setting;

/// Text as it is, numbers as short as they can be.
std::string plain(const json &value)
{
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_number_float() && text.ends_with(".0"))
        text.resize(text.size() - 2);
    return text;
}

template<typename T, typename Allowed>
void describeAllowed(SettingDescription &description, const T &, const Allowed &allowed)
{
    if constexpr (requires { allowed.how; }) {
        description.allowed = allowed.how;
    } else if constexpr (requires { allowed.low; }) {
        const bool hasLimit = allowed.high != std::numeric_limits<T>::max();
        description.low = static_cast<double>(allowed.low);
        description.high = static_cast<double>(allowed.high);
        description.allowed = plain(allowed.low) + (hasLimit ? " to " + plain(allowed.high) : " or more");
    } else if constexpr (Choice<T>) {
        description.choices.assign(ChoiceNames<T>::names.begin(), ChoiceNames<T>::names.end());
        description.allowed = settings::listed(description.choices);
    } else if constexpr (settings::Registered<T>) {
        for (const std::string_view name : T::names())
            description.choices.emplace_back(name);
        description.allowed = settings::listed(description.choices);
    } else {
        description.allowed = settings::typeWanted<T>();
    }
}

/// @p tell is called with each setting, @p tellGroup with key and words of each group before the first setting in it.
template<typename Settings>
void describe(const std::string &prefix, const Settings &group, const auto &tell, const auto &tellGroup)
{
    settings::eachSetting(
        group, [&]<typename T, typename Allowed>(const Setting &setting, const T &value, const Allowed &allowed) {
            if constexpr (std::is_same_v<Allowed, settings::Group>) {
                tellGroup(setting.key, setting.words);
                describe(prefix + setting.key + ".", value, tell, tellGroup);
            } else {
                SettingDescription description;
                description.key = prefix + setting.key;
                description.standard = plain(settings::jsonOf(value));
                describeAllowed(description, value, allowed);
                description.unit = setting.unit;
                description.words = setting.words;
                description.source = setting.source;
                description.ofMachine = setting.ofMachine;
                tell(description);
            }
        });
}

constexpr const char *kTableHead = "\n| setting | default | may be | what it is |\n|---|---|---|---|\n";

std::string tableRow(const SettingDescription &setting)
{
    const std::string unit = setting.unit.empty() ? "" : " " + setting.unit;
    return "| `" + setting.key + "`" + (setting.ofMachine ? " *" : "") + " | `" + setting.standard + "` | "
        + setting.allowed + unit + " | " + setting.words + (setting.source.empty() ? "" : " (" + setting.source + ")")
        + " |\n";
}

} // namespace

std::string SettingDescription::place() const
{
    std::string place = "/" + key;
    std::replace(place.begin(), place.end(), '.', '/');
    return place;
}

const std::vector<SettingDescription> &runSettings()
{
    static const std::vector<SettingDescription> all = [] {
        std::vector<SettingDescription> found;
        describe(
            "", RunSpec(), [&](const SettingDescription &setting) { found.push_back(setting); },
            [](const char *, const char *) {});
        return found;
    }();
    return all;
}

const SettingDescription &runSetting(std::string_view key)
{
    const std::vector<SettingDescription> &all = runSettings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto &setting) { return setting.key == key; });
    if (found == all.end())
        settings::refuse("there is no setting '" + displayText(key) + "'");
    return *found;
}

std::string settingsInMarkdown()
{
    std::string text
        = "# The settings of a run\n\n"
          "Made by `retrograde-cli settings --markdown` from the program's own list; a test says where the two "
          "differ.\n"
          "\n"
          "Each has its place in a run's record, and can be set with `--set`, as in `--set defences.gap_frames=40`. "
          "The default is what holds where neither the command line nor the preset (`sound`, `poster`) says otherwise. "
          "Those with a star are of the machine that computes the run, and no part of the experiment.\n"
          "\n## The run itself\n";
    text += kTableHead;
    describe(
        "", RunSpec(), [&](const SettingDescription &setting) { text += tableRow(setting); },
        [&](const char *key, const char *words) {
            text += "\n## `" + std::string(key) + "`\n\n" + words + ".\n" + kTableHead;
        });
    return text;
}

} // namespace retrograde
