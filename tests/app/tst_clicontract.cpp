#include "audio/wavfile.h"
#include "support/signals.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <SQLiteCpp/Database.h>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>

using namespace retrograde;
namespace fs = std::filesystem;

namespace {

/// Of any command here that is not to be waited for: what hangs is found by it.
constexpr int kPatience = 60000;

struct Outcome {
    int exitCode = -1; ///< -1: it did not end, -2: it crashed
    QByteArray out;
    QByteArray err;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

Outcome ended(QProcess &process)
{
    if (!process.waitForFinished(kPatience)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return { process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAllStandardOutput(),
        process.readAllStandardError() };
}

/// Whether the process has come so far that @p signal does not end it unasked.
bool handles(qint64 process, int signal)
{
    const QRegularExpressionMatch caught = QRegularExpression(QStringLiteral("SigCgt:\\s*([0-9a-f]+)"))
                                               .match(contentOf(QStringLiteral("/proc/%1/status").arg(process)));
    return ((caught.captured(1).toULongLong(nullptr, 16) >> (signal - 1)) & 1) != 0;
}

} // namespace

/// What scripts rely on, whatever happens: the exit codes 0, 1, 2 and 130, one line about what went wrong, and that
/// nothing is written over that was not to be.
class TestCliContract : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_music;
    QString m_tune;
    QString m_long; ///< a sound that takes seconds to go through
    QString m_run;

    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString database() const { return path("workspace/retrograde.sqlite"); }
    QString best() const { return path("workspace/checkpoints/") + m_run + "/best.safetensors"; }

    void prepare(QProcess &process, const QStringList &arguments) const
    {
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments(QStringList { "--workspace", path("workspace"), "--threads", "1" } + arguments);
    }

    Outcome run(const QStringList &arguments) const
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        return ended(process);
    }

    /// Each command that prints something, in the way that it does most.
    QList<QStringList> printing() const
    {
        return { { "--help" }, { "--version" }, { "import", "folder", "--help" }, { "info" }, { "settings" },
            { "library" }, { "audit" }, { "verdicts" }, { "runs" }, { "run", "show", m_run }, { "errors", m_run },
            { "evaluate", m_run }, { "leaks", "--run", m_run }, { "predict", m_run, m_tune },
            { "check-shortcuts", m_run }, { "embed", m_run, m_tune, "--out", path("printed.npy"), "--force" },
            { "features" }, { "features", "--collect-garbage" },
            { "cqt", m_tune, "--out", path("printed.npy"), "--force" },
            { "render", m_tune, "--out", path("printed.wav"), "--force" },
            { "report", m_run, "--out", path("printed report") }, { "import", "folder", m_music },
            { "recover", "--json" }, { "import-weights", best() },
            { "export-weights", m_run, "--out", path("printed.safetensors"), "--json" } };
    }

    /// Each command that reads the record of a run.
    QList<QStringList> ofRun() const
    {
        return { { "run", "show", m_run }, { "run", "show", m_run, "--json" }, { "run", "resume", m_run },
            { "errors", m_run }, { "evaluate", m_run }, { "leaks", "--run", m_run }, { "predict", m_run, m_tune },
            { "check-shortcuts", m_run }, { "embed", m_run, m_tune, "--out", path("damaged.npy"), "--force" },
            { "report", m_run, "--out", path("damaged report"), "--force" },
            { "export-weights", m_run, "--out", path("damaged.safetensors"), "--force" },
            { "downstream", "--network", "convnet", "--from", m_run }, { "runs", "--dataset", "Tunes" } };
    }

