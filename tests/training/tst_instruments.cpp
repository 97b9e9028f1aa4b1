#include "analysis/storedanswers.h"
#include "answers/answerfile.h"
#include "answers/safetensors.h"
#include "experiment/runplan.h"
#include "inference/evaluation.h"
#include "inference/trainedmodel.h"
#include "support/answers.h"
#include "support/labelledlibrary.h"
#include "training/createrun.h"
#include "training/objective.h"
#include "training/trainer.h"

#include <QTest>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

RunSpec instrumentSpec(Network network = Network::ConvNet)
{
    RunSpec spec = RunSpec::preset("sound", Task::Instruments, network);
    spec.clip = ClipLength::parse("2");
    spec.epochs = 12;
    spec.batch = 4;
    spec.validationShare = 0.3;
    spec.threads = 2;
    spec.device = ComputeDevice::Cpu;
    spec.precision = NumberFormat::Float32;
    return spec;
}

/// By name, those that begin with @p prefix.
std::map<std::string, std::string> tensorsOf(const fs::path &file, const std::string &prefix)
{
    const SafetensorsFile read = SafetensorsFile::read(file);
    std::map<std::string, std::string> found;
    for (const auto &[name, view] : read.tensors()) {
        if (name.rfind(prefix, 0) == 0)
            found[name] = { reinterpret_cast<const char *>(view.bytes.data()), view.bytes.size() };
    }
    return found;
}

} // namespace

class TestInstruments : public QObject {
    Q_OBJECT

private:
    std::optional<LabelledLibrary> m_library;
    Id m_pretext = 0; ///< a pretext run to start from

    Id trained(const RunSpec &spec) const
    {
        Id run = 0;
        {
            Workspace workspace(m_library->workspace());
            run = createRun(workspace, spec);
        }
        RunControl control;
        std::string reason;
        const RunStatus status = trainRun(
            m_library->workspace(), run,
            [&](const RunEvent &event) {
                if (const auto *finished = std::get_if<RunFinished>(&event))
                    reason = finished->reason;
            },
            control);
        if (status != RunStatus::Completed)
            qFatal("%s", reason.c_str());
        return run;
    }

    fs::path file(Id run, const char *name) const
    {
        return Workspace(m_library->workspace()).checkpointFolder(run) / name;
    }

    RunSpec frozenSpec(Id from, const char *norm) const
    {
        RunSpec spec = instrumentSpec();
        spec.downstream.fromRun = from;
        spec.downstream.trunk = TrunkMode::Frozen;
        spec.downstream.frozenNorm = choiceNamed<FrozenNorm>(norm).value();
        spec.learningRate = 1e-2;
        return spec;
    }

    Side sideOf(const std::vector<Id> &ids) const
    {
        const Workspace workspace(m_library->workspace());
        Side side;
        for (const Id id : ids) {
            side.tracks.push_back(workspace.track(id).value());
            side.spectrograms.push_back(workspace.features().open(side.tracks.back().contentHash, CqtParameters()));
        }
        return side;
    }

    RunPlan planOf(Id run) const { return RunPlan::fromDetails(Workspace(m_library->workspace()).run(run)->details); }

    /// What the model that a run has stored finds in the middle of each track: [tracks, features]
    torch::Tensor foundBy(Id run, const std::vector<Id> &tracks) const
    {
        TrainedModel model(Workspace(m_library->workspace()), run);
        const Side side = sideOf(tracks);
        const ClipLoader loader(side.spectrograms, model.recipe());
        return model.ask(loader, middleCrops(model.recipe().rule, side.frames()), RunControl()).features;
    }

