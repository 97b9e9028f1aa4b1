#include "spectrum/featurestore.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/paths.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

static_assert(std::endian::native == std::endian::little, "the header is stored as it lies in memory");

constexpr std::array<char, 8> kMagic { 'R', 'G', 'F', 'E', 'A', 'T', '\r', '\n' };
constexpr std::uint32_t kVersion = 1;
/// Samples asked for at a time.
constexpr std::size_t kBlock = 1 << 14;
/// Levels kept in memory (4 MiB); more are put on disk.
constexpr std::size_t kLevelsInMemory = 1 << 20;

/// What stands before the cells. Texts are filled up with zeros.
struct Header {
    std::array<char, 8> magic {};
    std::uint32_t version = 0;
    std::int32_t bins = 0;
    std::int64_t frames = 0;
    float maximumDb = 0;
    std::uint32_t reserved = 0;
    std::array<char, 64> contentHash {};
    std::array<char, 256> parameters {}; ///< the fingerprint
    std::array<char, 32> checksum {}; ///< of this header with zeros here, and the cells
};
static_assert(std::is_trivially_copyable_v<Header> && sizeof(Header) == 384, "no gaps: every byte is checksummed");

template<std::size_t Size> bool put(std::array<char, Size> &field, std::string_view text)
{
    if (text.size() > Size)
        return false;
    std::fill(std::copy(text.begin(), text.end(), field.begin()), field.end(), '\0');
    return true;
}

Header makeHeader(std::string_view contentHash, const CqtParameters &parameters)
{
    Header header;
    header.magic = kMagic;
    header.version = kVersion;
    header.bins = parameters.bins;
    if (!put(header.contentHash, contentHash) || !put(header.parameters, parameters.fingerprint()))
        throw Error(ErrorCode::InvalidArgument, "the name of a stored spectrogram is too long");
    return header;
}

std::array<char, 32> checksumOf(const Header &header, std::span<const std::uint8_t> cells)
{
    Header blank = header;
    blank.checksum = {};
    Hasher hasher;
    hasher.update(std::as_bytes(std::span(&blank, 1)));
    hasher.update(std::as_bytes(cells));
    std::array<char, 32> checksum {};
    put(checksum, hasher.hex());
    return checksum;
}

std::uint8_t toCell(float level, float maximum)
{
    const float share = (level - maximum + kTopDb) / kTopDb;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0f, 1.0f)));
}

class Descriptor {
public:
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }

private:
    int m_number;
};

[[noreturn]] void failWriting(const fs::path &file)
{
    throw Error(ErrorCode::Io, file, std::string("could not be written: ") + std::strerror(errno));
}

void writeAll(const Descriptor &descriptor, std::span<const std::byte> bytes, const fs::path &file)
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

/// Levels in the order they come, of any number: the first part lies in a file without a name, which vanishes with the
/// process, the rest in memory.
class LevelSpool {
public:
    /// @p file is the store's file they are for: the spool lies in its folder, and errors name it.
    explicit LevelSpool(const fs::path &file)
        : m_file(file)
    {
    }

    void append(std::span<const float> magnitudes)
    {
        if (magnitudes.empty())
            return;
        const std::size_t held = m_tail.size();
        m_tail.insert(m_tail.end(), magnitudes.begin(), magnitudes.end());
        const std::span<float> levels = std::span(m_tail).subspan(held);
        magnitudesToLevels(levels);
        const float loudest = *std::max_element(levels.begin(), levels.end());
        m_maximum = m_count == 0 ? loudest : std::max(m_maximum, loudest);
        m_count += levels.size();
        if (m_tail.size() >= kLevelsInMemory)
            spill();
    }

    std::size_t count() const { return m_count; }
    float maximum() const { return m_maximum; }

    /// All levels in order, some at a time.
    template<typename Consumer> void forEachBlock(Consumer consume)
    {
        std::size_t left = m_count - m_tail.size();
        if (left > 0 && ::lseek(m_spill->number(), 0, SEEK_SET) < 0)
            failReading();
        std::vector<float> block(std::min(left, kLevelsInMemory));
        while (left > 0) {
            const std::size_t count = std::min(left, block.size());
            read(std::as_writable_bytes(std::span(block).first(count)));
            consume(std::span<const float>(block).first(count));
            left -= count;
        }
        consume(std::span<const float>(m_tail));
    }

private:
    void spill()
    {
        if (!m_spill) {
            std::string name = (m_file.parent_path() / "levels.tmp-XXXXXX").string();
            m_spill.emplace(::mkostemp(name.data(), O_CLOEXEC));
            if (!m_spill->isOpen())
                failWriting(m_file);
            ::unlink(name.c_str());
        }
        writeAll(*m_spill, std::as_bytes(std::span(m_tail)), m_file);
        m_tail.clear();
    }

