#include "learning/safetensors.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

static_assert(std::endian::native == std::endian::little, "the format is little-endian and so is all that we run on");

namespace retrograde {

namespace {

using nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaximumHeader = 100'000'000; ///< the format's own limit
constexpr const char *kMetadataKey = "__metadata__";

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

class Parser {
public:
    Parser(std::span<const std::byte> content, const std::filesystem::path &path)
        : m_content(content)
        , m_path(path)
    {
    }

    void run(TensorViews &tensors, TensorMetadata &metadata)
    {
        const json header = readHeader();
        for (const auto &[name, value] : header.items()) {
            if (name == kMetadataKey)
                readMetadata(value, metadata);
            else
                readTensor(name, value, tensors);
        }
        requireCover();
    }

private:
    [[noreturn]] void refuse(const std::string &cause) const
    {
        throw Error(ErrorCode::Corrupt, m_path, "is damaged or no checkpoint: " + cause);
    }

    json readHeader()
    {
        if (m_content.size() < kLengthBytes)
            refuse("it ends before its header");
        std::uint64_t length = 0;
        std::memcpy(&length, m_content.data(), kLengthBytes);
        if (length > kMaximumHeader || length > m_content.size() - kLengthBytes)
            refuse("its header does not fit into it");
        const char *text = reinterpret_cast<const char *>(m_content.data()) + kLengthBytes;
        m_data = m_content.subspan(static_cast<std::size_t>(kLengthBytes + length));
        json header = json::parse(text, text + length, nullptr, false);
        if (!header.is_object())
            refuse("its header is not a JSON object");
        return header;
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

    void readTensor(const std::string &name, const json &entry, TensorViews &tensors)
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
        if (offsets.size() != 2 || offsets[0] > offsets[1] || static_cast<std::uint64_t>(offsets[1]) > m_data.size())
            refuse(called + " lies outside the file");
        const auto begin = static_cast<std::size_t>(offsets[0]);
        const auto size = static_cast<std::size_t>(offsets[1] - offsets[0]);
        if (byteCount(*type, shape) != size)
            refuse(called + " has more or fewer bytes than its shape takes");
        tensors.emplace(name, TensorView { *type, shape, m_data.subspan(begin, size) });
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
        if (reached != m_data.size())
            refuse("it holds bytes that belong to nothing");
    }

    std::span<const std::byte> m_content;
    std::span<const std::byte> m_data;
    const std::filesystem::path &m_path;
    std::vector<std::pair<std::size_t, std::size_t>> m_places;
};

} // namespace

std::size_t elementSize(TensorType type)
{
    return type == TensorType::Float32 ? 4 : type == TensorType::Float16 ? 2 : 8;
}

SafetensorsFile SafetensorsFile::read(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file)
        throw Error(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, path,
            std::string("could not be opened: ") + std::strerror(errno));
    const std::streamoff size = file.tellg();
    if (size < 0)
        throw Error(ErrorCode::Io, path, "could not be read");
    std::vector<std::byte> content(static_cast<std::size_t>(size));
    file.seekg(0);
    if (!file.read(reinterpret_cast<char *>(content.data()), size))
        throw Error(ErrorCode::Io, path, "could not be read");
    return parse(std::move(content), path);
}

SafetensorsFile SafetensorsFile::parse(std::vector<std::byte> content, const std::filesystem::path &path)
{
    SafetensorsFile file;
    file.m_path = path;
    file.m_content = std::move(content);
    Parser(file.m_content, file.m_path).run(file.m_tensors, file.m_metadata);
    return file;
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

void writeSafetensors(const std::filesystem::path &path, const TensorViews &tensors, const TensorMetadata &metadata)
{
    json header = json::object();
    if (!metadata.empty())
        header[kMetadataKey] = metadata;
    std::uint64_t offset = 0;
    for (const auto &[name, tensor] : tensors) {
        if (byteCount(tensor.type, tensor.shape) != tensor.bytes.size())
            throw Error(ErrorCode::InvalidArgument, path, "tensor '" + name + "' does not fit its shape");
        header[name] = { { "dtype", typeName(tensor.type) }, { "shape", tensor.shape },
            { "data_offsets", { offset, offset + tensor.bytes.size() } } };
        offset += tensor.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' '); // so that the data are aligned
    const std::uint64_t length = text.size();

    writeAtomically(path, [&](const std::filesystem::path &temporary) {
        std::ofstream file(temporary, std::ios::binary);
        const auto put = [&](const void *bytes, std::size_t count) {
            file.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(count));
        };
        put(&length, kLengthBytes);
        put(text.data(), text.size());
        for (const auto &[name, tensor] : tensors)
            put(tensor.bytes.data(), tensor.bytes.size());
        file.close();
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(errno));
    });
}

} // namespace retrograde
