#include "training/createrun.h"
#include "training/trainer.h"

#include "answers/safetensors.h"
#include "base/error.h"
#include "experiment/transform.h"
#include "inference/evaluation.h"
#include "inference/predictor.h"
#include "support/answers.h"
#include "support/musiclibrary.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <chrono>
#include <cmath>
#include <cstring>
#include <fstream>
#include <new>
#include <set>
#include <thread>
#include <torch/torch.h>
#include <utility>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::MusicLibrary;
using retrograde::testing::Prediction;
using retrograde::testing::quickSpec;

namespace fs = std::filesystem;

namespace {

/// Creates a run; fails the test when it cannot.
Id create(const MusicLibrary &library, const RunSpec &spec)
{
    Workspace workspace(library.workspace());
    return createRun(workspace, spec);
}

/// Trains to the end, or until @p observer stops it.
RunStatus train(
    const MusicLibrary &library, Id run, const std::function<void(const RunEvent &, RunControl &)> &observer = {})
{
    RunControl control;
    return trainRun(
        library.workspace(), run,
        [&](const RunEvent &event) {
            if (observer)
                observer(event, control);
        },
        control);
}

/// Stops as soon as epoch @p epoch is done.
auto stopAfter(int epoch)
{
    return [epoch](const RunEvent &event, RunControl &control) {
        const auto *completed = std::get_if<EpochCompleted>(&event);
        if (completed && completed->epoch.epoch == epoch)
            control.stop();
    };
}

Run stored(const MusicLibrary &library, Id run)
{
    return Workspace(library.workspace()).run(run).value();
}

fs::path checkpoint(const MusicLibrary &library, Id run, const char *name)
{
    return Workspace(library.workspace()).checkpointFolder(run) / name;
}

/// All that must be the same, bit for bit, when the same is trained twice.
struct Outcome {
    std::vector<double> numbers;
    std::vector<std::string> weights;

    bool operator==(const Outcome &) const = default;
};

Outcome outcomeOf(const MusicLibrary &library, Id run)
{
    const Workspace workspace(library.workspace());
    Outcome outcome;
    for (const Epoch &epoch : workspace.epochs(run))
        outcome.numbers.insert(outcome.numbers.end(),
            { static_cast<double>(epoch.epoch), epoch.loss, epoch.accuracy, epoch.validationLoss,
                epoch.validationAccuracy, epoch.learningRate });
    for (const Prediction &prediction : testing::storedPredictions(workspace, run))
        outcome.numbers.insert(outcome.numbers.end(),
            { static_cast<double>(prediction.trackId), static_cast<double>(prediction.beginFrame),
                static_cast<double>(prediction.target), prediction.probability, prediction.loss });
    outcome.numbers.push_back(workspace.run(run)->bestEpoch);
    for (const char *name : { "last.safetensors", "best.safetensors" }) {
        const SafetensorsFile file = SafetensorsFile::read(checkpoint(library, run, name));
        for (const auto &[tensor, view] : file.tensors())
            outcome.weights.emplace_back(reinterpret_cast<const char *>(view.bytes.data()), view.bytes.size());
    }
    return outcome;
}

QJsonObject details(const Run &run)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(run.details)).object();
}

