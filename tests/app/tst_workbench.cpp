#include <QProcess>
#include <QRegularExpression>
#include <QTest>

/// The program itself, as a user starts it.
class TestWorkbench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay()
    {
        QProcess process;
        process.setProcessEnvironment(withoutDisplay());
        process.start(RETROGRADE_WORKBENCH, { "--help" });
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().contains("--workspace"));

        process.start(RETROGRADE_WORKBENCH, { "--version" });
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(QRegularExpression("^retrograde \\d+\\.\\d+\\.\\d+\n$")
                    .match(QString::fromUtf8(process.readAllStandardOutput()))
                    .hasMatch());
    }

    void wrongUseIsTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown option") << QStringList("--nonsense");
        QTest::newRow("unknown appearance") << QStringList({ "--appearance", "violet" });
    }
    void wrongUseIsTold()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.setProcessEnvironment(withoutDisplay());
        process.start(RETROGRADE_WORKBENCH, arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(!process.readAllStandardError().isEmpty());
    }

    void withoutADisplayItSaysWhatElseThereIs()
    {
        QProcess process;
        process.setProcessEnvironment(withoutDisplay());
        process.start(RETROGRADE_WORKBENCH, QStringList());
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("retrograde-cli"));
    }

private:
    static QProcessEnvironment withoutDisplay()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM" })
            environment.remove(name);
        return environment;
    }
};

QTEST_GUILESS_MAIN(TestWorkbench)
#include "tst_workbench.moc"