    /// A value of the run's record, in the database.
    QByteArray record(const char *column) const
    {
        SQLite::Database opened(database().toStdString());
        return QByteArray::fromStdString(
            opened.execAndGet("SELECT " + std::string(column) + " FROM runs WHERE id = " + m_run.toStdString())
                .getString());
    }
    void setRecord(const char *column, const QByteArray &value) const
    {
        SQLite::Database opened(database().toStdString(), SQLite::OPEN_READWRITE);
        SQLite::Statement statement(
            opened, "UPDATE runs SET " + std::string(column) + " = ? WHERE id = " + m_run.toStdString());
        statement.bind(1, value.toStdString());
        QCOMPARE(statement.exec(), 1);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_music = path("Tunes");
        QVERIFY(QDir().mkpath(m_music));
        for (int i = 0; i < 6; ++i) {
            const auto sound = testing::struckNotes(9, 22050, static_cast<std::uint64_t>(i) + 1);
            writeWav(QStringLiteral("%1/tune %2.wav").arg(m_music).arg(i).toStdString(), sound, 22050);
        }
        m_tune = m_music + "/tune 0.wav";
        QVERIFY(QDir().mkpath(path("Long")));
        m_long = path("Long/long.wav");
        writeWav(m_long.toStdString(), testing::sine(440, 1500, 22050), 22050);
        QCOMPARE(run({ "import", "folder", m_music }).exitCode, 0);
        const Outcome trained = run({ "pretrain", "--task", "reversal", "--network", "convnet", "--clip", "3",
            "--epochs", "1", "--batch", "4", "--dataset", "Tunes", "--set", "precision=float32" });
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        m_run = QString::fromUtf8(trained.out).trimmed();
    }

    void aFullDiskBehindStandardOutputIsAFailure()
    {
        for (const QStringList &command : printing()) {
            QProcess process;
            prepare(process, command);
            process.setStandardOutputFile("/dev/full");
            process.start();
            const Outcome outcome = ended(process);
            QVERIFY2(outcome.exitCode == 1, qPrintable(command.join(' ') + ": " + outcome.err));
            QVERIFY2(outcome.err.contains("No space left"), qPrintable(command.join(' ') + ": " + outcome.err));
        }
    }

    void aReaderThatGoesAwayIsAFailureButNoCrash()
    {
        for (const QStringList &command : printing().first(9)) {
            QProcess process;
            prepare(process, command);
            process.start();
            process.closeReadChannel(QProcess::StandardOutput);
            const Outcome outcome = ended(process);
            // A command that had printed all before the channel was closed has done its work.
            QVERIFY2(outcome.exitCode == 1 || outcome.exitCode == 0,
                qPrintable(command.join(' ') + ": " + QString::number(outcome.exitCode) + " " + outcome.err));
        }
    }

    void damagedRecordsAreAFailureThatNamesTheFile_data()
    {
        QTest::addColumn<QByteArray>("column");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("always"); ///< whether each command needs it
        QTest::newRow("settings: no JSON") << QByteArray("spec") << QByteArray("{") << true;
        QTest::newRow("settings: out of range") << QByteArray("spec") << QByteArray(R"({"epochs":-3})") << true;
        QTest::newRow("details: no JSON") << QByteArray("details") << QByteArray("{") << false;
        QTest::newRow("details: a number for a split")
            << QByteArray("details") << QByteArray(R"({"split":7})") << false;
        QTest::newRow("details: missing numbers")
            << QByteArray("details") << QByteArray(R"({"examples":{"training":null},"normalisation":7})") << false;
    }

    void damagedRecordsAreAFailureThatNamesTheFile()
    {
        QFETCH(QByteArray, column);
        QFETCH(QByteArray, value);
        QFETCH(bool, always);
        const QByteArray whole = record(column);
        setRecord(column, value);
        // So that the run may be resumed.
        setRecord("status", "stopped");
        QStringList wrong;
        for (const QStringList &command : ofRun()) {
            const Outcome outcome = run(command);
            // Not all need all of the record; and to train a recogniser this music has no labels.
            const bool mayDo
                = !always || command.contains("leaks") || command.contains("show") || command.contains("runs");
            const bool says = outcome.err.contains("retrograde.sqlite") || command.contains("downstream");
            const bool holds = outcome.exitCode == 1 ? says && !outcome.err.contains("json.exception")
                                                     : outcome.exitCode == 0 && mayDo;
            if (!holds)
                wrong += command.join(' ') + QStringLiteral(" gives %1: ").arg(outcome.exitCode) + outcome.err;
        }
        setRecord(column, whole);
        setRecord("status", "completed");
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void signalsGive130_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::addColumn<QList<int>>("signalNumbers");
        QTest::newRow("cqt") << QStringList { "cqt", m_long, "--out", path("x.npy"), "--force" }
                             << QList<int> { SIGINT, SIGTERM, SIGHUP };
        QTest::newRow("render") << QStringList { "render", m_long, "--out", path("long.wav"), "--force" }
                                << QList<int> { SIGHUP };
        QTest::newRow("predict") << QStringList { "predict", m_run, m_long } << QList<int> { SIGTERM };
        QTest::newRow("embed") << QStringList { "embed", m_run, m_long, "--out", path("x.npy"), "--force" }
                               << QList<int> { SIGHUP };
        QTest::newRow("import") << QStringList { "import", "folder", path("Long") } << QList<int> { SIGINT };
        QTest::newRow("pretrain") << QStringList { "pretrain", "--task", "reversal", "--network", "convnet", "--clip",
            "3", "--epochs", "500", "--batch", "4", "--dataset", "Tunes", "--set", "precision=float32" }
                                  << QList<int> { SIGINT, SIGTERM, SIGHUP };
    }

