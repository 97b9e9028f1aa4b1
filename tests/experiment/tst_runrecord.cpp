#include "experiment/runrecord.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace retrograde;

namespace {

QJsonObject parsed(const RunRecord &record)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(record.toDetails())).object();
}

RunRecord fullRecord()
{
    RunRecord record;
    record.plan.emplace();
    record.plan->training = { 3, 1, 4 };
    record.plan->validation = { 15 };
    record.plan->byArtist = true;
    record.leftOut = { { 9, "gone.ogg: could not be opened" } };
    record.normalisation = Normalisation { -41.5, 12.25 };
    record.trainingExamples = 692;
    record.validationExamples = 180;
    record.parameters = 6626146;
    record.device = "cpu";
    record.precision = "bfloat16";
    record.threads = 2;
    record.versions = { { "libtorch", "1.13.0" }, { "cpu", "AVX512" } };
    record.warnings = { "an odd thing" };
    record.timing = RunRecord::Timing { 30, 1.5, 8, 0.5 };
    record.differencesFrom2019 = { "other music" };
    record.importedFrom = "/there/weights.safetensors";
    record.recoveredFrom = "/there/7";
    return record;
}

} // namespace

class TestRunRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const RunRecord record = fullRecord();
        const RunRecord read = RunRecord::fromDetails(record.toDetails());
        QCOMPARE(read.toDetails(), record.toDetails());
        QCOMPARE(read.plan.value().training, record.plan->training);
        QCOMPARE(read.leftOut.at(0).track, Id { 9 });
        QCOMPARE(read.leftOut.at(0).reason, record.leftOut[0].reason);
        QVERIFY(read.normalisation.value() == record.normalisation.value());
        QCOMPARE(read.validationExamples, record.validationExamples);
        QCOMPARE(read.versions, record.versions);
        QCOMPARE(read.timing.value().waiting, 1.5);
        QCOMPARE(read.warnings, record.warnings);
        QCOMPARE(read.recoveredFrom, record.recoveredFrom);
    }

    /// Workspaces, reports of other programs and scripts know these names.
    void theNamesInItsJsonStay()
    {
        const QJsonObject details = parsed(fullRecord());
        QCOMPARE(details["split"].toObject()["validation_tracks"].toArray(), QJsonArray({ 15 }));
        QCOMPARE(details["left_out"].toArray()[0].toObject()["reason"].toString(), "gone.ogg: could not be opened");
        QCOMPARE(details["normalisation"].toObject()["deviation_db"].toDouble(), 12.25);
        QCOMPARE(details["examples"].toObject()["training"].toInteger(), 692);
        QCOMPARE(details["parameters"].toInteger(), 6626146);
        QCOMPARE(details["device"].toString(), "cpu");
        QCOMPARE(details["precision"].toString(), "bfloat16");
        QCOMPARE(details["threads"].toInteger(), 2);
        QCOMPARE(details["versions"].toObject()["libtorch"].toString(), "1.13.0");
        QCOMPARE(details["warnings"].toArray(), QJsonArray({ "an odd thing" }));
        QCOMPARE(details["timing"].toObject()["recording_seconds"].toDouble(), 0.5);
        QCOMPARE(details["differences_from_2019"].toArray().size(), 1);
        QCOMPARE(details["imported_from"].toString(), "/there/weights.safetensors");
        QCOMPARE(details["recovered_from"].toString(), "/there/7");
    }

    void whatWasNotWrittenDownIsEmpty()
    {
        const RunRecord empty = RunRecord::fromDetails("{}");
        QVERIFY(!empty.plan && !empty.normalisation && !empty.timing);
        QVERIFY(empty.leftOut.empty() && empty.versions.empty() && empty.warnings.empty());
        const QJsonObject details = parsed(empty);
        QVERIFY(!details.contains("split") && !details.contains("device") && !details.contains("parameters"));
    }

    void oneDamagedPartLeavesTheOthers_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        for (const char *key : { "split", "left_out", "normalisation", "examples", "parameters", "device", "threads",
                 "versions", "timing", "differences_from_2019" }) {
            for (const char *value : { "null", "7", "\"x\"", "[[]]", "{\"a\":[1]}", "-1e300" })
                QTest::addRow("%s: %s", key, value) << QByteArray(key) << QByteArray(value);
        }
    }
    void oneDamagedPartLeavesTheOthers()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        const QByteArray details = "{\"" + key + "\":" + value + ",\"warnings\":[\"kept\"]}";
        const RunRecord record = RunRecord::fromDetails(details.toStdString());
        QCOMPARE(record.warnings, std::vector<std::string> { "kept" });
        (void)record.toDetails();
    }

    void whatIsNoRecordIsAnEmptyOne()
    {
        for (const char *text : { "", "{", "7", "[]", "null", "\xff" })
            QVERIFY(RunRecord::fromDetails(text).warnings.empty());
    }

    /// Such as names of files from elsewhere.
    void bytesThatAreNoTextDoNotStopIt()
    {
        RunRecord record;
        record.leftOut = { { 1, "\xff\xfe.mp3: is broken" } };
        QVERIFY(RunRecord::fromDetails(record.toDetails()).leftOut.at(0).reason.ends_with(".mp3: is broken"));
    }
};

QTEST_APPLESS_MAIN(TestRunRecord)
#include "tst_runrecord.moc"
