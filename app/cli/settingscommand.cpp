#include "app/cli/context.h"

#include "experiment/runspec.h"
#include "experiment/settingdescription.h"

#include <cstdio>

namespace retrograde::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string withUnit(const SettingDescription &setting)
{
    return setting.allowed + (setting.unit.empty() ? "" : " " + setting.unit);
}

int listAsJson()
{
    const Json standard = Json::parse(RunSpec().toJson());
    Json rows = Json::array();
    for (const SettingDescription &setting : runSettings()) {
        Json row { { "key", setting.key }, { "default", standard.at(Json::json_pointer(setting.place())) },
            { "allowed", setting.allowed }, { "choices", setting.choices }, { "unit", setting.unit },
            { "words", setting.words }, { "source", setting.source }, { "of_machine", setting.ofMachine } };
        rows.push_back(std::move(row));
    }
    printJson(rows);
    return kDone;
}

int list(const Context &context, bool asMarkdown)
{
    if (asMarkdown) {
        std::fputs(settingsInMarkdown().c_str(), stdout);
        return kDone;
    }
    if (context.json)
        return listAsJson();
    TextTable table({ { "setting" }, { "default" }, { "may be", false, 70 }, { "what it is", false, 300 } });
    for (const SettingDescription &setting : runSettings())
        table.add({ setting.key, setting.standard, withUnit(setting),
            setting.words + (setting.source.empty() ? "" : " (" + setting.source + ")") });
    table.print();
    return kDone;
}

} // namespace

std::string settingHelp(std::string_view key)
{
    const SettingDescription &setting = runSetting(key);
    return setting.words.substr(0, setting.words.size() - 1) + " (" + withUnit(setting) + ")";
}

void addSettingsCommand(CLI::App &app, Context &context)
{
    auto asMarkdown = std::make_shared<bool>(false);
    CLI::App *settings = app.add_subcommand("settings", "List the settings of a run, which --set changes");
    settings->add_flag("--markdown", *asMarkdown, "As the page docs/SETTINGS.md");
    settings->callback(
        [&context, asMarkdown] { context.command = [&context, asMarkdown] { return list(context, *asMarkdown); }; });
}

} // namespace retrograde::cli