    /// Whether the features that @p run was judged by are those that its stored model finds.
    bool isJudgedAsItIsAsked(Id run) const
    {
        const AnswerTable answers = readAnswers(file(run, "validation.safetensors"));
        // from_blob() wants no const, and takes halves for what they are
        std::vector<std::uint16_t> halves(answers.embedding.begin(), answers.embedding.end());
        const torch::Tensor stored = torch::from_blob(halves.data(),
            { static_cast<std::int64_t>(answers.clips()), static_cast<std::int64_t>(answers.embeddingWidth) },
            torch::kFloat16);
        const torch::Tensor found = foundBy(run, planOf(run).validation);
        return torch::allclose(stored.to(torch::kFloat32), found, 2e-3, 1e-4);
    }

    Error refusal(const RunSpec &spec) const
    {
        Workspace workspace(m_library->workspace());
        return errorOf([&] { createRun(workspace, spec); });
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_library.emplace();
        RunSpec pretext = RunSpec::preset("sound", Task::Reversal, Network::ConvNet);
        pretext.clip = ClipLength::parse("1");
        pretext.epochs = 1;
        pretext.batch = 8;
        pretext.validationMinutes = 0.4;
        pretext.threads = 2;
        pretext.device = ComputeDevice::Cpu;
        pretext.precision = NumberFormat::Float32;
        m_pretext = trained(pretext);
    }

    void theTestTracksAreThosePublishedAsSuch()
    {
        const Workspace workspace(m_library->workspace());
        const RunPlan plan = RunPlan::make(workspace, instrumentSpec());
        QCOMPARE(plan.test.size(), std::size_t { 6 });
        QCOMPARE(plan.training.size() + plan.validation.size(), std::size_t { 18 });
        for (const Id id : plan.test)
            QCOMPARE(workspace.track(id)->split, std::string("test"));
        QCOMPARE(plan.labels, (std::vector<std::string> { "noise", "notes" }));
        const RunPlan back = RunPlan::fromDetails(plan.toDetails());
        QCOMPARE(back.test, plan.test);
        QCOMPARE(back.labels, plan.labels);
    }

    void whatCanBeHeardIsLearned()
    {
        const Id run = trained(instrumentSpec());
        const Workspace workspace(m_library->workspace());
        const LabelEvaluation validation = evaluateValidation(workspace, run);
        QCOMPARE(validation.table.labels, (std::vector<std::string> { "noise", "notes" }));
        QVERIFY2(validation.atHalf.microAccuracy > 0.85, qPrintable(QString::number(validation.atHalf.microAccuracy)));
        QCOMPARE(validation.atHalf.microAccuracy, workspace.run(run)->validationAccuracy.value());
        const double guessing = RunPlan::fromDetails(workspace.run(run)->details).majorityAccuracy;
        QVERIFY(guessing > 0.3 && guessing < 1);
        QCOMPARE(guessing, validation.baselines.majorityAccuracy);

        // One by one, the cells are those that were scored.
        const std::vector<JudgedClip> cells = testing::storedClips(workspace, run);
        QCOMPARE(static_cast<std::int64_t>(cells.size()), validation.atHalf.cells);
        int right = 0;
        double loss = 0;
        for (const auto &[id, frameCount, question, cell] : cells) {
            bool found = false;
            for (const Label &label : workspace.labels(cell.trackId)) {
                if (label.name != cell.label)
                    continue;
                found = true;
                QCOMPARE(cell.wanted, label.value > 0.5 ? 1 : 0);
            }
            QVERIFY(found);
            right += (cell.probability >= 0.5) == (cell.wanted == 1);
            loss += cell.loss;
            QCOMPARE(frameCount, std::int64_t { 84 });
        }
        const auto count = static_cast<double>(cells.size());
        QCOMPARE(right / count, validation.atHalf.microAccuracy);
        QVERIFY(std::abs(loss / count - workspace.run(run)->validationLoss.value()) < 1e-5);
        QVERIFY(!knownTest(workspace, run) && testing::storedClips(workspace, run, RunSide::Test).empty());
        QVERIFY(!resultOf(workspace, workspace.run(run).value(), RunSide::Test));
        const LabelEvaluation test = evaluateTest(workspace, run, {}, RunControl());
        QCOMPARE(test.table.clips(), std::size_t { 6 });
        QVERIFY(test.atHalf.cells < 12); // one of them lacks a label
        QCOMPARE(test.thresholds, validation.thresholds);
        QVERIFY(test.atHalf.microAccuracy > 0.75);
        // From now on it is known, with the same figures.
        const LabelEvaluation known = knownTest(workspace, run).value();
        QCOMPARE(known.atHalf.microAccuracy, test.atHalf.microAccuracy);
        QCOMPARE(known.intervals.meanAveragePrecision.low, test.intervals.meanAveragePrecision.low);
        QCOMPARE(known.baselines.majorityAccuracy, test.baselines.majorityAccuracy);
        const RunResult result = resultOf(workspace, workspace.run(run).value(), RunSide::Test).value();
        QCOMPARE(result.standing.accuracy.value, test.atHalf.microAccuracy);
        QCOMPARE(
            static_cast<std::int64_t>(testing::storedClips(workspace, run, RunSide::Test).size()), test.atHalf.cells);
        const SafetensorsFile kept = SafetensorsFile::read(file(run, "validation.safetensors"));
        QCOMPARE(kept.tensor("embeddings").shape[1], std::int64_t { 1024 });
        QVERIFY(kept.tensor("embeddings").type == TensorType::Float16);
    }

