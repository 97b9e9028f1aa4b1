#include "base/outputfile.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/paths.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlock = 1 << 18;
constexpr int kMostLinks = 40; ///< as the system follows
/// Where our mark is looked for, from either end.
constexpr std::size_t kMarkedBytes = 1 << 16;
/// More than a name: a piece of music may be called "Retrograde". The second is that of weights.
constexpr std::array<std::string_view, 2> kMarks { kOutputMark, "\"program\":\"Retrograde " };
/// How tables begin, which carry no other mark: a row of names that no other program writes.
constexpr std::array<std::string_view, 3> kOurTables {
    "path,dataset,status,outcome,reason,duplicate_of,",
    "path,start_seconds,transform,target,probability,loss",
    "path,start_seconds,label,target,probability,loss",
};

/// What is at the end of the links that begin with @p path, whether or not there is anything.
fs::path behindLinks(fs::path path)
{
    for (int links = 0; links < kMostLinks; ++links) {
        std::error_code error;
        if (!fs::is_symlink(path, error))
            return path;
        const fs::path next = fs::read_symlink(path, error);
        if (error)
            break;
        path = next.is_absolute() ? next : path.parent_path() / next;
    }
    throw Error(ErrorCode::Io, path, "could not be written: its links lead in a circle");
}

class Device {
public:
    Device(const fs::path &path, int flags)
        : m_descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY))
    {
    }
    ~Device()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Device(const Device &) = delete;
    Device &operator=(const Device &) = delete;
    int number() const { return m_descriptor; }

private:
    int m_descriptor;
};

[[noreturn]] void failWriting(const fs::path &path)
{
    throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(errno));
}

void copyInto(const fs::path &content, const fs::path &device)
{
    const ForeignFile source(content);
    const Device target(device, O_WRONLY); // waits for a reader of a pipe, as cp does
    if (target.number() < 0)
        failWriting(device);
    std::vector<std::byte> block(kBlock);
    for (std::uint64_t at = 0; at < source.size();) {
        const std::size_t count = source.readSome(at, block);
        for (std::size_t done = 0; done < count;) {
            const ssize_t written = ::write(target.number(), block.data() + done, count - done);
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                failWriting(device);
            done += static_cast<std::size_t>(written);
        }
        at += count;
        if (count == 0)
            break;
    }
}

} // namespace

void writeOutput(const fs::path &path, const std::function<void(const fs::path &)> &write)
{
    struct stat status { };
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        throw Error(ErrorCode::Io, path, "could not be written: it is a folder");
    if (exists && !S_ISREG(status.st_mode)) {
        const ScratchFolder scratch;
        // Its ending may say what kind of file it is to be.
        const fs::path content = scratch.path() / ("output" + path.extension().native());
        writeAtomically(content, write);
        copyInto(content, path);
        return;
    }
    const fs::path target = behindLinks(path);
    if (exists && ::access(target.c_str(), W_OK) != 0)
        failWriting(path);
    writeAtomically(target, [&](const fs::path &temporary) {
        if (exists)
            ::chmod(temporary.c_str(), status.st_mode & 07777); // in vain where the file is another's; then it is ours
        write(temporary);
    });
}

void writeOutput(const fs::path &path, std::string_view content)
{
    writeOutput(path, [&](const fs::path &temporary) {
        const Device file(temporary, O_WRONLY | O_NOFOLLOW);
        if (file.number() < 0)
            failWriting(path);
        for (std::string_view left = content; !left.empty();) {
            const ssize_t written = ::write(file.number(), left.data(), left.size());
            if (written < 0 && errno != EINTR)
                failWriting(path);
            left.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
        }
    });
}

bool isSameFile(const fs::path &one, const fs::path &other)
{
    struct stat first { };
    struct stat second { };
    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 && first.st_ino == second.st_ino
        && first.st_dev == second.st_dev;
}

bool isOurs(const fs::path &path)
{
    const ForeignFile file(path);
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kMarkedBytes));
    std::string part(size, '\0');
    for (const std::uint64_t from : { std::uint64_t { 0 }, file.size() - size }) {
        file.readSome(from, std::as_writable_bytes(std::span(part)));
        if (std::any_of(kMarks.begin(), kMarks.end(),
                [&](std::string_view mark) { return part.find(mark) != std::string::npos; }))
            return true;
        if (from == 0 && std::any_of(kOurTables.begin(), kOurTables.end(), [&](std::string_view header) {
                return part.starts_with(header);
            }))
            return true;
    }
    return false;
}

void requireReplaceable(const fs::path &path, std::span<const fs::path> inputs, bool force)
{
    struct stat status { };
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return;
    for (const fs::path &input : inputs) {
        if (isSameFile(path, input))
            throw Error(ErrorCode::Conflict, path, "is what is to be read: choose another file to write to");
    }
    if (!force && status.st_size > 0 && !isOurs(path))
        throw Error(ErrorCode::Conflict, path,
            "is there already and was not written by Retrograde: choose another name, or give --force to write over "
            "it");
}

} // namespace retrograde
