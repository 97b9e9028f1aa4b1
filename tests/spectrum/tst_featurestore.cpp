#include "base/error.h"
#include "base/hash.h"
#include "base/mappedfiles.h"
#include "base/random.h"
#include "spectrum/decibels.h"
#include "spectrum/featurestore.h"
#include "support/signals.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr const char *kHash = "0123456789abcdef0123456789abcdef";

/// Few, short filters, so that most of a test is about the store.
CqtParameters smallParameters()
{
    return { .sampleRate = 8000, .hop = 256, .fmin = 220, .bins = 24 };
}

std::function<std::size_t(std::span<float>)> supplierOf(std::span<const float> sound, std::size_t atMost = 5000)
{
    return [sound, atMost](std::span<float> out) mutable {
        const std::size_t count = std::min({ sound.size(), out.size(), atMost });
        std::copy_n(sound.begin(), count, out.begin());
        sound = sound.subspan(count);
        return count;
    };
}

std::vector<std::uint8_t> cellsOf(const StoredSpectrogram &spectrogram)
{
    return { spectrogram.frame(0), spectrogram.frame(spectrogram.frames()) };
}

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

void overwrite(const fs::path &path, const std::string &content)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
}

} // namespace

class TestFeatureStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_stores = 0;

    fs::path freshFolder() { return m_folder.filePath(QString("store %1").arg(++m_stores)).toStdString(); }

