#include "base/paths.h"

#include "base/error.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

fs::path xdgFolder(const char *variable, const char *fallback)
{
    // The base directory specification: a value that is not absolute is to be ignored.
    if (const char *value = std::getenv(variable); value && *value == '/')
        return fs::path(value) / "retrograde";
    const char *home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / fallback / "retrograde";
}

void sync(const fs::path &path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int cause = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    // Some file systems cannot sync a folder; that is theirs to answer for.
    if (!synced && cause != EINVAL)
        throw Error(ErrorCode::Io, path, std::string("could not be written to disk: ") + std::strerror(cause));
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
    static std::atomic<unsigned> counter { 0 };
    fs::path temporary = path;
    temporary += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    try {
        write(temporary);
        sync(temporary, O_RDONLY);
        fs::rename(temporary, path);
        sync(path.has_parent_path() ? path.parent_path() : fs::path("."), O_RDONLY | O_DIRECTORY);
    } catch (const fs::filesystem_error &error) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw Error(ErrorCode::Io, path, "could not be written: " + error.code().message());
    } catch (...) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw;
    }
}

void writeAtomically(const fs::path &path, std::string_view content)
{
    writeAtomically(path, [&](const fs::path &temporary) {
        std::ofstream file(temporary, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        file.close();
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(errno));
    });
}

} // namespace retrograde
