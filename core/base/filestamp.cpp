#include "base/filestamp.h"

#include <sys/stat.h>

namespace retrograde {

FileStamp FileStamp::of(const std::filesystem::path &path)
{
    struct stat status { };
    return ::stat(path.c_str(), &status) == 0 ? of(status) : FileStamp();
}

FileStamp FileStamp::of(const struct stat &status)
{
    if (!S_ISREG(status.st_mode))
        return {};
    return { status.st_size, std::int64_t { status.st_mtim.tv_sec } * 1'000'000'000 + status.st_mtim.tv_nsec };
}

} // namespace retrograde
