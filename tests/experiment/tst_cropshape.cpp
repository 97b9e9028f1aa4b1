#include "base/error.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"

#include <QTest>

using namespace retrograde;

namespace {

RunSpec specOf(Task task, Network network, const char *clip)
{
    RunSpec spec = RunSpec::preset("poster", task, network);
    spec.clip = ClipLength::parse(clip);
    return spec;
}

} // namespace

class TestCropShape : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePosterHasTheExperimentsFrames_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<int>("network");
        QTest::addColumn<QString>("clip");
        QTest::addColumn<int>("pieces");
        QTest::addColumn<int>("pieceFrames");
        QTest::addColumn<int>("cropFrames");
        const auto row = [](const char *name, Task task, Network network, const char *clip, int pieces, int pieceFrames,
                             int cropFrames) {
            QTest::newRow(name) << toString(task).data() << static_cast<int>(network) << clip << pieces << pieceFrames
                                << cropFrames;
        };
        row("reversal 5", Task::Reversal, Network::ConvNet, "5", 1, 210, 210);
        row("reversal 10", Task::Reversal, Network::ConvNet, "10", 1, 420, 420);
        row("reversal 10 in pieces", Task::Reversal, Network::ResNet18, "10", 3, 140, 420);
        row("jigsaw 3x1", Task::Jigsaw, Network::ConvNet, "3x1", 3, 37, 126);
        row("jigsaw 3x3", Task::Jigsaw, Network::ConvNetExt, "3x3", 3, 135, 420);
        row("jigsaw 3x2", Task::Jigsaw, Network::ResNet18, "3x2", 3, 79, 252);
        row("instruments", Task::Instruments, Network::ConvNet, "10", 1, 420, 420);
        row("instruments in pieces", Task::Instruments, Network::ConvNetExt, "10", 3, 140, 420);
    }

    void thePosterHasTheExperimentsFrames()
    {
        QFETCH(QString, task);
        QFETCH(int, network);
        QFETCH(QString, clip);
        const CropShape shape(
            specOf(parseTask(task.toStdString()), static_cast<Network>(network), clip.toStdString().c_str()));
        QTEST(shape.pieces, "pieces");
        QTEST(static_cast<int>(shape.pieceFrames), "pieceFrames");
        QTEST(static_cast<int>(shape.cropFrames()), "cropFrames");
    }

    void piecesStayAsLongWhateverTheGap()
    {
        RunSpec spec = specOf(Task::Jigsaw, Network::ConvNetExt, "3x3");
        spec.defences.gapFrames = 40;
        spec.defences.gapJitterFrames = 10;
        const CropShape shape(spec);
        QCOMPARE(shape.pieceFrames, std::int64_t { 135 });
        QCOMPARE(shape.cropFrames(), std::int64_t { 3 * 185 });
    }

    void thePostersPiecesLoseTheirEnds()
    {
        const RunSpec spec = specOf(Task::Jigsaw, Network::ConvNet, "3x1");
        const FrameSpan crop { 100, 226 };
        for (const char *order : { "2,1,3", "3,1,2" }) {
            const int numbers[] = { order[0] - '0', order[2] - '0', order[4] - '0' };
            QVERIFY(judgedArrangement(spec, order, 100) == Arrangement::jigsaw(crop, numbers, 5));
        }
        const int inOrder[] = { 1, 2, 3 };
        QVERIFY(judgedArrangement(spec, kPublished, 100) == Arrangement::jigsaw(crop, inOrder, 5));
    }

    void soundTrimsBothSides()
    {
        const RunSpec spec = RunSpec::preset("sound", Task::Jigsaw, Network::ConvNetExt);
        const Arrangement heard = judgedArrangement(spec, "3,1,2", 1000);
        // Slots of 135 + 23 + 8 frames; 11 of the gap and half of the jitter lie before a piece.
        QCOMPARE(heard.pieces(),
            (std::vector<Piece> { { 1347, 1482, false }, { 1015, 1150, false }, { 1181, 1316, false } }));
    }

    void reversalIsTheWholeCrop()
    {
        const RunSpec spec = specOf(Task::Reversal, Network::ConvNet, "5");
        QVERIFY(judgedArrangement(spec, kReversed, 7) == Arrangement::reversed({ 7, 217 }));
        QVERIFY(judgedArrangement(spec, kPublished, 7) == Arrangement::asPublished({ 7, 217 }));
    }

    void ordersThatDoNotFitAreRefused()
    {
        const RunSpec spec = specOf(Task::Jigsaw, Network::ConvNet, "3x1");
        for (const char *order : { "2,1", "1,2,4", "shuffled", "" })
            QVERIFY_EXCEPTION_THROWN(judgedArrangement(spec, order, 0), Error);
    }
};

QTEST_APPLESS_MAIN(TestCropShape)
#include "tst_cropshape.moc"
