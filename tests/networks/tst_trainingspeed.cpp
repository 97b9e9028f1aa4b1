#include "networks/trainingspeed.h"

#include "base/machine.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

using namespace retrograde;

class TestTrainingSpeed : public QObject {
    Q_OBJECT

private:
    /// Without it nobody measures, and a step takes minutes.
    static bool hasBFloat16()
    {
        const std::vector<std::string> &features = machine().features;
        return std::find(features.begin(), features.end(), "avx512_bf16") != features.end();
    }

private Q_SLOTS:
    void theFasterFormatIsPreferredWhenItIsWorthIt()
    {
        QVERIFY(!(TrainingSpeed { 50, 40 }.prefersBFloat16()));
        QVERIFY(!(TrainingSpeed { 50, 52 }.prefersBFloat16())); // within what measuring may err
        QVERIFY(TrainingSpeed({ 50, 90 }).prefersBFloat16());
    }

    void itIsMeasuredOnceForEachNumberOfThreads()
    {
        if (!hasBFloat16())
            QSKIP("this processor does not compute in bfloat16");
        const retrograde::testing::ScratchFolder folder;
        const TrainingSpeed first = knownTrainingSpeed(1, folder.path());
        QVERIFY(first.float32 > 0.1 && first.float32 < 1e6);
        QVERIFY(first.bfloat16 > 0.1 && first.bfloat16 < 1e6);
        qInfo("one thread: %.1f clips/s in float32, %.1f in bfloat16", first.float32, first.bfloat16);
        // Two measurements are never equal to the last bit.
        QCOMPARE(knownTrainingSpeed(1, folder.path()).float32, first.float32);
        knownTrainingSpeed(2, folder.path());
        const auto files = [&] { return std::distance(std::filesystem::directory_iterator(folder.path()), {}); };
        QCOMPARE(files(), 2);
        for (const auto &entry : std::filesystem::directory_iterator(folder.path()))
            std::ofstream(entry.path()) << "{\"float32\": ";
        QVERIFY(knownTrainingSpeed(1, folder.path()).float32 != first.float32); // what is damaged is measured again
    }

    void withoutAFolderItIsMeasuredAllTheSame()
    {
        if (!hasBFloat16())
            QSKIP("this processor does not compute in bfloat16");
        QVERIFY(knownTrainingSpeed(1, "/proc/nowhere").float32 > 0.1);
    }
};

QTEST_APPLESS_MAIN(TestTrainingSpeed)
#include "tst_trainingspeed.moc"
