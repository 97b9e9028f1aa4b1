#include "app/cli/commandline.h"

#include "app/cli/context.h"
#include "base/error.h"
#include "base/machine.h"
#include "base/mappedfiles.h"
#include "base/problem.h"
#include "base/text.h"
#include "experiment/settingdescription.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <unistd.h>

namespace {

retrograde::RunControl interruption;

extern "C" void onInterrupt(int)
{
    // The second Ctrl-C does not wait for the batch or file in hand.
    if (interruption.stopRequested())
        _exit(retrograde::cli::kCancelled);
    interruption.stop();
}

using namespace retrograde;
using namespace retrograde::cli;

/// What the user asked for was wrong, as CLI11 found; or it was --help or --version, which arrive here too.
int tellOfUsage(const CLI::App &app, const CLI::ParseError &error)
{
    if (error.get_exit_code() == 0)
        return app.exit(error) == 0 ? kDone : kWrongUsage;
    complain(error.what());
    std::fputs("Run with --help for more information.\n", stderr);
    return kWrongUsage;
}

/// The exit code for @p error, after saying it.
int tell(const Context &context, const Error &error)
{
    if (error.code() == ErrorCode::Cancelled) {
        complain("cancelled; what was done is kept");
        return kCancelled;
    }
    // What is damaged and lies in no other file lies in the workspace's database.
    const bool ofRecords
        = (error.code() == ErrorCode::Corrupt || error.code() == ErrorCode::Database) && error.path().empty();
    complain(ofRecords ? displayPath(context.workspace / "retrograde.sqlite") + ": " + error.what() : error.what());
    // A setting out of range is wrong usage; a file that is not what it should be is a failure.
    return error.code() == ErrorCode::InvalidArgument && error.path().empty() ? kWrongUsage : kFailed;
}

int runCommand(const Context &context)
{
    try {
        return context.command();
    } catch (...) {
        return tell(context, errorOf(std::current_exception()));
    }
}

/// Whether all that was printed has arrived. A reader that went away does not want to hear of it.
bool outputArrived()
{
    errno = 0;
    const bool arrived = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (!arrived && errno != EPIPE)
        complain(std::string("standard output could not be written: ") + std::strerror(errno != 0 ? errno : ENOSPC));
    return arrived;
}

int run(int argc, char **argv)
{
    Context context;
    context.control = &interruption;
    std::string homeless; // why there is no default workspace
    try {
        context.workspace = Workspace::defaultFolder();
    } catch (const Error &error) {
        homeless = error.what();
    }

    CLI::App app("Self-supervised machine listening: import music, train pretext models, listen to their mistakes.",
        "retrograde-cli");
    app.set_version_flag("--version", "retrograde-cli " + retrogradeVersion());
    app.require_subcommand(1);
    app.fallthrough();
    std::string workspace;
    std::string seed;
    const CLI::Option *workspaceOption
        = app.add_option("--workspace", workspace,
                 "Folder that holds the library, features and runs"
                     + (homeless.empty() ? " (default " + displayPath(context.workspace) + ")" : ""))
              ->type_name("DIR");
    app.add_flag("--json", context.json, "Print one JSON document on standard output");
    app.add_flag(
        "--force", context.force, "Write over files that Retrograde did not write, where a command writes one");
    app.add_option(
           "--seed", seed, "Seed of weights, crops and their order; what is held out has a seed of its own, split_seed")
        ->type_name("N");
    const SettingDescription &threads = runSetting("threads");
    app.add_option("--threads", context.threads, settingHelp(threads.key))
        ->check(CLI::Range(static_cast<int>(threads.low), static_cast<int>(threads.high)))
        ->type_name("N");
    app.add_option("--device", context.device, settingHelp("device"))
        ->check(CLI::IsMember(runSetting("device").choices))
        ->type_name("NAME");
    addInfoCommand(app, context);
    addImportCommands(app, context);
    addLibraryCommands(app, context);
    addAuditCommands(app, context);
    addSoundCommands(app, context);
    addRunCommands(app, context);
    addModelCommands(app, context);
    addSettingsCommand(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int code = tellOfUsage(app, error);
        return code == kDone && !outputArrived() ? kFailed : code;
    }
    if (workspaceOption->count() > 0)
        context.workspace = workspace;
    if (context.workspace.empty()) {
        complain(homeless.empty() ? "--workspace needs the name of a folder" : homeless);
        return homeless.empty() ? kWrongUsage : kFailed;
    }
    if (!seed.empty()) {
        std::uint64_t number = 0;
        const auto [end, problem] = std::from_chars(seed.data(), seed.data() + seed.size(), number);
        if (problem != std::errc() || end != seed.data() + seed.size()) {
            complain("--seed: '" + seed + "' is no whole number from 0 to 18446744073709551615");
            return kWrongUsage;
        }
        context.seed = number;
    }

    endInWordsWhenMappedFilesFail();
    for (const int signal : { SIGINT, SIGTERM, SIGHUP })
        std::signal(signal, onInterrupt);
    std::signal(SIGPIPE, SIG_IGN);
    int code = runCommand(context);
    // A command that had nothing left to stop when it was told to has not done as it was told all the same.
    if (code == kDone && interruption.stopRequested()) {
        complain("cancelled; what was done is kept");
        code = kCancelled;
    }
    return outputArrived() || code != kDone ? code : kFailed;
}

} // namespace

int retrograde::cli::runCommandLine(int argc, char **argv)
{
    try {
        return run(argc, argv);
    } catch (...) {
        complain(sentenceOf(std::current_exception()));
        return kFailed;
    }
}
