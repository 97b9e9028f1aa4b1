#include "support/musiclibrary.h"
#include "support/throwingnew.h"
#include "support/torcherror.h"
#include "ui/shell/backgroundjobs.h"

#include <QTest>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

struct Job {
    const char *name;
    void (*start)(BackgroundJobs &jobs, const std::filesystem::path &folder);
};

/// Of each kind one. None gets as far as to miss what it is about.
constexpr Job kJobs[] = {
    { "import", [](BackgroundJobs &jobs, const std::filesystem::path &folder) { jobs.importPaths({ folder }); } },
    { "import of a dataset",
        [](BackgroundJobs &jobs, const std::filesystem::path &folder) {
            DatasetOptions options;
            options.path = folder;
            jobs.importDataset(options);
        } },
    { "labelled demo", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.prepareLabelledDemo(); } },
    { "demo", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.prepareDemo(); } },
    { "features", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.computeFeatures(); } },
    { "removal of a track", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.removeTrack(1); } },
    { "removal of a dataset", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.removeDataset(1); } },
    { "release of a track", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.releaseTrack(1); } },
    { "audit",
        [](BackgroundJobs &jobs, const std::filesystem::path &folder) { jobs.exportAudit(folder / "audit.csv"); } },
    { "report", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.writeReport(1); } },
    { "checks for shortcuts", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.checkShortcuts(1); } },
    { "validation", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.judgeRecogniser(1, false); } },
    { "test", [](BackgroundJobs &jobs, const std::filesystem::path &) { jobs.judgeRecogniser(1, true); } },
};

/// The smallest request for memory that is meant: the first of that size is the job's own.
constexpr std::size_t kLeast = 32;

std::vector<Thrown> allThrown()
{
    std::vector<Thrown> thrown = whateverIsThrown();
    thrown.push_back({ "c10::Error", throwTorchError, "an unexpected problem: expected a tensor" });
    return thrown;
}

} // namespace

class TestBackgroundJobs : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MusicLibrary> m_library;

private Q_SLOTS:
    void initTestCase() { m_library = std::make_unique<MusicLibrary>(1, 2.0, 1); }

    void whateverAJobThrowsIsToldAndTheNextOneRuns_data()
    {
        QTest::addColumn<int>("job");
        QTest::addColumn<int>("thrown");
        const std::vector<Thrown> thrown = allThrown();
        for (std::size_t job = 0; job < std::size(kJobs); ++job) {
            for (std::size_t kind = 0; kind < thrown.size(); ++kind)
                QTest::addRow("%s: %s", kJobs[job].name, thrown[kind].name)
                    << static_cast<int>(job) << static_cast<int>(kind);
        }
    }
    void whateverAJobThrowsIsToldAndTheNextOneRuns()
    {
        QFETCH(int, job);
        QFETCH(int, thrown);
        const Thrown what = allThrown()[static_cast<std::size_t>(thrown)];
        const TemporaryFolder folder;
        BackgroundJobs jobs;
        jobs.setWorkspaceFolder(m_library->workspace());
        QStringList sentences;
        connect(
            &jobs, &BackgroundJobs::failed, this, [&](ErrorCode, const QString &sentence) { sentences << sentence; });
        {
            const ThrowingNew throwing(kLeast, SIZE_MAX, what.raise);
            kJobs[job].start(jobs, folder.path());
            QTRY_VERIFY(jobs.isIdle());
            QVERIFY(throwing.hasThrown());
        }
        QCOMPARE(sentences.size(), 1);
        QVERIFY2(sentences[0].contains(QString::fromStdString(what.sentence)), qPrintable(sentences[0]));
        QVERIFY(!sentences[0].contains("raised from"));

        jobs.exportAudit(folder.path() / "next.csv");
        QTRY_VERIFY(jobs.isIdle());
        QVERIFY(std::filesystem::exists(folder.path() / "next.csv"));
        QCOMPARE(sentences.size(), 1);
    }

    /// What is not known to be a stop will fail in the same way again: it is not taken up at the next start.
    void whatFailedIsNotTakenUpAgain()
    {
        const TemporaryFolder folder;
        for (const Thrown &what : allThrown()) {
            BackgroundJobs jobs;
            jobs.setWorkspaceFolder(m_library->workspace());
            const ThrowingNew throwing(kLeast, SIZE_MAX, [&] {
                jobs.suspend(); // as when the window closes at this moment
                what.raise();
            });
            jobs.importPaths({ folder.path() });
            QTRY_VERIFY(jobs.isIdle());
            QVERIFY(throwing.hasThrown());
        }
        QVERIFY(takeUnfinishedWork(m_library->workspace()).empty());
    }
};

QTEST_GUILESS_MAIN(TestBackgroundJobs)
#include "tst_backgroundjobs.moc"
