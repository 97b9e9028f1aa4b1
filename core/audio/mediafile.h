#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

struct AVIOContext;

namespace retrograde {

/// An open regular file, as FFmpeg's source of bytes. FFmpeg never sees its name: neither a misleading ending nor one
/// that looks like an address can lead it astray. What FFmpeg reads is counted, can be interrupted, and need not be
/// what the file holds byte by byte. One object per thread.
class MediaFile {
public:
    /// @param check looked at before each 64 KiB that FFmpeg reads; it throws to have FFmpeg end
    /// @throws Error NotFound, Unreadable; NotAudio when it is no regular file, or empty
    explicit MediaFile(std::filesystem::path path, std::function<void()> check = {});
    ~MediaFile();
    MediaFile(const MediaFile &) = delete;
    MediaFile &operator=(const MediaFile &) = delete;

    const std::filesystem::path &path() const { return m_path; }
    /// Bytes that there are, or are shown.
    std::int64_t size() const;
    /// Bytes offset ... offset + count - 1 as they are shown, fewer where the file ends sooner. @throws Error Io
    std::string peek(std::int64_t offset, std::size_t count);
    /// Looks at the check that the constructor was given. @throws what it throws
    void check() const;

    /// Whoever reads finds the file's end at byte @p offset from now on.
    void hideFrom(std::int64_t offset) { m_shownEnd = offset; }
    /// Whoever reads finds @p bytes at @p offset from now on.
    void replace(std::int64_t offset, std::string bytes) { m_replaced.emplace_back(offset, std::move(bytes)); }

    /// Begins at byte 0 again. The returned context belongs to this object, which has one at a time.
    AVIOContext *open();
    /// Lets FFmpeg read so many bytes until the next call of allow(); then the file ends for it.
    void allow(std::int64_t bytes);
    /// Whether it wanted more than it was allowed.
    bool isExhausted() const { return m_exhausted; }
    /// After each call of FFmpeg that may have read. @throws what check threw; Error Io when the disk failed
    void rethrow() const;
    /// For FFmpeg's own loops: not 0 when it is to end.
    static int interrupt(void *file);

private:
    static int read(void *file, std::uint8_t *buffer, int size);
    static std::int64_t seek(void *file, std::int64_t offset, int whence);

    bool mayGoOn() noexcept;
    void close();
    void applyReplacements(std::int64_t offset, char *bytes, std::int64_t count) const;

    std::filesystem::path m_path;
    std::function<void()> m_check;
    std::exception_ptr m_stopped; ///< what check threw
    AVIOContext *m_io = nullptr;
    int m_descriptor = -1;
    int m_failure = 0; ///< errno of a read that failed
    std::int64_t m_position = 0;
    std::int64_t m_shownEnd = -1; ///< -1: the file's own
    std::int64_t m_allowed = 0;
    bool m_exhausted = false;
    std::vector<std::pair<std::int64_t, std::string>> m_replaced;
};

} // namespace retrograde
