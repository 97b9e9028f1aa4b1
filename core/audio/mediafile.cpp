#include "audio/mediafile.h"

#include "base/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

namespace retrograde {

namespace {

constexpr int kIoBufferSize = 64 * 1024;

/// What stands against the open file @p descriptor, or nothing.
std::string reasonAgainst(int descriptor)
{
    struct stat status { };
    if (::fstat(descriptor, &status) != 0)
        return "cannot be examined";
    if (S_ISDIR(status.st_mode))
        return "is a folder, not a sound file";
    if (!S_ISREG(status.st_mode))
        return "is a device or a pipe, not a sound file";
    return status.st_size == 0 ? "is empty" : std::string();
}

/// As much as there is. @throws nothing; negative: -errno
ssize_t readFully(int descriptor, char *buffer, std::size_t size, std::int64_t offset)
{
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(descriptor, buffer + done, size - done, offset + static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return done > 0 ? static_cast<ssize_t>(done) : -errno;
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return static_cast<ssize_t>(done);
}

} // namespace

MediaFile::MediaFile(std::filesystem::path path, std::function<void()> check)
    : m_path(std::move(path))
    , m_check(std::move(check))
{
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    m_descriptor = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_descriptor < 0) {
        const int cause = errno;
        if (cause == ENOENT || cause == ENOTDIR || cause == ELOOP) {
            std::error_code ignored;
            const bool isLink = std::filesystem::is_symlink(std::filesystem::symlink_status(m_path, ignored));
            throw Error(ErrorCode::NotFound, m_path,
                isLink ? "is a link to a file that is not there" : "there is no such file");
        }
        throw Error(ErrorCode::Unreadable, m_path, std::string("cannot be opened: ") + std::strerror(cause));
    }
    const std::string reason = reasonAgainst(m_descriptor);
    if (!reason.empty()) {
        ::close(m_descriptor);
        throw Error(ErrorCode::NotAudio, m_path, reason);
    }
}

MediaFile::~MediaFile()
{
    close();
    ::close(m_descriptor);
}

std::int64_t MediaFile::size() const
{
    struct stat status { };
    const std::int64_t real = ::fstat(m_descriptor, &status) == 0 ? static_cast<std::int64_t>(status.st_size) : 0;
    return m_shownEnd < 0 ? real : std::min(real, m_shownEnd);
}

void MediaFile::applyReplacements(std::int64_t offset, char *bytes, std::int64_t count) const
{
    for (const auto &[at, replacement] : m_replaced) {
        const std::int64_t begin = std::max(at, offset);
        const std::int64_t end = std::min(at + static_cast<std::int64_t>(replacement.size()), offset + count);
        if (begin < end)
            std::copy_n(replacement.begin() + (begin - at), end - begin, bytes + (begin - offset));
    }
}

std::string MediaFile::peek(std::int64_t offset, std::size_t count)
{
    const std::int64_t there = std::max<std::int64_t>(size() - offset, 0);
    std::string bytes(static_cast<std::size_t>(std::min<std::int64_t>(there, static_cast<std::int64_t>(count))), '\0');
    const ssize_t got = readFully(m_descriptor, bytes.data(), bytes.size(), offset);
    if (got < 0)
        throw Error(ErrorCode::Io, m_path, std::string("could not be read: ") + std::strerror(static_cast<int>(-got)));
    bytes.resize(static_cast<std::size_t>(got));
    applyReplacements(offset, bytes.data(), got);
    return bytes;
}

void MediaFile::check() const
{
    if (m_check)
        m_check();
}

AVIOContext *MediaFile::open()
{
    close();
    m_position = 0;
    m_failure = 0;
    m_exhausted = false;
    auto *buffer = static_cast<unsigned char *>(av_malloc(kIoBufferSize));
    if (buffer)
        m_io = avio_alloc_context(buffer, kIoBufferSize, 0, this, &MediaFile::read, nullptr, &MediaFile::seek);
    if (!m_io) {
        av_free(buffer);
        throw std::bad_alloc();
    }
    return m_io;
}

void MediaFile::close()
{
    if (!m_io)
        return;
    av_freep(&m_io->buffer);
    avio_context_free(&m_io);
}

void MediaFile::allow(std::int64_t bytes)
{
    m_allowed = bytes;
    m_exhausted = false;
}

void MediaFile::rethrow() const
{
    if (m_stopped)
        std::rethrow_exception(m_stopped);
    if (m_failure != 0)
        throw Error(ErrorCode::Io, m_path, std::string("could not be read: ") + std::strerror(m_failure));
}

/// Exceptions must not pass through FFmpeg: rethrow() throws them on its other side.
bool MediaFile::mayGoOn() noexcept
{
    try {
        if (!m_stopped)
            check();
    } catch (...) {
        m_stopped = std::current_exception();
    }
    return !m_stopped;
}

int MediaFile::interrupt(void *file)
{
    return static_cast<MediaFile *>(file)->mayGoOn() ? 0 : 1;
}

int MediaFile::read(void *opaque, std::uint8_t *buffer, int size)
{
    auto *file = static_cast<MediaFile *>(opaque);
    if (!file->mayGoOn())
        return AVERROR_EXIT;
    const std::int64_t left = file->size() - file->m_position;
    const auto wanted = std::min<std::int64_t>(left, size);
    if (wanted <= 0)
        return AVERROR_EOF;
    if (file->m_allowed < wanted) {
        file->m_exhausted = true;
        return AVERROR_EOF;
    }
    auto *bytes = reinterpret_cast<char *>(buffer);
    const ssize_t count = readFully(file->m_descriptor, bytes, static_cast<std::size_t>(wanted), file->m_position);
    if (count < 0) {
        file->m_failure = static_cast<int>(-count);
        return AVERROR(file->m_failure);
    }
    if (count == 0)
        return AVERROR_EOF;
    file->applyReplacements(file->m_position, bytes, count);
    file->m_position += count;
    file->m_allowed -= count;
    return static_cast<int>(count);
}

std::int64_t MediaFile::seek(void *opaque, std::int64_t offset, int whence)
{
    auto *file = static_cast<MediaFile *>(opaque);
    const std::int64_t size = file->size();
    if (whence & AVSEEK_SIZE)
        return size;
    switch (whence & ~AVSEEK_FORCE) {
    case SEEK_CUR:
        offset += file->m_position;
        break;
    case SEEK_END:
        offset += size;
        break;
    default:
        break;
    }
    if (offset < 0)
        return AVERROR(EINVAL);
    file->m_position = offset;
    return offset;
}

} // namespace retrograde
