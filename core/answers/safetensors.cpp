#include "answers/safetensors.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/hash.h"
#include "base/outputfile.h"
#include "base/paths.h"
#include "base/text.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

static_assert(std::endian::native == std::endian::little, "the format is little-endian and so is all that we run on");

namespace retrograde {

namespace {

using nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaximumHeader = 64 << 20; ///< a list of a million tracks' contents fits
/// A header is an object of objects of lists. What nests deeper, or has more parts, would take up memory far beyond its
/// own length before it could be found to be none.
constexpr int kDeepest = 3;
constexpr std::size_t kMostParts = 1'000'000;
constexpr const char *kMetadataKey = "__metadata__";
constexpr const char *kChecksumKey = "checksum";

std::string_view typeName(TensorType type)
{
    switch (type) {
    case TensorType::Float32:
        return "F32";
    case TensorType::Float16:
        return "F16";
    case TensorType::Int64:
        return "I64";
    }
    return {};
}

std::optional<TensorType> typeNamed(const std::string &name)
{
    for (const TensorType type : { TensorType::Float32, TensorType::Float16, TensorType::Int64 }) {
        if (name == typeName(type))
            return type;
    }
    return std::nullopt;
}

/// Bytes that @p shape takes; nothing when the number does not fit.
std::optional<std::uint64_t> byteCount(TensorType type, const std::vector<std::int64_t> &shape)
{
    std::uint64_t count = elementSize(type);
    for (const std::int64_t size : shape) {
        if (size < 0 || __builtin_mul_overflow(count, static_cast<std::uint64_t>(size), &count))
            return std::nullopt;
    }
    return count;
}

/// Whether @p header is JSON of no more depth and parts than a header has, as far as brackets and commas tell.
bool isOfBoundedShape(std::string_view header)
{
    int depth = 0;
    std::size_t parts = 0;
    bool inText = false;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const char c = header[i];
        if (inText) {
            if (c == '\\')
                ++i;
            inText = c != '"';
        } else if (c == '"') {
            inText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kDeepest)
                return false;
            ++parts;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && ++parts > kMostParts) {
            return false;
        }
    }
    return true;
}

/// Names the whole content, whatever the order and the spaces of the header.
std::string checksumOf(const TensorViews &tensors, const TensorMetadata &metadata)
{
    Hasher hasher;
    const auto add = [&](std::uint64_t number) { hasher.update(std::as_bytes(std::span(&number, 1))); };
    const auto addText = [&](std::string_view text) {
        add(text.size());
        hasher.update(std::as_bytes(std::span(text)));
    };
    for (const auto &[key, value] : metadata) {
        if (key == kChecksumKey)
            continue;
        addText(key);
        addText(value);
    }
    for (const auto &[name, tensor] : tensors) {
        addText(name);
        addText(typeName(tensor.type));
        add(tensor.shape.size());
        for (const std::int64_t size : tensor.shape)
            add(static_cast<std::uint64_t>(size));
        hasher.update(tensor.bytes);
    }
    return hasher.hex();
}

/// The length of the header from the first bytes of a file. @throws Error Corrupt
std::uint64_t headerLength(
    std::span<const std::byte> beginning, std::uint64_t fileSize, const std::filesystem::path &path)
{
    const auto refuse = [&](const char *cause) {
        throw Error(ErrorCode::Corrupt, path, std::string("is damaged or no checkpoint: ") + cause);
    };
    if (fileSize < kLengthBytes)
        refuse("it ends before its header");
    std::uint64_t length = 0;
    std::memcpy(&length, beginning.data(), kLengthBytes);
    if (length > kMaximumHeader || length > fileSize - kLengthBytes)
        refuse("its header does not fit into it");
    return length;
}

/// Reads a header against the number of bytes that follow it, before any of those are read.
class Parser {
public:
    /// A tensor but for its bytes.
    struct Place {
        TensorType type;
        std::vector<std::int64_t> shape;
        std::size_t begin;
        std::size_t size;
    };

    Parser(std::uint64_t dataSize, const std::filesystem::path &path)
        : m_dataSize(dataSize)
        , m_path(path)
    {
    }

    void run(std::string_view text, TensorMetadata &metadata)
    {
        const json header = isOfBoundedShape(text) ? json::parse(text.begin(), text.end(), nullptr, false)
                                                   : json(json::value_t::discarded);
        if (!header.is_object())
            refuse("its header is not a JSON object of a header's shape");
        for (const auto &[name, value] : header.items()) {
            if (name == kMetadataKey)
                readMetadata(value, metadata);
            else
                readTensor(name, value);
        }
        requireCover();
    }

    TensorViews views(std::span<const std::byte> data) const
    {
        TensorViews tensors;
        for (const auto &[name, place] : m_tensors)
            tensors.emplace(name, TensorView { place.type, place.shape, data.subspan(place.begin, place.size) });
        return tensors;
    }

private:
    [[noreturn]] void refuse(const std::string &cause) const
    {
        throw Error(ErrorCode::Corrupt, m_path, "is damaged or no checkpoint: " + cause);
    }