/// Writes a checkpoint again with one of its notes changed.
void changeNote(const fs::path &path, const std::string &key, const std::string &value)
{
    const SafetensorsFile file = SafetensorsFile::read(path);
    TensorMetadata metadata = file.metadata();
    metadata[key] = value;
    writeSafetensors(path, file.tensors(), metadata);
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MusicLibrary> m_library;
    Id m_straight = 0; ///< a run of four epochs, trained in one go

private Q_SLOTS:
    void initTestCase()
    {
        m_library = std::make_unique<MusicLibrary>(8, 8.0, 4);
        m_straight = create(*m_library, quickSpec(4));
        QVERIFY((train(*m_library, m_straight)) == RunStatus::Completed);
    }

    void creatingChecksBeforeHoursAreSpent()
    {
        retrograde::testing::TemporaryFolder folder;
        Workspace empty(folder.path() / "workspace");
        const Error noMusic = errorOf([&] { createRun(empty, quickSpec()); });
        QCOMPARE(noMusic.code(), ErrorCode::Training);
        QVERIFY(noMusic.cause().find("no music") != std::string::npos);

        Workspace workspace(m_library->workspace());
        const std::size_t before = workspace.runs().size();
        RunSpec spec = quickSpec();
        spec.datasets = { "Nots" };
        const Error unknown = errorOf([&] { createRun(workspace, spec); });
        QCOMPARE(unknown.code(), ErrorCode::NotFound);
        QCOMPARE(unknown.what(), "there is no dataset 'Nots'; there is: Notes");

        spec = quickSpec();
        spec.clip = ClipLength::parse("30");
        const Error tooShort = errorOf([&] { createRun(workspace, spec); });
        QCOMPARE(tooShort.code(), ErrorCode::Training);
        QVERIFY(tooShort.cause().find("too short for one clip of 30 s") != std::string::npos);

        spec = quickSpec();
        spec.epochs = 0;
        QCOMPARE(errorOf([&] { createRun(workspace, spec); }).code(), ErrorCode::InvalidArgument);
        QCOMPARE(workspace.runs().size(), before);
    }

    void oneTrackIsNotEnough()
    {
        const MusicLibrary one(1, 5.0, 0);
        Workspace workspace(one.workspace());
        QCOMPARE(errorOf([&] { createRun(workspace, quickSpec()); }).code(), ErrorCode::Training);
    }

    void creatingDecidesWhatWasLeftOpen()
    {
        RunSpec spec = quickSpec();
        spec.threads = 0;
        spec.device = ComputeDevice::Auto;
        spec.datasets = { "Notes", "Notes" };
        const Run run = stored(*m_library, create(*m_library, spec));
        QVERIFY((run.status) == RunStatus::Queued);
        QCOMPARE(run.task, std::string("reversal"));
        QCOMPARE(run.network, std::string("convnet"));
        QCOMPARE(run.clip, std::string("1"));
        QCOMPARE(run.epochsPlanned, 1);
        const RunSpec decided = RunSpec::fromJson(run.spec);
        QVERIFY(decided.threads >= 1);
        QVERIFY(decided.device == ComputeDevice::Cpu || decided.device == ComputeDevice::Cuda);
        QCOMPARE(decided.datasets, std::vector<std::string> { "Notes" });
    }

    void aRunIsRecorded()
    {
        const Workspace workspace(m_library->workspace());
        const Run run = workspace.run(m_straight).value();
        QVERIFY((run.status) == RunStatus::Completed);
        QCOMPARE(run.epochsDone, 4);
        QVERIFY(!run.finishedAt.empty());
        QVERIFY(run.trainingSeconds > 0);
        const std::vector<Epoch> epochs = workspace.epochs(m_straight);
        QCOMPARE(epochs.size(), std::size_t { 4 });
        int best = 0;
        for (int i = 0; i < 4; ++i) {
            const Epoch &epoch = epochs[static_cast<std::size_t>(i)];
            QCOMPARE(epoch.epoch, i + 1);
            QVERIFY(epoch.loss > 0 && epoch.loss < 5);
            QVERIFY(epoch.clipsPerSecond > 0);
            const Epoch &other = epochs[static_cast<std::size_t>(best)];
            if (epoch.validationAccuracy > other.validationAccuracy
                || (epoch.validationAccuracy == other.validationAccuracy
                    && epoch.validationLoss < other.validationLoss))
                best = i;
        }
        QCOMPARE(run.bestEpoch, best + 1);
        QCOMPARE(run.validationAccuracy.value(), epochs[static_cast<std::size_t>(best)].validationAccuracy);
        QCOMPARE(run.validationLoss.value(), epochs[static_cast<std::size_t>(best)].validationLoss);
        // The rate has risen by the end of the first epoch and falls to nearly nothing.
        QVERIFY(epochs[0].learningRate > 0.7 * 5e-4);
        QVERIFY(epochs[0].learningRate > epochs[1].learningRate);
        QVERIFY(epochs[3].learningRate < 0.01 * 5e-4);

        const NumberFormat precision = RunSpec::fromJson(run.spec).precision;
        QVERIFY(precision == NumberFormat::Float32 || precision == NumberFormat::BFloat16);
        const QJsonObject about = details(run);
        QCOMPARE(about["parameters"].toInteger(), 6626146);
        QVERIFY(about["normalisation"].toObject()["deviation_db"].toDouble() > 1);
        QVERIFY(about["normalisation"].toObject()["mean_db"].toDouble() < -20);
        QVERIFY(!about["versions"].toObject()["libtorch"].toString().isEmpty());
        QVERIFY(about["left_out"].toArray().isEmpty());
    }

    void predictionsAgreeWithTheMetricsAndAreHeldOutByArtist()
    {
        const Workspace workspace(m_library->workspace());
        const Run run = workspace.run(m_straight).value();
        const std::vector<Prediction> predictions = testing::storedPredictions(workspace, m_straight);
        const QJsonObject split = details(run)["split"].toObject();
        QCOMPARE(split["by"].toString(), QString("artist"));
        std::set<std::string> trainingArtists;
        for (const QJsonValue &id : split["training_tracks"].toArray())
            trainingArtists.insert(workspace.track(id.toInteger())->artist);
        QVERIFY(!trainingArtists.empty());

        double right = 0;
        double loss = 0;
        std::multiset<std::pair<Id, std::int64_t>> crops;
        for (const Prediction &prediction : predictions) {
            const Track track = workspace.track(prediction.trackId).value();
            QVERIFY(!trainingArtists.contains(track.artist));
            QCOMPARE(prediction.frameCount, std::int64_t { 42 });
            QVERIFY(prediction.beginFrame >= 5);
            QCOMPARE((prediction.beginFrame - 5) % 42, std::int64_t { 0 }); // side by side
            QVERIFY(prediction.beginFrame + 42 <= RunSpec().features.grid().framesIn(track.sampleCount));
            QCOMPARE(prediction.transform, std::string(prediction.target == 1 ? kReversed : kPublished));
            QVERIFY(prediction.probability >= 0 && prediction.probability <= 1);
            const double ofTruth = prediction.target == 1 ? prediction.probability : 1 - prediction.probability;
            // Probabilities are kept as single floats.
            QVERIFY(std::abs(prediction.loss + std::log(ofTruth)) < 1e-7 / ofTruth + 1e-6 * prediction.loss);
            right += (prediction.probability >= 0.5) == (prediction.target == 1);
            loss += prediction.loss;
            crops.insert({ prediction.trackId, prediction.beginFrame });
        }
        for (const auto &crop : crops)
            QCOMPARE(crops.count(crop), std::size_t { 2 }); // as published and reversed
        const auto count = static_cast<double>(predictions.size());
        QVERIFY(count >= 24);
        QVERIFY(count / 2 * 42 * 512 / 22050 <= 0.4 * 60);
        QCOMPARE(right / count, run.validationAccuracy.value());
        QVERIFY(std::abs(loss / count - run.validationLoss.value()) < 1e-6);
    }

    /// Clips to validate on take less time than those to train on, and count for as much less.
    void progressGoesByTime()
    {
        const Id run = create(*m_library, quickSpec(2));
        std::size_t told = 0;
        train(*m_library, run, [&](const RunEvent &event, RunControl &) {
            const auto *progress = std::get_if<BatchProgress>(&event);
            if (!progress)
                return;
            QVERIFY(progress->runShare > 0 && progress->runShare <= 1);
            const double byClips = static_cast<double>(progress->clipsDone) / static_cast<double>(progress->clipsTotal);
            if (progress->epoch == 1 && !progress->validating) {
                QVERIFY(progress->runShare > byClips / 2);
                QVERIFY(progress->runShare <= progress->trainedShare / 2);
                ++told;
            } else if (progress->epoch == 2) {
                QVERIFY(progress->runShare > 0.5);
            }
        });
        QVERIFY(told > 0);
    }

    /// LibTorch, the system, or what is no exception at all: the run fails with a sentence, and can be gone on with.
    void whateverIsThrownFailsTheRun()
    {
        const MusicLibrary library(8, 6.0, 8);
        const Id run = create(library, quickSpec(1));
        const std::pair<std::function<void()>, const char *> throwers[] = {
            { [] { TORCH_CHECK(false, "no such operator"); }, "LibTorch: no such operator" },
            { [] { throw std::bad_alloc(); }, "there is not enough memory: try a smaller batch" },
            { [] { throw 7; }, "an unexpected problem that says nothing of itself" },
        };
        for (const auto &thrower : throwers) {
            bool thrown = false;
            const auto once = [&](const RunEvent &event, RunControl &) {
                if (std::holds_alternative<BatchProgress>(event) && !std::exchange(thrown, true))
                    thrower.first();
            };
            QVERIFY(train(library, run, once) == RunStatus::Failed);
            QCOMPARE(QString::fromStdString(stored(library, run).reason), QString(thrower.second));
        }
        QVERIFY(train(library, run) == RunStatus::Completed);
    }

    void theTestSideIsJudgedOnceAtTheEnd()
    {
        const MusicLibrary library(12, 6.0, 12);
        RunSpec spec = quickSpec(2);
        spec.testShare = 0.2;
        const Id run = create(library, spec);
        QVERIFY(train(library, run, stopAfter(1)) == RunStatus::Stopped);
        QVERIFY(!stored(library, run).testAccuracy);
        QVERIFY(!fs::exists(checkpoint(library, run, "test.safetensors")));
        QVERIFY(train(library, run) == RunStatus::Completed);

        const Workspace workspace(library.workspace());
        const std::vector<Prediction> predictions = testing::storedPredictions(workspace, run, RunSide::Test);
        const QJsonArray tracks
            = details(stored(library, run)).value("split").toObject().value("test_tracks").toArray();
        QVERIFY(!tracks.isEmpty() && predictions.size() >= 2 * static_cast<std::size_t>(tracks.size()));
        double right = 0;
        double loss = 0;
        for (const Prediction &prediction : predictions) {
            QVERIFY(tracks.contains(QJsonValue(static_cast<qint64>(prediction.trackId))));
            right += (prediction.probability >= 0.5) == (prediction.target == 1);
            loss += prediction.loss;
        }
        const auto count = static_cast<double>(predictions.size());
        QCOMPARE(stored(library, run).testAccuracy.value(), right / count);
        QVERIFY(std::abs(stored(library, run).testLoss.value() - loss / count) < 1e-6);
        QVERIFY(fs::exists(checkpoint(library, run, "test.safetensors")));
        for (const Prediction &prediction : testing::storedPredictions(workspace, run))
            QVERIFY(!tracks.contains(QJsonValue(static_cast<qint64>(prediction.trackId))));
    }

    void aTestOfAnEarlierModelIsNotKept()
    {
        const MusicLibrary library(12, 6.0, 12);
        RunSpec spec = quickSpec(4);
        spec.testShare = 0.2;
        const Id run = create(library, spec);
        QVERIFY(train(library, run, stopAfter(1)) == RunStatus::Stopped);
        Workspace workspace(library.workspace());
        evaluatePretextTest(workspace, run, {}, RunControl());
        QVERIFY(stored(library, run).testAccuracy);
        const int before = stored(library, run).bestEpoch;
        QVERIFY(train(library, run) == RunStatus::Completed);
        QVERIFY(stored(library, run).bestEpoch > before); // or nothing is tried here
        const std::vector<Prediction> kept = testing::storedPredictions(workspace, run, RunSide::Test);
        const std::vector<Answer> anew = evaluatePretextTest(workspace, run, {}, RunControl()).answers;
        QCOMPARE(kept.size(), anew.size());
        for (std::size_t i = 0; i < kept.size(); ++i)
            QCOMPARE(static_cast<float>(kept[i].probability), static_cast<float>(anew[i].probability));
    }

    void aFixedNumberOfStepsIsWhatItSays()
    {
        // 8 tracks of 8 s, clips of 1 s: some forty examples, five batches of eight a pass.
        RunSpec spec = quickSpec(3);
        spec.optimisation.steps = 7; // three epochs of three steps
        spec.optimisation.schedule = Schedule::Constant;
        const Id straight = create(*m_library, spec);
        std::vector<std::int64_t> totals;
        QVERIFY(train(*m_library, straight, [&](const RunEvent &event, RunControl &) {
            if (const auto *progress = std::get_if<BatchProgress>(&event))
                totals.push_back(progress->clipsTotal);
        }) == RunStatus::Completed);
        const SafetensorsFile last = SafetensorsFile::read(checkpoint(*m_library, straight, "last.safetensors"));
        std::int64_t steps = 0;
        std::memcpy(&steps, last.tensor("adamw.step.head.weight").bytes.data(), sizeof steps);
        QCOMPARE(steps, std::int64_t { 9 });
        const QJsonObject examples = details(stored(*m_library, straight)).value("examples").toObject();
        for (const std::int64_t total : totals)
            QCOMPARE(total, 3 * 8 + examples.value("validation").toInteger());
        // Going on in the middle of a pass changes nothing.
        const Id interrupted = create(*m_library, spec);
        QVERIFY(train(*m_library, interrupted, stopAfter(1)) == RunStatus::Stopped);
        QVERIFY(train(*m_library, interrupted) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, interrupted) == outcomeOf(*m_library, straight));
        // In an epoch of many passes, too, wherever it is stopped.
        spec.epochs = 1;
        spec.optimisation.steps = 20;
        const Id through = create(*m_library, spec);
        QVERIFY(train(*m_library, through) == RunStatus::Completed);
        const Id within = create(*m_library, spec);
        const std::int64_t pass = examples.value("training").toInteger();
        QVERIFY(train(*m_library, within, [pass](const RunEvent &event, RunControl &control) {
            const auto *progress = std::get_if<BatchProgress>(&event);
            if (progress && !progress->validating && progress->clipsDone > pass)
                control.stop();
        }) == RunStatus::Stopped);
        QCOMPARE(stored(*m_library, within).epochsDone, 0);
        QVERIFY(train(*m_library, within) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, within) == outcomeOf(*m_library, through));
        spec.epochs = 3;
        spec.optimisation.steps = 2;
        QVERIFY(errorOf([&] { create(*m_library, spec); }).cause().find("optimisation.steps") != std::string::npos);
    }

    void theSameSeedTrainsTheSameModel()
    {
        const Id again = create(*m_library, quickSpec(4));
        QVERIFY((train(*m_library, again)) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, again) == outcomeOf(*m_library, m_straight));

        RunSpec other = quickSpec(1);
        other.seed = 8;
        const Id different = create(*m_library, other);
        QVERIFY((train(*m_library, different)) == RunStatus::Completed);
        const Workspace workspace(m_library->workspace());
        QVERIFY(workspace.epochs(different)[0].loss != workspace.epochs(m_straight)[0].loss);
    }

    void aResumedRunEqualsAnUninterruptedOne()
    {
        const Id run = create(*m_library, quickSpec(4));
        QVERIFY((train(*m_library, run, stopAfter(2))) == RunStatus::Stopped);
        QVERIFY((stored(*m_library, run).status) == RunStatus::Stopped);
        QCOMPARE(stored(*m_library, run).epochsDone, 2);
        QVERIFY(stored(*m_library, run).finishedAt.empty());

        // Music that is added meanwhile does not change who is held out.
        writeWav(m_library->music() / "added.wav", retrograde::testing::struckNotes(8, 22050, 99), 22050);
        Workspace workspace(m_library->workspace());
        ImportOptions options;
        options.datasetName = "Notes";
        QCOMPARE(importFolder(workspace, m_library->music(), options, {}, RunControl()).imported, 1);

        int firstEpoch = 0;
        QVERIFY((train(*m_library, run, [&](const RunEvent &event, RunControl &) {
            if (const auto *started = std::get_if<RunStarted>(&event))
                firstEpoch = started->firstEpoch;
        })) == RunStatus::Completed);
        QCOMPARE(firstEpoch, 3);
        QVERIFY(outcomeOf(*m_library, run) == outcomeOf(*m_library, m_straight));
        fs::remove(m_library->music() / "added.wav");
        importFolder(workspace, m_library->music(), options, {}, RunControl());
    }

    void allOfADatasetIsValidatedOnWhateverComesLater()
    {
        // The music of another dataset has no features yet, and shares one of the four artists.
        const fs::path elsewhere = m_library->workspace().parent_path() / "elsewhere";
        fs::create_directories(elsewhere);
        Workspace workspace(m_library->workspace());
        const auto import = [&] {
            ImportOptions options;
            options.datasetName = "Elsewhere";
            importFolder(workspace, elsewhere, options, {}, RunControl());
            TrackQuery query;
            query.dataset = "Elsewhere";
            for (Track &track : workspace.tracks(query)) {
                track.artist = "Artist 0";
                workspace.updateTrack(track);
            }
        };
        const auto write = [&](const char *name, std::uint64_t seed) {
            writeWav(elsewhere / name, retrograde::testing::struckNotes(5, 22050, seed), 22050);
        };
        write("a.wav", 201);
        write("b.wav", 202);
        import();

        RunSpec spec = quickSpec(2);
        spec.datasets = { "Notes", "Notes" };
        spec.validationDatasets = { "Elsewhere", "Elsewhere" };
        const Id run = create(*m_library, spec);
        QCOMPARE(RunSpec::fromJson(stored(*m_library, run).spec).validationDatasets,
            std::vector<std::string> { "Elsewhere" });
        std::string summary;
        QVERIFY((train(*m_library, run, [&](const RunEvent &event, RunControl &control) {
            if (const auto *started = std::get_if<RunStarted>(&event))
                summary = started->summary;
            stopAfter(1)(event, control);
        })) == RunStatus::Stopped);
        QVERIFY2(summary.find("6 tracks by 3 known artists to train on, 2 tracks by 1 known artist held out")
                != std::string::npos,
            summary.c_str());
        QVERIFY2(summary.find("2 tracks not trained on, sharing an artist or sound with those held out")
                != std::string::npos,
            summary.c_str());

        write("c.wav", 203);
        import();
        QVERIFY(train(*m_library, run) == RunStatus::Completed);
        std::set<std::string> judged;
        for (const Prediction &prediction : testing::storedPredictions(workspace, run))
            judged.insert(workspace.track(prediction.trackId)->title);
        QCOMPARE(judged, (std::set<std::string> { "a", "b" }));
        workspace.deleteDataset(workspace.dataset("Elsewhere")->id);
    }

    void aProcessThatDiedBeforeTheDatabaseKnewLosesNothing()
    {
        // The state that such a death leaves: a checkpoint of one epoch, and a database that knows of none.
        const Id donor = create(*m_library, quickSpec(4));
        QVERIFY(train(*m_library, donor, stopAfter(1)) == RunStatus::Stopped);
        const Id run = create(*m_library, quickSpec(4));
        Workspace workspace(m_library->workspace());
        Run twin = *workspace.run(run);
        twin.identity = workspace.run(donor)->identity; // else the checkpoint would be another run's
        workspace.updateRun(twin);
        fs::create_directories(checkpoint(*m_library, run, ""));
        fs::copy_file(
            checkpoint(*m_library, donor, "last.safetensors"), checkpoint(*m_library, run, "last.safetensors"));
        QVERIFY(train(*m_library, run) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, run) == outcomeOf(*m_library, m_straight));
    }

    void stoppingTakesEffectWithinABatch()
    {
        const Id run = create(*m_library, quickSpec(3));
        int batchesAfterStop = 0;
        bool stopped = false;
        std::optional<RunFinished> finished;
        const RunStatus status = train(*m_library, run, [&](const RunEvent &event, RunControl &control) {
            if (std::holds_alternative<BatchProgress>(event)) {
                batchesAfterStop += stopped;
                stopped = true;
                control.stop();
            } else if (const auto *end = std::get_if<RunFinished>(&event)) {
                finished = *end;
            }
        });
        QVERIFY((status) == RunStatus::Stopped);
        QCOMPARE(batchesAfterStop, 0);
        QVERIFY(finished && finished->status == RunStatus::Stopped);
        QVERIFY((stored(*m_library, run).status) == RunStatus::Stopped);
        QCOMPARE(stored(*m_library, run).epochsDone, 0);
        QVERIFY(stored(*m_library, run).reason.empty());
        // It starts over, for no epoch was done.
        QVERIFY((train(*m_library, run, stopAfter(1))) == RunStatus::Stopped);
        QCOMPARE(stored(*m_library, run).epochsDone, 1);
    }

    void pausingWaitsAndIsNotCounted()
    {
        using Clock = std::chrono::steady_clock;
        const Id run = create(*m_library, quickSpec(1));
        std::vector<bool> pauses;
        std::thread hand;
        bool batchWhilePaused = false;
        const std::chrono::duration<double> pause(1);
        Clock::time_point begin;
        std::chrono::duration<double> epochTook {};
        const RunStatus status = train(*m_library, run, [&](const RunEvent &event, RunControl &control) {
            if (std::holds_alternative<RunStarted>(event)) {
                begin = Clock::now();
            } else if (std::holds_alternative<BatchProgress>(event)) {
                batchWhilePaused = batchWhilePaused || (!pauses.empty() && pauses.back());
                if (pauses.empty())
                    control.pause();
            } else if (const auto *paused = std::get_if<RunPaused>(&event)) {
                pauses.push_back(paused->paused);
                if (paused->paused) {
                    hand = std::thread([&control, pause] {
                        std::this_thread::sleep_for(pause);
                        control.resume();
                    });
                }
            } else if (std::holds_alternative<EpochCompleted>(event)) {
                epochTook = Clock::now() - begin;
            }
        });
        hand.join();
        QVERIFY(status == RunStatus::Completed);
        QCOMPARE(pauses, (std::vector<bool> { true, false }));
        QVERIFY(!batchWhilePaused);
        const Workspace workspace(m_library->workspace());
        const Epoch epoch = workspace.epochs(run)[0];
        const double clips = details(workspace.run(run).value())["examples"].toObject()["training"].toDouble();
        QVERIFY(epoch.seconds <= (epochTook - pause).count());
        QVERIFY(clips / epoch.clipsPerSecond <= (epochTook - pause).count());
    }

    void eventsFollowWhatTheyAnnounce()
    {
        const Id run = create(*m_library, quickSpec(2));
        std::vector<std::string> order;
        std::string summary;
        double secondsLeft = -1;
        bool recorded = true;
        const RunStatus status = train(*m_library, run, [&](const RunEvent &event, RunControl &) {
            const Workspace other(m_library->workspace()); // as another program would look
            const auto note = [&](const char *what) {
                if (order.empty() || order.back() != what)
                    order.emplace_back(what);
            };
            if (std::holds_alternative<RunPreparing>(event)) {
                note("preparing");
                recorded = recorded && other.run(run)->status == RunStatus::Running;
            } else if (const auto *started = std::get_if<RunStarted>(&event)) {
                note("started");
                summary = started->summary;
            } else if (const auto *batch = std::get_if<BatchProgress>(&event)) {
                note("batches");
                secondsLeft = std::max(secondsLeft, batch->secondsLeft);
                recorded = recorded && batch->clipsDone > 0 && batch->clipsDone <= batch->clipsTotal
                    && batch->trainedShare > 0 && batch->trainedShare <= 1
                    && (batch->trainedShare == 1 || !batch->validating);
            } else if (const auto *completed = std::get_if<EpochCompleted>(&event)) {
                note("epoch");
                const std::vector<Epoch> epochs = other.epochs(run);
                recorded = recorded && epochs.size() == static_cast<std::size_t>(completed->epoch.epoch)
                    && epochs.back().loss == completed->epoch.loss
                    && fs::exists(checkpoint(*m_library, run, "last.safetensors"))
                    && (!completed->best || other.run(run)->bestEpoch == completed->epoch.epoch);
            } else if (std::holds_alternative<RunFinished>(event)) {
                note("finished");
                recorded = recorded && other.run(run)->status == RunStatus::Completed;
            }
        });
        QVERIFY((status) == RunStatus::Completed);
        QVERIFY(recorded);
        QCOMPARE(order,
            (std::vector<std::string> { "preparing", "started", "batches", "epoch", "batches", "epoch", "finished" }));
        QVERIFY(secondsLeft > 0);
        QVERIFY2(summary.find("held out") != std::string::npos && summary.find("known artist") != std::string::npos,
            summary.c_str());
    }

    void lossThatIsNotFiniteFailsInWords()
    {
        RunSpec spec = quickSpec(40);
        spec.batch = 2;
        spec.learningRate = 10; // with this decay, weights grow ninefold each step
        spec.weightDecay = 1;
        const Id run = create(*m_library, spec);
        RunFinished finished;
        QVERIFY((train(*m_library, run, [&](const RunEvent &event, RunControl &) {
            if (const auto *end = std::get_if<RunFinished>(&event))
                finished = *end;
        })) == RunStatus::Failed);
        QVERIFY2(finished.reason.find("not a finite number") != std::string::npos
                || finished.reason.find("no longer a finite number") != std::string::npos
                || finished.reason.find("the loss has exploded") != std::string::npos,
            finished.reason.c_str());
        QVERIFY(finished.reason.find("lower learning rate") != std::string::npos);
        QVERIFY((stored(*m_library, run).status) == RunStatus::Failed);
        QCOMPARE(stored(*m_library, run).reason, finished.reason);
    }

    void otherDatasetsAreJudgedWithoutArtistsOfTheTrainingMusic()
    {
        const MusicLibrary library(8, 4.0, 8);
        const Id run = create(library, quickSpec(1));
        QVERIFY(train(library, run) == RunStatus::Completed);
        Workspace workspace(library.workspace());
        const fs::path more = library.music().parent_path() / "more";
        fs::create_directories(more);
        for (int i = 0; i < 3; ++i)
            writeWav(more / ("more" + std::to_string(i) + ".wav"),
                retrograde::testing::struckNotes(4, 22050, static_cast<std::uint64_t>(90 + i)), 22050);
        ImportOptions options;
        options.datasetName = "More";
        importFolder(workspace, more, options, {}, RunControl());
        const QJsonArray training
            = details(stored(library, run)).value("split").toObject().value("training_tracks").toArray();
        TrackQuery query;
        query.dataset = "More";
        std::vector<Track> tracks = workspace.tracks(query);
        QCOMPARE(tracks.size(), std::size_t { 3 });
        tracks[0].artist = "  " + workspace.track(training.at(0).toInteger())->artist; // as folded() compares
        tracks[1].artist = "Somebody else";
        for (const Track &track : tracks)
            workspace.updateTrack(track);
        std::set<Id> judged;
        for (const Answer &answer : evaluatePretext(workspace, run, "More", RunControl()).answers)
            judged.insert(answer.trackId);
        QCOMPARE(judged, (std::set<Id> { tracks[1].id, tracks[2].id }));
    }

    void tracksThatVanishedAreLeftOutAndMentioned()
    {
        const MusicLibrary library(6, 5.0, 0);
        const Id run = create(library, quickSpec(1));
        const QJsonObject split = details(stored(library, run))["split"].toObject();
        QCOMPARE(split["by"].toString(), QString("track"));
        const Id gone = split["training_tracks"].toArray()[0].toInteger();
        fs::remove(Workspace(library.workspace()).track(gone)->path);
        QVERIFY((train(library, run)) == RunStatus::Completed);
        const QJsonArray leftOut = details(stored(library, run))["left_out"].toArray();
        QCOMPARE(leftOut.size(), 1);
        QCOMPARE(leftOut[0].toObject()["track"].toInteger(), gone);
        QVERIFY(!leftOut[0].toObject()["reason"].toString().isEmpty());
    }

    void nothingLeftToTrainOnFailsInWords()
    {
        const MusicLibrary library(3, 3.0, 0);
        const Id run = create(library, quickSpec(1));
        for (const auto &entry : fs::directory_iterator(library.music()))
            fs::remove(entry.path());
        QVERIFY((train(library, run)) == RunStatus::Failed);
        const std::string reason = stored(library, run).reason;
        QVERIFY2(reason.find("none of the tracks to train on can be used") != std::string::npos, reason.c_str());
    }

    void foreignCheckpointsAreRefusedByName()
    {
        const Id run = create(*m_library, quickSpec(2));
        QVERIFY((train(*m_library, run, stopAfter(1))) == RunStatus::Stopped);
        const fs::path last = checkpoint(*m_library, run, "last.safetensors");
        const fs::path kept = checkpoint(*m_library, run, "kept");
        fs::copy_file(last, kept);
        const auto reasonAfter = [&](const std::string &key, const std::string &value) {
            fs::copy_file(kept, last, fs::copy_options::overwrite_existing);
            changeNote(last, key, value);
            return train(*m_library, run) == RunStatus::Failed ? stored(*m_library, run).reason : "it trained";
        };
        std::string reason = reasonAfter("features", "other features");
        QVERIFY2(reason.find("last.safetensors: was trained on the features 'other features'") != std::string::npos,
            reason.c_str());
        reason = reasonAfter("network", "resnet18");
        QVERIFY2(reason.find("was trained with the network 'resnet18', but 'convnet' is wanted") != std::string::npos,
            reason.c_str());
        reason = reasonAfter("task", "jigsaw");
        QVERIFY2(reason.find("was trained for the task 'jigsaw'") != std::string::npos, reason.c_str());
        RunSpec other = quickSpec(2);
        other.seed = 8;
        reason = reasonAfter("spec", other.toJson());
        QVERIFY2(reason.find("belongs to a run with other settings") != std::string::npos, reason.c_str());
        reason = reasonAfter("format", "pickle");
        QVERIFY2(reason.find("another kind") != std::string::npos, reason.c_str());

        fs::resize_file(last, fs::file_size(last) / 2);
        QVERIFY((train(*m_library, run)) == RunStatus::Failed);
        QVERIFY(stored(*m_library, run).reason.find("is damaged") != std::string::npos);
        fs::remove(last);
        QVERIFY((train(*m_library, run)) == RunStatus::Failed);
        QVERIFY(stored(*m_library, run).reason.find("is gone") != std::string::npos);

        // A failed run goes on once what was wrong is put right.
        fs::rename(kept, last);
        QVERIFY((train(*m_library, run)) == RunStatus::Completed);
        QVERIFY(stored(*m_library, run).reason.empty());
    }

    void aRunIsTrainedOnceAtATime()
    {
        const Id run = create(*m_library, quickSpec(1));
        std::optional<ErrorCode> second;
        QVERIFY((train(*m_library, run, [&](const RunEvent &event, RunControl &) {
            if (!std::holds_alternative<RunStarted>(event))
                return;
            std::thread other([&] {
                RunControl control;
                second = errorOf([&] { trainRun(m_library->workspace(), run, {}, control); }).code();
            });
            other.join();
        })) == RunStatus::Completed);
        QCOMPARE(second.value(), ErrorCode::Conflict);
        RunControl control;
        QCOMPARE(errorOf([&] { trainRun(m_library->workspace(), run, {}, control); }).code(), ErrorCode::Conflict);
        QCOMPARE(errorOf([&] { trainRun(m_library->workspace(), 9999, {}, control); }).code(), ErrorCode::NotFound);
    }

    void bothPrecisionsRepeatThemselves_data()
    {
        QTest::addColumn<QString>("precision");
        QTest::newRow("float32") << "float32";
        QTest::newRow("bfloat16") << "bfloat16";
    }

    void bothPrecisionsRepeatThemselves()
    {
        QFETCH(QString, precision);
        RunSpec spec = quickSpec(1);
        spec.precision = choiceNamed<NumberFormat>(precision.toStdString()).value();
        Id one = 0;
        try {
            one = create(*m_library, spec);
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Unsupported);
            QSKIP(error.what());
        }
        const Id two = create(*m_library, spec);
        QVERIFY(train(*m_library, one) == RunStatus::Completed);
        QVERIFY(train(*m_library, two) == RunStatus::Completed);
        QVERIFY(outcomeOf(*m_library, one) == outcomeOf(*m_library, two));
    }
};

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