    void read(std::span<std::byte> bytes)
    {
        while (!bytes.empty()) {
            const ssize_t got = ::read(m_spill->number(), bytes.data(), bytes.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                failReading();
            bytes = bytes.subspan(static_cast<std::size_t>(got));
        }
    }

    [[noreturn]] void failReading() const
    {
        throw Error(ErrorCode::Io, m_file, "its temporary levels could not be read back");
    }

    const fs::path m_file;
    std::optional<Descriptor> m_spill;
    std::vector<float> m_tail;
    std::size_t m_count = 0;
    float m_maximum = 0;
};

} // namespace

struct StoredSpectrogram::Mapping {
    explicit Mapping(const CqtParameters &p)
        : parameters(p)
    {
    }
    ~Mapping()
    {
        if (address)
            ::munmap(address, length);
    }
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    CqtParameters parameters;
    std::int64_t frames = 0;
    float maximumDb = 0;
    const std::uint8_t *cells = nullptr; ///< in the mapped file, or in memory
    void *address = nullptr;
    std::size_t length = 0;
    std::vector<std::uint8_t> memory;
};

StoredSpectrogram::StoredSpectrogram() = default;
StoredSpectrogram::~StoredSpectrogram() = default;

const CqtParameters &StoredSpectrogram::parameters() const
{
    return m_mapping->parameters;
}

int StoredSpectrogram::bins() const
{
    return m_mapping->parameters.bins;
}

std::int64_t StoredSpectrogram::frames() const
{
    return m_mapping->frames;
}

const std::uint8_t *StoredSpectrogram::frame(std::int64_t frame) const
{
    return m_mapping->cells + frame * bins();
}

float StoredSpectrogram::maximumDb() const
{
    return m_mapping->maximumDb;
}

FeatureStore::FeatureStore(fs::path folder)
    : m_folder(std::move(folder))
{
}

fs::path FeatureStore::fileFor(std::string_view contentHash, const CqtParameters &parameters) const
{
    const auto isNameCharacter = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    };
    if (contentHash.size() < 2 || !std::all_of(contentHash.begin(), contentHash.end(), isNameCharacter))
        throw Error(ErrorCode::InvalidArgument, "a spectrogram is stored under a hash of letters and digits");
    const std::string specification = retrograde::contentHash(parameters.fingerprint()).substr(0, 16);
    return m_folder / contentHash.substr(0, 2) / (std::string(contentHash) + "-" + specification + ".rgf");
}

namespace {

/// The header of the file behind @p descriptor if it belongs to this sound and these parameters and the file is as
/// long as it says.
std::optional<Header> readHeader(
    const Descriptor &descriptor, std::string_view contentHash, const CqtParameters &parameters)
{
    Header header;
    struct stat status { };
    if (!descriptor.isOpen() || ::fstat(descriptor.number(), &status) != 0 || !S_ISREG(status.st_mode)
        || ::pread(descriptor.number(), &header, sizeof header, 0) != ssize_t { sizeof header })
        return std::nullopt;

    const Header expected = makeHeader(contentHash, parameters);
    const std::int64_t cellBytes = status.st_size - std::int64_t { sizeof header };
    const bool ours = header.magic == expected.magic && header.version == expected.version
        && header.bins == expected.bins && header.reserved == expected.reserved
        && header.contentHash == expected.contentHash && header.parameters == expected.parameters;
    if (!ours || header.frames < 1 || cellBytes % header.bins != 0 || header.frames != cellBytes / header.bins)
        return std::nullopt;
    return header;
}

Descriptor openForReading(const fs::path &file)
{
    return Descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
}

} // namespace

bool FeatureStore::contains(std::string_view contentHash, const CqtParameters &parameters) const
{
    return readHeader(openForReading(fileFor(contentHash, parameters)), contentHash, parameters).has_value();
}