    void aFrozenTrunkStaysAsItWas()
    {
        const auto before = tensorsOf(file(m_pretext, "best.safetensors"), "trunk.");
        QCOMPARE(before.size(), std::size_t { 7 * 7 });
        for (const char *norm : { "running", "batch" }) {
            const Id run = trained(frozenSpec(m_pretext, norm));
            const auto after = tensorsOf(file(run, "best.safetensors"), "trunk.");
            QCOMPARE(after.size(), before.size());
            for (const auto &[name, bytes] : after) {
                const bool measured = name.find(".running_") != std::string::npos && norm == std::string("batch");
                if (name.find("num_batches") == std::string::npos)
                    QVERIFY2((bytes == before.at(name)) != measured, name.c_str());
            }
            QVERIFY(tensorsOf(file(run, "last.safetensors"), "trunk.") == after);
            QVERIFY(tensorsOf(file(run, "last.safetensors"), "adamw.exp_avg.head").size() == 2);
            QVERIFY(tensorsOf(file(run, "last.safetensors"), "adamw.exp_avg.trunk").empty());
        }
    }

    void aFrozenTrunkIsJudgedByWhatItIsAskedWithLater_data()
    {
        QTest::addColumn<bool>("pretrained");
        QTest::addColumn<QString>("norm");
        QTest::newRow("pretrained, its own statistics") << true << "running";
        QTest::newRow("pretrained, measured statistics") << true << "batch";
        QTest::newRow("random") << false << "running";
    }

    void aFrozenTrunkIsJudgedByWhatItIsAskedWithLater()
    {
        QFETCH(bool, pretrained);
        QFETCH(QString, norm);
        const Id run = trained(frozenSpec(pretrained ? m_pretext : 0, norm.toUtf8().constData()));
        QVERIFY(isJudgedAsItIsAsked(run));
        const Workspace workspace(m_library->workspace());
        const LabelEvaluation validation = evaluateValidation(workspace, run);
        const LabelEvaluation test = evaluateTest(workspace, run, {}, RunControl());
        // Six clips of the same three kinds of sound: no chasm may lie between the two.
        QVERIFY2(test.atHalf.microAccuracy > validation.atHalf.microAccuracy - 0.3,
            qPrintable(QString("%1, then %2").arg(validation.atHalf.microAccuracy).arg(test.atHalf.microAccuracy)));
    }

