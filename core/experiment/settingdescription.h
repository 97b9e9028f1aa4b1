#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// What the list of a run's settings (runsettingslist.h) says of one, for those who show it.
struct SettingDescription {
    std::string key; ///< with its group, as --set takes it: "defences.gap_frames"
    std::string standard; ///< what it is where nothing else is said, presets included, as --set takes it
    std::string allowed; ///< "0 to 1000", "late, channels", "true, false"
    std::vector<std::string> choices; ///< of a setting that chooses; else empty
    double low = 0; ///< of a number that has limits, else 0
    double high = 0; ///< likewise
    std::string unit; ///< "frames", "s", "dB"; empty = none
    std::string words; ///< one sentence
    std::string source; ///< the paper that it is from; empty = none
    bool ofMachine = false; ///< no part of the experiment: how a machine computes it

    std::string place() const; ///< in a run's record, as a JSON pointer: "/defences/gap_frames"
};

/// All of them, in the list's order.
const std::vector<SettingDescription> &runSettings();
/// @throws Error InvalidArgument: there is none of that key
const SettingDescription &runSetting(std::string_view key);
/// docs/SETTINGS.md.
std::string settingsInMarkdown();

} // namespace retrograde
