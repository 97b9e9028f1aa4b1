#include "app/cli/context.h"

#include "base/error.h"
#include "base/machine.h"
#include "base/text.h"

#include <csignal>
#include <cstdio>
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

} // namespace

int main(int argc, char **argv)
{
    using namespace retrograde;
    using namespace retrograde::cli;

    Context context;
    context.control = &interruption;

    CLI::App app("Self-supervised machine listening: import music, train pretext models, listen to their mistakes.",
        "retrograde-cli");
    app.set_version_flag("--version", "retrograde-cli " + retrogradeVersion());
    app.require_subcommand(1);
    app.fallthrough();
    std::string workspace;
    app.add_option("--workspace", workspace,
           "Folder that holds the library, features and runs (default " + displayPath(context.workspace) + ")")
        ->type_name("DIR");
    app.add_flag("--json", context.json, "Print one JSON document on standard output");
    app.add_option("--seed", context.seed,
           "Seed of weights, crops and their order; what is held out has a seed of its own, split_seed")
        ->type_name("N");
    app.add_option("--threads", context.threads, "Threads to compute with; 0 = all cores")
        ->check(CLI::Range(0, 1024))
        ->type_name("N");
    app.add_option("--device", context.device, "Where models run: auto, cpu or cuda")
        ->check(CLI::IsMember({ "auto", "cpu", "cuda" }))
        ->type_name("NAME");
    addInfoCommand(app, context);
    addImportCommands(app, context);
    addLibraryCommands(app, context);
    addAuditCommands(app, context);
    addSoundCommands(app, context);
    addRunCommands(app, context);
    addModelCommands(app, context);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        // --help and --version arrive here too, with exit code 0.
        return app.exit(error) == 0 ? kDone : kWrongUsage;
    }
    if (!workspace.empty())
        context.workspace = workspace;

    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return context.command();
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled) {
            complain("cancelled; what was done is kept");
            return kCancelled;
        }
        complain(error.what());
        // A setting out of range is wrong usage; a file that is not what it should be is a failure.
        if (error.code() == ErrorCode::InvalidArgument && error.path().empty())
            return kWrongUsage;
    } catch (const std::exception &error) {
        complain(error.what());
    }
    return kFailed;
}