    void aSourceThatWasTrainedFurtherServesNoStaleFeatures()
    {
        RunSpec source = RunSpec::fromJson(Workspace(m_library->workspace()).run(m_pretext)->spec);
        const Id first = trained(source);
        trained(frozenSpec(first, "running"));
        // As when it is resumed and becomes better: the same run, other weights.
        source.seed = 1234;
        const SafetensorsFile better = SafetensorsFile::read(file(trained(source), "best.safetensors"));
        const TensorMetadata own = SafetensorsFile::read(file(first, "best.safetensors")).metadata();
        writeSafetensors(file(first, "best.safetensors"), better.tensors(), own);
        QVERIFY(isJudgedAsItIsAsked(trained(frozenSpec(first, "running"))));
    }

    void theNormsOfARandomTrunkHaveHeardTheTrainingMusic()
    {
        const Id run = trained(frozenSpec(0, "running"));
        const TrainedModel model(Workspace(m_library->workspace()), run);
        std::map<std::string, torch::Tensor> tensors;
        for (const ModelImpl::Named &entry : model.model()->tensors())
            tensors[entry.name] = entry.tensor;
        const Side side = sideOf(planOf(run).training);
        QVERIFY(side.tracks.size() <= 32); // one batch
        const torch::Tensor clips
            = ClipLoader(side.spectrograms, model.recipe()).of(middleCrops(model.recipe().rule, side.frames()));
        const torch::Tensor seen = torch::nn::functional::conv2d(clips, tensors["trunk.stages.0.convolution.weight"],
            torch::nn::functional::Conv2dFuncOptions().stride(2).padding(5));
        QVERIFY(torch::allclose(tensors["trunk.stages.0.norm.running_mean"], seen.mean({ 0, 2, 3 }), 1e-3, 1e-4));
        QVERIFY(torch::allclose(tensors["trunk.stages.0.norm.running_var"], seen.var({ 0, 2, 3 }), 1e-3, 1e-4));
    }

    void everyFrozenTrunkIsHeardThroughStandardisedFeatures()
    {
        for (const Id from : { m_pretext, Id { 0 } }) {
            RunSpec spec = frozenSpec(from, "running");
            QVERIFY(spec.downstream.standardise); // by the preset
            const Id run = trained(spec);
            const SafetensorsFile best = SafetensorsFile::read(file(run, "best.safetensors"));
            const torch::Tensor found = foundBy(run, planOf(run).training).to(torch::kFloat64);
            const auto kept = [&](const char *name) {
                const TensorView &view = best.tensor(name);
                torch::Tensor tensor = torch::empty(view.shape);
                std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
                return tensor.to(torch::kFloat64);
            };
            const torch::Tensor rows = (found - kept("standardiser.mean")) / kept("standardiser.deviation");
            QVERIFY(rows.mean(0).abs().max().item<double>() < 1e-3);
            const torch::Tensor deviation = rows.std(0, false);
            QVERIFY(deviation.sub(1).abs().lt(1e-2).logical_or(deviation.lt(1e-4)).all().item<bool>());
            spec.downstream.standardise = false;
            QVERIFY(tensorsOf(file(trained(spec), "best.safetensors"), "standardiser.").empty());
        }
        // What is left behind with the head does not stand in the way of going on from such a run.
        RunSpec next = instrumentSpec();
        next.downstream.fromRun = trained(frozenSpec(m_pretext, "running"));
        next.epochs = 1;
        trained(next);
    }

    void featuresOfAFrozenTrunkAreComputedOnce()
    {
        RunSpec spec = instrumentSpec();
        spec.downstream.trunk = TrunkMode::Frozen; // a random one
        spec.seed = 99;
        trained(spec);
        const fs::path folder = m_library->workspace() / "trunk-features";
        std::map<fs::path, fs::file_time_type> times;
        for (const auto &entry : fs::directory_iterator(folder))
            times[entry.path()] = entry.last_write_time();
        QVERIFY(times.size() >= 2); // training and validation
        spec.downstream.labelsPerClass = 4; // another arm of the same study
        trained(spec);
        std::size_t after = 0;
        for (const auto &entry : fs::directory_iterator(folder)) {
            QVERIFY(times.contains(entry.path()) && times[entry.path()] == entry.last_write_time());
            ++after;
        }
        QCOMPARE(after, times.size());
        spec.seed = 100; // another random trunk
        trained(spec);
        QVERIFY(std::distance(fs::directory_iterator(folder), {}) > static_cast<std::ptrdiff_t>(after));
    }

