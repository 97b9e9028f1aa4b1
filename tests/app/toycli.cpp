#include "app/cli/commandline.h"
#include "support/toytask.h"

/// The command line with a task that only tests have.
int main(int argc, char **argv)
{
    retrograde::Task::add(retrograde::testing::rotationTask());
    return retrograde::cli::runCommandLine(argc, argv);
}
