#include "answers/safetensors.h"
#include "networks/checkpoint.h"
#include "support/answers.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QTest>
#include <csignal>
#include <cstring>
#include <optional>
#include <sys/resource.h>

using namespace retrograde;
using retrograde::testing::MusicLibrary;
using retrograde::testing::Prediction;

namespace fs = std::filesystem;

namespace {

struct Ending {
    RunStatus status;
    std::string reason;
};

/// Trains until it ends; stops after the first batch when @p stopEarly.
Ending train(const MusicLibrary &library, Id run, bool stopEarly = false)
{
    RunControl control;
    Ending ending {};
    ending.status = trainRun(
        library.workspace(), run,
        [&](const RunEvent &event) {
            if (stopEarly && std::holds_alternative<BatchProgress>(event))
                control.stop();
            if (const auto *finished = std::get_if<RunFinished>(&event))
                ending.reason = finished->reason;
        },
        control);
    return ending;
}

/// All that must be the same, bit for bit.
std::vector<std::string> outcomeOf(const MusicLibrary &library, Id run)
{
    const Workspace workspace(library.workspace());
    std::vector<std::string> outcome;
    const auto add
        = [&](double number) { outcome.emplace_back(reinterpret_cast<const char *>(&number), sizeof number); };
    for (const Epoch &epoch : workspace.epochs(run)) {
        for (const double number :
            { epoch.loss, epoch.accuracy, epoch.validationLoss, epoch.validationAccuracy, epoch.learningRate })
            add(number);
    }
    for (const Prediction &prediction : testing::storedPredictions(workspace, run))
        add(prediction.probability);
    for (const char *name : { "last.safetensors", "best.safetensors", "validation.safetensors" }) {
        const SafetensorsFile file = SafetensorsFile::read(workspace.checkpointFolder(run) / name);
        for (const auto &[tensor, view] : file.tensors())
            outcome.emplace_back(reinterpret_cast<const char *>(view.bytes.data()), view.bytes.size());
    }
    return outcome;
}

} // namespace

/// Every task with every network at every length.
class TestCombinations : public QObject {
    Q_OBJECT

private:
    std::optional<MusicLibrary> m_library;

    Id create(const RunSpec &spec) const
    {
        Workspace workspace(m_library->workspace());
        return createRun(workspace, spec);
    }

    static RunSpec shortSpec(Task task, Network network, const char *clip, const char *preset)
    {
        RunSpec spec = RunSpec::preset(preset, task, network);
        spec.clip = ClipLength::parse(clip);
        spec.epochs = 2;
        spec.batch = 3;
        spec.validationMinutes = 0.4;
        spec.validationShare = 0.3;
        spec.threads = 2;
        spec.device = ComputeDevice::Cpu;
        spec.precision = NumberFormat::Float32;
        return spec;
    }

private Q_SLOTS:
    void initTestCase() { m_library.emplace(6, 17.0, 3); }

