#include "spectrum/featurestore.h"

#include "base/diskspace.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/paths.h"
#include "spectrum/featurefile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/mman.h>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// Samples asked for at a time.
constexpr std::size_t kBlock = 1 << 14;
/// Levels kept in memory (4 MiB); more are put on disk.
constexpr std::size_t kLevelsInMemory = 1 << 20;

/// Written without branches and calls, for the compiler to make vectors of it.
void toCells(std::span<const float> levels, float maximum, std::uint8_t *cells)
{
    if (isSilence(maximum)) {
        std::fill_n(cells, levels.size(), std::uint8_t { 0 });
        return;
    }
    constexpr float kScale = 255 / kTopDb;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const float cell = (levels[i] - maximum + kTopDb) * kScale + 0.5f;
        cells[i] = static_cast<std::uint8_t>(static_cast<int>(cell > 0 ? cell : 0.0f));
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
            std::string name
                = (m_file.parent_path() / ("levels.tmp-" + std::to_string(::getpid()) + "-XXXXXX")).string();
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
    return m_folder / contentHash.substr(0, 2) / featureFileName(contentHash, parameters.fingerprint());
}

namespace {

/// The header of the file behind @p descriptor if it belongs to this sound and these parameters and the file is as
/// long as it says.
std::optional<FeatureFileHeader> readHeader(
    const Descriptor &descriptor, std::string_view contentHash, const CqtParameters &parameters)
{
    const std::optional<FeatureFileHeader> header = readFeatureFileHeader(descriptor);
    const FeatureFileHeader expected = makeFeatureFileHeader(contentHash, parameters.fingerprint(), parameters.bins);
    const bool ours = header && !isOutdated(*header) && header->bins == expected.bins
        && header->contentHash == expected.contentHash && header->parameters == expected.parameters;
    return ours ? header : std::nullopt;
}

} // namespace

bool FeatureStore::contains(std::string_view contentHash, const CqtParameters &parameters) const
{
    return readHeader(openFeatureFile(fileFor(contentHash, parameters)), contentHash, parameters).has_value();
}

std::shared_ptr<const StoredSpectrogram> FeatureStore::open(
    std::string_view contentHash, const CqtParameters &parameters) const
{
    const Descriptor descriptor = openFeatureFile(fileFor(contentHash, parameters));
    const std::optional<FeatureFileHeader> header = readHeader(descriptor, contentHash, parameters);
    if (!header || !hasItsChecksum(descriptor, *header, [] {}))
        return nullptr;

    auto mapping = std::make_unique<StoredSpectrogram::Mapping>(parameters);
    const std::size_t length = sizeof(FeatureFileHeader) + header->cells();
    void *const address = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, descriptor.number(), 0);
    if (address == MAP_FAILED)
        return nullptr;
    mapping->address = address;
    mapping->length = length;
    mapping->cells = static_cast<const std::uint8_t *>(address) + sizeof(FeatureFileHeader);
    mapping->frames = header->frames;
    mapping->maximumDb = header->maximumDb;

    std::shared_ptr<StoredSpectrogram> spectrogram(new StoredSpectrogram);
    spectrogram->m_mapping = std::move(mapping);
    return spectrogram;
}

std::shared_ptr<const StoredSpectrogram> FeatureStore::compute(std::string_view contentHash, const CqtPlan &plan,
    const std::function<std::size_t(std::span<float>)> &nextSamples) const
{
    const CqtParameters &parameters = plan.parameters();
    const fs::path file = fileFor(contentHash, parameters);
    FeatureFileHeader header = makeFeatureFileHeader(contentHash, parameters.fingerprint(), parameters.bins);
    std::error_code failure;
    fs::create_directory(m_folder, failure); // and not what it lies in: a workspace that was moved does not grow again
    fs::create_directory(file.parent_path(), failure);
    if (!fs::is_directory(file.parent_path()))
        throw Error(ErrorCode::Io, file, "its folder could not be made: " + failure.message());

    LevelSpool levels(file);
    CqtStream stream(plan);
    std::vector<float> samples(kBlock);
    std::vector<float> magnitudes;
    std::size_t looked = 0; // levels there were when the disk was looked at last
    requireSpare(m_folder, 0, "features");
    while (const std::size_t count = nextSamples(samples)) {
        if (levels.count() - looked >= kLevelsInMemory) {
            looked = levels.count();
            // They are written once more, a byte each, when all are there.
            requireSpare(m_folder, looked + sizeof(float) * kLevelsInMemory, "the features of one sound");
        }
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
    writeFeatureFile(file, header, [&](const CellSink &sink) {
        std::vector<std::uint8_t> cells;
        levels.forEachBlock([&](std::span<const float> block) {
            cells.resize(block.size());
            toCells(block, header.maximumDb, cells.data());
            sink(cells);
        });
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
    toCells(levels, mapping->maximumDb, mapping->memory.data());
    mapping->cells = mapping->memory.data();

    std::shared_ptr<StoredSpectrogram> spectrogram(new StoredSpectrogram);
    spectrogram->m_mapping = std::move(mapping);
    return spectrogram;
}

} // namespace retrograde
