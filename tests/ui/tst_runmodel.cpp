#include "library/workspace.h"
#include "support/answers.h"
#include "support/workspacefixture.h"
#include "ui/training/runmodel.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QTest>

using namespace retrograde;
using retrograde::testing::makeTrack;
using retrograde::testing::Prediction;
using retrograde::testing::ScratchFolder;

class TestRunModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace.emplace(m_folder->path());
        m_model.emplace();
        m_tester.emplace(&*m_model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_model->setWorkspace(&*m_workspace);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void whatIsChosenStaysChosenWhileRunsComeAndGo()
    {
        const Id first = addRun();
        const Id second = addRun();
        m_model->reload();
        const QPersistentModelIndex chosen = m_model->indexOfRun(second);
        QCOMPARE(chosen.row(), 0);
        const Id third = addRun();
        m_model->reload();
        QCOMPARE(chosen.row(), 1);
        m_workspace->deleteRun(first);
        m_workspace->deleteRun(third);
        m_model->reload();
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(chosen.row(), 0);
        QCOMPARE(m_model->run(chosen)->id, second);
    }

    void aRowIsInWords()
    {
        const Id id = addRun();
        Run run = *m_workspace->run(id);
        run.status = RunStatus::Failed;
        run.reason = "the loss is not finite";
        run.epochsDone = 3;
        m_workspace->updateRun(run);
        m_model->reload();
        QCOMPARE(text(RunModel::TaskColumn), "Time reversal");
        QCOMPARE(text(RunModel::NetworkColumn), "ConvNet");
        QCOMPARE(text(RunModel::ClipColumn), "5\u00a0s");
        QCOMPARE(text(RunModel::EpochsColumn), "3 of 25");
        QVERIFY(text(RunModel::StatusColumn).contains("failed"));
        QVERIFY(text(RunModel::StatusColumn).contains("the loss is not finite"));
        QCOMPARE(text(RunModel::AccuracyColumn), "–");
    }

    void theAccuracyTellsItsInterval()
    {
        Dataset dataset;
        dataset.name = "Demo";
        dataset.kind = "folder";
        dataset.root = "/music";
        const Id datasetId = m_workspace->addDataset(dataset);
        const Id id = addRun();
        std::vector<Prediction> predictions;
        for (int i = 0; i < 40; ++i) {
            Prediction prediction;
            prediction.trackId = i % 4 == 0 ? m_workspace->addTrack(makeTrack(datasetId, std::to_string(i)))
                                            : predictions.back().trackId;
            prediction.frameCount = 210;
            prediction.transform = i % 2 ? "reversed" : "published";
            prediction.target = i % 2;
            prediction.probability = i < 8 ? 1 - prediction.target : prediction.target;
            predictions.push_back(prediction);
        }
        testing::storePredictions(*m_workspace, id, predictions);
        Run run = *m_workspace->run(id);
        run.bestEpoch = 2;
        run.epochsDone = 3;
        run.validationAccuracy = 0.8;
        m_workspace->updateRun(run);
        m_model->reload();

        QCOMPARE(text(RunModel::AccuracyColumn), "80.0\u00a0%");
        const QString tip = m_model->index(0, RunModel::AccuracyColumn).data(Qt::ToolTipRole).toString();
        const QRegularExpressionMatch match = QRegularExpression(
            "80\\.0\u00a0% right, 95\u00a0% interval over tracks ([\\d.]+)\u00a0% to ([\\d.]+)\u00a0%")
                                                  .match(tip);
        QVERIFY2(match.hasMatch(), qPrintable(tip));
        QVERIFY(match.captured(1).toDouble() < 80 && match.captured(1).toDouble() > 30);
        QVERIFY(match.captured(2).toDouble() > 80 && match.captured(2).toDouble() <= 100);
        QVERIFY(tip.contains("answers: 40, tracks: 10"));
        QVERIFY(tip.contains("always the same answer reaches 50.0\u00a0%"));
        QVERIFY(!tip.contains("Test:"));
        QVERIFY2(tip.contains("epoch 2, which was chosen as the best of 3 on these very clips"), qPrintable(tip));
        // The test side is told beside it, as soon as it was judged.
        predictions.resize(20);
        testing::storePredictions(*m_workspace, id, predictions, RunSide::Test);
        run.testAccuracy = 0.6;
        m_workspace->updateRun(run);
        m_model->reload();
        const QString both = m_model->index(0, RunModel::AccuracyColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(both.startsWith(tip + "\nTest: 60.0\u00a0% right"), qPrintable(both));
        QVERIFY(both.contains("on test clips that neither trained it nor chose it"));
    }

private:
    Id addRun()
    {
        Run run;
        run.spec = "{}";
        run.task = "reversal";
        run.network = "convnet";
        run.clip = "5";
        run.createdAt = "2026-11-22T15:41:33Z";
        run.epochsPlanned = 25;
        return m_workspace->addRun(run);
    }
    QString text(int column) const { return m_model->index(0, column).data().toString(); }

    std::optional<ScratchFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<RunModel> m_model;
    std::optional<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestRunModel)
#include "tst_runmodel.moc"
