#include "base/diskspace.h"

#include "base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostKept = 1'000'000'000;
constexpr std::uint64_t kKeptShare = 20;

/// In gigabytes with one digit, rounded up or down to what is sure.
std::string gigabytes(std::uint64_t bytes, bool up)
{
    const double tenths = static_cast<double>(bytes) / 1e8;
    const auto rounded = static_cast<std::uint64_t>(up ? std::ceil(tenths) : std::floor(tenths));
    return std::to_string(rounded / 10) + '.' + std::to_string(rounded % 10) + " GB";
}

} // namespace

std::uint64_t spareBytes(const fs::path &folder)
{
    std::error_code error;
    fs::path there = fs::absolute(folder, error);
    while (!there.empty() && !fs::exists(there, error) && there != there.parent_path())
        there = there.parent_path();
    const fs::space_info space = fs::space(there, error);
    if (error || space.capacity == 0)
        return std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t kept = std::min(kMostKept, static_cast<std::uint64_t>(space.capacity) / kKeptShare);
    return space.available > kept ? space.available - kept : 0;
}

void requireSpare(const fs::path &folder, std::uint64_t bytes, const std::string &what)
{
    const std::uint64_t spare = spareBytes(folder);
    if (bytes <= spare)
        return;
    throw Error(ErrorCode::Io, folder,
        what + " need about " + gigabytes(bytes, true) + ", and only " + gigabytes(spare, false)
            + " may be written there for some of its disk to stay free");
}

} // namespace retrograde
