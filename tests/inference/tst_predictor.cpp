#include "inference/predictor.h"

#include "answers/metrics.h"
#include "answers/safetensors.h"
#include "base/error.h"
#include "support/answers.h"
#include "support/bothfeatures.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>

using namespace retrograde;
using retrograde::testing::Prediction;
namespace testing = retrograde::testing;
using retrograde::testing::errorOf;
using retrograde::testing::MusicLibrary;
using retrograde::testing::quickSpec;
using retrograde::testing::struckNotes;

namespace fs = std::filesystem;

namespace {

constexpr int kRate = MusicLibrary::kSampleRate;
constexpr double kSecondsOfCrop = 42 * 512.0 / kRate;

} // namespace

class TestPredictor : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MusicLibrary> m_library;
    Id m_run = 0;

    fs::path sound(const std::string &name, const std::vector<float> &samples, int rate = kRate) const
    {
        const fs::path path = m_library->workspace().parent_path() / name;
        writeWav(path, samples, rate);
        return path;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_library = std::make_unique<MusicLibrary>(8, 30.0, 4);
        RunSpec spec = quickSpec(7);
        spec.learningRate = 1e-3;
        spec.validationMinutes = 0.5;
        Workspace workspace(m_library->workspace());
        m_run = createRun(workspace, spec);
        RunControl control;
        const RunStatus status = trainRun(
            m_library->workspace(), m_run,
            [](const RunEvent &event) {
                if (const auto *epoch = std::get_if<EpochCompleted>(&event))
                    qInfo("epoch %d: training %.3f, validation %.3f", epoch->epoch.epoch, epoch->epoch.accuracy,
                        epoch->epoch.validationAccuracy);
            },
            control);
        QVERIFY2(status == RunStatus::Completed, workspace.run(m_run)->reason.c_str());
    }

    void theArrowOfStruckNotesIsLearned()
    {
        const Workspace workspace(m_library->workspace());
        QVERIFY(workspace.epochs(m_run).back().accuracy > 0.95); // on what it trains on
        QVERIFY(workspace.run(m_run)->validationAccuracy.value() > 0.9); // on artists that are new to it
        QVERIFY(rocAuc(storedAnswers(workspace, workspace.run(m_run).value())) > 0.95);
    }

    /// One byte per cell changes no metric: the same model says the same by float features.
    void oneBytePerCellIsEnough()
    {
        const Workspace workspace(m_library->workspace());
        const testing::JudgedTwice judged = testing::judgeTwice(workspace, m_run, 1000);
        QCOMPARE(judged.stored.size(), testing::storedPredictions(workspace, m_run).size());
        qInfo("margins differ by %.4f at most, and are %.2f on average", judged.worstMargin, judged.meanMargin);
        QVERIFY(judged.worstMargin > 0); // they are not the same features
        QVERIFY(judged.worstMargin < 0.05 * judged.meanMargin);
        QCOMPARE(countAnswers(judged.stored).accuracy(), countAnswers(judged.exact).accuracy());
        QVERIFY(std::abs(rocAuc(judged.stored) - rocAuc(judged.exact)) < 1e-3);
    }

    void newSoundIsJudged()
    {
        const Workspace workspace(m_library->workspace());
        Predictor predictor(workspace, m_run);
        std::vector<float> notes = struckNotes(12, kRate, 1234);
        const FilePrediction forward = predictor.predict(sound("forward.wav", notes), RunControl());
        std::reverse(notes.begin(), notes.end());
        const FilePrediction backward = predictor.predict(sound("backward.wav", notes), RunControl());
        QVERIFY2(forward.meanProbability < 0.2, qPrintable(QString::number(forward.meanProbability)));
        QVERIFY2(backward.meanProbability > 0.8, qPrintable(QString::number(backward.meanProbability)));
    }

    void cropsCoverTheFile()
    {
        const Workspace workspace(m_library->workspace());
        Predictor predictor(workspace, m_run);
        const FilePrediction prediction
            = predictor.predict(sound("twelve.wav", struckNotes(12, kRate, 5)), RunControl());
        // 517 frames: 12 crops from frame 5 on reach frame 509, the 13th ends at the end.
        QCOMPARE(prediction.crops.size(), std::size_t { 13 });
        double sum = 0;
        for (std::size_t i = 0; i < prediction.crops.size(); ++i) {
            const CropPrediction &crop = prediction.crops[i];
            const double begin = i < 12 ? (5 + 42 * static_cast<double>(i)) * 512 / kRate : (517 - 42) * 512.0 / kRate;
            QVERIFY(std::abs(crop.startSeconds - begin) < 1e-9);
            QVERIFY(std::abs(crop.seconds - kSecondsOfCrop) < 1e-9);
            QVERIFY(crop.probability >= 0 && crop.probability <= 1);
            sum += crop.probability;
        }
        QVERIFY(std::abs(prediction.meanProbability - sum / 13) < 1e-12);
    }

    void judgesLikeTheValidation()
    {
        // The crops that were validated as published are crops of the file as well: the same model must say the same,
        // by way of the stored features then and of the decoded file now.
        const Workspace workspace(m_library->workspace());
        std::map<std::int64_t, double> stored;
        const std::vector<Prediction> predictions = testing::storedPredictions(workspace, m_run);
        const Id track = predictions.front().trackId;
        for (const Prediction &prediction : predictions) {
            if (prediction.trackId == track && prediction.target == 0)
                stored[prediction.beginFrame] = prediction.probability;
        }
        QVERIFY(stored.size() >= 5);
        Predictor predictor(workspace, m_run);
        const FilePrediction found = predictor.predict(workspace.track(track)->path, RunControl());
        std::size_t compared = 0;
        for (const CropPrediction &crop : found.crops) {
            const auto same = stored.find(std::llround(crop.startSeconds * kRate / 512));
            if (same == stored.end())
                continue;
            QVERIFY2(std::abs(same->second - crop.probability) < 0.02,
                qPrintable(QString("%1 %2").arg(same->second).arg(crop.probability)));
            ++compared;
        }
        QCOMPARE(compared, stored.size());
    }

    void otherSampleRatesAreResampled()
    {
        const Workspace workspace(m_library->workspace());
        Predictor predictor(workspace, m_run);
        const FilePrediction prediction
            = predictor.predict(sound("cd.wav", struckNotes(6, 44100, 77), 44100), RunControl());
        QCOMPARE(prediction.crops.size(), std::size_t { 7 });
        QVERIFY(prediction.meanProbability < 0.3);
    }

    void theShortestFileHasOneCrop()
    {
        const Workspace workspace(m_library->workspace());
        Predictor predictor(workspace, m_run);
        std::vector<float> notes = struckNotes(2, kRate, 3);
        notes.resize(41 * 512); // 42 frames
        const FilePrediction prediction = predictor.predict(sound("short.wav", notes), RunControl());
        QCOMPARE(prediction.crops.size(), std::size_t { 1 });
        QCOMPARE(prediction.crops[0].startSeconds, 0.0);
        notes.resize(41 * 512 - 1);
        const fs::path tooShort = sound("tooshort.wav", notes);
        const Error error = errorOf([&] { predictor.predict(tooShort, RunControl()); });
        QCOMPARE(error.code(), ErrorCode::Training);
        QCOMPARE(error.path(), tooShort);
        QVERIFY(error.cause().find("shorter than one clip of 1 s") != std::string::npos);
    }

    void filesThatCannotBeReadSaySo()
    {
        const Workspace workspace(m_library->workspace());
        Predictor predictor(workspace, m_run);
        QCOMPARE(errorOf([&] { predictor.predict("/nowhere/at all.wav", RunControl()); }).code(), ErrorCode::NotFound);
        RunControl stopped;
        stopped.stop();
        QCOMPARE(errorOf([&] { predictor.predict(sound("any.wav", struckNotes(3, kRate)), stopped); }).code(),
            ErrorCode::Cancelled);
    }

    void withoutAModelThereIsNoPredictor()
    {
        Workspace workspace(m_library->workspace());
        QCOMPARE(errorOf([&] { Predictor(workspace, 9999); }).code(), ErrorCode::NotFound);
        const Id untrained = createRun(workspace, quickSpec());
        QCOMPARE(errorOf([&] { Predictor(workspace, untrained); }).code(), ErrorCode::NotFound);
    }

    void foreignModelsAreRefusedByName()
    {
        const Workspace workspace(m_library->workspace());
        const fs::path best = workspace.checkpointFolder(m_run) / "best.safetensors";
        const SafetensorsFile file = SafetensorsFile::read(best);
        const auto errorWith = [&](const std::string &key, const std::string &value) {
            TensorMetadata metadata = file.metadata();
            metadata[key] = value;
            writeSafetensors(best, file.tensors(), metadata);
            return errorOf([&] { Predictor(workspace, m_run); });
        };
        const Error features = errorWith("features", "mel");
        QCOMPARE(features.code(), ErrorCode::Unsupported);
        QVERIFY(features.cause().find("was trained on the features 'mel'") != std::string::npos);
        QVERIFY(errorWith("network", "resnet18").cause().find("resnet18") != std::string::npos);
        QCOMPARE(errorWith("normalisation", "{}").code(), ErrorCode::Corrupt);

        TensorViews fewer = file.tensors();
        fewer.erase("head.weight");
        writeSafetensors(best, fewer, file.metadata());
        QCOMPARE(errorOf([&] { Predictor(workspace, m_run); }).code(), ErrorCode::Corrupt);
        TensorViews turned = file.tensors();
        std::swap(turned.at("head.weight").shape[0], turned.at("head.weight").shape[1]);
        writeSafetensors(best, turned, file.metadata());
        QVERIFY(errorOf([&] { Predictor(workspace, m_run); }).cause().find("another shape") != std::string::npos);

        writeSafetensors(best, file.tensors(), file.metadata());
        Predictor(workspace, m_run);
        fs::remove(best);
        QCOMPARE(errorOf([&] { Predictor(workspace, m_run); }).code(), ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestPredictor)
#include "tst_predictor.moc"
