#include "ui/base/tables.h"

#include <QHeaderView>
#include <QStandardItemModel>
#include <QTest>
#include <QTreeView>

using namespace retrograde;

class TestTables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCurrentRowStaysInSightWhenItIsSorted()
    {
        QStandardItemModel model;
        for (int row = 0; row < 300; ++row)
            model.appendRow(new QStandardItem(QStringLiteral("%1").arg(row, 3, 10, QLatin1Char('0'))));
        QTreeView view;
        setUpTable(&view);
        view.setModel(&model);
        view.setSortingEnabled(true);
        view.sortByColumn(0, Qt::AscendingOrder);
        view.resize(300, 240);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setCurrentIndex(model.index(2, 0));
        const QString chosen = view.currentIndex().data().toString();
        view.header()->setSortIndicator(0, Qt::DescendingOrder);
        QCOMPARE(view.currentIndex().data().toString(), chosen);
        QCOMPARE(view.currentIndex().row(), 297);
        QTRY_VERIFY(view.viewport()->rect().contains(view.visualRect(view.currentIndex())));
    }
};

QTEST_MAIN(TestTables)
#include "tst_tables.moc"
