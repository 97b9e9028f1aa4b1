#include "app/cli/commandline.h"

int main(int argc, char **argv)
{
    return retrograde::cli::runCommandLine(argc, argv);
}
