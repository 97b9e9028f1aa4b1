#include "base/hash.h"
#include "base/random.h"
#include "spectrum/storecare.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;
using Kind = StoredFile::Kind;

namespace {

constexpr const char *kHash = "0123456789abcdef0123456789abcdef";
/// Where the header's fields lie, and how long it is.
constexpr std::size_t kBins = 12;
constexpr std::size_t kFrames = 16;
constexpr std::size_t kParameters = 96;
constexpr std::size_t kChecksum = 352;
constexpr std::size_t kHeader = 384;

const CqtParameters kSmall { .sampleRate = 8000, .hop = 256, .fmin = 220, .bins = 24 };

void compute(const FeatureStore &store, std::string_view hash, const CqtParameters &parameters = kSmall)
{
    std::vector<float> sound = noise(0.5, 8000);
    store.compute(hash, CqtPlan(parameters), [&](std::span<float> out) {
        const std::size_t count = std::min(out.size(), sound.size());
        std::copy_n(sound.begin(), count, out.begin());
        sound.erase(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(count));
        return count;
    });
}

/// @p bytes with the checksum that belongs to them.
std::string sealed(std::string bytes)
{
    std::fill_n(bytes.begin() + kChecksum, 32, '\0');
    bytes.replace(kChecksum, 32, contentHash(bytes));
    return bytes;
}

bool isIntactFile(const fs::path &file)
{
    return isIntact(file, [] {});
}

/// A process that has ended.
pid_t endedProcess()
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    ::waitpid(child, nullptr, 0);
    return child;
}

Kind kindOf(const FeatureStore &store, const fs::path &file)
{
    for (const StoredFile &stored : storedFiles(store))
        if (stored.path == file)
            return stored.kind;
    throw std::invalid_argument(file.string() + " is not listed");
}

} // namespace

class TestStoreCare : public QObject {
    Q_OBJECT

    ScratchFolder m_folder;
    int m_stores = 0;

    FeatureStore freshStore() { return FeatureStore(m_folder / ("store" + std::to_string(++m_stores))); }

private Q_SLOTS:
    void anEmptyStoreHasNoFiles()
    {
        const FeatureStore store = freshStore();
        QVERIFY(storedFiles(store).empty());
        fs::create_directories(store.folder());
        QVERIFY(storedFiles(store).empty());
    }

    void everyFileIsWhatItIs()
    {
        const FeatureStore store = freshStore();
        compute(store, kHash);
        CqtParameters other = kSmall;
        other.hop = 128;
        compute(store, kHash, other);
        compute(store, "fedcba9876543210", kSmall);
        const fs::path good = store.fileFor(kHash, kSmall);
        const std::string bytes = readBytes(good);
        const std::string dead = std::to_string(endedProcess());

        const fs::path folder = good.parent_path();
        const auto write = [&](const fs::path &name, const std::string &content) {
            fs::create_directories((folder / name).parent_path());
            writeBytes(folder / name, content);
            return (folder / name).lexically_normal();
        };
        const fs::path truncated = write("0123-4567.rgf", bytes.substr(0, 1000));
        const fs::path anothers = write("0123-89ab.rgf", bytes);
        const fs::path abandoned = write(good.filename().string() + ".tmp-" + dead + "-0", "half");
        const fs::path spool = write("levels.tmp-" + dead + "-7", "levels");
        const fs::path running
            = write(good.filename().string() + ".tmp-" + std::to_string(::getpid()) + "-0", bytes.substr(0, 500));
        const fs::path letter = write("letter to my mother.txt", "Dear mother");
        const fs::path elsewhere = write("../zz/" + good.filename().string(), bytes);

        const std::string current = kSmall.fingerprint();
        std::string old = current;
        old.replace(0, 5, "cqt/0");
        std::string outdatedBytes = bytes;
        outdatedBytes.replace(kParameters, old.size(), old);
        const fs::path outdated
            = write(std::string(kHash) + "-" + contentHash(old).substr(0, 16) + ".rgf", sealed(outdatedBytes));

        const std::vector<StoredFile> files = storedFiles(store);
        QCOMPARE(files.size(), std::size_t { 11 });
        QVERIFY(std::is_sorted(
            files.begin(), files.end(), [](const StoredFile &a, const StoredFile &b) { return a.path < b.path; }));
        QVERIFY(kindOf(store, good) == Kind::Spectrogram);
        QVERIFY(kindOf(store, store.fileFor(kHash, other)) == Kind::Spectrogram);
        QVERIFY(kindOf(store, store.fileFor("fedcba9876543210", kSmall)) == Kind::Spectrogram);
        QVERIFY(kindOf(store, truncated) == Kind::Damaged);
        QVERIFY(kindOf(store, anothers) == Kind::Damaged);
        QVERIFY(kindOf(store, abandoned) == Kind::Abandoned);
        QVERIFY(kindOf(store, spool) == Kind::Abandoned);
        QVERIFY(kindOf(store, running) == Kind::Unfinished);
        QVERIFY(kindOf(store, letter) == Kind::Foreign);
        QVERIFY(kindOf(store, elsewhere) == Kind::Foreign);
        QVERIFY(kindOf(store, outdated) == Kind::Outdated);
        for (const StoredFile &file : files) {
            QCOMPARE(file.bytes, static_cast<std::int64_t>(fs::file_size(file.path)));
            if (file.kind == Kind::Spectrogram)
                QVERIFY(file.path.filename().string().starts_with(file.contentHash + "-"));
        }

        QVERIFY(isIntactFile(good));
        QVERIFY(isIntactFile(outdated));
        for (const fs::path &file : { truncated, anothers, abandoned, letter, folder / "none.rgf", folder })
            QVERIFY(!isIntactFile(file));
    }

