#include "analysis/labelevaluation.h"
#include "ui/training/labelmodel.h"
#include "ui/training/metricsdialog.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace retrograde;

namespace {

/// Three labels: "violin" is told apart perfectly, "drums" backwards, and of "flute" nothing is known.
LabelEvaluation evaluationOf(std::size_t clips)
{
    LabelEvaluation evaluation;
    evaluation.table.labels = { "violin", "drums", "flute" };
    for (std::size_t clip = 0; clip < clips; ++clip) {
        const bool there = clip % 4 == 0;
        evaluation.table.probabilities.insert(
            evaluation.table.probabilities.end(), { there ? 0.9 : 0.1, there ? 0.2 : 0.4, 0.7 });
        const auto target = static_cast<std::int8_t>(there);
        evaluation.table.targets.insert(evaluation.table.targets.end(), { target, target, LabelTable::kUnlabelled });
    }
    evaluation.thresholds = { 0.5, 0.15, 0.5 };
    evaluation.atHalf = scoreLabels(evaluation.table);
    evaluation.atThresholds = scoreLabels(evaluation.table, evaluation.thresholds);
    evaluation.baselines = labelBaselines(evaluation.table, { 0.25, 0.25, 0.25 });
    evaluation.intervals = bootstrapLabels(evaluation.table, { 0.5, 0.5, 0.5 }, 50);
    evaluation.intervals.macroF1 = bootstrapLabels(evaluation.table, evaluation.thresholds, 50).macroF1;
    return evaluation;
}

} // namespace

class TestMetricsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLabelHasItsFigures()
    {
        LabelModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setEvaluation(evaluationOf(8));
        QCOMPARE(model.rowCount(), 3);
        const auto row = [&](int number) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column)
                cells << model.index(number, column).data().toString();
            return cells;
        };
        // 2 of 8 clips have it. Called present where it is: all is right.
        QCOMPARE(row(0),
            (QStringList {
                "violin", "2", "6", "1.000", "1.000", "1.000", "0.500", "1.000", "1.000", "1.000", "0.250" }));
        // Never called at 0.5, so it has no precision; at 0.15 always, so 2 right of 8 calls: F1 is 4 / 10. The two lie
        // below all others: of ranks 7 and 8, both with the precision 2 / 8.
        QCOMPARE(row(1),
            (QStringList { "drums", "2", "6", "–", "0.000", "0.000", "0.150", "0.400", "0.000", "0.250", "0.250" }));
        QCOMPARE(row(2), (QStringList { "flute", "0", "0", "–", "–", "–", "0.500", "–", "–", "–", "–" }));
        QVERIFY(model.index(1, LabelModel::PrecisionColumn).data(Qt::ToolTipRole).toString().contains("never said"));
        for (int column = 1; column < LabelModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
        model.setEvaluation(evaluationOf(4));
        QCOMPARE(model.index(0, LabelModel::NegativesColumn).data().toString(), "3");
    }

    void theTableIsSortedByNumbers()
    {
        MetricsDialog *dialog = open(8);
        auto *table = dialog->findChild<QTreeView *>("metricsTable");
        const QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto labels = [&] {
            QStringList names;
            for (int row = 0; row < table->model()->rowCount(); ++row)
                names << table->model()->index(row, LabelModel::NameColumn).data().toString();
            return names;
        };
        QCOMPARE(labels(), (QStringList { "drums", "flute", "violin" }));
        table->sortByColumn(LabelModel::AveragePrecisionColumn, Qt::DescendingOrder);
        QCOMPARE(labels(), (QStringList { "violin", "drums", "flute" }));
        table->sortByColumn(LabelModel::PositivesColumn, Qt::AscendingOrder);
        QCOMPARE(labels().first(), "flute");
        dialog->close();
    }

    void figuresStandBesideWhatGuessingReaches()
    {
        MetricsDialog *dialog = open(8, "played by a program");
        QCOMPARE(dialog->findChild<QLabel *>("metricsCounts")->text(), "8 clip(s), 16 labelled cell(s)");
        QCOMPARE(dialog->findChild<QLabel *>("metricsWarning")->text(), "played by a program");
        auto *figures = dialog->findChild<QTreeWidget *>("metricsFigures");
        const QTreeWidgetItem *accuracy = figures->topLevelItem(0);
        QCOMPARE(accuracy->text(1), "87.5\u00a0%"); // 14 of 16 cells
        QVERIFY(accuracy->text(2).contains("\u00a0% to "));
        QVERIFY(accuracy->text(3).startsWith("75.0\u00a0%")); // always absent
        const QTreeWidgetItem *precision = figures->topLevelItem(figures->topLevelItemCount() - 1);
        QCOMPARE(precision->text(1), "0.625"); // of 1 and 0.25
        QVERIFY(precision->text(3).startsWith("0.250"));
        dialog->close();
    }

    void testClipsAreJudgedWhenAskedFor()
    {
        QPointer<MetricsDialog> dialog = open(8);
        QSignalSpy asked(dialog, &MetricsDialog::testRequested);
        auto *judge = dialog->findChild<QPushButton *>("metricsTest");
        auto *clips = dialog->findChild<QComboBox *>("metricsClips");
        QCOMPARE(clips->count(), 1);
        QTest::mouseClick(judge, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QVERIFY(!judge->isEnabled());
        dialog->testEnded(); // it failed, so it can be tried again
        QVERIFY(judge->isEnabled());
        dialog->setTest(evaluationOf(4));
        QVERIFY(!judge->isVisible());
        QCOMPARE(clips->currentText(), "Test clips");
        QCOMPARE(dialog->findChild<QLabel *>("metricsCounts")->text(), "4 clip(s), 8 labelled cell(s)");
        clips->setCurrentIndex(0);
        QCOMPARE(dialog->findChild<QLabel *>("metricsCounts")->text(), "8 clip(s), 16 labelled cell(s)");
        dialog->close();
        QTRY_VERIFY(!dialog);
    }

private:
    static MetricsDialog *open(std::size_t clips, const QString &warning = {})
    {
        auto *dialog = new MetricsDialog("Run 3", evaluationOf(clips), warning);
        dialog->show();
        return dialog;
    }
};

QTEST_MAIN(TestMetricsDialog)
#include "tst_metricsdialog.moc"