private Q_SLOTS:
    void keepsWhatTheTransformGave()
    {
        const FeatureStore store(freshFolder());
        const CqtParameters parameters;
        const CqtPlan plan(parameters);
        const std::vector<float> sound = struckNotes(5.0, parameters.sampleRate);
        QVERIFY(!store.contains(kHash, parameters));
        QVERIFY(!store.open(kHash, parameters));

        const auto computed = store.compute(kHash, plan, supplierOf(sound));
        QVERIFY(store.contains(kHash, parameters));
        const auto opened = FeatureStore(store.folder()).open(kHash, parameters);
        QVERIFY(opened);
        QCOMPARE(cellsOf(*opened), cellsOf(*computed));

        std::vector<float> exact = plan.magnitudes(sound);
        const float maximum = *std::max_element(exact.begin(), exact.end());
        magnitudesToDb(exact);
        QCOMPARE(opened->bins(), 84);
        QCOMPARE(opened->frames() * 84, std::int64_t(exact.size()));
        QVERIFY(opened->parameters() == parameters);
        QVERIFY(std::abs(opened->maximumDb() - levelDb(maximum)) < 1e-4f);
        float worst = 0;
        for (std::size_t cell = 0; cell < exact.size(); ++cell)
            worst = std::max(worst, std::abs(StoredSpectrogram::toDb(opened->frame(0)[cell]) - exact[cell]));
        QVERIFY2(worst <= 0.16f, QByteArray::number(worst));
        QVERIFY(worst > 0.1f);
        QCOMPARE(opened->frame(7) - opened->frame(6), std::ptrdiff_t { 84 });
    }

    void cellsSpanTheRange()
    {
        QCOMPARE(StoredSpectrogram::toDb(255), 0.0f);
        QCOMPARE(StoredSpectrogram::toDb(0), -80.0f);
        QVERIFY(std::abs(StoredSpectrogram::toDb(100) - StoredSpectrogram::toDb(99) - 80.0f / 255) < 1e-5f);
    }

    void inMemoryIsTheSame()
    {
        const FeatureStore store(freshFolder());
        for (const Padding padding : { Padding::Zero, Padding::Reflect }) {
            CqtParameters parameters;
            parameters.padding = padding;
            const CqtPlan plan(parameters);
            const std::vector<float> sound = struckNotes(2.5, parameters.sampleRate, 8);
            const auto stored = store.compute(kHash, plan, supplierOf(sound, 777));
            const auto kept = FeatureStore::inMemory(plan, sound);
            QCOMPARE(kept->frames(), stored->frames());
            QCOMPARE(kept->maximumDb(), stored->maximumDb());
            QVERIFY(kept->parameters() == parameters);
            QCOMPARE(cellsOf(*kept), cellsOf(*stored));
        }
    }

    void aLongSoundIsTheSameToo()
    {
        // Long enough for its levels to be put on disk several times.
        const FeatureStore store(freshFolder());
        const CqtParameters parameters { .sampleRate = 8000, .hop = 16, .fmin = 880, .bins = 24 };
        const CqtPlan plan(parameters);
        const std::vector<float> sound = struckNotes(200, parameters.sampleRate, 8);
        const auto stored = store.compute(kHash, plan, supplierOf(sound));
        QVERIFY(stored->frames() * 24 > (1 << 21));
        QCOMPARE(cellsOf(*stored), cellsOf(*FeatureStore::inMemory(plan, sound)));
        for (const fs::directory_entry &entry : fs::recursive_directory_iterator(store.folder()))
            QVERIFY(entry.is_directory() || entry.path() == store.fileFor(kHash, parameters));
    }

    void silenceAndOddLengths()
    {
        const FeatureStore store(freshFolder());
        const CqtPlan plan(smallParameters());
        const auto silent = store.compute("silence", plan, supplierOf(silence(1.0, 8000)));
        QVERIFY(std::abs(silent->maximumDb() + 100) < 1e-4f);
        QCOMPARE(cellsOf(*silent), std::vector<std::uint8_t>(static_cast<std::size_t>(silent->frames()) * 24, 0));
        QCOMPARE(StoredSpectrogram::toDb(0) + silent->topDb(), kSilenceDb);
        QCOMPARE(cellsOf(*FeatureStore::inMemory(plan, silence(1.0, 8000))), cellsOf(*silent));
        const std::vector<float> one { 0.5f };
        QCOMPARE(store.compute("one", plan, supplierOf(one))->frames(), 1);
        const std::vector<float> bad(3000, std::numeric_limits<float>::quiet_NaN());
        QCOMPARE(store.compute("bad", plan, supplierOf(bad))->maximumDb(), silent->maximumDb());
        QVERIFY_EXCEPTION_THROWN(store.compute("none", plan, supplierOf({})), Error);
        QVERIFY_EXCEPTION_THROWN(FeatureStore::inMemory(plan, {}), Error);
        QVERIFY(!store.contains("none", smallParameters()));
    }

    void soundsAndParametersAreKeptApart()
    {
        const FeatureStore store(freshFolder());
        const CqtParameters a = smallParameters();
        CqtParameters b = a;
        b.q = QRule::Classic;
        const std::vector<float> sound = noise(1.0, 8000);
        store.compute(kHash, CqtPlan(a), supplierOf(sound));
        QVERIFY(!store.open(kHash, b));
        QVERIFY(!store.open("another", a));
        store.compute(kHash, CqtPlan(b), supplierOf(sound));
        QVERIFY(cellsOf(*store.open(kHash, a)) != cellsOf(*store.open(kHash, b)));

        // A file under another's name is foreign.
        fs::create_directories(store.fileFor("another", a).parent_path());
        fs::copy_file(store.fileFor(kHash, a), store.fileFor("another", a));
        QVERIFY(!store.contains("another", a));
        QVERIFY(!store.open("another", a));
        fs::copy_file(store.fileFor(kHash, a), store.fileFor(kHash, b), fs::copy_options::overwrite_existing);
        QVERIFY(!store.contains(kHash, b));
        QVERIFY(!store.open(kHash, b));
    }

    void namesMustBeHashes()
    {
        const FeatureStore store(freshFolder());
        for (const char *name : { "", "a", "../../etc/passwd", "ab/cd", "ab cd" })
            QVERIFY_EXCEPTION_THROWN(store.fileFor(name, smallParameters()), Error);
    }

    void damageIsNoticed()
    {
        const FeatureStore store(freshFolder());
        const CqtParameters parameters = smallParameters();
        const CqtPlan plan(parameters);
        const std::vector<float> sound = noise(1.0, 8000);
        const std::vector<std::uint8_t> cells = cellsOf(*store.compute(kHash, plan, supplierOf(sound)));
        const fs::path file = store.fileFor(kHash, parameters);
        const std::string good = contentOf(file);
        const std::size_t headerSize = good.size() - cells.size();

        RandomStream random(1);
        for (std::size_t at = 0; at < good.size(); at += at < headerSize ? 1 : 1 + random.below(20)) {
            std::string damaged = good;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.below(8)));
            overwrite(file, damaged);
            QVERIFY2(!store.open(kHash, parameters), QByteArray::number(qulonglong(at)));
        }
        for (std::size_t length = 0; length < good.size(); length += 1 + random.below(40)) {
            overwrite(file, good.substr(0, length));
            QVERIFY2(!store.contains(kHash, parameters), QByteArray::number(qulonglong(length)));
            QVERIFY2(!store.open(kHash, parameters), QByteArray::number(qulonglong(length)));
        }
        // A torn write: the right size, but nothing arrived of the end, or of the beginning.
        std::string torn = good;
        std::fill(torn.begin() + torn.size() / 2, torn.end(), '\0');
        overwrite(file, torn);
        QVERIFY(!store.open(kHash, parameters));
        overwrite(file, good + "more");
        QVERIFY(!store.contains(kHash, parameters));
        overwrite(file, std::string(100000, 'x'));
        QVERIFY(!store.contains(kHash, parameters));
        QVERIFY(!store.open(kHash, parameters));
        fs::remove(file);
        fs::create_directory(file);
        QVERIFY(!store.open(kHash, parameters));
        fs::remove(file);

        overwrite(file, torn);
        QCOMPARE(cellsOf(*store.compute(kHash, plan, supplierOf(sound))), cells);
        QCOMPARE(contentOf(file), good);
    }

    void aFailingSoundStoresNothing()
    {
        const FeatureStore store(freshFolder());
        const CqtPlan plan(smallParameters());
        int calls = 0;
        const auto failing = [&](std::span<float> out) -> std::size_t {
            if (++calls == 4)
                throw Error(ErrorCode::NotAudio, "broken");
            std::fill(out.begin(), out.end(), 0.1f);
            return out.size();
        };
        QVERIFY_EXCEPTION_THROWN(store.compute(kHash, plan, failing), Error);
        QVERIFY(!store.contains(kHash, smallParameters()));
        for (const fs::directory_entry &entry : fs::recursive_directory_iterator(store.folder()))
            QVERIFY(entry.is_directory());
    }

    void leftoversOfACrashAreIgnored()
    {
        const FeatureStore store(freshFolder());
        const CqtParameters parameters = smallParameters();
        const fs::path file = store.fileFor(kHash, parameters);
        fs::create_directories(file.parent_path());
        overwrite(file.string() + ".tmp-1-0", "half a spectrogram");
        overwrite(file.string() + ".tmp-" + std::to_string(::getpid() + 1) + "-0", "another");
        QVERIFY(!store.contains(kHash, parameters));
        const std::vector<float> sound = noise(0.5, 8000);
        QVERIFY(store.compute(kHash, CqtPlan(parameters), supplierOf(sound)));
        QVERIFY(store.open(kHash, parameters));
    }

    void aSpectrogramOutlivesItsReplacement()
    {
        const FeatureStore store(freshFolder());
        const CqtPlan plan(smallParameters());
        const std::vector<float> sound = noise(1.0, 8000);
        const auto first = store.compute(kHash, plan, supplierOf(sound));
        const std::vector<std::uint8_t> cells = cellsOf(*first);
        store.compute(kHash, plan, supplierOf(silence(0.1, 8000)));
        QCOMPARE(cellsOf(*first), cells);
        fs::remove(store.fileFor(kHash, smallParameters()));
        QCOMPARE(cellsOf(*first), cells);
    }

    void manyThreadsMayWantTheSame()
    {
        const FeatureStore store(freshFolder());
        const CqtPlan plan(smallParameters());
        const std::vector<float> sound = noise(2.0, 8000);
        const std::vector<std::uint8_t> expected = cellsOf(*FeatureStore::inMemory(plan, sound));
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    for (int round = 0; round < 5; ++round) {
                        right += cellsOf(*store.compute(kHash, plan, supplierOf(sound))) == expected;
                        const auto opened = store.open(kHash, plan.parameters());
                        right += opened && cellsOf(*opened) == expected;
                    }
                });
        }
        QCOMPARE(right.load(), 40);
        QCOMPARE(std::distance(fs::directory_iterator(store.fileFor(kHash, plan.parameters()).parent_path()), {}), 1);
    }

    void aFullDiskIsReported()
    {
        const FeatureStore store(freshFolder());
        const CqtParameters parameters = smallParameters();
        const CqtPlan plan(parameters);
        const std::vector<float> sound = noise(4.0, 8000);
        // A child process that may write no file longer than 1,000 bytes stands in for a disk that is full.
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit { 1000, 1000 };
            ::setrlimit(RLIMIT_FSIZE, &limit);
            try {
                store.compute(kHash, plan, supplierOf(sound));
                ::_exit(1);
            } catch (const Error &error) {
                const bool right = error.code() == ErrorCode::Io && error.path() == store.fileFor(kHash, parameters);
                ::_exit(right ? 0 : 2);
            }
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
        for (const fs::directory_entry &entry : fs::recursive_directory_iterator(store.folder()))
            QVERIFY(entry.is_directory());
    }

    void aFileThatIsCutWhileItIsInUseEndsInWords()
    {
        const FeatureStore store(freshFolder());
        const CqtPlan plan(smallParameters());
        const std::vector<float> sound = noise(20.0, 8000);
        const auto spectrogram = store.compute(kHash, plan, supplierOf(sound));
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            endInWordsWhenMappedFilesFail();
            ::dup2(ends[1], STDERR_FILENO);
            fs::resize_file(store.fileFor(kHash, smallParameters()), 100);
            const std::vector<std::uint8_t> cells = cellsOf(*spectrogram);
            ::_exit(cells.empty() ? 2 : 3);
        }
        ::close(ends[1]);
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status)); // and was not ended by the signal
        QCOMPARE(WEXITSTATUS(status), 1);
        char said[512] = {};
        QVERIFY(::read(ends[0], said, sizeof said - 1) > 0);
        ::close(ends[0]);
        QVERIFY(std::string(said).find("became shorter") != std::string::npos);
        QVERIFY(!store.open(kHash, smallParameters())); // which looks at the length first
    }

    void aMovedFolderDoesNotGrowAgain()
    {
        const fs::path workspace = freshFolder() / "workspace";
        fs::create_directories(workspace);
        const FeatureStore store(workspace / "features");
        const std::vector<float> sound = noise(1.0, 8000);
        store.compute(kHash, CqtPlan(smallParameters()), supplierOf(sound));
        fs::rename(workspace, workspace.parent_path() / "moved");
        QVERIFY_EXCEPTION_THROWN(store.compute(kHash, CqtPlan(smallParameters()), supplierOf(sound)), Error);
        QVERIFY(!fs::exists(workspace));
    }

    void aFolderThatCannotBeMadeIsReported()
    {
        const fs::path blocker = freshFolder();
        overwrite(blocker, "a file where the folder should be");
        const FeatureStore store(blocker);
        try {
            store.compute(kHash, CqtPlan(smallParameters()), supplierOf(std::vector<float>(100, 0.5f)));
            QFAIL("stored");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
        }
    }
};

QTEST_APPLESS_MAIN(TestFeatureStore)
#include "tst_featurestore.moc"