    void checkingCanBeStopped()
    {
        const FeatureStore store = freshStore();
        compute(store, kHash);
        QVERIFY_EXCEPTION_THROWN(
            isIntact(store.fileFor(kHash, kSmall), [] { throw std::runtime_error("stop"); }), std::runtime_error);
    }

    /// Whatever the bytes are, the file is either exactly what was stored, or it counts as absent.
    void noBytesDoHarm()
    {
        const FeatureStore store = freshStore();
        compute(store, kHash);
        const fs::path file = store.fileFor(kHash, kSmall);
        const std::string good = readBytes(file);
        RandomStream random(2026);
        const auto number = [&](std::string &bytes, std::size_t at, std::size_t size) {
            // Round numbers and their neighbours are where arithmetic goes wrong.
            std::uint64_t value = random.coin() ? random() : std::uint64_t { 1 } << random.below(64);
            value += random.below(3) - 1;
            std::memcpy(bytes.data() + at, &value, size);
        };
        int refused = 0;
        for (int round = 0; round < 4000; ++round) {
            std::string bytes = good;
            switch (random.below(6)) {
            case 0:
                bytes.resize(random.below(bytes.size() + 1));
                break;
            case 1:
                number(bytes, kBins, 4);
                break;
            case 2:
                number(bytes, kFrames, 8);
                break;
            case 3: { // another shape of the same size
                const std::int32_t bins = static_cast<std::int32_t>(1 + random.below(48));
                const std::int64_t frames = std::ssize(bytes.substr(kHeader)) / bins;
                std::memcpy(bytes.data() + kBins, &bins, 4);
                std::memcpy(bytes.data() + kFrames, &frames, 8);
                break;
            }
            case 4:
                bytes.insert(random.below(bytes.size()), std::string(1 + random.below(100), '\x5a'));
                break;
            default:
                for (std::uint64_t flips = 1 + random.below(8); flips > 0; --flips)
                    bytes[random.below(random.coin() ? kHeader : bytes.size())]
                        ^= static_cast<char>(1 << random.below(8));
            }
            if (random.coin() && bytes.size() >= kHeader)
                bytes = sealed(bytes);
            writeBytes(file, bytes);
            const auto opened = store.open(kHash, kSmall);
            if (opened) {
                // What a file may say with a true checksum: other cells, another maximum, but never another shape.
                QCOMPARE(opened->bins(), 24);
                QCOMPARE(static_cast<std::size_t>(opened->frames() * 24) + kHeader, bytes.size());
                QVERIFY(isIntactFile(file));
            }
            refused += !opened;
            QVERIFY(store.contains(kHash, kSmall) || !opened);
            const Kind kind = kindOf(store, file);
            QVERIFY(kind == Kind::Damaged || kind == Kind::Spectrogram);
            isIntactFile(file);
        }
        QVERIFY(refused > 2000 && refused < 4000);
        compute(store, kHash);
        QCOMPARE(readBytes(file), good);
    }
};

QTEST_APPLESS_MAIN(TestStoreCare)
#include "tst_storecare.moc"