    void aFinetunedTrunkStartsFromTheOtherRun()
    {
        RunSpec spec = instrumentSpec();
        spec.downstream.fromRun = m_pretext;
        spec.learningRate = 1e-9; // so that it stays where it began
        spec.weightDecay = 0;
        spec.epochs = 1;
        const Id run = trained(spec);
        const auto name = "trunk.stages.0.convolution.weight";
        const SafetensorsFile ours = SafetensorsFile::read(file(run, "best.safetensors"));
        const SafetensorsFile theirs = SafetensorsFile::read(file(m_pretext, "best.safetensors"));
        const auto first = [&](const SafetensorsFile &from) {
            return *reinterpret_cast<const float *>(from.tensor(name).bytes.data());
        };
        QVERIFY(std::abs(first(ours) - first(theirs)) < 1e-6f);
        QVERIFY(first(theirs) != 0);
        QCOMPARE(ours.metadata("normalisation"), theirs.metadata("normalisation"));
    }

    void theSampleOfLabelsHasASeedOfItsOwn()
    {
        const Workspace workspace(m_library->workspace());
        const Side side = sideOf(RunPlan::make(workspace, instrumentSpec()).training);
        const auto knownOf = [&](const RunSpec &spec) {
            const auto objective = makeInstrumentObjective(workspace, spec, { "noise", "notes" }, side, side);
            return objective->targets(middleCrops(CropRule(spec), side.frames())).known;
        };
        RunSpec spec = instrumentSpec();
        spec.downstream.labelsPerClass = 4;
        const torch::Tensor known = knownOf(spec);
        QVERIFY(torch::equal(known.sum(0), torch::full({ 2 }, 4.0f)));
        spec.seed = 8;
        QVERIFY(torch::equal(knownOf(spec), known));
        spec.downstream.labelSeed = 8;
        QVERIFY(!torch::equal(knownOf(spec), known));
    }

    void whoHasFewLabelsToLearnFromHasFewToChooseBy()
    {
        RunSpec spec = instrumentSpec();
        spec.epochs = 1;
        spec.downstream.labelsPerClass = 5; // beside a validation side of 3/7: two
        QVERIFY(spec.downstream.validationBudget == ValidationBudget::Labels);
        const Id run = trained(spec);
        const Workspace workspace(m_library->workspace());
        const LabelEvaluation validation = evaluateValidation(workspace, run);
        QCOMPARE(validation.atHalf.cells, std::int64_t { 2 * 2 });
        QCOMPARE(validation.baselines.majorityAccuracy, planOf(run).majorityAccuracy);
        // What it is worth in the end is asked of all test labels.
        QVERIFY(evaluateTest(workspace, run, {}, RunControl()).atHalf.cells > 8);
        spec.downstream.validationBudget = ValidationBudget::All;
        QVERIFY(evaluateValidation(workspace, trained(spec)).atHalf.cells > 4);
    }

    void aRandomArmSeesWhatTheRunItIsComparedWithSees()
    {
        RunSpec spec = instrumentSpec();
        spec.epochs = 1;
        spec.downstream.likeRun = m_pretext;
        const Id run = trained(spec);
        const auto note
            = [&](Id of) { return SafetensorsFile::read(file(of, "best.safetensors")).metadata("normalisation"); };
        QCOMPARE(note(run), note(m_pretext));
        spec.downstream.likeRun = 0;
        QVERIFY(note(trained(spec)) != note(m_pretext)); // other music: clips of 2 s, no interior
        spec.downstream.likeRun = m_pretext;
        spec.defences.levels = Levels::Fixed;
        const Error error = refusal(spec);
        QVERIFY2(error.cause().find("cannot be compared with: its reference of levels is 'track'") != std::string::npos,
            error.what());
        spec.downstream.likeRun = 4711;
        QCOMPARE(refusal(spec).code(), ErrorCode::NotFound);
    }

