#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// The element types that checkpoints and stored answers use.
enum class TensorType { Float32, Float16, Int64 };
std::size_t elementSize(TensorType type);

/// An array of numbers as it lies in a file: C order, little-endian. The bytes belong to somebody else.
struct TensorView {
    TensorType type = TensorType::Float32;
    std::vector<std::int64_t> shape; ///< empty = a single number
    std::span<const std::byte> bytes;
};

using TensorViews = std::map<std::string, TensorView, std::less<>>;
using TensorMetadata = std::map<std::string, std::string, std::less<>>;

/// A file in the safetensors format (header length, JSON header, raw data), read into memory or mapped. Nothing in the
/// file is trusted: every length, offset, type and shape is checked against the bytes that are there, so that a damaged
/// or hostile file is refused and never read past, and before memory is taken for what it only claims to hold. A file
/// that writeSafetensors() wrote with metadata carries a checksum over all that it holds ("checksum", XXH3 with 128
/// bits), which is verified; files without one are read all the same.
class SafetensorsFile {
public:
    /// No checkpoint, and no weights of a network that we have, is near as long as this.
    static constexpr std::uint64_t kLargestWeights = std::uint64_t { 1 } << 30;
    /// Nor are the answers to a million clips, or what a trunk found in them.
    static constexpr std::uint64_t kLargest = std::uint64_t { 1 } << 33;

    /// @param most bytes of the file
    /// @param check is called before each MiB is read, and may throw to give up
    /// @throws Error as ForeignFile; Corrupt naming the file and what is wrong with it
    static SafetensorsFile read(
        const std::filesystem::path &path, std::uint64_t most = kLargest, const std::function<void()> &check = {});
    /// The same, but mapped (ForeignFile::map()): for numbers that are looked at here and there. All of them are gone
    /// through once, for the checksum. @throws Error as read()
    static SafetensorsFile map(const std::filesystem::path &path);
    /// What a file says about itself, without reading its numbers; so no checksum is verified.
    /// @throws Error as read()
    static TensorMetadata readMetadata(const std::filesystem::path &path);
    /// @param path for the words of errors
    static SafetensorsFile parse(std::vector<std::byte> content, const std::filesystem::path &path);

    SafetensorsFile(SafetensorsFile &&) = default;
    SafetensorsFile &operator=(SafetensorsFile &&) = default;

    const std::filesystem::path &path() const { return m_path; }
    /// Views of bytes that live as long as this object or a copy of owner().
    const TensorViews &tensors() const { return m_tensors; }
    const TensorMetadata &metadata() const { return m_metadata; }
    const std::shared_ptr<const void> &owner() const { return m_owner; }

    /// @throws Error Corrupt when it is absent
    const TensorView &tensor(std::string_view name) const;
    const std::string &metadata(std::string_view key) const;
    /// @throws Error Corrupt naming file and tensor when one of its numbers is infinite or none
    void requireFinite(std::string_view name) const;

private:
    explicit SafetensorsFile(std::filesystem::path path);
    /// @param all of the file, which @p owner keeps alive
    static SafetensorsFile over(
        std::span<const std::byte> all, std::shared_ptr<const void> owner, const std::filesystem::path &path);
    void requireChecksum() const;

    std::filesystem::path m_path;
    std::shared_ptr<const void> m_owner; ///< of the bytes that the views show
    TensorViews m_tensors;
    TensorMetadata m_metadata;
};

/// Writes @p tensors and @p metadata, whole or not at all, and where there are metadata, a checksum with them.
/// @throws Error Io naming the file
void writeSafetensors(const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata);
/// The same to where the user said, as writeOutput() does.
void exportSafetensors(const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata);

} // namespace retrograde
