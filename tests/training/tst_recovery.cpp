#include "training/recovery.h"

#include "answers/answerfile.h"
#include "inference/evaluation.h"
#include "inference/trainedmodel.h"
#include "networks/checkpoint.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "training/weights.h"

#include <QTest>
#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

/// Writes the file again with some of it changed, and a checksum that fits.
void rewrite(const fs::path &path, const std::function<void(TensorViews &, TensorMetadata &)> &change)
{
    const SafetensorsFile file = SafetensorsFile::read(path);
    TensorViews tensors = file.tensors();
    TensorMetadata metadata = file.metadata();
    change(tensors, metadata);
    metadata.erase("checksum");
    writeSafetensors(path, tensors, metadata);
}

/// The same without a checksum, as the first versions wrote them: the bytes by the format's description.
void rewriteAsOfOld(const fs::path &path)
{
    rewrite(path, [](TensorViews &, TensorMetadata &metadata) {
        for (const char *key : { "run", "workspace", "heard" })
            metadata.erase(key);
    });
    std::ifstream in(path, std::ios::binary);
    std::string content { std::istreambuf_iterator<char>(in), {} };
    const std::size_t at = content.find("\"checksum\":\"");
    QVERIFY(at != std::string::npos);
    content.replace(at, 10, "\"nothing1\""); // a key that nobody asks for, of the same length
    std::ofstream(path, std::ios::binary) << content;
}

void flipBit(const fs::path &path, std::uintmax_t byte)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(byte));
    const char flipped = static_cast<char>(file.get() ^ 4);
    file.seekp(static_cast<std::streamoff>(byte));
    file.put(flipped);
}

} // namespace

class TestRecovery : public QObject {
    Q_OBJECT

private:
    std::optional<MusicLibrary> m_library;
    Id m_run = 0;

    fs::path last() const
    {
        return m_library->workspace() / "checkpoints" / std::to_string(m_run) / "last.safetensors";
    }
    fs::path best() const { return last().parent_path() / "best.safetensors"; }

    RunStatus train(Id run) const
    {
        RunControl control;
        return trainRun(m_library->workspace(), run, {}, control);
    }

    /// The reason with which @p run fails when it is to go on.
    std::string reasonOf(Id run) const
    {
        if (train(run) != RunStatus::Failed)
            return {};
        return Workspace(m_library->workspace()).run(run)->reason;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_library.emplace(6, 4.0, 0);
        Workspace workspace(m_library->workspace());
        m_run = createRun(workspace, quickSpec(2));
        // Stopped after its first epoch, so that there is a place to go on from.
        RunControl control;
        const RunStatus status = trainRun(
            m_library->workspace(), m_run,
            [&](const RunEvent &event) {
                if (std::holds_alternative<EpochCompleted>(event))
                    control.stop();
            },
            control);
        QVERIFY(status == RunStatus::Stopped);
    }

    /// Each test has the workspace as it was then.
    void init()
    {
        const fs::path kept = m_library->music().parent_path() / "kept";
        if (!fs::exists(kept))
            fs::copy(m_library->workspace(), kept, fs::copy_options::recursive);
        fs::remove_all(m_library->workspace());
        fs::copy(kept, m_library->workspace(), fs::copy_options::recursive);
    }

    void checkpointsSayWhoseTheyAre()
    {
        const Workspace workspace(m_library->workspace());
        const TensorMetadata notes = SafetensorsFile::readMetadata(last());
        QCOMPARE(notes.at("run"), workspace.run(m_run)->identity);
        QCOMPARE(notes.at("workspace"), workspace.identity());
        QCOMPARE(readAnswers(validationAnswers(last().parent_path())).run, workspace.run(m_run)->identity);
        QVERIFY(train(m_run) == RunStatus::Completed);
    }

    void oldCheckpointsOfOldRunsGoOn()
    {
        Workspace workspace(m_library->workspace());
        Run run = workspace.run(m_run).value();
        run.identity.clear();
        workspace.updateRun(run);
        rewriteAsOfOld(last());
        rewriteAsOfOld(best());
        const TrainedModel model(workspace, m_run);
        QVERIFY(train(m_run) == RunStatus::Completed);
    }

    void aForeignFolderIsRefused()
    {
        Workspace workspace(m_library->workspace());
        const Id other = createRun(workspace, quickSpec(2));
        fs::copy(last().parent_path(), workspace.checkpointFolder(other));
        QVERIFY2(reasonOf(other).find("is not of run " + std::to_string(other)) != std::string::npos,
            reasonOf(other).c_str());
        QCOMPARE(workspace.run(other)->epochsDone, 0);
        QVERIFY(!workspace.run(other)->validationAccuracy);

        Run pretending = workspace.run(other).value();
        pretending.bestEpoch = 1;
        workspace.updateRun(pretending);
        QCOMPARE(errorOf([&] { const TrainedModel model(workspace, other); }).code(), ErrorCode::Conflict);
        QCOMPARE(
            errorOf([&] { exportWeights(workspace, other, m_library->music() / "x"); }).code(), ErrorCode::Conflict);
    }

