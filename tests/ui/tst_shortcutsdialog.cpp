#include "ui/training/shortcutsdialog.h"

#include <QLabel>
#include <QTest>
#include <QTreeWidget>

using namespace retrograde;

class TestShortcutsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasFoundIsShown()
    {
        ShortcutReport report;
        report.byGap = { { "gap of 0 frames", 0, 200, { 0.9, 0.86, 0.93 } },
            { "gap of 46 frames", 46, 200, { 0.55, 0.48, 0.62 } } };
        report.byPosition = { { "first fifth", 0.1, 0, { 0, 0, 1 } }, { "last fifth", 0.9, 40, { 0.8, 0.6, 0.9 } } };
        report.alarms = { "the model reads the joint", "and the end" };
        auto *dialog = new ShortcutsDialog("Run 3", report);
        dialog->show();
        auto *table = dialog->findChild<QTreeWidget *>("shortcutsTable");
        QCOMPARE(table->topLevelItemCount(), 2); // empty groups are left out
        const QTreeWidgetItem *gaps = table->topLevelItem(0);
        QCOMPARE(gaps->childCount(), 2);
        QCOMPARE(gaps->child(1)->text(1), "200");
        QCOMPARE(gaps->child(1)->text(2), "55.0\u00a0%");
        QCOMPARE(gaps->child(1)->text(3), "48.0\u00a0% to 62.0\u00a0%");
        QCOMPARE(table->topLevelItem(1)->child(0)->text(2), "–"); // nothing was judged there
        const QString verdict = dialog->findChild<QLabel *>("shortcutsVerdict")->text();
        QVERIFY(verdict.contains("the model reads the joint") && verdict.contains("and the end"));
        dialog->close();
    }

    void nothingFoundIsSaid()
    {
        auto *dialog = new ShortcutsDialog("Run 3", {});
        dialog->show();
        QVERIFY(dialog->findChild<QLabel *>("shortcutsVerdict")->text().startsWith("No check raises an alarm"));
        dialog->close();
    }
};

QTEST_MAIN(TestShortcutsDialog)
#include "tst_shortcutsdialog.moc"
