#include "spectrum/featurefile.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/paths.h"
#include "spectrum/decibels.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace retrograde {

namespace {

static_assert(std::endian::native == std::endian::little, "the header is stored as it lies in memory");

constexpr std::array<char, 8> kMagic { 'R', 'G', 'F', 'E', 'A', 'T', '\r', '\n' };
constexpr std::uint32_t kVersion = 2;
/// Of these versions spectrograms are read, but for the silent ones: the first stored those as 255 in every cell.
constexpr std::uint32_t kFirstVersion = 1;
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

bool isOutdated(const FeatureFileHeader &header)
{
    return header.version < kVersion && isSilence(header.maximumDb);
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
    if (header.magic != kMagic || header.version < kFirstVersion || header.version > kVersion || header.reserved != 0
        || header.bins < 1 || header.frames < 1 || cellBytes % header.bins != 0
        || header.frames != cellBytes / header.bins)
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

[[noreturn]] void failWriting(const std::filesystem::path &file)
{
    throw Error(ErrorCode::Io, file, std::string("could not be written: ") + std::strerror(errno));
}

void writeAll(const Descriptor &descriptor, std::span<const std::byte> bytes, const std::filesystem::path &file)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            failWriting(file);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void writeFeatureFile(
    const std::filesystem::path &file, FeatureFileHeader header, const std::function<void(const CellSink &)> &cells)
{
    header.checksum = {};
    writeAtomically(file, [&](const std::filesystem::path &temporary) {
        const Descriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
        if (!descriptor.isOpen())
            failWriting(file);
        Hasher hasher;
        const auto write = [&](std::span<const std::byte> bytes) {
            hasher.update(bytes);
            writeAll(descriptor, bytes, file);
        };
        write(std::as_bytes(std::span(&header, 1)));
        cells([&](std::span<const std::uint8_t> block) { write(std::as_bytes(block)); });
        const std::string checksum = hasher.hex();
        std::copy(checksum.begin(), checksum.end(), header.checksum.begin());
        if (::pwrite(descriptor.number(), &header, sizeof header, 0) != ssize_t { sizeof header })
            failWriting(file);
    });
}

void copyFeatureFile(const std::filesystem::path &file, const FeatureFileHeader &header, const Descriptor &source)
{
    writeFeatureFile(file, header, [&](const CellSink &sink) {
        std::vector<std::uint8_t> block(kBlock);
        std::int64_t at = sizeof header;
        for (std::size_t left = header.cells(); left > 0;) {
            const ssize_t got = ::pread(source.number(), block.data(), std::min(left, block.size()), at);
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                throw Error(ErrorCode::Io, file, "what it is to be copied from could not be read");
            sink(std::span(block).first(static_cast<std::size_t>(got)));
            at += got;
            left -= static_cast<std::size_t>(got);
        }
    });
}

std::string textOf(std::span<const char> field)
{
    return { field.begin(), std::find(field.begin(), field.end(), '\0') };
}

} // namespace retrograde