    void flippedBitsAreSeenAndTheOtherCheckpointIsOffered()
    {
        const Workspace workspace(m_library->workspace());
        flipBit(last(), fs::file_size(last()) - 100);
        const std::string reason = reasonOf(m_run);
        QVERIFY2(reason.find("last.safetensors") != std::string::npos, reason.c_str());
        QVERIFY2(reason.find("best.safetensors beside it is whole") != std::string::npos, reason.c_str());
        const TrainedModel model(workspace, m_run); // as was said
        flipBit(best(), fs::file_size(best()) / 2);
        const Error error = errorOf([&] { const TrainedModel other(workspace, m_run); });
        QCOMPARE(error.code(), ErrorCode::Corrupt);
        QVERIFY(error.cause().find("beside it") == std::string::npos); // for that one is damaged as well
    }

    void theLastModelIsARunWhenTheBestIsDamaged()
    {
        Workspace workspace(m_library->workspace());
        flipBit(best(), fs::file_size(best()) / 2);
        const Error error = errorOf([&] { const TrainedModel model(workspace, m_run); });
        QVERIFY(error.cause().find("last.safetensors beside it is whole") != std::string::npos);
        const ImportedWeights imported = importWeights(workspace, last(), {}); // as was said
        const TrainedModel model(workspace, imported.runId);
        QVERIFY(imported.mismatches.empty());
    }