std::shared_ptr<const StoredSpectrogram> FeatureStore::open(
    std::string_view contentHash, const CqtParameters &parameters) const
{
    const Descriptor descriptor = openForReading(fileFor(contentHash, parameters));
    const std::optional<Header> header = readHeader(descriptor, contentHash, parameters);
    if (!header)
        return nullptr;

    auto mapping = std::make_unique<StoredSpectrogram::Mapping>(parameters);
    const auto cellCount = static_cast<std::size_t>(header->frames) * static_cast<std::size_t>(header->bins);
    const std::size_t length = sizeof(Header) + cellCount;
    void *const address = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor.number(), 0);
    if (address == MAP_FAILED)
        return nullptr;
    mapping->address = address;
    mapping->length = length;
    mapping->cells = static_cast<const std::uint8_t *>(address) + sizeof(Header);
    mapping->frames = header->frames;
    mapping->maximumDb = header->maximumDb;
    if (checksumOf(*header, std::span(mapping->cells, cellCount)) != header->checksum)
        return nullptr;

    std::shared_ptr<StoredSpectrogram> spectrogram(new StoredSpectrogram);
    spectrogram->m_mapping = std::move(mapping);
    return spectrogram;
}

std::shared_ptr<const StoredSpectrogram> FeatureStore::compute(std::string_view contentHash, const CqtPlan &plan,
    const std::function<std::size_t(std::span<float>)> &nextSamples) const
{
    const CqtParameters &parameters = plan.parameters();
    const fs::path file = fileFor(contentHash, parameters);
    Header header = makeHeader(contentHash, parameters);
    std::error_code failure;
    fs::create_directories(file.parent_path(), failure);
    if (failure)
        throw Error(ErrorCode::Io, file, "its folder could not be made: " + failure.message());

    LevelSpool levels(file);
    CqtStream stream(plan);
    std::vector<float> samples(kBlock);
    std::vector<float> magnitudes;
    while (const std::size_t count = nextSamples(samples)) {
        stream.push(std::span(samples).first(std::min(count, samples.size())), magnitudes);
        levels.append(magnitudes);
        magnitudes.clear();
    }
    stream.finish(magnitudes);
    levels.append(magnitudes);
    if (levels.count() == 0)
        throw Error(ErrorCode::InvalidArgument, "there is no sound to make a spectrogram of");

    header.frames = static_cast<std::int64_t>(levels.count()) / parameters.bins;
    header.maximumDb = levels.maximum();
    writeAtomically(file, [&](const fs::path &temporary) {
        const Descriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!descriptor.isOpen())
            failWriting(file);
        Hasher hasher;
        const auto write = [&](std::span<const std::byte> bytes) {
            hasher.update(bytes);
            writeAll(descriptor, bytes, file);
        };
        write(std::as_bytes(std::span(&header, 1)));
        std::vector<std::uint8_t> cells;
        levels.forEachBlock([&](std::span<const float> block) {
            cells.resize(block.size());
            std::transform(block.begin(), block.end(), cells.begin(),
                [&](float level) { return toCell(level, header.maximumDb); });
            write(std::as_bytes(std::span(cells)));
        });
        put(header.checksum, hasher.hex());
        if (::pwrite(descriptor.number(), &header, sizeof header, 0) != ssize_t { sizeof header })
            failWriting(file);
    });

    std::shared_ptr<const StoredSpectrogram> spectrogram = open(contentHash, parameters);
    if (!spectrogram)
        throw Error(ErrorCode::Io, file, "could not be read back after it was written");
    return spectrogram;
}

std::shared_ptr<const StoredSpectrogram> FeatureStore::inMemory(const CqtPlan &plan, std::span<const float> sound)
{
    std::vector<float> levels = plan.magnitudes(sound);
    if (levels.empty())
        throw Error(ErrorCode::InvalidArgument, "there is no sound to make a spectrogram of");
    magnitudesToLevels(levels);

    auto mapping = std::make_unique<StoredSpectrogram::Mapping>(plan.parameters());
    mapping->maximumDb = *std::max_element(levels.begin(), levels.end());
    mapping->frames = std::ssize(levels) / plan.parameters().bins;
    mapping->memory.resize(levels.size());
    std::transform(levels.begin(), levels.end(), mapping->memory.begin(),
        [&](float level) { return toCell(level, mapping->maximumDb); });
    mapping->cells = mapping->memory.data();

    std::shared_ptr<StoredSpectrogram> spectrogram(new StoredSpectrogram);
    spectrogram->m_mapping = std::move(mapping);
    return spectrogram;
}

} // namespace retrograde