    void otherFeaturesAreRefusedByName()
    {
        RunSpec spec = instrumentSpec();
        spec.downstream.fromRun = m_pretext;
        spec.features.q = QRule::Classic;
        Error error = refusal(spec);
        QCOMPARE(error.code(), ErrorCode::Unsupported);
        QVERIFY2(error.cause().find("its kind of features is") != std::string::npos, error.what());
        spec = instrumentSpec();
        spec.downstream.fromRun = m_pretext;
        spec.defences.levels = Levels::Fixed;
        error = refusal(spec);
        QVERIFY2(
            error.cause().find("its reference of levels is 'track', and this run's is 'fixed'") != std::string::npos,
            error.what());
        spec = instrumentSpec(Network::ResNet18);
        spec.downstream.fromRun = m_pretext;
        QVERIFY(refusal(spec).cause().find("its network is 'convnet'") != std::string::npos);
        spec.downstream.fromRun = 4711;
        QCOMPARE(refusal(spec).code(), ErrorCode::NotFound);
    }

    void labelsThatTeachNothingAreRefused()
    {
        Workspace workspace(m_library->workspace());
        const std::vector<Track> tracks = workspace.tracks();
        std::map<Id, std::vector<Label>> before;
        for (const Track &track : tracks) {
            before[track.id] = workspace.labels(track.id);
            std::vector<Label> more = before[track.id];
            more.push_back({ track.id, "choir", 0.0 });
            workspace.setLabels(track.id, more);
        }
        const Error error = refusal(instrumentSpec());
        QCOMPARE(error.code(), ErrorCode::Training);
        QVERIFY2(error.cause().find("the label 'choir' has no positive example") != std::string::npos, error.what());
        RunSpec others = instrumentSpec();
        others.downstream.labels = { "notes" };
        QCOMPARE(RunPlan::make(workspace, others).labels, std::vector<std::string> { "notes" });
        others.downstream.labels = { "tuba" };
        QCOMPARE(refusal(others).code(), ErrorCode::NotFound);

        for (const Track &track : tracks)
            workspace.setLabels(track.id, {});
        QVERIFY(refusal(instrumentSpec()).cause().find("has labels to learn from") != std::string::npos);
        for (const Track &track : tracks)
            workspace.setLabels(track.id, before[track.id]);
    }

    void unbalancedAndRareLabelsAreToldOf()
    {
        RunSpec spec = instrumentSpec();
        spec.epochs = 1;
        spec.downstream.labelsPerClass = 4;
        const Id run = trained(spec);
        const std::string details = Workspace(m_library->workspace()).run(run)->details;
        QVERIFY2(details.find("negative examples to learn from") != std::string::npos, details.c_str());
    }

    void eachNetworkRecognises_data()
    {
        QTest::addColumn<int>("network");
        QTest::addColumn<int>("pieces");
        QTest::newRow("ConvNet in pieces") << static_cast<int>(Network::ConvNet) << 3;
        QTest::newRow("ConvNet-ext") << static_cast<int>(Network::ConvNetExt) << 1;
        QTest::newRow("ResNet18") << static_cast<int>(Network::ResNet18) << 1;
    }

    void eachNetworkRecognises()
    {
        QFETCH(int, network);
        QFETCH(int, pieces);
        RunSpec spec = instrumentSpec(static_cast<Network>(network));
        spec.epochs = 1;
        spec.downstream.pieces = pieces;
        const Id run = trained(spec);
        const LabelEvaluation evaluation = evaluateValidation(Workspace(m_library->workspace()), run);
        QVERIFY(evaluation.atHalf.cells > 0);
    }
};

QTEST_APPLESS_MAIN(TestInstruments)
#include "tst_instruments.moc"