    void placesThatCannotBeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *name, const char *key, const char *value) {
            QTest::newRow(name) << QByteArray(key) << QByteArray(value);
        };
        const QByteArray epoch = R"({"epoch":%1,"loss":1,"accuracy":0.5,"validation_loss":1,"validation_accuracy":0.5,)"
                                 R"("learning_rate":0.1,"seconds":1,"clips_per_second":1})";
        row("an epoch before the first", "epoch", QByteArray(epoch).replace("%1", "-1"));
        row("an epoch past the last", "epoch", QByteArray(epoch).replace("%1", "3"));
        row("an epoch past all", "epoch", QByteArray(epoch).replace("%1", "2000000000"));
        row("a best one after the last", "best", QByteArray(epoch).replace("%1", "2"));
        const QByteArray position
            = R"({"epoch":%1,"step":%2,"examples":%3,"loss_sum":1,"right":%4,"judged":1,"seconds":1})";
        const auto place = [&](const char *epochText, const char *step, const char *examples, const char *right) {
            return QByteArray(position)
                .replace("%1", epochText)
                .replace("%2", step)
                .replace("%3", examples)
                .replace("%4", right);
        };
        row("a step before the first", "position", place("2", "-1", "8", "1"));
        row("a step past the last", "position", place("2", "100000", "100000", "1"));
        row("more examples than there are", "position", place("2", "1", "1000000", "1"));
        row("another epoch", "position", place("7", "1", "8", "1"));
        row("more right than judged", "position", place("2", "1", "8", "2"));
        row("not finite", "normalisation", R"({"mean":1e999,"deviation":1})");
        row("no numbers", "schedule", R"({"factor":null,"bad_epochs":0,"best":0})");
        row("a rate that cannot be", "schedule", R"({"factor":-1,"bad_epochs":0,"best":0})");
    }
    void placesThatCannotBeAreRefused()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        rewrite(last(),
            [&](TensorViews &, TensorMetadata &metadata) { metadata[key.toStdString()] = value.toStdString(); });
        const std::string reason = reasonOf(m_run);
        QVERIFY2(reason.find("last.safetensors") != std::string::npos, reason.c_str());
        QCOMPARE(Workspace(m_library->workspace()).run(m_run)->epochsDone, 1);
    }

    void weightsThatAreNotFiniteAreRefusedByName()
    {
        Workspace workspace(m_library->workspace());
        std::vector<std::byte> bytes;
        const auto spoil = [&](const fs::path &path, const std::string &name) {
            rewrite(path, [&](TensorViews &tensors, TensorMetadata &) {
                TensorView &view = tensors.at(name);
                bytes.assign(view.bytes.begin(), view.bytes.end());
                const float nan = std::numeric_limits<float>::quiet_NaN();
                std::memcpy(bytes.data(), &nan, sizeof nan);
                view.bytes = bytes;
            });
        };
        spoil(best(), "head.weight");
        const Error error = errorOf([&] { const TrainedModel model(workspace, m_run); });
        QCOMPARE(error.code(), ErrorCode::Corrupt);
        QVERIFY(error.cause().find("'head.weight'") != std::string::npos);
        QCOMPARE(
            errorOf([&] { exportWeights(workspace, m_run, m_library->music() / "x"); }).code(), ErrorCode::Corrupt);
        QCOMPARE(errorOf([&] { importWeights(workspace, best(), {}); }).code(), ErrorCode::Corrupt);
        spoil(last(), "adamw.exp_avg.head.weight");
        QVERIFY(reasonOf(m_run).find("'adamw.exp_avg.head.weight'") != std::string::npos);
    }

    void millionsOfLabelsAreRefused()
    {
        Workspace workspace(m_library->workspace());
        std::string labels = "[\"a\"";
        for (int i = 0; i < 1'500'000; ++i)
            labels += ",\"a\"";
        rewrite(best(), [&](TensorViews &, TensorMetadata &metadata) { metadata["labels"] = labels + "]"; });
        const std::size_t before = workspace.runs().size();
        QCOMPARE(errorOf([&] { importWeights(workspace, best(), {}); }).code(), ErrorCode::Corrupt);
        QCOMPARE(workspace.runs().size(), before);
    }

    void runsComeBackFromTheirCheckpoints()
    {
        const Run known = Workspace(m_library->workspace()).run(m_run).value();
        const RunPlan plan = RunPlan::fromDetails(known.details);
        const fs::path database = m_library->workspace() / "retrograde.sqlite";
        fs::resize_file(database, 0);
        for (const char *more : { "-wal", "-shm" })
            fs::remove(database.string() + more);

        Workspace workspace(m_library->workspace());
        QVERIFY(workspace.runs().empty());
        // The music is imported again, under other numbers.
        Dataset other;
        other.name = "Other";
        other.kind = "folder";
        other.root = "/other";
        workspace.addTrack(makeTrack(workspace.addDataset(other), "Other"));
        ImportOptions options;
        options.datasetName = "Again";
        importFolder(workspace, m_library->music(), options, {}, RunControl());

        const std::vector<StrayRun> strays = strayRuns(workspace);
        QCOMPARE(strays.size(), std::size_t { 1 });
        QCOMPARE(strays[0].number, m_run);
        QCOMPARE(strays[0].task, std::string("reversal"));
        QCOMPARE(strays[0].epochs, 1);
        QVERIFY2(strays[0].problem.empty(), strays[0].problem.c_str());
        const Recovery recovery = recoverRuns(workspace, RunControl());
        QVERIFY2(recovery.failures.empty(), recovery.failures.empty() ? "" : recovery.failures[0].c_str());
        QCOMPARE(recovery.runs, (std::vector<Id> { m_run }));
        QVERIFY(strayRuns(workspace).empty());

        const Run run = workspace.run(m_run).value();
        QCOMPARE(run.spec, known.spec);
        QCOMPARE(run.identity, known.identity);
        QVERIFY(run.status == RunStatus::Stopped);
        QCOMPARE(run.epochsDone, known.epochsDone);
        QCOMPARE(run.bestEpoch, known.bestEpoch);
        QCOMPARE(run.validationAccuracy.value(), known.validationAccuracy.value());
        const RunPlan again = RunPlan::fromDetails(run.details);
        QCOMPARE(again.training.size(), plan.training.size());
        QVERIFY(again.training != plan.training); // the numbers are others, the sounds the same
        for (const Id id : again.training)
            QCOMPARE(workspace.track(id)->datasetName, std::string("Again"));
        // What was trained on does not count as unheard.
        QVERIFY(!fs::exists(validationAnswers(last().parent_path())));
        const PretextEvaluation evaluation = evaluatePretext(workspace, m_run, "Again", RunControl());
        for (const Answer &answer : evaluation.answers)
            QVERIFY(std::find(again.training.begin(), again.training.end(), answer.trackId) == again.training.end());
        QVERIFY2(train(m_run) == RunStatus::Completed, workspace.run(m_run)->reason.c_str());
    }

    void aDamagedFolderKeepsNobodyFromComingBack()
    {
        Workspace(m_library->workspace());
        fs::remove(m_library->workspace() / "retrograde.sqlite");
        Workspace workspace(m_library->workspace());
        fs::create_directories(workspace.checkpointFolder(77));
        std::ofstream(bestCheckpoint(workspace.checkpointFolder(77))) << "no checkpoint";
        const Recovery recovery = recoverRuns(workspace, RunControl());
        QCOMPARE(recovery.runs, (std::vector<Id> { m_run }));
        QCOMPARE(recovery.failures.size(), std::size_t { 1 });
        QCOMPARE(workspace.strayCheckpoints(), (std::vector<Id> { 77 }));
    }
};

QTEST_APPLESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