    void signalsGive130()
    {
        QFETCH(QStringList, command);
        QFETCH(QList<int>, signalNumbers);
        for (const int signal : signalNumbers) {
            QProcess process;
            prepare(process, command);
            process.start();
            QVERIFY(process.waitForStarted());
            QTRY_VERIFY_WITH_TIMEOUT(handles(process.processId(), signal), 10000);
            QElapsedTimer timer;
            timer.start();
            ::kill(static_cast<pid_t>(process.processId()), signal);
            const Outcome outcome = ended(process);
            QVERIFY2(outcome.exitCode == 130, qPrintable(QString::number(outcome.exitCode) + " " + outcome.err));
            QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
        }
    }

    void wordsThatAreNoNumbersOrFoldersAreWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no folder") << QStringList { "--workspace", "", "runs" };
        QTest::newRow("a negative seed") << QStringList { "--seed", "-1", "runs" };
        QTest::newRow("a seed past 64 bits") << QStringList { "--seed", "18446744073709551616", "runs" };
        QTest::newRow("a seed with more behind it") << QStringList { "--seed", "7 ", "runs" };
        QTest::newRow("a run past 64 bits") << QStringList { "run", "show", "99999999999999999999" };
        QTest::newRow("a negative run") << QStringList { "run", "show", "-5" };
        QTest::newRow("a run with more behind it") << QStringList { "predict", "1x", m_tune };
        QTest::newRow("a track past 64 bits") << QStringList { "release", "99999999999999999999" };
        QTest::newRow("a track to remove") << QStringList { "library", "remove", "--track", "9223372036854775808" };
        QTest::newRow("a limit past 64 bits") << QStringList { "runs", "--limit", "99999999999999999999" };
        QTest::newRow("no number to begin at") << QStringList { "play", m_tune, "--start", "nan" };
        QTest::newRow("an endless stretch")
            << QStringList { "render", m_tune, "--out", path("x.wav"), "--duration", "inf" };
    }

    void wordsThatAreNoNumbersOrFoldersAreWrongUsage()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments(arguments.contains("--workspace")
                ? arguments
                : QStringList { "--workspace", path("workspace") } + arguments);
        process.start();
        const Outcome outcome = ended(process);
        QVERIFY2(outcome.exitCode == 2, qPrintable(QString::number(outcome.exitCode) + " " + outcome.err));
        QVERIFY(!outcome.err.isEmpty());
    }

    void linesAboutErrorsAreNoLongerThanSentences()
    {
        const QString longName(100'000, 'x');
        for (const QStringList &command : QList<QStringList> { { longName }, { "library", "--dataset", longName },
                 { "cqt", longName, "--out", path("x.npy") }, { "run", "show", longName },
                 { "pretrain", "--task", longName, "--network", "convnet", "--clip", "5" } }) {
            const Outcome outcome = run(command);
            QVERIFY(outcome.exitCode == 1 || outcome.exitCode == 2);
            QVERIFY2(outcome.err.size() < 5000, qPrintable(QString::number(outcome.err.size())));
        }
    }

    void whatIsReadOrNotOursIsNotWrittenOver()
    {
        const QString flac = path("mine.flac");
        QCOMPARE(run({ "render", m_tune, "--out", flac }).exitCode, 0);
        const QByteArray music = contentOf(flac);
        QVERIFY(QFile::link(flac, path("link.flac")));
        for (const QString &target : { flac, path("link.flac") }) {
            for (const QStringList &more : QList<QStringList> { {}, { "--force" } }) {
                const Outcome outcome = run(QStringList { "render", flac, "--out", target } + more);
                QCOMPARE(outcome.exitCode, 1);
                QVERIFY2(outcome.err.contains(QFileInfo(target).fileName().toUtf8()), outcome.err.constData());
                QCOMPARE(contentOf(flac), music);
            }
        }
        QVERIFY(QFileInfo(path("link.flac")).isSymLink());

        // What we wrote we may write again; what others wrote only when it is said.
        QCOMPARE(run({ "render", m_tune, "--out", flac, "--reversed" }).exitCode, 0);
        QVERIFY(contentOf(flac) != music);
        writeFile(path("letter.wav"), "Dear Retrograde");
        const Outcome refused = run({ "render", m_tune, "--out", path("letter.wav") });
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("--force"), refused.err.constData());
        QCOMPARE(contentOf(path("letter.wav")), QByteArray("Dear Retrograde"));
        QCOMPARE(run({ "render", m_tune, "--out", path("letter.wav"), "--force" }).exitCode, 0);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(run({ "export-weights", m_run, "--out", path("weights") }).exitCode, 0);
            QCOMPARE(run({ "errors", m_run, "--csv", path("errors.csv") }).exitCode, 0);
            QCOMPARE(run({ "audit", "--csv", path("audit.csv") }).exitCode, 0);
            const Outcome report = run({ "report", m_run, "--out", path("report"), "--worst", "2" });
            QVERIFY2(report.exitCode == 0, report.err.constData());
        }

        // Music of the library and the workspace itself never, under whatever name.
        const QByteArray tune = contentOf(m_tune);
        QVERIFY(QFile::link(m_music, path("another way")));
        const QString other = m_music + "/tune 1.wav";
        for (const QString &target :
            { m_tune, path("another way/tune 0.wav"), m_music + "/../Tunes/tune 0.wav", database(), best() }) {
            const QByteArray before = contentOf(target);
            const Outcome outcome = run({ "render", other, "--out", target, "--force" });
            QVERIFY2(outcome.exitCode == 1, outcome.err.constData());
            QVERIFY2(outcome.err.contains("choose another"), outcome.err.constData());
            QVERIFY(contentOf(target) == before || target == database());
        }
        QCOMPARE(run({ "runs" }).exitCode, 0);
        QCOMPARE(contentOf(m_tune), tune);
    }

    void pipesAndDevicesAreWrittenInto()
    {
        const Outcome full = run({ "render", m_tune, "--out", "/dev/full" });
        QCOMPARE(full.exitCode, 1);
        QVERIFY2(full.err.contains("/dev/full"), full.err.constData());
        QVERIFY(!QFileInfo("/dev/full").isFile());
        QCOMPARE(run({ "cqt", m_tune, "--out", "/dev/null" }).exitCode, 0);
        const Outcome piped = run({ "cqt", m_tune, "--duration", "1", "--out", "/dev/stdout", "--json" });
        QCOMPARE(piped.exitCode, 0);
        QVERIFY(piped.out.startsWith("\x93NUMPY"));
    }

    void pipesAndDevicesInPlaceOfFilesAreRefused()
    {
        const QString pipe = path("pipe");
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const QString tree = path("openmic");
        QVERIFY(QDir().mkpath(tree + "/audio") && QDir().mkpath(tree + "/partitions"));
        const auto refused = [&](const QStringList &command, const QByteArray &named) {
            const Outcome outcome = run(command);
            QVERIFY2(outcome.exitCode == 1, qPrintable(QString::number(outcome.exitCode) + " " + outcome.err));
            QVERIFY2(outcome.err.contains(named), outcome.err.constData());
            QCOMPARE(outcome.err.count('\n'), 1);
        };
        refused({ "import", "folder", m_music, "--labels", pipe }, "pipe");
        refused({ "import", "folder", m_music, "--labels", "/dev/zero" }, "/dev/zero");
        refused({ "import-weights", pipe }, "pipe");
        refused({ "import-weights", "/dev/zero" }, "/dev/zero");
        const QString map = tree + "/class-map.json";
        const QString labels = tree + "/openmic-2018-aggregated-labels.csv";
        writeFile(labels, "sample_key,instrument,relevance,num_responses\n000001_0,flute,1.0,3\n");
        QVERIFY(QDir().mkpath(map));
        refused({ "import", "openmic", tree }, "class-map.json");
        QVERIFY(QDir().rmdir(map) && QFile::link("/dev/zero", map));
        refused({ "import", "openmic", tree }, "class-map.json");
        QVERIFY(QFile::remove(map) && QFile::link(pipe, map));
        refused({ "import", "openmic", tree }, "class-map.json");

        const QString kept = path("kept.safetensors");
        QVERIFY(QFile::rename(best(), kept));
        QVERIFY(QFile::link(pipe, best()));
        refused({ "predict", m_run, m_tune }, "best.safetensors");
        refused({ "export-weights", m_run, "--out", path("never") }, "best.safetensors");
        QVERIFY(QFile::remove(best()) && QFile::rename(kept, best()));
    }

    void nothingThatCommandsATerminalIsPrinted()
    {
        const QByteArray bad = "a\xc2\x9b"
                               "31mred\xe2\x80\xae"
                               "b\x1b]0;x\x07";
        {
            SQLite::Database opened(database().toStdString(), SQLite::OPEN_READWRITE);
            SQLite::Statement statement(opened, "UPDATE tracks SET title = ?1, artist = ?1, album = '=HYPERLINK(1)'");
            statement.bind(1, bad.toStdString());
            statement.exec();
            opened.exec("UPDATE datasets SET note = title FROM (SELECT title FROM tracks LIMIT 1)");
        }
        QVERIFY(QDir().mkpath(path("odd \x1b[31m folder")));
        const auto isClean = [](const QByteArray &text) {
            return !text.contains('\x1b') && !text.contains('\x07') && !text.contains("\xc2\x9b")
                && !text.contains("\xe2\x80\xae");
        };
        for (const QStringList &command : QList<QStringList> { { "library" }, { "library", "--json" }, { "audit" },
                 { "errors", m_run }, { "errors", m_run, "--json" }, { "library", "--dataset", bad },
                 { "import", "folder", path("odd \x1b[31m folder") }, { bad }, { "--seed", bad, "runs" },
                 { "cqt", m_tune, "--out", path("x.npy"), "--q", bad }, { "run", "show", bad } }) {
            const Outcome outcome = run(command);
            QVERIFY2(isClean(outcome.out) && isClean(outcome.err), qPrintable(command.join(' ')));
        }
        QProcess process;
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments({ "--workspace", path("odd \x1b[31m workspace"), "info" });
        process.start();
        QVERIFY(isClean(ended(process).out));
    }

    void aLostDatabaseIsSaidInWords()
    {
        QVERIFY(QFile::resize(database(), 0));
        for (const char *more : { "-wal", "-shm" })
            QFile::remove(database() + more);
        const Outcome listed = run({ "runs" });
        QCOMPARE(listed.exitCode, 0);
        QVERIFY2(listed.err.contains("recover"), listed.err.constData());
        QCOMPARE(run({ "import", "folder", m_music }).exitCode, 0);
        const Outcome again = run({ "pretrain", "--task", "reversal", "--network", "convnet", "--clip", "3", "--epochs",
            "1", "--batch", "4", "--dataset", "Tunes", "--set", "precision=float32" });
        QCOMPARE(again.exitCode, 0);
        QVERIFY(again.out.trimmed().toInt() > m_run.toInt());
        const Outcome recovered = run({ "recover", "--json" });
        QCOMPARE(recovered.exitCode, 0);
        const QJsonObject first = QJsonDocument::fromJson(recovered.out).array().first().toObject();
        QCOMPARE(QString::number(first["id"].toInt()), m_run);
        QVERIFY(first["recovered"].toBool());
        QCOMPARE(run({ "predict", m_run, m_tune }).exitCode, 0);
    }
};

QTEST_APPLESS_MAIN(TestCliContract)
#include "tst_clicontract.moc"
