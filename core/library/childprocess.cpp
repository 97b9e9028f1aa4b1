#include "library/childprocess.h"

#include "base/error.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace retrograde {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kKeptOutput = 16 * 1024;
constexpr int kPollMilliseconds = 50;
constexpr std::chrono::seconds kGrace(3); ///< between asking a program to end and making it

/// A descriptor that is closed at the end of its scope.
class Descriptor {
public:
    explicit Descriptor(int value = -1)
        : m_value(value)
    {
    }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int get() const { return m_value; }
    void close()
    {
        if (m_value >= 0)
            ::close(m_value);
        m_value = -1;
    }

private:
    int m_value;
};

struct FileActions {
    FileActions() { posix_spawn_file_actions_init(&actions); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
    posix_spawn_file_actions_t actions;
};

struct Attributes {
    Attributes() { posix_spawnattr_init(&attributes); }
    ~Attributes() { posix_spawnattr_destroy(&attributes); }
    posix_spawnattr_t attributes;
};

/// The environment of this process, but with messages in English.
std::vector<std::string> childEnvironment()
{
    std::vector<std::string> variables { "LC_ALL=C.UTF-8" };
    for (char **variable = environ; *variable; ++variable) {
        if (std::strncmp(*variable, "LC_ALL=", 7) != 0 && std::strncmp(*variable, "LANGUAGE=", 9) != 0)
            variables.emplace_back(*variable);
    }
    return variables;
}

std::vector<char *> pointers(std::vector<std::string> &strings)
{
    std::vector<char *> result;
    for (std::string &string : strings)
        result.push_back(string.data());
    result.push_back(nullptr);
    return result;
}

/// Reads what is there and keeps its end. False at the end of the output.
bool readOutput(int descriptor, std::string &output)
{
    std::array<char, 4096> buffer;
    while (true) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count == 0)
            return false;
        if (count < 0)
            return errno == EAGAIN || errno == EINTR;
        output.append(buffer.data(), static_cast<std::size_t>(count));
        if (output.size() > kKeptOutput)
            output.erase(0, output.size() - kKeptOutput);
    }
}

/// The program's wait status, if it has ended.
bool hasEnded(pid_t process, int &status)
{
    pid_t ended = 0;
    do {
        ended = ::waitpid(process, &status, WNOHANG);
    } while (ended < 0 && errno == EINTR);
    return ended == process;
}

} // namespace

ChildResult runProgram(const std::vector<std::string> &arguments, const std::filesystem::path &folder,
    std::chrono::seconds timeout, const RunControl &control)
{
    control.check();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        throw Error(ErrorCode::Io, std::string("no pipe to ") + arguments.front() + ": " + std::strerror(errno));
    Descriptor readEnd(ends[0]);
    Descriptor writeEnd(ends[1]);

    FileActions files;
    posix_spawn_file_actions_addopen(&files.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files.actions, writeEnd.get(), STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&files.actions, folder.c_str());

    Attributes spawn;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : { SIGINT, SIGTERM, SIGPIPE })
        sigaddset(&defaults, signal);
    posix_spawnattr_setsigmask(&spawn.attributes, &none);
    posix_spawnattr_setsigdefault(&spawn.attributes, &defaults);
    posix_spawnattr_setpgroup(&spawn.attributes, 0);
    posix_spawnattr_setflags(&spawn.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    std::vector<std::string> words = arguments;
    std::vector<std::string> environment = childEnvironment();
    ChildResult result;
    pid_t process = 0;
    const int failure = ::posix_spawnp(&process, words.front().c_str(), &files.actions, &spawn.attributes,
        pointers(words).data(), pointers(environment).data());
    if (failure == ENOENT)
        return result;
    if (failure != 0)
        throw Error(ErrorCode::Io, arguments.front() + " could not be started: " + std::strerror(failure));
    result.found = true;
    writeEnd.close();

    const Clock::time_point deadline = Clock::now() + timeout;
    Clock::time_point killTime = Clock::time_point::max();
    int status = 0;
    bool reading = true;
    while (!hasEnded(process, status)) {
        const Clock::time_point now = Clock::now();
        if (killTime == Clock::time_point::max() && (control.stopRequested() || now >= deadline)) {
            result.timedOut = !control.stopRequested();
            ::kill(-process, SIGTERM);
            killTime = now + kGrace;
        } else if (now >= killTime) {
            ::kill(-process, SIGKILL);
        }
        pollfd waiting { reading ? readEnd.get() : -1, POLLIN, 0 };
        ::poll(&waiting, 1, kPollMilliseconds);
        if (reading)
            reading = readOutput(readEnd.get(), result.errorOutput);
    }
    if (reading)
        readOutput(readEnd.get(), result.errorOutput);
    if (killTime != Clock::time_point::max())
        ::kill(-process, SIGKILL); // Helpers that outlived it.
    if (WIFEXITED(status) && !result.timedOut)
        result.exitStatus = WEXITSTATUS(status);
    control.check();
    return result;
}

} // namespace retrograde
