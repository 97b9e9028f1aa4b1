#include "base/foreignfile.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace retrograde {

namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kStreamBlock = 1 << 16;

const char *kindOf(mode_t mode)
{
    if (S_ISDIR(mode))
        return "is a folder, not a file";
    if (S_ISFIFO(mode))
        return "is a pipe, not a file";
    if (S_ISSOCK(mode))
        return "is a socket, not a file";
    return "is a device, not a file";
}

std::string sizeText(std::uint64_t bytes)
{
    return bytes >= 10'000'000 ? std::to_string(bytes / 1'000'000) + " MB" : std::to_string(bytes / 1000) + " kB";
}

} // namespace

ForeignFile::ForeignFile(std::filesystem::path path, std::uint64_t most)
    : m_path(std::move(path))
{
    // Looked at before it is opened, for opening a device may do something to it; and again afterwards, for it may have
    // become another. Not waiting is what keeps a pipe from holding us.
    struct stat status { };
    if (::stat(m_path.c_str(), &status) == 0 && S_ISREG(status.st_mode))
        m_descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    else if (status.st_mode != 0)
        throw Error(ErrorCode::Unreadable, m_path, kindOf(status.st_mode));
    if (m_descriptor < 0) {
        const int cause = errno;
        if (cause == ENOENT || cause == ENOTDIR)
            throw Error(ErrorCode::NotFound, m_path, "there is no such file");
        throw Error(ErrorCode::Unreadable, m_path, std::string("could not be opened: ") + std::strerror(cause));
    }
    const bool known = ::fstat(m_descriptor, &status) == 0;
    m_size = known ? static_cast<std::uint64_t>(status.st_size) : 0;
    if (known && S_ISREG(status.st_mode) && m_size <= most)
        return;
    ::close(m_descriptor);
    if (!known || !S_ISREG(status.st_mode))
        throw Error(ErrorCode::Unreadable, m_path, kindOf(status.st_mode));
    throw Error(ErrorCode::InvalidArgument, m_path,
        "is " + sizeText(m_size) + " long, and such a file is never longer than " + sizeText(most));
}

ForeignFile::~ForeignFile()
{
    ::close(m_descriptor);
}

std::size_t ForeignFile::readSome(std::uint64_t offset, std::span<std::byte> bytes) const
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got
            = ::pread(m_descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw Error(ErrorCode::Io, m_path, std::string("could not be read: ") + std::strerror(errno));
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void ForeignFile::read(std::uint64_t offset, std::span<std::byte> bytes, const std::function<void()> &check) const
{
    while (!bytes.empty()) {
        if (check)
            check();
        const std::span<std::byte> block = bytes.first(std::min(bytes.size(), kBlock));
        if (readSome(offset, block) != block.size())
            throw Error(ErrorCode::Io, m_path, "became shorter while it was read");
        offset += block.size();
        bytes = bytes.subspan(block.size());
    }
}

std::shared_ptr<const std::byte> ForeignFile::map() const
{
    const auto length = static_cast<std::size_t>(m_size);
    if (length == 0)
        return {};
    void *const address = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, m_descriptor, 0);
    if (address == MAP_FAILED)
        throw Error(ErrorCode::Io, m_path, std::string("could not be mapped: ") + std::strerror(errno));
    return { static_cast<const std::byte *>(address),
        [address, length](const std::byte *) { ::munmap(address, length); } };
}

std::string readForeignText(const std::filesystem::path &path, std::uint64_t most)
{
    const ForeignFile file(path, most);
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    file.read(0, std::as_writable_bytes(std::span(text)));
    return text;
}

class ForeignStream::Buffer : public std::streambuf {
public:
    Buffer(const std::filesystem::path &path, std::uint64_t most)
        : file(path, most)
        , m_block(kStreamBlock)
    {
    }

    const ForeignFile file;
    std::function<void()> check;

protected:
    int_type underflow() override
    {
        if (check)
            check();
        const std::size_t got = file.readSome(m_offset, std::as_writable_bytes(std::span(m_block)));
        m_offset += got;
        setg(m_block.data(), m_block.data(), m_block.data() + got);
        return got > 0 ? traits_type::to_int_type(m_block.front()) : traits_type::eof();
    }

private:
    std::vector<char> m_block;
    std::uint64_t m_offset = 0;
};

ForeignStream::ForeignStream(const std::filesystem::path &path, std::uint64_t most)
    : std::istream(nullptr)
    , m_buffer(std::make_unique<Buffer>(path, most))
{
    rdbuf(m_buffer.get());
    exceptions(std::ios::badbit); // which is how a stream lets through what its buffer throws
}

ForeignStream::~ForeignStream() = default;

std::uint64_t ForeignStream::size() const
{
    return m_buffer->file.size();
}

std::string ForeignStream::beginning() const
{
    std::string bytes(4, '\0');
    bytes.resize(m_buffer->file.readSome(0, std::as_writable_bytes(std::span(bytes))));
    return bytes;
}

void ForeignStream::setCheck(std::function<void()> check)
{
    m_buffer->check = std::move(check);
}

} // namespace retrograde
