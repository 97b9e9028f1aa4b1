#include "library/unfinishedwork.h"

#include "base/error.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sys/stat.h>

using namespace retrograde;

namespace fs = std::filesystem;

class TestUnfinishedWork : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path folder(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void whatWasCutOffIsFoundOnce()
    {
        const fs::path workspace = folder("cut off");
        fs::create_directory(workspace);
        // A process that ends without saying that it was done leaves its note behind.
        WorkNote(workspace, { .demo = true, .imports = { "/music/\xff\n", "/music/b" } });
        const std::vector<UnfinishedWork> found = takeUnfinishedWork(workspace);
        QCOMPARE(found.size(), std::size_t { 1 });
        QVERIFY(found[0].demo);
        QCOMPARE(found[0].imports, (std::vector<fs::path> { "/music/\xff\n", "/music/b" }));
        QVERIFY(takeUnfinishedWork(workspace).empty());
    }

    void whatIsDoneOrGoesOnIsNotFound()
    {
        const fs::path workspace = folder("at work");
        fs::create_directory(workspace);
        const WorkNote going(workspace, { .demo = false, .imports = { "/music/a" } });
        WorkNote(workspace, { .demo = false, .imports = { "/music/b" } }).done();
        QVERIFY(takeUnfinishedWork(workspace).empty());
    }

    void aWorkspaceThatWasMovedIsNotMadeAnew()
    {
        const fs::path workspace = folder("moved");
        QVERIFY_THROWS_EXCEPTION(Error, WorkNote(workspace, {}));
        QVERIFY(!fs::exists(workspace));
    }

    void whatIsNoNoteIsPassedOver()
    {
        const fs::path workspace = folder("odd");
        const fs::path notes = workspace / "unfinished";
        fs::create_directories(notes / "work-folder");
        QCOMPARE(::mkfifo((notes / "work-fifo").c_str(), 0600), 0);
        fs::create_symlink("/dev/zero", notes / "work-device");
        std::ofstream(notes / "work-half") << "{\"demo\": true, \"imp";
        std::ofstream(notes / "work-number") << "{\"demo\": true, \"imports\": [[4711]]}";
        fs::resize_file(notes / "work-half", std::uintmax_t { 1 } << 33);
        QVERIFY(takeUnfinishedWork(workspace).empty());
    }
};

QTEST_GUILESS_MAIN(TestUnfinishedWork)
#include "tst_unfinishedwork.moc"
