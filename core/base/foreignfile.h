#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <memory>
#include <span>
#include <streambuf>
#include <string>

namespace retrograde {

/// A file that anybody may have made, opened for reading. Only a regular file is: a FIFO or a device would keep the
/// caller waiting or never end, and is refused before a byte of it is asked for. Nothing is read that was not asked
/// for, and never more than the file held when it was opened.
class ForeignFile {
public:
    /// No table, class map or note that is read whole is larger than this.
    static constexpr std::uint64_t kLargestText = 16 << 20;
    /// Nor is a table that is read line by line. (The largest one published, of FMA's features, has 950 MB.)
    static constexpr std::uint64_t kLargestTable = std::uint64_t { 1 } << 31;

    /// @param most bytes; a longer file is refused before anything of it is read
    /// @throws Error NotFound; Unreadable when it is no regular file or may not be read; InvalidArgument when it is
    /// longer than @p most
    explicit ForeignFile(std::filesystem::path path, std::uint64_t most = UINT64_MAX);
    ~ForeignFile();
    ForeignFile(const ForeignFile &) = delete;
    ForeignFile &operator=(const ForeignFile &) = delete;

    const std::filesystem::path &path() const { return m_path; }
    std::uint64_t size() const { return m_size; } ///< bytes, as of the opening
    /// Fills @p bytes from @p offset on, calling @p check before each MiB; it may throw to give up.
    /// @throws Error Io when the file has become shorter, or the disk fails
    void read(std::uint64_t offset, std::span<std::byte> bytes, const std::function<void()> &check = {}) const;
    /// As read(), but takes what there is; fewer bytes than asked for only at the end of the file.
    std::size_t readSome(std::uint64_t offset, std::span<std::byte> bytes) const;
    /// All of it without reading it: the system does that where it is looked at, and takes the memory back when it
    /// needs it. size() bytes, which outlive this object; null of an empty file.
    /// endInWordsWhenMappedFilesFail() says what happens when the file becomes shorter.
    /// @throws Error Io when the system maps no such file
    std::shared_ptr<const std::byte> map() const;

private:
    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

/// All of a small file. @throws Error as ForeignFile
std::string readForeignText(const std::filesystem::path &path, std::uint64_t most = ForeignFile::kLargestText);

/// A ForeignFile as a stream of bytes, read in blocks. What goes wrong in reading is thrown as the Error that it is.
class ForeignStream : public std::istream {
public:
    explicit ForeignStream(const std::filesystem::path &path, std::uint64_t most = UINT64_MAX);
    ~ForeignStream() override;

    std::uint64_t size() const;
    /// The first bytes, without taking them; at most four.
    std::string beginning() const;
    /// Called before each block is read; may throw to give up.
    void setCheck(std::function<void()> check);

private:
    class Buffer;
    std::unique_ptr<Buffer> m_buffer;
};

} // namespace retrograde