    void readMetadata(const json &object, TensorMetadata &metadata)
    {
        if (!object.is_object())
            refuse("its metadata are not an object");
        for (const auto &[key, value] : object.items()) {
            if (!value.is_string())
                refuse("a metadata entry is not text");
            metadata.emplace(key, value.get<std::string>());
        }
    }

    void readTensor(const std::string &name, const json &entry)
    {
        const std::string called = displayText(name);
        if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape")
            || !entry.contains("data_offsets"))
            refuse("the entry " + called + " is none");
        const json &dtype = entry["dtype"];
        const auto type = dtype.is_string() ? typeNamed(dtype.get<std::string>()) : std::nullopt;
        if (!type)
            refuse(called + " has a type that is not used here");

        const std::vector<std::int64_t> shape = readNumbers(entry["shape"], "shape of " + called);
        const std::vector<std::int64_t> offsets = readNumbers(entry["data_offsets"], "place of " + called);
        if (offsets.size() != 2 || offsets[0] > offsets[1] || static_cast<std::uint64_t>(offsets[1]) > m_dataSize)
            refuse(called + " lies outside the file");
        const auto begin = static_cast<std::size_t>(offsets[0]);
        const auto size = static_cast<std::size_t>(offsets[1] - offsets[0]);
        if (byteCount(*type, shape) != size)
            refuse(called + " has more or fewer bytes than its shape takes");
        m_tensors.emplace(name, Place { *type, shape, begin, size });
        m_places.emplace_back(begin, begin + size);
    }

    std::vector<std::int64_t> readNumbers(const json &list, const std::string &what)
    {
        if (!list.is_array())
            refuse("the " + what + " is not a list");
        std::vector<std::int64_t> numbers;
        for (const json &number : list) {
            if (!number.is_number_unsigned() || number.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
                refuse("the " + what + " holds something else than whole numbers");
            numbers.push_back(number.get<std::int64_t>());
        }
        return numbers;
    }

    /// The format has no gaps and no overlaps: each byte of the data belongs to exactly one tensor.
    void requireCover()
    {
        std::sort(m_places.begin(), m_places.end());
        std::size_t reached = 0;
        for (const auto &[begin, end] : m_places) {
            if (begin != reached)
                refuse("its tensors overlap or leave gaps");
            reached = end;
        }
        if (reached != m_dataSize)
            refuse("it holds bytes that belong to nothing");
    }

    const std::uint64_t m_dataSize;
    const std::filesystem::path &m_path;
    std::map<std::string, Place, std::less<>> m_tensors;
    std::vector<std::pair<std::size_t, std::size_t>> m_places;
};

} // namespace

std::size_t elementSize(TensorType type)
{
    return type == TensorType::Float32 ? 4 : type == TensorType::Float16 ? 2 : 8;
}

SafetensorsFile::SafetensorsFile(std::filesystem::path path)
    : m_path(std::move(path))
{
}

SafetensorsFile SafetensorsFile::read(
    const std::filesystem::path &path, std::uint64_t most, const std::function<void()> &check)
{
    const ForeignFile source(path, most);
    std::byte beginning[kLengthBytes] = {};
    source.readSome(0, beginning);
    const auto length = static_cast<std::size_t>(headerLength(beginning, source.size(), path));
    std::string header(length, '\0');
    source.read(kLengthBytes, std::as_writable_bytes(std::span(header)), check);

    SafetensorsFile file(path);
    const std::uint64_t dataSize = source.size() - kLengthBytes - length;
    Parser parser(dataSize, file.m_path);
    parser.run(header, file.m_metadata);
    const auto data = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(dataSize));
    source.read(kLengthBytes + length, *data, check);
    file.m_tensors = parser.views(*data);
    file.m_owner = data;
    file.requireChecksum();
    return file;
}

SafetensorsFile SafetensorsFile::map(const std::filesystem::path &path)
{
    const ForeignFile source(path, kLargest);
    const std::shared_ptr<const std::byte> all = source.map();
    return over({ all.get(), static_cast<std::size_t>(source.size()) }, all, path);
}

SafetensorsFile SafetensorsFile::parse(std::vector<std::byte> content, const std::filesystem::path &path)
{
    const auto all = std::make_shared<const std::vector<std::byte>>(std::move(content));
    return over(*all, all, path);
}

SafetensorsFile SafetensorsFile::over(
    std::span<const std::byte> all, std::shared_ptr<const void> owner, const std::filesystem::path &path)
{
    SafetensorsFile file(path);
    file.m_owner = std::move(owner);
    const auto length = static_cast<std::size_t>(headerLength(all, all.size(), path));
    const std::span<const std::byte> data = all.subspan(kLengthBytes + length);
    Parser parser(data.size(), file.m_path);
    parser.run({ reinterpret_cast<const char *>(all.data()) + kLengthBytes, length }, file.m_metadata);
    file.m_tensors = parser.views(data);
    file.requireChecksum();
    return file;
}

