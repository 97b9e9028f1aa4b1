#include "library/debianpackages.h"

#include "base/error.h"
#include "base/text.h"
#include "library/childprocess.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/file.h>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kDownloadTimeout(300);
constexpr std::chrono::seconds kUnpackTimeout(120);

/// A folder that is emptied at the start and gone at the end.
class ScratchFolder {
public:
    explicit ScratchFolder(fs::path folder)
        : m_folder(std::move(folder))
    {
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const fs::path &path() const { return m_folder; }

private:
    fs::path m_folder;
};

/// The sentence of @p output that says why: apt's first error, else the last line.
std::string causeIn(const std::string &output)
{
    std::string last;
    std::size_t begin = 0;
    while (begin < output.size()) {
        const std::size_t end = std::min(output.find('\n', begin), output.size());
        const std::string_view line = trimmed(std::string_view(output).substr(begin, end - begin));
        begin = end + 1;
        if (line.starts_with("E: "))
            return displayText(line.substr(3));
        if (!line.empty() && !line.starts_with("W: "))
            last = displayText(line);
    }
    return last.empty() ? "it gave no reason" : last;
}

} // namespace

FetchLock::FetchLock(const fs::path &folder, const std::string &sentence)
{
    const fs::path file = folder / "lock";
    m_descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (m_descriptor < 0)
        throw Error(ErrorCode::Io, file, std::string("cannot be written: ") + std::strerror(errno));
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(m_descriptor);
        throw Error(ErrorCode::Conflict, sentence);
    }
}

FetchLock::~FetchLock()
{
    ::close(m_descriptor);
}

Fetched fetchPackage(const std::string &package, const std::vector<std::string> &patterns, const fs::path &folder,
    const fs::path &scratchFolder, const RunControl &control)
{
    const ScratchFolder scratch(scratchFolder);
    std::vector<std::string> download { "apt-get", "-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15",
        "-o", "Acquire::https::Timeout=15" };
    if (::geteuid() == 0) {
        // The download user that root's apt switches to may not enter a private cache folder.
        download.insert(download.end(), { "-o", "APT::Sandbox::User=root" });
    }
    download.insert(download.end(), { "download", package });
    const ChildResult apt = runProgram(download, scratch.path(), kDownloadTimeout, control);
    if (!apt.found)
        return { "apt-get, which fetches the music from Debian's archive, is not on this machine", false };
    if (apt.timedOut)
        return { "Debian's archive did not answer in time", false };
    if (!apt.succeeded()) {
        const std::string cause = causeIn(apt.errorOutput);
        if (cause.find("nable to locate package") != std::string::npos || cause.find("o candidate") != std::string::npos
            || cause.find("an't select candidate") != std::string::npos)
            return { "apt does not know the package " + package
                    + " (its lists of packages may be empty: apt-get update fetches them)",
                true };
        return { cause, false };
    }

    fs::path archive;
    for (const fs::directory_entry &entry : fs::directory_iterator(scratch.path())) {
        if (entry.path().extension() == ".deb")
            archive = entry.path();
    }
    if (archive.empty())
        return { "apt-get left no package behind", true };
    const fs::path unpacked = scratch.path() / "unpacked";
    fs::create_directory(unpacked);
    const ChildResult dpkg = runProgram(
        { "dpkg-deb", "-x", archive.string(), unpacked.string() }, scratch.path(), kUnpackTimeout, control);
    if (!dpkg.found)
        return { "dpkg-deb, which unpacks the music, is not on this machine", false };
    if (!dpkg.succeeded())
        return { "the package " + package + " could not be unpacked: " + causeIn(dpkg.errorOutput), true };

    const fs::path selected = scratch.path() / "selected";
    fs::create_directory(selected);
    const fs::path share = unpacked / "usr" / "share";
    int count = 0;
    for (const std::string &pattern : patterns) {
        const fs::path source = share / fs::path(pattern).parent_path();
        if (!fs::is_directory(source))
            continue;
        for (const fs::directory_entry &entry : fs::directory_iterator(source)) {
            const fs::path below = entry.path().lexically_relative(share);
            if (entry.is_regular_file() && ::fnmatch(pattern.c_str(), below.c_str(), FNM_PATHNAME) == 0) {
                fs::rename(entry.path(), selected / entry.path().filename());
                ++count;
            }
        }
    }
    if (count == 0)
        return { "the package " + package + " holds other files than expected", true };
    const fs::path copyright = share / "doc" / package / "copyright";
    if (fs::exists(copyright))
        fs::copy_file(copyright, selected / "copyright");
    fs::rename(selected, folder / package);
    return {};
}

} // namespace retrograde
