#include "base/paths.h"

#include "base/error.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <string>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = ".tmp-";
constexpr std::size_t kRandomDigits = 16;
/// Of a name; the file system allows 255 bytes.
constexpr std::size_t kLongestStem = 200;
constexpr const char *kScratch = "retrograde-scratch-";

fs::path homeFolder()
{
    if (const char *home = std::getenv("HOME"); home && *home)
        return home;
    std::vector<char> buffer(1 << 14);
    struct passwd entry { };
    struct passwd *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir
        && *found->pw_dir == '/')
        return found->pw_dir;
    throw Error(ErrorCode::NotFound, "it is not known where your home folder is: set HOME, or name a workspace");
}

fs::path xdgFolder(const char *variable, const char *fallback)
{
    // The base directory specification: a value that is not absolute is to be ignored.
    if (const char *value = std::getenv(variable); value && *value == '/')
        return fs::path(value) / "retrograde";
    return homeFolder() / fallback / "retrograde";
}

std::string randomDigits()
{
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != ssize_t { sizeof number })
        throw std::system_error(errno, std::generic_category());
    char text[kRandomDigits + 1];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
    return text;
}

[[noreturn]] void failWriting(const fs::path &path, int cause)
{
    throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(cause));
}

void syncFolder(const fs::path &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int cause = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    // Some file systems cannot sync a folder; that is theirs to answer for.
    if (!synced && cause != EINVAL)
        throw Error(ErrorCode::Io, path, std::string("could not be written to disk: ") + std::strerror(cause));
}

/// Locks what was made this instant, so that nobody collects it. Where there are no locks it goes without.
/// @return false when somebody was quicker and has taken it away
bool keep(int descriptor)
{
    while (::flock(descriptor, LOCK_EX) != 0) { // who collects holds it for as long as that takes
        if (errno != EINTR)
            return true;
    }
    struct stat status { };
    return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// A new file beside @p target, held by a lock that dies with the process.
class Temporary {
public:
    explicit Temporary(const fs::path &target)
        : m_target(target)
    {
        const std::string stem = target.filename().native().substr(0, kLongestStem) + std::string(kMark)
            + std::to_string(::getpid()) + '-';
        for (;;) {
            m_path = target.parent_path() / (stem + randomDigits());
            m_descriptor = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
            if (m_descriptor < 0)
                failWriting(target, errno);
            if (keep(m_descriptor))
                return;
            ::close(m_descriptor);
        }
    }
    ~Temporary()
    {
        if (!m_path.empty())
            ::unlink(m_path.c_str());
        ::close(m_descriptor);
    }
    Temporary(const Temporary &) = delete;
    Temporary &operator=(const Temporary &) = delete;

    const fs::path &path() const { return m_path; }

    void becomeTarget()
    {
        struct stat ours { };
        struct stat there { };
        if (::fsync(m_descriptor) != 0)
            failWriting(m_target, errno);
        // Whatever was swapped in behind our back does not become the target.
        if (::fstat(m_descriptor, &ours) != 0 || ::lstat(m_path.c_str(), &there) != 0 || ours.st_ino != there.st_ino
            || ours.st_dev != there.st_dev)
            throw Error(ErrorCode::Io, m_target, "could not be written: its temporary file was taken away");
        if (::rename(m_path.c_str(), m_target.c_str()) != 0)
            failWriting(m_target, errno);
        m_path.clear();
        syncFolder(m_target.has_parent_path() ? m_target.parent_path() : fs::path("."));
    }

private:
    const fs::path m_target;
    fs::path m_path; ///< empty once it has become the target
    int m_descriptor = -1;
};

/// "<anything>.tmp-<digits>-<16 hexadecimal digits>", and of older versions "-<digits>".
bool isTemporaryName(std::string_view name)
{
    const std::size_t mark = name.rfind(kMark);
    if (mark == std::string_view::npos || mark == 0)
        return false;
    const std::string_view rest = name.substr(mark + kMark.size());
    const std::size_t dash = rest.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == rest.size())
        return false;
    return rest.substr(0, dash).find_first_not_of("0123456789") == std::string_view::npos
        && rest.substr(dash + 1).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Removes @p path by @p remove if it is of this user, of the kind that @p flags ask for, and nobody holds its lock.
/// Whoever made it this instant and wants the lock gets it afterwards, and sees that it is gone.
template<typename Remove> bool collect(const fs::path &path, int flags, const Remove &remove)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags);
    if (descriptor < 0)
        return false;
    struct stat status { };
    const bool removed = ::fstat(descriptor, &status) == 0 && status.st_uid == ::geteuid()
        && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && remove();
    ::close(descriptor);
    return removed;
}

} // namespace

fs::path userDataFolder()
{
    return xdgFolder("XDG_DATA_HOME", ".local/share");
}

fs::path userCacheFolder()
{
    return xdgFolder("XDG_CACHE_HOME", ".cache");
}

void writeAtomically(const fs::path &path, const std::function<void(const fs::path &)> &write)
{
    try {
        Temporary temporary(path);
        write(temporary.path());
        temporary.becomeTarget();
    } catch (const std::system_error &error) { // of the file system's functions as well
        throw Error(ErrorCode::Io, path, "could not be written: " + error.code().message());
    }
}

void writeAtomically(const fs::path &path, std::string_view content)
{
    writeAtomically(path, [&](const fs::path &temporary) {
        const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
        if (descriptor < 0)
            failWriting(path, errno);
        int cause = 0;
        for (std::string_view left = content; !left.empty() && cause == 0;) {
            const ssize_t written = ::write(descriptor, left.data(), left.size());
            if (written >= 0)
                left.remove_prefix(static_cast<std::size_t>(written));
            else if (errno != EINTR)
                cause = errno;
        }
        if (::close(descriptor) != 0 && cause == 0)
            cause = errno;
        if (cause != 0)
            failWriting(path, cause);
    });
}

int collectLeftovers(const fs::path &folder) noexcept
{
    int removed = 0;
    try {
        std::error_code failure;
        for (fs::directory_iterator entry(folder, failure); !failure && entry != fs::directory_iterator();
             entry.increment(failure)) {
            std::error_code vanished;
            const fs::path &path = entry->path();
            if (isTemporaryName(path.filename().native())
                && entry->symlink_status(vanished).type() == fs::file_type::regular)
                removed += collect(path, 0, [&] { return ::unlink(path.c_str()) == 0; });
        }
    } catch (...) {
        // Out of memory: they are collected another time.
    }
    return removed;
}

ScratchFolder::ScratchFolder()
{
    std::error_code failure;
    const fs::path where = fs::temp_directory_path(failure);
    if (failure)
        throw Error(ErrorCode::Io, "there is no folder for temporary files: " + failure.message());
    for (fs::directory_iterator entry(where, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
        std::error_code ignored;
        const fs::path &path = entry->path();
        if (path.filename().native().starts_with(kScratch))
            collect(path, O_DIRECTORY, [&] { return fs::remove_all(path, ignored) > 0; });
    }
    for (;;) {
        std::string name = (where / kScratch).native() + "XXXXXX";
        if (!::mkdtemp(name.data()))
            throw Error(ErrorCode::Io, name, std::string("could not be created: ") + std::strerror(errno));
        m_path = name;
        m_lock = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (m_lock >= 0 && keep(m_lock))
            return;
        const int cause = errno;
        if (m_lock >= 0)
            ::close(m_lock);
        else if (cause != ENOENT) // which is one that was taken away
            return; // it goes without
    }
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
    if (m_lock >= 0)
        ::close(m_lock);
}

} // namespace retrograde
