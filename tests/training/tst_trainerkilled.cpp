#include "answers/safetensors.h"
#include "support/answers.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>
#include <cstdio>

using namespace retrograde;
using retrograde::testing::MusicLibrary;
using retrograde::testing::quickSpec;

namespace {

/// What this program does when it is called as the process to be killed: trains, and tells how far it is.
int trainAndTell(const char *workspace, const char *run)
{
    RunControl control;
    const RunStatus status = trainRun(
        workspace, std::atoll(run),
        [](const RunEvent &event) {
            if (const auto *batch = std::get_if<BatchProgress>(&event))
                std::printf("in epoch %d\n", batch->epoch);
            std::fflush(stdout);
        },
        control);
    return status == RunStatus::Completed ? 0 : 1;
}

} // namespace

class TestTrainerKilled : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killingLosesAtMostTheEpochInProgress()
    {
        const MusicLibrary library(6, 10.0, 3);
        Id run = 0;
        {
            Workspace workspace(library.workspace());
            run = createRun(workspace, quickSpec(3));
        }

        QProcess child;
        child.setProcessChannelMode(QProcess::SeparateChannels);
        child.start(QCoreApplication::applicationFilePath(),
            { "--train", QString::fromStdString(library.workspace().string()), QString::number(run) });
        QVERIFY(child.waitForStarted());
        QByteArray told;
        while (!told.contains("in epoch 2\n")) {
            QVERIFY2(child.waitForReadyRead(120000), "the child tells nothing");
            told += child.readAllStandardOutput();
        }
        child.kill(); // SIGKILL
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit);
        QVERIFY(!told.contains("in epoch 3\n"));

        const auto epochs = [&] { return Workspace(library.workspace()).epochs(run); };
        const std::vector<Epoch> kept = epochs();
        {
            const Workspace workspace(library.workspace());
            const Run interrupted = workspace.run(run).value();
            QVERIFY(interrupted.status == RunStatus::Interrupted);
            // Epoch 1 surely; epoch 2 if it was finished in the instant before the signal came.
            QVERIFY(interrupted.epochsDone == 1 || interrupted.epochsDone == 2);
            QCOMPARE(kept.size(), static_cast<std::size_t>(interrupted.epochsDone));
            QVERIFY(!testing::storedPredictions(workspace, run).empty());
            SafetensorsFile::read(workspace.checkpointFolder(run) / "last.safetensors");
            SafetensorsFile::read(workspace.checkpointFolder(run) / "best.safetensors");
        }

        RunControl control;
        QVERIFY(trainRun(library.workspace(), run, {}, control) == RunStatus::Completed);
        const std::vector<Epoch> all = epochs();
        QCOMPARE(all.size(), std::size_t { 3 });
        QCOMPARE(all[0].loss, kept[0].loss);

        // As if it had never been killed.
        Id straight = 0;
        {
            Workspace workspace(library.workspace());
            straight = createRun(workspace, quickSpec(3));
        }
        QVERIFY(trainRun(library.workspace(), straight, {}, control) == RunStatus::Completed);
        const std::vector<Epoch> expected = Workspace(library.workspace()).epochs(straight);
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(all[i].loss, expected[i].loss);
            QCOMPARE(all[i].validationLoss, expected[i].validationLoss);
            QCOMPARE(all[i].validationAccuracy, expected[i].validationAccuracy);
        }
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && qstrcmp(argv[1], "--train") == 0)
        return trainAndTell(argv[2], argv[3]);
    const QCoreApplication application(argc, argv);
    TestTrainerKilled test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_trainerkilled.moc"
