#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

/// Other programs that tests use: ffmpeg, pulseaudio, parec.
namespace retrograde::testing {

/// Whether @p name is to be found on the PATH.
bool programAvailable(const std::string &name);

/// Variables set on top of this process's own environment.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// A child process whose output goes to @p outputPath (empty: nowhere); ended when the object dies.
class ChildProcess {
public:
    ChildProcess() = default;
    explicit ChildProcess(const std::vector<std::string> &command, const std::string &outputPath = {},
        const Environment &environment = {});
    ~ChildProcess() { terminate(); }
    ChildProcess(ChildProcess &&other) noexcept
        : m_pid(std::exchange(other.m_pid, -1))
    {
    }
    ChildProcess &operator=(ChildProcess &&other) noexcept
    {
        std::swap(m_pid, other.m_pid);
        return *this;
    }

    bool isRunning();
    /// The exit code, or 128 + the signal.
    int wait();
    void terminate();

private:
    pid_t m_pid = -1;
};

/// Runs a program to its end; its exit code.
int runProgram(const std::vector<std::string> &command, const Environment &environment = {});

} // namespace retrograde::testing
