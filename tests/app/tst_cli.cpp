#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "support/datasettrees.h"
#include "support/locales.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/signals.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <vector>

using namespace retrograde;

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    QJsonDocument json() const
    {
        QJsonParseError problem;
        const QJsonDocument document = QJsonDocument::fromJson(out, &problem);
        if (problem.error != QJsonParseError::NoError)
            qWarning("not one JSON document: %s\n%s", qPrintable(problem.errorString()), out.constData());
        return document;
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The contract of retrograde-cli: commands, JSON shapes, exit codes.
class TestCli : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_music;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    Outcome run(const QStringList &arguments, int timeout = 120000) const
    {
        QProcess process;
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments(QStringList { "--workspace", path("workspace") } + arguments);
        process.start();
        if (!process.waitForFinished(timeout)) {
            process.kill();
            process.waitForFinished();
            return {};
        }
        if (process.exitStatus() != QProcess::NormalExit)
            return { -2, process.readAllStandardOutput(), process.readAllStandardError() };
        return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
    }

    static QStringList tinyRun(int epochs)
    {
        return { "pretrain", "--task", "reversal", "--network", "convnet", "--clip", "3", "--epochs",
            QString::number(epochs), "--batch", "4", "--dataset", "Tunes", "--threads", "1" };
    }

    /// A run that lasts long enough to be interrupted, once its first epoch is done.
    void startLongRun(QProcess &process) const
    {
        process.setProgram(QStringLiteral(RETROGRADE_CLI));
        process.setArguments(QStringList { "--workspace", path("workspace") } + tinyRun(500));
        process.start();
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("epoch 1:"), 300000);
    }

    QJsonObject newestRun() const { return run({ "runs", "--json" }).json().array().first().toObject(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_music = path("Tunes");
        QVERIFY(QDir().mkpath(m_music));
        for (int i = 0; i < 6; ++i) {
            const auto sound = testing::struckNotes(9, 22050, static_cast<std::uint64_t>(i) + 1);
            writeWav(QStringLiteral("%1/tune %2.wav").arg(m_music).arg(i).toStdString(), sound, 22050);
        }
        QFile broken(m_music + "/broken.mp3");
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("<html>this is no music</html>");
    }

    void helpEverywhere()
    {
        for (const QStringList &command : QList<QStringList> { {}, { "info" }, { "import" }, { "import", "folder" },
                 { "import", "fma" }, { "import", "openmic" }, { "import", "birdvox" }, { "audit" }, { "release" },
                 { "leaks" }, { "library", "remove" }, { "library" }, { "demo" }, { "cqt" }, { "render" }, { "play" },
                 { "features" }, { "pretrain" }, { "runs" }, { "run" }, { "run", "show" }, { "run", "resume" },
                 { "run", "delete" }, { "predict" }, { "errors" }, { "report" }, { "verdicts" }, { "downstream" },
                 { "evaluate" }, { "export-weights" }, { "import-weights" }, { "embed" }, { "check-shortcuts" } }) {
            const Outcome outcome = run(command + QStringList { "--help" });
            QCOMPARE(outcome.exitCode, 0);
            QVERIFY(outcome.out.contains("--help"));
        }
    }

    void wrongUsageIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no command") << QStringList {};
        QTest::newRow("unknown command") << QStringList { "frobnicate" };
        QTest::newRow("unknown option") << QStringList { "info", "--colour" };
        QTest::newRow("missing argument") << QStringList { "import", "folder" };
        QTest::newRow("no such subset") << QStringList { "import", "fma", m_music, "--subset", "tiny" };
        QTest::newRow("nothing to remove") << QStringList { "library", "remove" };
        QTest::newRow("no such outcome") << QStringList { "audit", "--outcome", "splendid" };
        QTest::newRow("bad number") << QStringList { "--threads", "many", "info" };
        QTest::newRow("bad device") << QStringList { "--device", "abacus", "info" };
        QTest::newRow("reversed and reordered")
            << QStringList { "render", "a.wav", "--out", "b.wav", "--reversed", "--order", "2,1,3" };
        QTest::newRow("no permutation") << QStringList { "render", m_music + "/tune 0.wav", "--out", path("x.wav"),
            "--order", "2,2,3" };
        QTest::newRow("hop 0") << QStringList { "cqt", m_music + "/tune 0.wav", "--out", path("x.npy"), "--hop", "0" };
        QTest::newRow("bins past Nyquist")
            << QStringList { "cqt", m_music + "/tune 0.wav", "--out", path("x.npy"), "--bins", "120" };
        QTest::newRow("garbage of one dataset")
            << QStringList { "features", "--collect-garbage", "--dataset", "Tunes" };
        QTest::newRow("negative start") << QStringList { "play", m_music + "/tune 0.wav", "--start", "-1" };
        QTest::newRow("one channel and the mean of all")
            << QStringList { "play", m_music + "/tune 0.wav", "--mono", "--channel", "1" };
        QTest::newRow("unknown kind") << QStringList { "errors", "1", "--kind", "awful" };
        QTest::newRow("unknown task") << QStringList { "pretrain", "--task", "tea", "--network", "convnet", "--clip",
            "5" };
        QTest::newRow("no epochs") << QStringList { "pretrain", "--task", "reversal", "--network", "convnet", "--clip",
            "5", "--epochs", "0" };
    }

    void wrongUsageIsTwo()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(!outcome.err.isEmpty());
    }

    void silenceIsTheFloorInEveryCountry()
    {
        const std::string file = path("silence.wav").toStdString();
        testing::writeBytes(file, testing::floatWav(std::vector<float>(3 * 22050), 22050));
        const auto levels = [&](const QString &name) {
            const QString out = path(name);
            const Outcome outcome = run({ "cqt", QString::fromStdString(file), "--out", out, "--db" });
            return outcome.exitCode == 0 ? contentOf(out) : outcome.err;
        };
        const QByteArray plain = levels("silence.npy");
        QVERIFY(plain.startsWith("\x93NUMPY"));
        for (qsizetype at = plain.size() - 4; at >= plain.size() - 4 * 84 * 130; at -= 4) {
            float level = 0;
            std::memcpy(&level, plain.constData() + at, sizeof level);
            QCOMPARE(level, -80.0f);
        }
        if (!testing::Locales::available())
            QSKIP("localedef or the sources of locales are not installed");
        const testing::Locales locales;
        const auto rendered = [&](const QString &name) {
            return run(
                { "render", m_music + "/tune 1.wav", "--start", "0.25", "--duration", "1.5", "--out", path(name) })
                .out;
        };
        const QByteArray said = rendered("part.wav");
        QVERIFY2(said.startsWith("1.500 s"), said.constData());
        for (const char *country : { "de_DE.UTF-8", "fr_FR.UTF-8", "ar_EG.UTF-8" }) {
            const QByteArray before = qgetenv("LC_ALL");
            qputenv("LC_ALL", country);
            const QByteArray there = levels(QStringLiteral("%1.npy").arg(country));
            const QByteArray saidThere = rendered(QStringLiteral("%1.wav").arg(country));
            qputenv("LC_ALL", before);
            QVERIFY(there == plain);
            QCOMPARE(saidThere, said);
        }
    }

    void failureIsOneLineThatNamesTheFile_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("no such folder") << QStringList { "import", "folder", "/no/such" } << QByteArray("/no/such");
        QTest::newRow("not audio") << QStringList { "cqt", m_music + "/broken.mp3", "--out", path("x.npy") }
                                   << QByteArray("broken.mp3");
        QTest::newRow("no such file") << QStringList { "render", "/none.wav", "--out", path("x.wav") }
                                      << QByteArray("/none.wav");
        QTest::newRow("past the end") << QStringList { "render", m_music + "/tune 0.wav", "--start", "100", "--out",
            path("x.wav") } << QByteArray("tune 0.wav");
        QTest::newRow("unwritable") << QStringList { "render", m_music + "/tune 0.wav", "--out", "/no/such/x.wav" }
                                    << QByteArray("/no/such/x.wav");
        QTest::newRow("no such run") << QStringList { "run", "show", "999" } << QByteArray("999");
        QTest::newRow("no FMA") << QStringList { "import", "fma", m_music } << QByteArray("Tunes");
        QTest::newRow("no OpenMIC") << QStringList { "import", "openmic", m_music } << QByteArray("Tunes");
        QTest::newRow("no BirdVox") << QStringList { "import", "birdvox", m_music } << QByteArray("Tunes");
        QTest::newRow("no such track") << QStringList { "release", "999" } << QByteArray("999");
        QTest::newRow("nothing there") << QStringList { "library", "remove", "--track", "999" } << QByteArray("999");
        QTest::newRow("no such dataset") << QStringList { "library", "--dataset", "Nothing" } << QByteArray("Nothing");
        QTest::newRow("no such music") << QStringList { "pretrain", "--task", "jigsaw", "--network", "convnet",
            "--clip", "3x1", "--dataset", "Nothing" }
                                       << QByteArray("Nothing");
    }

    void failureIsOneLineThatNamesTheFile()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, named);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 1);
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY2(outcome.err.contains(named), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }

    void infoTellsWhatItRunsOn()
    {
        const QJsonObject info = run({ "info", "--json" }).json().object();
        QVERIFY(!info["version"].toString().isEmpty());
        QVERIFY(!info["blas"].toString().isEmpty());
        QVERIFY(info["cores"].toInt() >= 1);
        QVERIFY(info["libraries"].toObject().contains("LibTorch"));
        QCOMPARE(info["compute_devices"].toArray().first().toString(), "cpu");
        QVERIFY(run({ "info" }).out.contains("Sound devices"));
    }

    void importReportsWhatItDid()
    {
        const Outcome first = run({ "import", "folder", m_music, "--json" });
        QCOMPARE(first.exitCode, 0);
        const QJsonObject report = first.json().object();
        QCOMPARE(report["imported"].toInt(), 6);
        QCOMPARE(report["skipped"].toInt(), 0);
        const QJsonArray quarantined = report["quarantined"].toArray();
        QCOMPARE(quarantined.size(), 1);
        QVERIFY(quarantined[0].toObject()["path"].toString().endsWith("broken.mp3"));
        QVERIFY(!quarantined[0].toObject()["reason"].toString().isEmpty());

        // Global options may also stand before the command; a second import adds nothing.
        const QJsonObject again = run({ "--json", "import", "folder", m_music }).json().object();
        QCOMPARE(again["imported"].toInt(), 0);
        QCOMPARE(again["skipped"].toInt(), 6);

        const QJsonObject library = run({ "library", "--json", "--dataset", "Tunes" }).json().object();
        QCOMPARE(library["tracks"].toArray().size(), 7);
        QCOMPARE(library["datasets"].toArray()[0].toObject()["tracks"].toInt(), 6);
    }

    void renderIsSampleExact_data()
    {
        QTest::addColumn<QStringList>("how");
        QTest::newRow("published") << QStringList {};
        QTest::newRow("reversed") << QStringList { "--reversed" };
        QTest::newRow("2,1,3") << QStringList { "--order", "2,1,3" };
        QTest::newRow("3,2,1") << QStringList { "--order", "3,2,1" };
    }

    void renderIsSampleExact()
    {
        QFETCH(QStringList, how);
        const QString source = m_music + "/tune 1.wav";
        const Outcome outcome
            = run(QStringList { "render", source, "--start", "1.5", "--duration", "3", "--out", path("r.wav") } + how);
        QCOMPARE(outcome.exitCode, 0);

        const std::vector<float> all = decodeAudio(source.toStdString()).samples;
        std::vector<float> expected(all.begin() + 33075, all.begin() + 33075 + 66150);
        if (how.contains("--reversed"))
            std::reverse(expected.begin(), expected.end());
        if (how.contains("--order")) {
            const std::vector<float> original = expected;
            expected.clear();
            for (const QString &piece : how.last().split(',')) {
                const auto begin = original.begin() + (piece.toInt() - 1) * 22050;
                expected.insert(expected.end(), begin, begin + 22050);
            }
        }
        const AudioBuffer rendered = decodeAudio(path("r.wav").toStdString());
        QCOMPARE(rendered.sampleRate, 22050);
        QVERIFY(rendered.samples == expected);
    }

    void renderTakesOneChannelAlone()
    {
        // Channels that cancel, of which next to nothing is left otherwise.
        const std::vector<float> sound = testing::roundedTo16Bits(testing::noise(1, 22050));
        std::vector<float> both;
        for (const float sample : sound)
            both.insert(both.end(), { sample, -sample });
        testing::writeBytes(path("opposite.wav").toStdString(), testing::floatWav(both, 22050, 2));
        QCOMPARE(run({ "render", path("opposite.wav"), "--channel", "1", "--out", path("left.wav") }).exitCode, 0);
        QVERIFY(decodeAudio(path("left.wav").toStdString()).samples == sound);
        QCOMPARE(run({ "render", path("opposite.wav"), "--channel", "3", "--out", path("third.wav") }).exitCode, 2);
        QVERIFY(!QFile::exists(path("third.wav")));
    }

    void cqtRefusesWhatDoesNotFitIntoMemory()
    {
        // At a hop of one sample each second takes 15 MB.
        writeWav(path("long.wav").toStdString(), testing::silence(300, 22050), 22050);
        const QStringList cqt { "cqt", path("long.wav"), "--hop", "1", "--out", path("long.npy") };
        const Outcome outcome = run(cqt);
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY2(outcome.err.contains("too long to be transformed in one go"), outcome.err.constData());
        QVERIFY2(outcome.err.contains("--duration"), outcome.err.constData());
        QVERIFY(!QFile::exists(path("long.npy")));
        QCOMPARE(run(cqt + QStringList { "--duration", "1" }).exitCode, 0);
    }

    void cqtWritesAnArrayThatNumPyReads()
    {
        const double hertz = 440;
        writeWav(path("a4.wav").toStdString(), testing::sine(hertz, 3, 22050), 22050);
        const Outcome outcome
            = run({ "cqt", path("a4.wav"), "--out", path("a4.npy"), "--db", "--json", "--picture", path("a4.png") });
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.json().object()["route"].toString().startsWith("half-band pyramid"));
        QCOMPARE(outcome.json().object()["bins"].toInt(), 84);
        QCOMPARE(outcome.json().object()["frames"].toInt(), 1 + 3 * 22050 / 512);

        const QByteArray file = contentOf(path("a4.npy"));
        QVERIFY(file.startsWith("\x93NUMPY"));
        QVERIFY(file.left(128).contains("'descr': '<f4'"));
        QVERIFY(file.left(128).contains("(84, 130)"));
        const QByteArray cells = file.right(84 * 130 * 4);
        std::vector<float> values(84 * 130); // [bin][frame]
        std::memcpy(values.data(), cells.constData(), static_cast<std::size_t>(cells.size()));
        // A4 is the 45th semitone above C1, and the loudest bin of a steady sine.
        for (int bin = 0; bin < 84; ++bin)
            QVERIFY(bin == 45 ? values[45 * 130 + 65] > -0.5f : values[static_cast<std::size_t>(bin) * 130 + 65] < -3);

        const QByteArray picture = contentOf(path("a4.png"));
        QVERIFY(picture.startsWith("\x89PNG"));
        QCOMPARE(qFromBigEndian<quint32>(picture.constData() + 16), quint32 { 3 * 130 });
        QCOMPARE(qFromBigEndian<quint32>(picture.constData() + 20), quint32 { 3 * 84 });
    }

    void featuresAreKeptVerifiedAndCleared()
    {
        QCOMPARE(run({ "features", "--json", "--dataset", "Tunes" }).json().object()["computed"].toInt(), 6);
        QCOMPARE(run({ "features", "--json" }).json().object()["present"].toInt(), 6);

        QDirIterator files(path("workspace/features"), QDir::Files, QDirIterator::Subdirectories);
        QVERIFY(files.hasNext());
        QFile damaged(files.next());
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(500) && damaged.write("X"));
        damaged.close();
        const Outcome verified = run({ "features", "--verify", "--json" });
        QCOMPARE(verified.exitCode, 0);
        const QJsonObject report = verified.json().object();
        QCOMPARE(report["intact"].toInt(), 5);
        QCOMPARE(report["damaged"].toArray(), QJsonArray { damaged.fileName() });
        QCOMPARE(report["computed"].toInt(), 1);
        QVERIFY(run({ "features", "--verify" }).out.contains("intact 6, damaged and removed 0"));

        QFile orphan(path("workspace/features/de/deadbeef-0123456789abcdef.rgf"));
        QVERIFY(QDir().mkpath(path("workspace/features/de")) && orphan.open(QIODevice::WriteOnly));
        orphan.write("no spectrogram");
        orphan.close();
        const Outcome collected = run({ "features", "--collect-garbage", "--json" });
        QCOMPARE(collected.exitCode, 0);
        QCOMPARE(collected.json().object()["kept"].toInt(), 6);
        QCOMPARE(collected.json().object()["removed"].toInt(), 1);
        QCOMPARE(collected.json().object()["removed_bytes"].toInt(), 14);
        QVERIFY(!orphan.exists());
    }

    void trainsPredictsAndListsErrors()
    {
        const Outcome trained = run(tinyRun(2) + QStringList { "--json", "--seed", "11" });
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        const QJsonObject first = trained.json().object();
        QCOMPARE(first["status"].toString(), "completed");
        QCOMPARE(first["epochs"].toArray().size(), 2);

        // Same seed and settings, same losses.
        const QJsonObject second = run(tinyRun(2) + QStringList { "--json", "--seed", "11" }).json().object();
        for (int epoch = 0; epoch < 2; ++epoch) {
            for (const char *figure : { "loss", "accuracy", "validation_loss", "validation_accuracy" }) {
                QCOMPARE(first["epochs"].toArray()[epoch].toObject()[figure].toDouble(),
                    second["epochs"].toArray()[epoch].toObject()[figure].toDouble());
            }
        }

        const QJsonObject listed = newestRun();
        QCOMPARE(listed["id"].toInt(), second["id"].toInt());
        QCOMPARE(listed["task"].toString(), "reversal");
        QCOMPARE(listed["network"].toString(), "convnet");
        QCOMPARE(listed["clip"].toString(), "3");
        QVERIFY(listed["validation_accuracy"].isDouble());

        const QString id = QString::number(listed["id"].toInt());
        const Outcome predicted = run({ "predict", id, m_music + "/tune 0.wav", m_music + "/broken.mp3", "--json" });
        QCOMPARE(predicted.exitCode, 1); // for the broken one, which does not end the batch
        const QJsonArray files = predicted.json().array();
        QCOMPARE(files.size(), 2);
        const QJsonArray crops = files[0].toObject()["crops"].toArray();
        QVERIFY(!crops.isEmpty());
        double sum = 0;
        for (const QJsonValue &crop : crops) {
            const double probability = crop.toObject()["probability"].toDouble();
            QVERIFY(probability >= 0 && probability <= 1);
            sum += probability;
        }
        QVERIFY(
            std::abs(files[0].toObject()["probability"].toDouble() - sum / static_cast<double>(crops.size())) < 1e-6);
        QVERIFY(files[1].toObject().contains("error"));

        const Outcome errors = run({ "errors", id, "--json", "--csv", path("errors.csv") });
        QCOMPARE(errors.exitCode, 0);
        const QJsonArray rows = errors.json().array();
        QVERIFY(!rows.isEmpty());
        for (qsizetype i = 1; i < rows.size(); ++i)
            QVERIFY(rows[i - 1].toObject()["loss"].toDouble() >= rows[i].toObject()["loss"].toDouble());
        const QByteArrayList lines = contentOf(path("errors.csv")).trimmed().split('\n');
        QCOMPARE(lines[0].trimmed(),
            "path,start_seconds,transform,target,probability,loss,answer,right,title,artist,verdict,verdict_of");
        QCOMPARE(lines.size(), rows.size() + 1);
        QCOMPARE(run({ "errors", id, "--json", "--limit", "2" }).json().array().size(), 2);

        const Outcome report = run({ "report", id, "--out", path("report"), "--worst", "3", "--json" });
        QCOMPARE(report.exitCode, 0);
        QVERIFY(QFile::exists(report.json().object()["page"].toString()));
        const auto mistakes = std::count_if(
            rows.begin(), rows.end(), [](const QJsonValue &row) { return row.toObject()["wrong"].toBool(); });
        const QJsonArray sounds = report.json().object()["sounds"].toArray();
        QCOMPARE(sounds.size(), std::min<qsizetype>(mistakes, 3));
        for (const QJsonValue &sound : sounds)
            QVERIFY(QFile::exists(sound.toString()));
        const Outcome article = run({ "report", id, "--out", path("report"), "--format", "latex", "--json" });
        QVERIFY2(article.exitCode == 0, article.err.constData());
        const QString tex = article.json().object()["page"].toString();
        QVERIFY(tex.endsWith("report.tex"));
        QVERIFY(contentOf(tex).contains("\\documentclass"));
        const Outcome unknown = run({ "report", id, "--out", path("report"), "--format", "pdf" });
        QCOMPARE(unknown.exitCode, 2);
        QVERIFY2(unknown.err.contains("html") && unknown.err.contains("latex"), unknown.err.constData());
        QVERIFY(run({ "report", "--help" }).out.contains("--format"));

        QCOMPARE(run({ "run", "delete", QString::number(first["id"].toInt()) }).exitCode, 0);
        QCOMPARE(run({ "run", "show", QString::number(first["id"].toInt()) }).exitCode, 1);
    }

    void allOfADatasetIsValidatedOn()
    {
        QVERIFY(QDir().mkpath(path("Others")));
        for (int i = 0; i < 2; ++i) {
            const auto sound = testing::struckNotes(9, 22050, static_cast<std::uint64_t>(i) + 50);
            writeWav(QStringLiteral("%1/other %2.wav").arg(path("Others")).arg(i).toStdString(), sound, 22050);
        }
        QCOMPARE(run({ "import", "folder", path("Others") }).exitCode, 0);
        // By default a part of them is kept for the test.
        const Outcome trained
            = run(tinyRun(1) + QStringList { "--validate-on", "Others", "--set", "test_share=0", "--json" });
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        QVERIFY2(trained.err.contains("6 tracks to train on, 2 tracks held out"), trained.err.constData());
        const QJsonObject document = trained.json().object();
        QCOMPARE(document["settings"].toObject()["validation_datasets"].toArray(), QJsonArray { "Others" });
        QCOMPARE(document["details"].toObject()["split"].toObject()["validation_tracks"].toArray().size(), 2);

        const Outcome unknown = run(tinyRun(1) + QStringList { "--validate-on", "Otters" });
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY2(unknown.err.contains("there is no dataset 'Otters'"), unknown.err.constData());
        QCOMPARE(run(tinyRun(1) + QStringList { "--validate-on", "Tunes" }).exitCode, 2); // trained on as well
        QCOMPARE(run({ "downstream", "--network", "convnet", "--validate-on", "Others" }).exitCode, 2);
        QCOMPARE(run({ "library", "remove", "--dataset", "Others" }).exitCode, 0);
    }

    void aJigsawIsTrainedCheckedAndReused()
    {
        const QStringList command { "pretrain", "--task", "jigsaw", "--network", "convnet", "--clip", "3x1", "--epochs",
            "1", "--batch", "4", "--threads", "1", "--json", "--set", "defences.gap_frames=11", "--dataset", "Tunes" };
        const Outcome trained = run(command);
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        const QJsonObject jigsaw = trained.json().object();
        QCOMPARE(jigsaw["task"].toString(), "jigsaw");
        QCOMPARE(jigsaw["settings"].toObject()["defences"].toObject()["gap_frames"].toInt(), 11);
        QCOMPARE(jigsaw["experiment"].toString().size(), 32);
        const QString id = QString::number(jigsaw["id"].toInt());

        const QJsonArray rows = run({ "errors", id, "--json" }).json().array();
        QVERIFY(!rows.isEmpty());
        for (const QJsonValue &row : rows) {
            const QString transform = row.toObject()["transform"].toString();
            QCOMPARE(row.toObject()["target"].toInt(), transform == "published" ? 0 : 1);
            QVERIFY(QStringList({ "in order", "probably in order", "cannot tell", "probably shuffled", "shuffled" })
                        .contains(row.toObject()["words"].toString()));
        }
        // Asked again, it says the same.
        const QJsonObject again = run({ "evaluate", id, "--json" }).json().object();
        QVERIFY(std::abs(again["accuracy"].toDouble() - jigsaw["validation_accuracy"].toDouble()) < 1e-9);

        const QJsonObject checks = run({ "check-shortcuts", id, "--json" }).json().object();
        QCOMPARE(checks["by_gap"].toArray().size(), 5);
        QCOMPARE(checks["by_position"].toArray().size(), 5);
        QCOMPARE(checks["by_codec"].toArray().size(), 1); // all of it is lossless
        QCOMPARE(checks["probes"].toArray().size(), 2);

        const Outcome embedded = run({ "embed", id, m_music + "/tune 0.wav", "--out", path("embedded.npy"), "--json" });
        QVERIFY2(embedded.exitCode == 0, embedded.err.constData());
        const QJsonObject embedding = embedded.json().object();
        QCOMPARE(embedding["features"].toInt(), 3 * 1024);
        const auto cells = embedding["rows"].toArray().size() * 3 * 1024;
        QCOMPARE(
            (contentOf(path("embedded.npy")).size() - 4 * cells) % 64, 0); // a header of whole blocks, and the rows
        QVERIFY(contentOf(path("embedded.npy")).size() > 4 * cells);

        QCOMPARE(run({ "export-weights", id, "--out", path("w.safetensors") }).exitCode, 0);
        const Outcome imported = run({ "import-weights", path("w.safetensors"), "--json" });
        QVERIFY2(imported.exitCode == 0, imported.err.constData());
        QVERIFY(imported.json().object()["mismatches"].toArray().isEmpty());
        QVERIFY(imported.json().object()["id"].toInt() > jigsaw["id"].toInt());
        QVERIFY(run({ "import-weights", m_music + "/tune 0.wav" }).exitCode == 1);

        const Outcome unlabelled = run({ "downstream", "--network", "convnet", "--dataset", "Tunes" });
        QCOMPARE(unlabelled.exitCode, 1);
        QVERIFY2(unlabelled.err.contains("has labels to learn from"), unlabelled.err.constData());
        QCOMPARE(run({ "pretrain", "--task", "jigsaw", "--network", "convnet", "--clip", "5" }).exitCode, 2);
        QCOMPARE(run(command + QStringList { "--set", "gap=3" }).exitCode, 2);
    }

    void aRecogniserIsTrainedFromOneCommand()
    {
        QFile labels(path("labels.csv"));
        QVERIFY(labels.open(QIODevice::WriteOnly));
        labels.write("path,low,high\n");
        QVERIFY(QDir().mkpath(path("Labelled")));
        for (int i = 0; i < 10; ++i) {
            const bool high = i % 2;
            const QString file = QStringLiteral("%1/%2.wav").arg(path("Labelled")).arg(i);
            writeWav(file.toStdString(), testing::sine((high ? 900 : 110) + 5 * i, 4, 22050), 22050);
            labels.write(QStringLiteral("%1,%2,%3\n").arg(file).arg(high ? 0 : 1).arg(high ? 1 : 0).toUtf8());
        }
        labels.close();
        QVERIFY(run({ "import", "folder", path("Labelled"), "--labels", path("labels.csv") }).exitCode == 0);
        const Outcome trained = run({ "downstream", "--network", "convnet", "--clip", "3", "--dataset", "Labelled",
            "--epochs", "3", "--batch", "2", "--learning-rate", "1e-3", "--labels-per-class", "4", "--test",
            "--threads", "1", "--set", "defences.levels=fixed", "--json" });
        QVERIFY2(trained.exitCode == 0, trained.err.constData());
        const QJsonObject document = trained.json().object();
        QCOMPARE(document["task"].toString(), "instruments");
        for (const char *part : { "validation", "test" }) {
            const QJsonObject evaluation = document[part].toObject();
            QCOMPARE(evaluation["labels"].toArray().size(), 2);
            QVERIFY(evaluation["labelled_cells"].toInt() >= 2);
            const double accuracy = evaluation["micro_accuracy"].toObject()["value"].toDouble();
            QVERIFY(accuracy >= 0 && accuracy <= 1);
        }
        const QString id = QString::number(document["id"].toInt());
        const QJsonObject again = run({ "evaluate", id, "--json" }).json().object();
        QCOMPARE(again["micro_accuracy"], document["validation"].toObject()["micro_accuracy"]);
        QCOMPARE(run({ "check-shortcuts", id }).exitCode, 2);
        const QJsonArray cells = run({ "errors", id, "--json" }).json().array();
        QCOMPARE(cells.size(), again["labelled_cells"].toInt());
        for (const QJsonValue &cell : cells)
            QVERIFY(QStringList({ "low", "high" }).contains(cell.toObject()["label"].toString()));

        // A control of random weights sees what that run sees.
        const Outcome control = run({ "downstream", "--network", "convnet", "--clip", "2", "--like", id, "--dataset",
            "Labelled", "--epochs", "1", "--batch", "2", "--threads", "1", "--json" });
        QVERIFY2(control.exitCode == 0, control.err.constData());
        const QJsonObject spec = control.json().object()["settings"].toObject();
        QCOMPARE(spec["clip"].toString(), "3");
        QCOMPARE(spec["defences"].toObject()["levels"].toString(), "fixed");
        QCOMPARE(spec["downstream"].toObject()["like_run"].toInt(), id.toInt());
        QCOMPARE(spec["downstream"].toObject()["from_run"].toInt(), 0);
    }

    void interruptKeepsTheRun()
    {
        QProcess process;
        startLongRun(process);
        QElapsedTimer sinceInterrupt;
        sinceInterrupt.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        const QJsonObject stopped = newestRun();
        QCOMPARE(stopped["status"].toString(), "stopped");
        QVERIFY(stopped["epochs_done"].toInt() >= 1);
        run({ "run", "delete", QString::number(stopped["id"].toInt()) });
    }

    void killLosesAtMostTheEpochInProgress()
    {
        QProcess process;
        startLongRun(process);
        // While it trains, others may look but not touch.
        const QString id = QString::number(newestRun()["id"].toInt());
        QCOMPARE(newestRun()["status"].toString(), "running");
        const int deleted = run({ "run", "delete", id }).exitCode;
        QVERIFY2(deleted == 1, process.readAllStandardError().constData());
        QCOMPARE(run({ "run", "resume", id }).exitCode, 1);
        process.kill();
        QVERIFY(process.waitForFinished(20000));

        const QJsonObject killed = newestRun();
        QCOMPARE(killed["status"].toString(), "interrupted");
        const int epochsDone = killed["epochs_done"].toInt();
        QVERIFY(epochsDone >= 1);

        QProcess resumed;
        resumed.setProgram(QStringLiteral(RETROGRADE_CLI));
        resumed.setArguments({ "--workspace", path("workspace"), "run", "resume", id });
        resumed.start();
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT(
            (said += resumed.readAllStandardError()).contains("epoch " + QByteArray::number(epochsDone + 1) + ":"),
            300000);
        QVERIFY(!said.contains("epoch " + QByteArray::number(epochsDone) + ":"));
        ::kill(static_cast<pid_t>(resumed.processId()), SIGINT);
        QVERIFY(resumed.waitForFinished(20000));
        run({ "run", "delete", id });
    }

    void publishedDatasetsAreImportedAuditedAndDivided()
    {
        // FMA: six tracks by three artists; one is cut short, two hold the same sound.
        const std::filesystem::path root = path("fma").toStdString();
        std::filesystem::create_directories(root / "fma_metadata");
        std::vector<testing::FmaRow> rows;
        for (int i = 1; i <= 6; ++i) {
            testing::FmaRow row;
            row.id = i;
            row.title = "Track " + std::to_string(i);
            row.artist = "Artist " + std::to_string((i - 1) / 2);
            row.duration = "3";
            rows.push_back(row);
            const std::filesystem::path file = testing::fmaClip(root / "fma_small", i);
            std::filesystem::create_directories(file.parent_path());
            writeWav(file, testing::sine(i == 6 ? 500 : 100 * i, i == 3 ? 0.5 : 3, 8000), 8000);
        }
        testing::writeBytes(root / "fma_metadata" / "tracks.csv", testing::fmaTracksCsv(rows));
        testing::writeBytes(root / "fma_metadata" / "genres.csv", testing::fmaGenresCsv());
        const QString folder = path("fma");
        QJsonObject report = run({ "import", "fma", folder, "--subset", "small", "--json" }).json().object();
        QCOMPARE(report["imported"].toInt(), 5);
        QCOMPARE(report["quarantined"].toArray().size(), 1);
        QCOMPARE(report["warned"].toInt(), 1);
        QCOMPARE(run({ "import", "fma", folder, "--json" }).json().object()["skipped"].toInt(), 5);

        const QStringList here { "--dataset", "fma_small" };
        const QString csv = path("audit.csv");
        const QJsonObject audit = run(QStringList { "audit", "--json", "--csv", csv } + here).json().object();
        QCOMPARE(audit["ok"].toInt(), 4);
        QCOMPARE(audit["warning"].toInt(), 1);
        QCOMPARE(audit["quarantined"].toInt(), 1);
        QCOMPARE(audit["tracks"].toArray().size(), 2);
        const QList<QByteArray> lines = contentOf(csv).split('\n');
        QCOMPARE(lines.size(), 1 + 6 + 1);
        QVERIFY(lines[0].startsWith("path,dataset,status,outcome,reason,"));
        QVERIFY(lines[3].contains(",quarantined,quarantined,\"only 0.5 s of sound, where 3.0 s are published\","));
        QCOMPARE(lines[1].count(','), lines[0].count(','));

        // OpenMIC: one clip out of FMA's track 1.
        const std::filesystem::path mic = path("openmic").toStdString();
        std::filesystem::create_directories(mic / "partitions");
        std::filesystem::create_directories(mic / "audio" / "000");
        testing::writeBytes(mic / "class-map.json", testing::openMicClassMap());
        testing::writeBytes(mic / "openmic-2018-aggregated-labels.csv",
            "sample_key,instrument,relevance,num_responses\n000001_0,flute,1.0,3\n");
        testing::writeBytes(mic / "partitions" / "split01_train.csv", "000001_0\n");
        writeWav(mic / "audio" / "000" / "000001_0.ogg", testing::sine(100, 10, 8000), 8000);
        QCOMPARE(run({ "import", "openmic", path("openmic"), "--json" }).json().object()["imported"].toInt(), 1);

        const auto leaks = [&](const QStringList &more) {
            return run(QStringList { "leaks", "--json", "--validation", "0.4" } + here + more);
        };
        Outcome outcome = leaks({ "--exclude-artists" });
        QVERIFY2(outcome.exitCode == 0, outcome.out.constData());
        QVERIFY(!outcome.json().object()["leaks"].toBool());
        int tracks = 0;
        for (const QJsonValue part : outcome.json().object()["parts"].toArray())
            tracks += part.toObject()["tracks"].toInt();
        QCOMPARE(tracks, 3); // all that can be used, but for tracks 1 and 2 of artist 0
        outcome = leaks({ "--keep-openmic" });
        QCOMPARE(outcome.exitCode, 1);
        QVERIFY(outcome.json().object()["leaks"].toBool());

        // What is in quarantine may be used all the same, and everything may be forgotten.
        QString quarantined;
        for (const QJsonValue track : audit["tracks"].toArray()) {
            if (track.toObject()["outcome"].toString() == "quarantined")
                quarantined = QString::number(track.toObject()["id"].toInt());
        }
        QCOMPARE(run({ "release", quarantined }).exitCode, 0);
        QCOMPARE(run(QStringList { "audit", "--json" } + here).json().object()["quarantined"].toInt(), 0);
        QCOMPARE(run({ "library", "remove", "--track", quarantined }).exitCode, 0);
        QCOMPARE(run({ "library", "remove", "--dataset", "fma_small" }).exitCode, 0);
        QCOMPARE(run({ "library", "remove", "--dataset", "openmic" }).exitCode, 0);
        QCOMPARE(run(QStringList { "library" } + here).exitCode, 1);
        QVERIFY(std::filesystem::exists(testing::fmaClip(root / "fma_small", 1)));
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
