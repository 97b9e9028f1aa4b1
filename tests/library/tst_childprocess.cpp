#include "library/childprocess.h"
#include "support/workspacefixture.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <fstream>
#include <thread>

using namespace retrograde;
using namespace retrograde::testing;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

ChildResult runShell(const std::string &script, const fs::path &folder, std::chrono::seconds timeout = 20s)
{
    return runProgram({ "sh", "-c", script }, folder, timeout, RunControl());
}

/// Whether the process whose id is in @p file has ended; a zombie has.
bool hasEnded(const fs::path &file)
{
    pid_t process = 0;
    std::ifstream(file) >> process;
    if (process <= 0)
        return false;
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string id, name, state;
    return !(stat >> id >> name >> state) || state == "Z" || state == "X";
}

} // namespace

class TestChildProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesStatusAndErrorOutput()
    {
        const TemporaryFolder folder;
        const ChildResult good = runShell("echo dropped; echo kept >&2; pwd > here", folder.path());
        QVERIFY(good.found);
        QVERIFY(good.succeeded());
        QCOMPARE(good.errorOutput, std::string("kept\n"));
        QVERIFY2(fs::exists(folder.path() / "here"), "it ran in another folder");
        QCOMPARE(runShell("exit 7", folder.path()).exitStatus, 7);
        QCOMPARE(runShell("kill -9 $$", folder.path()).exitStatus, -1);
    }

    void argumentsReachTheProgramAsTheyAre()
    {
        const TemporaryFolder folder;
        const std::string odd = "a \"b\" $HOME; rm *\n'";
        const ChildResult result
            = runProgram({ "sh", "-c", "printf %s \"$1\" >&2", "sh", odd }, folder.path(), 20s, RunControl());
        QCOMPARE(result.errorOutput, odd);
    }

    void messagesAreInEnglish()
    {
        qputenv("LC_ALL", "de_DE.UTF-8");
        qputenv("LANGUAGE", "de");
        const TemporaryFolder folder;
        const ChildResult result = runShell("echo \"$LC_ALL,$LANGUAGE\" >&2", folder.path());
        QCOMPARE(result.errorOutput, std::string("C.UTF-8,\n"));
    }

    void longOutputKeepsItsEnd()
    {
        const TemporaryFolder folder;
        const ChildResult result
            = runShell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done >&2", folder.path());
        QVERIFY(result.succeeded());
        QVERIFY(result.errorOutput.size() <= 16 * 1024);
        QVERIFY(result.errorOutput.ends_with("line 19999\n"));
    }

    void unknownProgram()
    {
        const TemporaryFolder folder;
        const ChildResult result = runProgram({ "no-such-program-here" }, folder.path(), 20s, RunControl());
        QVERIFY(!result.found);
        QVERIFY(!result.succeeded());
    }

    void endsWhatTakesTooLong()
    {
        const TemporaryFolder folder;
        QElapsedTimer clock;
        clock.start();
        const ChildResult result = runShell("sleep 60 & echo $! > helper; wait", folder.path(), 1s);
        QVERIFY(result.timedOut);
        QVERIFY(!result.succeeded());
        QVERIFY(clock.elapsed() < 10'000);
        QTRY_VERIFY2(hasEnded(folder.path() / "helper"), "the program's helper was left running");
    }

    void endsWhatDoesNotWantToEnd()
    {
        const TemporaryFolder folder;
        QElapsedTimer clock;
        clock.start();
        const ChildResult result = runShell("trap '' TERM; while true; do sleep 0.1; done", folder.path(), 1s);
        QVERIFY(result.timedOut);
        QVERIFY(clock.elapsed() < 20'000);
    }

    void cancelling()
    {
        const TemporaryFolder folder;
        RunControl control;
        std::thread user([&] {
            while (!fs::exists(folder.path() / "started"))
                std::this_thread::sleep_for(5ms);
            control.stop();
        });
        QElapsedTimer clock;
        clock.start();
        const Error error = errorOf([&] {
            runProgram({ "sh", "-c", "echo $$ > id; touch started; sleep 60" }, folder.path(), 60s, control);
        });
        user.join();
        QCOMPARE(error.code(), ErrorCode::Cancelled);
        QVERIFY(clock.elapsed() < 10'000);
        QVERIFY(hasEnded(folder.path() / "id"));
    }
};

QTEST_APPLESS_MAIN(TestChildProcess)
#include "tst_childprocess.moc"
