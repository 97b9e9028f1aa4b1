#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace retrograde {

/// What stands before the cells in a file of the feature store. Texts are filled up with zeros.
struct FeatureFileHeader {
    std::array<char, 8> magic {};
    std::uint32_t version = 0;
    std::int32_t bins = 0;
    std::int64_t frames = 0;
    float maximumDb = 0;
    std::uint32_t reserved = 0;
    std::array<char, 64> contentHash {};
    std::array<char, 256> parameters {}; ///< the fingerprint
    std::array<char, 32> checksum {}; ///< of this header with zeros here, and the cells

    std::size_t cells() const { return static_cast<std::size_t>(frames) * static_cast<std::size_t>(bins); }
};
static_assert(std::is_trivially_copyable_v<FeatureFileHeader> && sizeof(FeatureFileHeader) == 384,
    "no gaps: every byte is checksummed");

/// Whether the cells are not what this version would store: the first made silence the loudest cell there is.
bool isOutdated(const FeatureFileHeader &header);

/// Without frames, maximum and checksum yet. @throws Error InvalidArgument when a text does not fit
FeatureFileHeader makeFeatureFileHeader(std::string_view contentHash, std::string_view parameters, int bins);

/// "<contentHash>-<hash of the parameters>.rgf"
std::string featureFileName(std::string_view contentHash, std::string_view parameters);

/// Closes what it was given.
class Descriptor {
public:
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }
    ~Descriptor();
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }

private:
    int m_number;
};

/// For reading; not open when that fails.
Descriptor openFeatureFile(const std::filesystem::path &file);

/// The header, if this is a regular file of a version that can be read and as long as it says. Cells are not looked at.
std::optional<FeatureFileHeader> readFeatureFileHeader(const Descriptor &descriptor);

/// Whether every byte of the file is as it was written. Reads all of it in blocks, so that no more of it takes up this
/// process's memory than what is looked at afterwards; calls @p check once per block, which may throw.
bool hasItsChecksum(const Descriptor &descriptor, const FeatureFileHeader &header, const std::function<void()> &check);

/// Takes a file's cells block by block, in order.
using CellSink = std::function<void(std::span<const std::uint8_t>)>;

/// Writes a file whole or not at all: @p header, whose checksum is filled in, and all cells, which @p cells gives to
/// the sink that it is called with. @throws Error Io
void writeFeatureFile(
    const std::filesystem::path &file, FeatureFileHeader header, const std::function<void(const CellSink &)> &cells);
/// The same of the cells that @p source holds behind its own header.
void copyFeatureFile(const std::filesystem::path &file, const FeatureFileHeader &header, const Descriptor &source);

/// Writes all of @p bytes; errors name @p file. @throws Error Io
void writeAll(const Descriptor &descriptor, std::span<const std::byte> bytes, const std::filesystem::path &file);
/// @throws Error Io that says why by errno
[[noreturn]] void failWriting(const std::filesystem::path &file);

/// A field of a header up to its zeros.
std::string textOf(std::span<const char> field);

} // namespace retrograde
