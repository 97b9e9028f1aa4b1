#include "spectrum/featurefile.h"

#include "base/error.h"
#include "base/hash.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace retrograde {

namespace {

static_assert(std::endian::native == std::endian::little, "the header is stored as it lies in memory");

constexpr std::array<char, 8> kMagic { 'R', 'G', 'F', 'E', 'A', 'T', '\r', '\n' };
constexpr std::uint32_t kVersion = 1;
/// Bytes read at a time: what fits the second cache.
constexpr std::size_t kBlock = 1 << 18;

template<std::size_t Size> bool put(std::array<char, Size> &field, std::string_view text)
{
    if (text.size() > Size)
        return false;
    std::fill(std::copy(text.begin(), text.end(), field.begin()), field.end(), '\0');
    return true;
}

} // namespace

FeatureFileHeader makeFeatureFileHeader(std::string_view contentHash, std::string_view parameters, int bins)
{
    FeatureFileHeader header;
    header.magic = kMagic;
    header.version = kVersion;
    header.bins = bins;
    if (!put(header.contentHash, contentHash) || !put(header.parameters, parameters))
        throw Error(ErrorCode::InvalidArgument, "the name of a stored spectrogram is too long");
    return header;
}

std::string featureFileName(std::string_view contentHash, std::string_view parameters)
{
    return std::string(contentHash) + "-" + retrograde::contentHash(parameters).substr(0, 16) + ".rgf";
}

Descriptor::~Descriptor()
{
    if (m_number >= 0)
        ::close(m_number);
}

Descriptor openFeatureFile(const std::filesystem::path &file)
{
    return Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

std::optional<FeatureFileHeader> readFeatureFileHeader(const Descriptor &descriptor)
{
    FeatureFileHeader header;
    struct stat status { };
    if (!descriptor.isOpen() || ::fstat(descriptor.number(), &status) != 0 || !S_ISREG(status.st_mode)
        || ::pread(descriptor.number(), &header, sizeof header, 0) != ssize_t { sizeof header })
        return std::nullopt;
    const std::int64_t cellBytes = status.st_size - std::int64_t { sizeof header };
    if (header.magic != kMagic || header.version != kVersion || header.reserved != 0 || header.bins < 1
        || header.frames < 1 || cellBytes % header.bins != 0 || header.frames != cellBytes / header.bins)
        return std::nullopt;
    return header;
}

bool hasItsChecksum(const Descriptor &descriptor, const FeatureFileHeader &header, const std::function<void()> &check)
{
    FeatureFileHeader blank = header;
    blank.checksum = {};
    Hasher hasher;
    hasher.update(std::as_bytes(std::span(&blank, 1)));
    std::vector<std::byte> block(std::min(header.cells(), kBlock));
    std::int64_t at = sizeof header;
    for (std::size_t left = header.cells(); left > 0;) {
        check();
        const ssize_t got = ::pread(descriptor.number(), block.data(), std::min(left, block.size()), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        hasher.update(std::span(block).first(static_cast<std::size_t>(got)));
        at += got;
        left -= static_cast<std::size_t>(got);
    }
    return hasher.hex() == textOf(header.checksum);
}

std::string textOf(std::span<const char> field)
{
    return { field.begin(), std::find(field.begin(), field.end(), '\0') };
}

} // namespace retrograde
