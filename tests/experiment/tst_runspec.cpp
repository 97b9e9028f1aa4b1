#include "base/error.h"
#include "base/hash.h"
#include "experiment/runspec.h"

#include <QTest>
#include <limits>
#include <set>

using namespace retrograde;

namespace {

/// The sentence with which @p work fails, or a note that it does not.
template<typename Work> std::string failure(Work work, ErrorCode expected = ErrorCode::InvalidArgument)
{
    try {
        work();
    } catch (const Error &error) {
        return error.code() == expected ? error.what() : std::string("wrong code: ") + error.what();
    }
    return "nothing was thrown";
}

bool mentions(const std::string &sentence, std::string_view part)
{
    return sentence.find(part) != std::string::npos;
}

} // namespace

class TestRunSpec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clipLengthsAreTheExperiments()
    {
        QCOMPARE(ClipLength::parse("5").frames(), 210);
        QCOMPARE(ClipLength::parse("10").frames(), 420);
        QCOMPARE(ClipLength::parse("3x1").frames(), 126);
        QCOMPARE(ClipLength::parse("3x2").frames(), 252);
        QCOMPARE(ClipLength::parse("3x3").frames(), 420); // of a 10-s crop
        for (const char *text : { "1", "5", "60", "3x1", "3x60" })
            QCOMPARE(ClipLength::parse(text).toString(), std::string(text));
    }

    void otherClipLengthsAreRefused()
    {
        for (const char *text : { "", "0", "05", "61", "-5", "5s", "5.0", " 5", "x", "3x", "x3", "2x3", "3x0", "3x61",
                 "3x3x3", "99999999999" })
            QVERIFY2(mentions(failure([&] { ClipLength::parse(text); }), "not a clip length"), text);
    }

    void jsonIsCanonicalAndComplete()
    {
        QCOMPARE(RunSpec().toJson(),
            std::string(
                R"({"batch":32,"clip":"5","datasets":[],"defences":{"crops_per_track":0,"exclude_downstream_artists":false,)"
                R"("frequency_mask_bins":0,"fusion":"late",)"
                R"("gap_frames":23,"gap_jitter_frames":0,"interior_seconds":0.0,"lead_in_seconds":0.1,)"
                R"("levels":"track","middle_seconds":0.0,"normalisation":"data","normalise_pieces":false,"piece_gain_db":0.0,)"
                R"("split_by":"artist","time_mask_frames":0,"trim":"both"},"device":"auto",)"
                R"("downstream":{"focal_gamma":2.0,"from_run":0,"frozen_norm":"running","label_seed":7,)"
                R"("labels":[],"labels_per_class":0,"like_run":0,"pieces":1,"standardise":false,)"
                R"("trunk":"finetuned","validation_budget":"all","weighting":"original"},"epochs":25,)"
                R"("features":{"bins":84,"bins_per_octave":12,"fmin":32.70319566257483,"hop":512,)"
                R"("padding":"zero","q":"modern","sample_rate":22050},"gain_jitter_db":2.5,)"
                R"("learning_rate":0.0005,"network":"convnet","optimisation":{"clip_norm":0.0,)"
                R"("early_stopping":0,"momentum":0.9,"optimiser":"adamw","plateau_factor":0.1,)"
                R"("plateau_patience":2,"schedule":"cosine","steps":0,"warm_up_share":0.03},"precision":"auto",)"
                R"("pretext":{"head":"linear","target":"shuffled"},"seed":7,"split_seed":7,"task":"reversal",)"
                R"("test_share":0.0,"threads":0,"validation_datasets":[],"validation_examples":0,)"
                R"("validation_minutes":20.0,"validation_share":0.2,"weight_decay":0.01})"));
    }

    void everySettingSurvivesJson()
    {
        RunSpec spec;
        spec.clip = ClipLength::parse("10");
        spec.datasets = { "Demo", "M\xc3\xbcller \"live\"" };
        spec.epochs = 3;
        spec.batch = 16;
        spec.learningRate = 0.1 + 0.2; // not a short decimal
        spec.weightDecay = 0.0;
        spec.validationShare = 0.25;
        spec.gainJitterDb = 0.0;
        spec.validationMinutes = 1.5;
        spec.validationExamples = 123;
        spec.testShare = 0.125;
        spec.splitSeed = 11;
        spec.seed = std::numeric_limits<std::uint64_t>::max();
        spec.threads = 2;
        spec.device = ComputeDevice::Cpu;
        spec.precision = NumberFormat::BFloat16;
        spec.features.q = QRule::Classic;
        spec.features.padding = Padding::Reflect;
        spec.features.bins = 60;
        spec.defences = { Levels::Crop, NormalisedBy::Nothing, 0.5, 3, 7, 2, Trim::End, true, 1.5, Fusion::Channels, 9,
            4, true, HeldOutBy::Track, 2, 12.5 };
        spec.optimisation = { Optimiser::Sgd, 0.8, Schedule::Plateau, 0.1, 4, 0.5, 1.0, 6, 5000 };
        spec.pretext.target = JigsawTarget::Order;
        spec.task = Task::Instruments;
        spec.downstream = { 0, TrunkMode::Frozen, FrozenNorm::Batch, Weighting::Focal, 1.5, 50, 3, { "flute" }, true,
            13, 12, ValidationBudget::Labels };
        const RunSpec back = RunSpec::fromJson(spec.toJson());
        QVERIFY(back == spec);
        QCOMPARE(back.toJson(), spec.toJson());
        QCOMPARE(back.fingerprint(), spec.fingerprint());
    }

    void wholeDatasetsToValidateOn()
    {
        RunSpec spec;
        spec.validationDatasets = { "Jazz", "Rock" };
        QVERIFY(RunSpec::fromJson(spec.toJson()) == spec);
        QVERIFY(spec.fingerprint() != RunSpec().fingerprint());
        QCOMPARE(RunSpec().with("validation_datasets", R"(["Jazz","Rock"])"), spec);
        // Runs of earlier versions do not have the member.
        std::string old = RunSpec().toJson();
        const std::string member = R"("validation_datasets":[],)";
        old.erase(old.find(member), member.size());
        QVERIFY(RunSpec::fromJson(old) == RunSpec());

        spec.datasets = { "Demo", "Rock" };
        QVERIFY(mentions(failure([&] { spec.validate(); }), "'Rock' cannot be both trained and validated on"));
        spec.datasets = { "Demo" };
        spec.validate();
        spec.task = Task::Instruments;
        spec.clip = ClipLength::parse("10");
        QVERIFY(mentions(failure([&] { spec.validate(); }), "only pretext tasks can be validated on whole datasets"));
        spec = RunSpec();
        spec.validationDatasets = { "" };
        QVERIFY(mentions(failure([&] { spec.validate(); }), "must not be empty"));
    }

    void jointsAreLookedAtWhereThereAreAny()
    {
        for (const Network network : { Network::ConvNet, Network::ResNet18 }) {
            const RunSpec spec = RunSpec::preset("sound", Task::Jigsaw, network);
            QVERIFY(spec.pretext.head == HeadKind::Adjacency);
            QVERIFY(RunSpec::fromJson(spec.toJson()) == spec);
            QVERIFY(RunSpec::preset("poster", Task::Jigsaw, network).pretext.head == HeadKind::Linear);
        }
        QVERIFY(RunSpec::preset("sound", Task::Jigsaw, Network::ConvNetExt).pretext.head == HeadKind::Linear);
        const auto refused = [](Task task, Network network, const char *preset) {
            return failure([&] { RunSpec::preset(preset, task, network).with("pretext.head", "adjacency"); });
        };
        QVERIFY(mentions(refused(Task::Reversal, Network::ConvNet, "sound"), "only clips of three pieces have joints"));
        QVERIFY(mentions(refused(Task::Jigsaw, Network::ConvNetExt, "sound"), "convnet-ext has layers of its own"));
        QVERIFY(mentions(refused(Task::Jigsaw, Network::ResNet18, "poster"), "first set pretext.head to"));
        // Runs of earlier versions do not have the member.
        std::string old = RunSpec().toJson();
        const std::string member = R"("head":"linear",)";
        old.erase(old.find(member), member.size());
        QVERIFY(RunSpec::fromJson(old) == RunSpec());
    }

    void aRecogniserStartsWithTheEyesOfAnotherRun()
    {
        RunSpec source = RunSpec::preset("poster", Task::Jigsaw, Network::ResNet18);
        source.defences.normalisePieces = true;
        RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ResNet18);
        const RunSpec before = spec;
        spec.startFrom(12, source);
        QCOMPARE(spec.downstream.fromRun, std::int64_t { 12 });
        QVERIFY(spec.features == source.features);
        QVERIFY(spec.defences.levels == Levels::Fixed);
        QVERIFY(spec.defences.normalisation == NormalisedBy::Nothing);
        QVERIFY(spec.defences.normalisePieces);
        QVERIFY(spec.defences.fusion == Fusion::Channels);
        QCOMPARE(spec.defences.gapFrames, before.defences.gapFrames); // what is not seen stays
        QCOMPARE(spec.learningRate, before.learningRate);
        spec.freezeTrunk();
        QVERIFY(spec.downstream.trunk == TrunkMode::Frozen);
        QCOMPARE(spec.learningRate, 1e-2);
        QCOMPARE(spec.epochs, 45);
        spec.validate();
    }

    void oneSeedWasAllInRunsOfTheFirstVersions()
    {
        const auto without = [](std::string text, const std::string &member) {
            text.erase(text.find(member), member.size());
            return text;
        };
        RunSpec spec;
        spec.seed = 99;
        QCOMPARE(RunSpec::fromJson(spec.toJson()).splitSeed, std::uint64_t { 7 });
        QCOMPARE(RunSpec::fromJson(spec.toJson()).downstream.labelSeed, std::uint64_t { 7 });
        const RunSpec old
            = RunSpec::fromJson(without(without(spec.toJson(), R"("split_seed":7,)"), R"("label_seed":7,)"));
        QCOMPARE(old.splitSeed, std::uint64_t { 99 });
        QCOMPARE(old.downstream.labelSeed, std::uint64_t { 99 });
        // What they did not know of is as it was then, whatever the recipes say today.
        const RunSpec bare = RunSpec::fromJson("{}");
        QCOMPARE(bare.validationExamples, 0);
        QCOMPARE(bare.testShare, 0.0);
        QCOMPARE(bare.optimisation.steps, std::int64_t { 0 });
        QVERIFY(!bare.downstream.standardise);
        QVERIFY(bare.downstream.validationBudget == ValidationBudget::All);
    }

    void aRandomArmSeesWithTheEyesOfTheRunItIsComparedWith()
    {
        RunSpec pretext = RunSpec::preset("poster", Task::Jigsaw, Network::ConvNet);
        pretext.defences.normalisePieces = true;
        RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
        RunSpec arm = spec;
        arm.startFrom(12, pretext);
        arm.clip = ClipLength::parse("7");
        arm.downstream.pieces = 3;
        arm.defences.leadInSeconds = 0.5;
        for (const RunSpec &other : { pretext, arm }) {
            RunSpec random = spec;
            random.compareWith(12, other);
            QCOMPARE(random.downstream.fromRun, std::int64_t { 0 });
            QCOMPARE(random.downstream.likeRun, std::int64_t { 12 });
            QVERIFY(random.features == pretext.features);
            QVERIFY(random.defences.levels == Levels::Fixed);
            QVERIFY(random.defences.normalisation == NormalisedBy::Nothing);
            QVERIFY(random.defences.normalisePieces);
            random.validate();
            QVERIFY(RunSpec::fromJson(random.toJson()) == random);
        }
        RunSpec random = spec;
        random.compareWith(12, arm);
        QCOMPARE(random.clip.toString(), std::string("7"));
        QCOMPARE(random.downstream.pieces, 3);
        QVERIFY(random.defences == arm.defences); // the same crops of the same tracks
        random.downstream.fromRun = 5;
        QVERIFY(mentions(failure([&] { random.validate(); }), "downstream.like_run is for random weights"));
    }

    void fingerprintsDifferWithEachSetting()
    {
        RunSpec other;
        other.seed = 8;
        QVERIFY(other.fingerprint() != RunSpec().fingerprint());
        QCOMPARE(RunSpec().fingerprint(), RunSpec().fingerprint());
    }

    void anExperimentIsTheSameOnAnotherMachine()
    {
        const RunSpec spec = RunSpec::preset("sound", Task::Jigsaw, Network::ConvNet);
        RunSpec elsewhere = spec;
        elsewhere.threads = 16;
        elsewhere.device = ComputeDevice::Cuda;
        elsewhere.precision = NumberFormat::BFloat16;
        QVERIFY(elsewhere.fingerprint() != spec.fingerprint());
        QCOMPARE(elsewhere.identity(), spec.identity());
        // Whatever else is different makes it another one.
        std::set<std::string> identities { spec.identity() };
        const std::vector<std::pair<const char *, const char *>> others { { "seed", "8" }, { "split_seed", "8" },
            { "epochs", "26" }, { "defences.gap_frames", "24" }, { "features.q", "classic" },
            { "pretext.target", "order" }, { "datasets", R"(["Demo"])" }, { "optimisation.steps", "1000" },
            { "downstream.label_seed", "8" } };
        for (const auto &[key, value] : others)
            QVERIFY2(identities.insert(spec.with(key, value).identity()).second, key);
    }

    void anExperimentKnowsItsSourceByIdentityAndNotByNumber()
    {
        RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
        const std::string plain = spec.identity();
        QCOMPARE(spec.identity("a"), plain); // there is no source to be told of
        spec.downstream.fromRun = 3;
        RunSpec elsewhere = spec;
        elsewhere.downstream.fromRun = 12;
        QCOMPARE(elsewhere.identity("a"), spec.identity("a"));
        QVERIFY(spec.identity("a") != spec.identity("b") && spec.identity("a") != plain);
        QVERIFY(mentions(failure([&] { spec.identity(); }), "downstream.from_run"));
        spec.downstream.fromRun = 0;
        spec.downstream.likeRun = 3;
        QVERIFY(spec.identity("a") != elsewhere.identity("a")); // compared with it, not started from it
        QVERIFY(mentions(failure([&] { spec.identity(); }), "downstream.like_run"));
    }

    /// Identities are kept outside of this program, so what they are of must not change.
    void theIdentityIsOfWhatDiffersFromTheDefaults()
    {
        RunSpec spec;
        spec.task = Task::Jigsaw;
        spec.clip = ClipLength::parse("3x1");
        QCOMPARE(spec.identity(), contentHash(R"({"clip":"3x1","task":"jigsaw"})"));
        QCOMPARE(RunSpec().identity(), contentHash("{}"));
    }

    void spacesAndOrderOfKeysDoNotMatterAndAbsentOnesKeepTheirDefault()
    {
        const RunSpec spec = RunSpec::fromJson(" { \"seed\": 9,\n \"batch\" : 8, \"validation_minutes\": 3 } ");
        QCOMPARE(spec.seed, std::uint64_t { 9 });
        QCOMPARE(spec.batch, 8);
        QCOMPARE(spec.validationMinutes, 3.0);
        QCOMPARE(spec.epochs, RunSpec().epochs);
    }

    void unknownKeysAndWrongTypesAreErrors()
    {
        const auto sentence = [](const char *text) { return failure([&] { RunSpec::fromJson(text); }); };
        QVERIFY(mentions(sentence(R"({"epoch": 3})"), "unknown setting 'epoch'"));
        QVERIFY(mentions(sentence(R"({"features": {"hops": 3}})"), "unknown setting 'features.hops'"));
        QVERIFY(mentions(sentence(R"({"epochs": "3"})"), "'epochs' must be a whole number"));
        QVERIFY(mentions(sentence(R"({"epochs": 3.5})"), "'epochs' must be a whole number"));
        QVERIFY(mentions(sentence(R"({"epochs": 3000000000})"), "'epochs' must be a whole number"));
        QVERIFY(mentions(sentence(R"({"epochs": 18446744073709551615})"), "'epochs' must be a whole number"));
        QVERIFY(mentions(sentence(R"({"seed": -1})"), "'seed' must be a whole number from 0"));
        QVERIFY(mentions(sentence(R"({"learning_rate": null})"), "'learning_rate' must be a number"));
        QVERIFY(mentions(sentence(R"({"datasets": "Demo"})"), "'datasets' must be a list of names"));
        QVERIFY(mentions(sentence(R"({"datasets": [1]})"), "'datasets' must be a list of names"));
        QVERIFY(mentions(sentence(R"({"features": 3})"), "is not an object"));
        QVERIFY(mentions(sentence(R"({"features": {"q": "old"}})"), "must be one of modern, classic"));
        QVERIFY(mentions(sentence("[]"), "is not an object"));
        QVERIFY(mentions(sentence("{"), "not JSON"));
        QVERIFY(mentions(sentence(""), "not JSON"));
        QVERIFY(mentions(sentence("{\"device\": \"\xff\"}"), "not JSON"));
    }

    void valuesOutOfRangeAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("epochs") << QByteArray(R"({"epochs": 0})")
                                << QByteArray("epochs must be from 1 to 100000, not 0");
        QTest::newRow("batch") << QByteArray(R"({"batch": 1})") << QByteArray("batch");
        QTest::newRow("rate") << QByteArray(R"({"learning_rate": 0})") << QByteArray("learning_rate");
        QTest::newRow("decay") << QByteArray(R"({"weight_decay": -0.1})") << QByteArray("weight_decay");
        QTest::newRow("share") << QByteArray(R"({"validation_share": 1})") << QByteArray("validation_share");
        QTest::newRow("gain") << QByteArray(R"({"gain_jitter_db": -1})") << QByteArray("gain_jitter_db");
        QTest::newRow("minutes") << QByteArray(R"({"validation_minutes": 0})") << QByteArray("validation_minutes");
        QTest::newRow("threads") << QByteArray(R"({"threads": -1})") << QByteArray("threads");
        QTest::newRow("device") << QByteArray(R"({"device": "gpu"})")
                                << QByteArray("device must be one of auto, cpu, cuda");
        QTest::newRow("precision") << QByteArray(R"({"precision": "fp16"})") << QByteArray("precision must be one of");
        QTest::newRow("gap") << QByteArray(R"({"defences": {"gap_frames": -1}})") << QByteArray("defences.gap_frames");
        QTest::newRow("fusion") << QByteArray(R"({"defences": {"fusion": "mixed"}})")
                                << QByteArray("defences.fusion must be one of late, channels");
        QTest::newRow("optimiser") << QByteArray(R"({"optimisation": {"optimiser": "lion"}})")
                                   << QByteArray("must be one of adam, adamw, sgd");
        QTest::newRow("pieces") << QByteArray(R"({"downstream": {"pieces": 2}})") << QByteArray("must be 1 or 3");
        QTest::newRow("group") << QByteArray(R"({"defences": {"gap": 3}})")
                               << QByteArray("unknown setting 'defences.gap'");
        QTest::newRow("switch") << QByteArray(R"({"defences": {"normalise_pieces": 1}})")
                                << QByteArray("must be true or false");
        QTest::newRow("dataset") << QByteArray(R"({"datasets": [""]})") << QByteArray("dataset's name");
    }

    void valuesOutOfRangeAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, name);
        const std::string sentence = failure([&] { RunSpec::fromJson(json.toStdString()); });
        QVERIFY2(mentions(sentence, name.toStdString()), sentence.c_str());
    }

    void notANumberIsRefused()
    {
        RunSpec spec;
        spec.learningRate = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(mentions(failure([&] { spec.validate(); }), "learning_rate"));
    }

    void namesAreKnownAndOthersListed()
    {
        for (const Task task : { Task::Reversal, Task::Jigsaw, Task::Instruments })
            QVERIFY(parseTask(toString(task)) == task);
        for (const Network network : { Network::ConvNet, Network::ConvNetExt, Network::ResNet18 })
            QVERIFY(parseNetwork(toString(network)) == network);
        QVERIFY(parseNetwork("convnet-ext") == Network::ConvNetExt);
        QVERIFY(mentions(failure([] { parseTask("reverse"); }),
            "there is no task 'reverse'; there is: reversal, jigsaw, instruments"));
    }

    void clipsFitTheirTask()
    {
        RunSpec spec;
        spec.clip = ClipLength::parse("3x1");
        QVERIFY(mentions(failure([&] { spec.validate(); }), "takes clips in one piece"));
        spec.task = Task::Jigsaw;
        spec.validate();
        spec.clip = ClipLength::parse("5");
        QVERIFY(mentions(failure([&] { spec.validate(); }), "takes clips of three pieces"));
    }

    void presetsAreValidForEveryTaskAndNetwork()
    {
        for (const char *preset : { "sound", "poster" }) {
            for (const Task task : { Task::Reversal, Task::Jigsaw, Task::Instruments }) {
                for (const Network network : { Network::ConvNet, Network::ConvNetExt, Network::ResNet18 }) {
                    const RunSpec spec = RunSpec::preset(preset, task, network);
                    spec.validate();
                    QVERIFY(spec.task == task && spec.network == network);
                }
            }
        }
        QVERIFY(mentions(failure([] { RunSpec::preset("loud", Task::Jigsaw, Network::ConvNet); }), "sound, poster"));
    }

    void thePosterIsTheExperimentsRecipe()
    {
        const RunSpec reversal = RunSpec::preset("poster", Task::Reversal, Network::ConvNet);
        QCOMPARE(reversal.learningRate, 1e-4);
        QCOMPARE(reversal.epochs, 25);
        QVERIFY(reversal.optimisation.schedule == Schedule::Plateau);
        QVERIFY(reversal.features.q == QRule::Classic);
        const RunSpec jigsaw = RunSpec::preset("poster", Task::Jigsaw, Network::ResNet18);
        QCOMPARE(jigsaw.learningRate, 1e-5);
        QCOMPARE(jigsaw.defences.gapFrames, 5);
        QVERIFY(jigsaw.defences.fusion == Fusion::Channels);
        QVERIFY(RunSpec::preset("sound", Task::Jigsaw, Network::ResNet18).defences.gapFrames >= 23);
    }

    void oneSettingCanBeChangedByName()
    {
        const RunSpec spec = RunSpec()
                                 .with("batch", "16")
                                 .with("clip", "7") // text that looks like a number
                                 .with("defences.gap_frames", "9")
                                 .with("optimisation.optimiser", "sgd")
                                 .with("defences.normalise_pieces", "true")
                                 .with("datasets", R"(["Demo"])");
        QCOMPARE(spec.batch, 16);
        QCOMPARE(spec.clip.toString(), std::string("7"));
        QVERIFY(RunSpec().with("clip", "\"7\"").clip == spec.clip);
        QCOMPARE(spec.defences.gapFrames, 9);
        QVERIFY(spec.optimisation.optimiser == Optimiser::Sgd);
        QVERIFY(spec.defences.normalisePieces);
        QCOMPARE(spec.datasets, std::vector<std::string> { "Demo" });
        QVERIFY(mentions(failure([] { RunSpec().with("gap", "9"); }), "there is no setting 'gap'"));
        QVERIFY(mentions(
            failure([] { RunSpec().with("gap", "9"); }), "; there is: batch, clip, datasets, defences.*, device, "));
        const std::string gap = failure([] { RunSpec().with("defences.gap", "9"); });
        QVERIFY2(mentions(gap, "no setting 'defences.gap'; there is: defences.crops_per_track, "), gap.c_str());
        QVERIFY2(mentions(gap, ", defences.gap_frames, ") && mentions(gap, ", defences.trim"), gap.c_str());
        QCOMPARE(failure([] { RunSpec().with("batch.size", "9"); }),
            std::string("there is no setting 'batch.size': batch is a setting, not a group of them"));
        QVERIFY(mentions(failure([] { RunSpec().with("batch", "many"); }), "'batch' must be a whole number"));
        QVERIFY(mentions(failure([] { RunSpec().with("batch", "0"); }), "batch must be from 2"));
    }
};

QTEST_APPLESS_MAIN(TestRunSpec)
#include "tst_runspec.moc"
