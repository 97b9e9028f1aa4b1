#include "experiment/settingdescription.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace retrograde;

/// What retrograde-cli says of the settings of a run.
class TestCliSettings : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_err;

    /// Standard output of the command, which has to end with @p code.
    QByteArray said(const QStringList &arguments, int code = 0)
    {
        QProcess process;
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments(QStringList { "--workspace", m_folder.filePath("workspace") } + arguments);
        process.start();
        if (!process.waitForFinished(60'000) || process.exitCode() != code)
            qWarning("%s", qPrintable(arguments.join(' ')));
        m_err = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit && process.exitCode() == code
            ? process.readAllStandardOutput()
            : "(another exit code)";
    }

    static QStringList pretrain(const char *change)
    {
        return { "pretrain", "--task", "reversal", "--network", "convnet", "--clip", "3", "--set", change };
    }

private Q_SLOTS:
    void theyAreListedForPeopleForProgramsAndForTheDocs()
    {
        const QByteArray table = said({ "settings" });
        QCOMPARE(table.count('\n'), static_cast<qsizetype>(runSettings().size()) + 1);
        QVERIFY(table.contains("0 to 1000 frames"));
        QVERIFY(!table.contains("\u2026")); // nothing is cut short
        QCOMPARE(said({ "settings", "--markdown" }).toStdString(), settingsInMarkdown());

        const QJsonArray rows = QJsonDocument::fromJson(said({ "settings", "--json" })).array();
        QCOMPARE(static_cast<std::size_t>(rows.size()), runSettings().size());
        QMap<QString, QJsonObject> byKey;
        for (const QJsonValue &row : rows)
            byKey[row["key"].toString()] = row.toObject();
        QCOMPARE(byKey["defences.gap_frames"]["default"].toInt(), 23);
        QCOMPARE(byKey["defences.gap_frames"]["unit"].toString(), QString("frames"));
        QCOMPARE(byKey["clip"]["default"].toString(), QString("5"));
        QCOMPARE(byKey["optimisation.optimiser"]["choices"].toArray(), (QJsonArray { "adam", "adamw", "sgd" }));
        QVERIFY(byKey["threads"]["of_machine"].toBool() && !byKey["seed"]["of_machine"].toBool());
    }

    void helpIsFromTheList()
    {
        QVERIFY(said({ "pretrain", "--help" }).simplified().contains("Clips per training step (2 to 4096)"));
        QVERIFY(said({ "--help" }).simplified().contains("Where the network is computed (auto, cpu, cuda)"));
    }

    void whoMisspellsASettingIsToldWhichThereAre()
    {
        QVERIFY(said(pretrain("defences.gap=3"), 2).isEmpty());
        QVERIFY2(
            m_err.contains("there is no setting 'defences.gap'; there is: ") && m_err.contains("defences.gap_frames"),
            m_err.constData());
        said({ "--device", "gpu", "info" }, 2);
        said({ "--threads", "1025", "info" }, 2);
    }
};

QTEST_APPLESS_MAIN(TestCliSettings)
#include "tst_clisettings.moc"