    void trainsAndResumesInTheMiddleOfAnEpoch_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<int>("network");
        QTest::addColumn<QString>("clip");
        QTest::addColumn<QString>("preset");
        const std::pair<Task, std::vector<const char *>> tasks[]
            = { { Task::Reversal, { "3", "5", "7", "10" } }, { Task::Jigsaw, { "3x1", "3x3" } } };
        int number = 0;
        for (const auto &[task, clips] : tasks) {
            for (const Network network : { Network::ConvNet, Network::ConvNetExt, Network::ResNet18 }) {
                for (const char *clip : clips) {
                    // In turn, so that each preset meets each network.
                    const QString preset = ++number % 2 ? "sound" : "poster";
                    const std::string name = std::string(toString(task)) + ' ' + std::string(toString(network)) + ' '
                        + clip + ' ' + preset.toStdString();
                    QTest::newRow(name.c_str()) << toString(task).data() << static_cast<int>(network) << clip << preset;
                }
            }
        }
    }

    void trainsAndResumesInTheMiddleOfAnEpoch()
    {
        QFETCH(QString, task);
        QFETCH(int, network);
        QFETCH(QString, clip);
        QFETCH(QString, preset);
        RunSpec spec = shortSpec(parseTask(task.toStdString()), static_cast<Network>(network),
            clip.toStdString().c_str(), preset.toStdString().c_str());
        // The small network goes on into another epoch as well; of the large ones the rest of the first is enough.
        if (spec.network != Network::ConvNet)
            spec.epochs = 1;
        const Id straight = create(spec);
        const Ending whole = train(*m_library, straight);
        QVERIFY2(whole.status == RunStatus::Completed, whole.reason.c_str());
        const Id interrupted = create(spec);
        QVERIFY(train(*m_library, interrupted, true).status == RunStatus::Stopped);
        QCOMPARE(Workspace(m_library->workspace()).run(interrupted)->epochsDone, 0);
        QVERIFY(fs::exists(Workspace(m_library->workspace()).checkpointFolder(interrupted) / "last.safetensors"));
        QVERIFY(train(*m_library, interrupted).status == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, interrupted) == outcomeOf(*m_library, straight));
    }

    void otherOptimisersResumeToo_data()
    {
        QTest::addColumn<QString>("optimiser");
        QTest::newRow("adam") << "adam";
        QTest::newRow("sgd") << "sgd";
    }

    void otherOptimisersResumeToo()
    {
        QFETCH(QString, optimiser);
        RunSpec spec = shortSpec(Task::Reversal, Network::ConvNet, "3", "sound");
        spec.optimisation.optimiser = choiceNamed<Optimiser>(optimiser.toStdString()).value();
        spec.optimisation.schedule = Schedule::Plateau;
        spec.optimisation.clipNorm = 0.5;
        const Id straight = create(spec);
        QVERIFY(train(*m_library, straight).status == RunStatus::Completed);
        const Id interrupted = create(spec);
        QVERIFY(train(*m_library, interrupted, true).status == RunStatus::Stopped);
        QVERIFY(train(*m_library, interrupted).status == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, interrupted) == outcomeOf(*m_library, straight));
    }

    void theOrderIsLearnedAsSixClasses()
    {
        RunSpec spec = shortSpec(Task::Jigsaw, Network::ConvNet, "3x1", "sound");
        spec.pretext.target = JigsawTarget::Order;
        spec.pretext.head = HeadKind::Linear;
        const Id run = create(spec);
        const Ending ending = train(*m_library, run);
        QVERIFY2(ending.status == RunStatus::Completed, ending.reason.c_str());
        const Workspace workspace(m_library->workspace());
        const SafetensorsFile best = SafetensorsFile::read(workspace.checkpointFolder(run) / "best.safetensors");
        QCOMPARE(best.tensor("head.weight").shape, (std::vector<std::int64_t> { 6, 3072 }));
        for (const Prediction &prediction : testing::storedPredictions(workspace, run))
            QCOMPARE(prediction.target == 1, prediction.transform != "published");
    }

    void aTrunkIsTakenOverWithoutTheHeadThatComparesEdges()
    {
        RunSpec spec = shortSpec(Task::Jigsaw, Network::ConvNet, "3x1", "sound");
        QVERIFY(spec.pretext.head == HeadKind::Adjacency);
        spec.pretext.target = JigsawTarget::Order;
        spec.epochs = 1;
        const Id run = create(spec);
        const Ending ending = train(*m_library, run);
        QVERIFY2(ending.status == RunStatus::Completed, ending.reason.c_str());
        const SafetensorsFile best
            = SafetensorsFile::read(bestCheckpoint(Workspace(m_library->workspace()).checkpointFolder(run)));
        QVERIFY(best.tensors().contains("head.likeness"));
        Model recogniser(ModelShape { Network::ConvNet, 1, 20 });
        loadTrunk(best, *recogniser);
        std::size_t same = 0;
        for (const ModelImpl::Named &entry : recogniser->tensors()) {
            if (entry.ofHead || entry.tensor.dtype() != torch::kFloat32)
                continue;
            const torch::Tensor stored = entry.tensor.contiguous();
            QVERIFY(std::memcmp(stored.data_ptr(), best.tensor(entry.name).bytes.data(), stored.nbytes()) == 0);
            ++same;
        }
        QCOMPARE(same, std::size_t { 7 * 6 }); // of each convolution and norm
    }

    void eightClipsAreLearnedByHeart()
    {
        // As long as one clip each, so that nothing but their direction changes from epoch to epoch.
        const MusicLibrary library(10, 1.1, 0);
        RunSpec spec = shortSpec(Task::Reversal, Network::ConvNet, "1", "sound");
        spec.batch = 8;
        spec.epochs = 60;
        spec.validationShare = 0.2;
        spec.testShare = 0;
        spec.gainJitterDb = 0;
        spec.learningRate = 1e-3;
        Workspace workspace(library.workspace());
        const Id run = createRun(workspace, spec);
        QVERIFY(train(library, run).status == RunStatus::Completed);
        QCOMPARE(workspace.epochs(run).size(), std::size_t { 60 });
        double lossSum = 0;
        double accuracySum = 0;
        for (int i = 50; i < 60; ++i) {
            lossSum += workspace.epochs(run)[static_cast<std::size_t>(i)].loss / 10;
            accuracySum += workspace.epochs(run)[static_cast<std::size_t>(i)].accuracy / 10;
        }
        QVERIFY2(lossSum < 0.1, qPrintable(QString::number(lossSum)));
        QVERIFY(accuracySum > 0.97);
        // And that is told of.
        QVERIFY(workspace.run(run)->details.find("has only 8 clips to learn from") != std::string::npos);
    }

    void aBatchLargerThanTheDataIsOneStep()
    {
        RunSpec spec = shortSpec(Task::Reversal, Network::ConvNet, "3", "sound");
        spec.batch = 4096;
        const Id run = create(spec);
        const Ending ending = train(*m_library, run);
        QVERIFY2(ending.status == RunStatus::Completed, ending.reason.c_str());
    }

    void aFullDiskCostsTheEpochAndNothingElse()
    {
        const RunSpec spec = shortSpec(Task::Reversal, Network::ConvNet, "5", "sound");
        const Id straight = create(spec);
        QVERIFY(train(*m_library, straight).status == RunStatus::Completed);
        const Id run = create(spec);
        QVERIFY(train(*m_library, run, true).status == RunStatus::Stopped);

        // No file may grow beyond 4 MB, as on a disk that is nearly full; a checkpoint takes 80.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before {};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit full { 4'000'000, before.rlim_max };
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
        const Ending ending = train(*m_library, run);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(ending.status == RunStatus::Failed);
        QVERIFY2(
            ending.reason.find("last.safetensors: could not be written") != std::string::npos, ending.reason.c_str());

        QVERIFY(train(*m_library, run).status == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, run) == outcomeOf(*m_library, straight));
    }

    void earlyStoppingCompletesTheRun()
    {
        RunSpec spec = shortSpec(Task::Reversal, Network::ConvNet, "3", "sound");
        spec.epochs = 50;
        spec.learningRate = 1e-9; // nothing gets better
        spec.optimisation.earlyStopping = 2;
        const Id run = create(spec);
        QVERIFY(train(*m_library, run).status == RunStatus::Completed);
        const Run stored = Workspace(m_library->workspace()).run(run).value();
        QCOMPARE(stored.epochsDone, stored.bestEpoch + 2);
        QVERIFY(stored.epochsDone < 20);
    }
};

QTEST_APPLESS_MAIN(TestCombinations)
#include "tst_combinations.moc"
