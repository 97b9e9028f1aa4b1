#pragma once

namespace retrograde::cli {

/// The whole program: reads the arguments as main() gets them, does what they say, and handles SIGINT, SIGTERM and
/// SIGHUP meanwhile. Once in a process. @return the exit code
int runCommandLine(int argc, char **argv);

} // namespace retrograde::cli