TensorMetadata SafetensorsFile::readMetadata(const std::filesystem::path &path)
{
    const ForeignFile source(path);
    std::byte beginning[kLengthBytes] = {};
    source.readSome(0, beginning);
    const auto length = static_cast<std::size_t>(headerLength(beginning, source.size(), path));
    std::string header(length, '\0');
    source.read(kLengthBytes, std::as_writable_bytes(std::span(header)));
    TensorMetadata metadata;
    Parser(source.size() - kLengthBytes - length, path).run(header, metadata);
    return metadata;
}

void SafetensorsFile::requireChecksum() const
{
    const auto said = m_metadata.find(kChecksumKey);
    if (said != m_metadata.end() && said->second != checksumOf(m_tensors, m_metadata))
        throw Error(ErrorCode::Corrupt, m_path, "is damaged: its content is not what its checksum says it was");
}

void SafetensorsFile::requireFinite(std::string_view name) const
{
    const TensorView &view = tensor(name);
    // Infinite and not-a-number are what has all bits of the exponent set.
    const auto holdsOther = [&](auto word, auto exponent) {
        for (std::size_t at = 0; at < view.bytes.size(); at += sizeof word) {
            std::memcpy(&word, view.bytes.data() + at, sizeof word);
            if ((word & exponent) == exponent)
                return true;
        }
        return false;
    };
    const bool other = view.type == TensorType::Float32 ? holdsOther(std::uint32_t {}, std::uint32_t { 0x7F80'0000 })
        : view.type == TensorType::Float16              ? holdsOther(std::uint16_t {}, std::uint16_t { 0x7C00 })
                                                        : false;
    if (other)
        throw Error(ErrorCode::Corrupt, m_path, "holds numbers in '" + displayText(name) + "' that are not finite");
}

const TensorView &SafetensorsFile::tensor(std::string_view name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        throw Error(ErrorCode::Corrupt, m_path, "holds no tensor '" + displayText(name) + "'");
    return found->second;
}

const std::string &SafetensorsFile::metadata(std::string_view key) const
{
    const auto found = m_metadata.find(key);
    if (found == m_metadata.end())
        throw Error(ErrorCode::Corrupt, m_path, "says nothing about its '" + displayText(key) + "'");
    return found->second;
}

namespace {

/// The order in which tensors lie in the file: those of the largest elements first, so that each begins where a number
/// of its type may.
std::vector<TensorViews::const_iterator> orderOf(const TensorViews &tensors)
{
    std::vector<TensorViews::const_iterator> order;
    for (auto tensor = tensors.begin(); tensor != tensors.end(); ++tensor)
        order.push_back(tensor);
    std::stable_sort(order.begin(), order.end(), [](const auto &one, const auto &other) {
        return elementSize(one->second.type) > elementSize(other->second.type);
    });
    return order;
}

/// What writes the whole file into one that is there. @p path is for the words of errors.
std::function<void(const std::filesystem::path &)> writerOf(
    const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata)
{
    json header = json::object();
    if (!metadata.empty()) {
        header[kMetadataKey] = metadata;
        header[kMetadataKey][kChecksumKey] = checksumOf(tensors, metadata);
    }
    std::uint64_t offset = 0;
    for (const auto &place : orderOf(tensors)) {
        const auto &[name, tensor] = *place;
        if (byteCount(tensor.type, tensor.shape) != tensor.bytes.size())
            throw Error(ErrorCode::InvalidArgument, path, "tensor '" + name + "' does not fit its shape");
        header[name] = { { "dtype", typeName(tensor.type) }, { "shape", tensor.shape },
            { "data_offsets", { offset, offset + tensor.bytes.size() } } };
        offset += tensor.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' '); // so that the data are aligned
    if (text.size() > kMaximumHeader)
        throw Error(ErrorCode::InvalidArgument, path, "says more about itself than such a file may");

    return [path, text, &tensors](const std::filesystem::path &temporary) {
        const std::uint64_t length = text.size();
        std::ofstream file(temporary, std::ios::binary);
        const auto put = [&](const void *bytes, std::size_t count) {
            file.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(count));
        };
        put(&length, kLengthBytes);
        put(text.data(), text.size());
        for (const auto &place : orderOf(tensors))
            put(place->second.bytes.data(), place->second.bytes.size());
        file.close();
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(errno));
    };
}

} // namespace

void writeSafetensors(const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata)
{
    writeAtomically(path, writerOf(path, tensors, metadata));
}

void exportSafetensors(const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata)
{
    writeOutput(path, writerOf(path, tensors, metadata));
}

} // namespace retrograde
