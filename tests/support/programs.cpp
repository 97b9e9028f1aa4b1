#include "support/programs.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace retrograde::testing {

namespace {

int exitCode(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

bool programAvailable(const std::string &name)
{
    const char *path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((std::filesystem::path(folder) / name).c_str(), X_OK) == 0)
            return true;
    }
    return false;
}

ChildProcess::ChildProcess(
    const std::vector<std::string> &command, const std::string &outputPath, const Environment &environment)
{
    std::vector<char *> arguments;
    for (const std::string &argument : command)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    m_pid = ::fork();
    if (m_pid < 0)
        throw std::runtime_error("fork failed");
    if (m_pid > 0)
        return;
    const char *output = outputPath.empty() ? "/dev/null" : outputPath.c_str();
    const int in = ::open("/dev/null", O_RDONLY);
    const int out = ::open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err = ::open("/dev/null", O_WRONLY);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    for (const auto &[name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

bool ChildProcess::isRunning()
{
    if (m_pid < 0 || ::waitpid(m_pid, nullptr, WNOHANG) == 0)
        return m_pid >= 0;
    m_pid = -1;
    return false;
}

int ChildProcess::wait()
{
    int status = 0;
    if (m_pid < 0 || ::waitpid(m_pid, &status, 0) != std::exchange(m_pid, -1))
        return -1;
    return exitCode(status);
}

void ChildProcess::terminate()
{
    if (m_pid < 0)
        return;
    ::kill(m_pid, SIGTERM);
    wait();
}

int runProgram(const std::vector<std::string> &command, const Environment &environment)
{
    return ChildProcess(command, {}, environment).wait();
}

} // namespace retrograde::testing
