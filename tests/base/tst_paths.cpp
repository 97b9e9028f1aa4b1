#include "base/error.h"
#include "base/paths.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace retrograde;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

} // namespace

class TestPaths : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldersFollowTheBaseDirectorySpecification()
    {
        qputenv("XDG_DATA_HOME", "/somewhere/data");
        QCOMPARE(userDataFolder(), fs::path("/somewhere/data/retrograde"));
        qputenv("XDG_DATA_HOME", "relative/is/ignored");
        qputenv("HOME", "/home/somebody");
        QCOMPARE(userDataFolder(), fs::path("/home/somebody/.local/share/retrograde"));
        qunsetenv("XDG_CACHE_HOME");
        QCOMPARE(userCacheFolder(), fs::path("/home/somebody/.cache/retrograde"));
    }

    void writesAndReplaces()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "file";
        writeAtomically(path, "first");
        writeAtomically(path, "second");
        QCOMPARE(contentOf(path), std::string("second"));
    }

    void aFailedWriteLeavesTheOldFileAndNoTemporary()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "file";
        writeAtomically(path, "kept");
        const auto failing = [](const fs::path &temporary) {
            std::ofstream(temporary) << "half";
            throw std::runtime_error("power cut");
        };
        QVERIFY_EXCEPTION_THROWN(writeAtomically(path, failing), std::runtime_error);
        QCOMPARE(contentOf(path), std::string("kept"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList { "file" });
    }

    void aMissingFolderIsAnIoErrorThatNamesTheFile()
    {
        try {
            writeAtomically("/nowhere/at/all/file", "content");
            QFAIL("wrote into a folder that does not exist");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QCOMPARE(error.path(), fs::path("/nowhere/at/all/file"));
        }
    }
};

QTEST_APPLESS_MAIN(TestPaths)
#include "tst_paths.moc"
