#include "base/error.h"
#include "base/paths.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

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

    void temporariesFollowNoLinksAndCannotBeForeseen()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / "file";
        std::set<std::string> names;
        for (int i = 0; i < 20; ++i) {
            writeAtomically(path, [&](const fs::path &temporary) {
                names.insert(temporary.filename());
                QVERIFY(fs::is_regular_file(fs::symlink_status(temporary)));
                std::ofstream(temporary) << "new";
            });
        }
        QCOMPARE(names.size(), std::size_t { 20 });
        // A counter of this process is not what tells them apart.
        const std::string one = *names.begin();
        QVERIFY(one.size() - one.rfind('-') == 17);

        // What is swapped in while it is written does not become the target, and what it points at stays.
        const fs::path victim = path.parent_path() / "victim";
        writeAtomically(victim, "precious");
        QVERIFY_EXCEPTION_THROWN(writeAtomically(path,
                                     [&](const fs::path &temporary) {
                                         fs::remove(temporary);
                                         fs::create_symlink(victim, temporary);
                                     }),
            Error);
        QCOMPARE(contentOf(victim), std::string("precious"));
        QCOMPARE(contentOf(path), std::string("new"));
    }

    void aLongNameLeavesRoomForTheTemporarys()
    {
        QTemporaryDir folder;
        const fs::path path = fs::path(folder.path().toStdString()) / std::string(255, 'n');
        writeAtomically(path, "content");
        QCOMPARE(contentOf(path), std::string("content"));
    }

    void leftoversOfTheDeadAreCollectedAndThoseOfTheLivingAreNot()
    {
        QTemporaryDir folder;
        const fs::path where = folder.path().toStdString();
        const pid_t child = ::fork();
        if (child == 0) {
            writeAtomically(where / "last.safetensors", [](const fs::path &temporary) {
                std::ofstream(temporary) << "half";
                ::_exit(0); // as if it were killed: nothing is cleaned up
            });
            ::_exit(1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
        for (const char *name : { "mine.tmp-x", "song.tmp-12-.wav", ".tmp-1-2", "notes.txt" })
            writeAtomically(where / name, "somebody's own");
        writeAtomically(where / "old.json.tmp-4711-3", "of the first versions");
        writeAtomically(where / "file", [&](const fs::path &temporary) {
            std::ofstream(temporary) << "being written";
            QCOMPARE(collectLeftovers(where), 2);
            QVERIFY(fs::exists(temporary));
        });
        QCOMPARE(contentOf(where / "file"), std::string("being written"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 5);
        QCOMPARE(collectLeftovers(where / "absent"), 0);
    }

    void whatIsMadeThisInstantIsNotCollected()
    {
        QTemporaryDir folder;
        const fs::path where = folder.path().toStdString();
        pid_t collectors[3];
        for (pid_t &collector : collectors) {
            collector = ::fork();
            if (collector == 0) {
                for (;;)
                    collectLeftovers(where);
            }
        }
        std::string failure;
        for (int i = 0; i < 500 && failure.empty(); ++i) {
            try {
                writeAtomically(where / "last.safetensors", "weights");
            } catch (const Error &error) {
                failure = "write " + std::to_string(i) + ": " + error.what();
            }
        }
        for (const pid_t collector : collectors) {
            ::kill(collector, SIGKILL);
            ::waitpid(collector, nullptr, 0);
        }
        QCOMPARE(failure, std::string());
        QCOMPARE(contentOf(where / "last.safetensors"), std::string("weights"));
    }

    void scratchFoldersOfTheDeadAreCollected()
    {
        QTemporaryDir where;
        qputenv("TMPDIR", where.path().toUtf8());
        const pid_t child = ::fork();
        if (child == 0) {
            const ScratchFolder scratch;
            std::ofstream(scratch.path() / "features") << "half";
            ::_exit(0);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(QDir(where.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        {
            const ScratchFolder first;
            const ScratchFolder second;
            QVERIFY(fs::is_directory(first.path()));
            QVERIFY(first.path() != second.path());
            QCOMPARE(fs::status(first.path()).permissions(), fs::perms(0700));
            QCOMPARE(QDir(where.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 2);
        }
        QCOMPARE(QDir(where.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 0);
        qunsetenv("TMPDIR");
    }

    void withoutHomeTheSystemsListOfUsersIsAsked()
    {
        const QByteArray home = qgetenv("HOME");
        qunsetenv("XDG_DATA_HOME");
        qunsetenv("HOME");
        const fs::path folder = userDataFolder();
        qputenv("HOME", home);
        const struct passwd *user = ::getpwuid(::geteuid());
        QVERIFY(user);
        QCOMPARE(folder, fs::path(user->pw_dir) / ".local/share/retrograde");
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
