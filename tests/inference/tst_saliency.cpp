#include "inference/saliency.h"

#include "inference/trainedmodel.h"
#include "support/answers.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;
constexpr double kChord[] = { 554.37, 622.25, 698.46 }; ///< Hz: C sharp, D sharp and F, bins 49, 51 and 53

/// Eight tracks of even noise, in which a chord swells by 30 dB every half second and falls in a tenth of that: the
/// arrow of time is in a few bins alone. It begins at another moment in each track.
fs::path makeLibrary(const TemporaryFolder &folder)
{
    const fs::path music = folder.path() / "music";
    fs::create_directories(music);
    for (int i = 0; i < 8; ++i) {
        std::vector<float> sound = noise(20, kRate, 0.02, static_cast<std::uint64_t>(i + 1));
        std::vector<float> chord(sound.size());
        for (const double hertz : kChord) {
            const std::vector<float> tone = sine(hertz, 20, kRate, 0.25);
            std::transform(tone.begin(), tone.end(), chord.begin(), chord.begin(), std::plus<>());
        }
        for (std::size_t s = 0; s < sound.size(); ++s) {
            const double time = 2 * static_cast<double>(s) / kRate + 0.13 * i;
            const double part = time - std::floor(time);
            const double level = part < 0.9 ? part / 0.9 - 1 : (0.9 - part) / 0.1; // in units of 30 dB
            sound[s] += chord[s] * static_cast<float>(std::pow(10.0, 1.5 * level));
        }
        writeWav(music / ("swells" + std::to_string(i) + ".wav"), sound, kRate);
    }
    const fs::path workspace = folder.path() / "workspace";
    Workspace opened(workspace);
    ImportOptions options;
    options.datasetName = "Swells";
    importFolder(opened, music, options, {}, RunControl());
    return workspace;
}

Id trained(const fs::path &folder, const RunSpec &spec)
{
    Workspace workspace(folder);
    const Id run = createRun(workspace, spec);
    RunControl control;
    if (trainRun(folder, run, {}, control) != RunStatus::Completed)
        qFatal("%s", workspace.run(run)->reason.c_str());
    return run;
}

/// One clip as it is.
class OneClip : public Inputs {
public:
    explicit OneClip(torch::Tensor clip)
        : m_clip(std::move(clip))
    {
    }
    torch::Tensor of(std::span<const Example>) const override { return m_clip.unsqueeze(0); }

private:
    torch::Tensor m_clip;
};

/// A model that is asked by hand about one of its crops.
class AskedByHand {
public:
    AskedByHand(const Workspace &workspace, const JudgedClip &judged)
        : m_model(workspace, judged.runId)
    {
        const Track track = workspace.track(judged.answer.trackId).value();
        const ClipRecipe recipe = m_model.recipe();
        Example example;
        example.beginFrame = judged.answer.beginFrame;
        example.transform
            = static_cast<int>(std::find(recipe.transforms.begin(), recipe.transforms.end(), judged.answer.transform)
                - recipe.transforms.begin());
        example.shifts = recipe.rule.shape.middle();
        const auto stored = workspace.features().open(track.contentHash, m_model.spec().features);
        m_clip = ClipLoader({ stored }, recipe).of({ &example, 1 })[0];
        m_whole = logits(m_clip);
    }

    /// Log-odds of the answer to the whole clip, less those when one patch has the mean of its bins.
    double effect(std::int64_t piece, int low, int high, int first, int last)
    {
        torch::Tensor hidden = m_clip.clone();
        for (int bin = low; bin < high; ++bin)
            hidden[piece][bin].slice(0, first, last).fill_(m_clip[piece][bin].mean().item<float>());
        const std::vector<double> other = logits(hidden);
        const auto answer
            = static_cast<std::size_t>(std::max_element(m_whole.begin(), m_whole.end()) - m_whole.begin());
        return odds(m_whole, answer) - odds(other, answer);
    }
    double probability() const { return 1 - 1 / (1 + std::exp(-odds(m_whole, 0))); }

private:
    std::vector<double> logits(const torch::Tensor &clip)
    {
        const torch::Tensor said = m_model.ask(OneClip(clip), { Example {} }, RunControl()).answers;
        return { said.data_ptr<double>(), said.data_ptr<double>() + said.numel() };
    }
    static double odds(const std::vector<double> &logits, std::size_t answer)
    {
        double others = 0;
        for (std::size_t i = 0; i < logits.size(); ++i)
            others += i == answer ? 0 : std::exp(logits[i]);
        return logits[answer] - std::log(others);
    }

    TrainedModel m_model;
    torch::Tensor m_clip;
    std::vector<double> m_whole;
};

bool isClose(double one, double other)
{
    return std::abs(one - other) < 1e-3 + 1e-3 * std::abs(other);
}

} // namespace

class TestSaliency : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TemporaryFolder> m_folder;
    fs::path m_workspace;
    Id m_reversal = 0;
    Id m_jigsaw = 0;
    Id m_joints = 0; ///< a jigsaw whose head tells orders, though only shuffling is asked for

    static JudgedClip clipOf(const Workspace &workspace, Id run, bool transformed)
    {
        for (const JudgedClip &clip : testing::storedClips(workspace, run)) {
            if (clip.answer.isTransformed() == transformed)
                return clip;
        }
        qFatal("there is no such clip");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_folder = std::make_unique<TemporaryFolder>();
        m_workspace = makeLibrary(*m_folder);
        RunSpec spec = quickSpec(10);
        spec.learningRate = 1e-3;
        spec.precision = NumberFormat::Float32;
        spec.validationMinutes = 5;
        m_reversal = trained(m_workspace, spec);
        spec.task = Task::Jigsaw;
        spec.clip = ClipLength::parse("3x1");
        spec.pretext.target = JigsawTarget::Order;
        spec.epochs = 1;
        m_jigsaw = trained(m_workspace, spec);
        spec.pretext.target = JigsawTarget::Shuffled;
        spec.pretext.head = HeadKind::Adjacency;
        m_joints = trained(m_workspace, spec);
        const double accuracy = Workspace(m_workspace).run(m_reversal)->validationAccuracy.value();
        QVERIFY2(accuracy > 0.9, qPrintable(QString::number(accuracy)));
    }

    void itLookedAtWhatDecides_data()
    {
        QTest::addColumn<bool>("reversed");
        QTest::newRow("published") << false;
        QTest::newRow("reversed") << true;
    }
    void itLookedAtWhatDecides()
    {
        QFETCH(bool, reversed);
        const Workspace workspace(m_workspace);
        std::vector<double> ofRows(14);
        double sum = 0;
        int asked = 0;
        for (const JudgedClip &clip : testing::storedClips(workspace, m_reversal)) {
            if (clip.answer.isTransformed() != reversed || clip.answer.isWrong() || asked == 6)
                continue;
            ++asked;
            const SaliencyMap map = saliencyOf(workspace, clip, {}, RunControl());
            QCOMPARE(map.rows(), ofRows.size());
            QCOMPARE(map.columns(), std::size_t { 9 }); // 42 frames in fields of 5
            QVERIFY(map.order.empty());
            QCOMPARE(map.probability > 0.5, reversed);
            for (std::size_t row = 0; row < map.rows(); ++row) {
                for (std::size_t column = 0; column < map.columns(); ++column) {
                    ofRows[row] += std::abs(map.value(row, column));
                    sum += map.value(row, column);
                }
            }
        }
        QCOMPARE(asked, 6);
        QVERIFY(sum > 0); // it spoke for the right answers
        // The chord is in row 8, which is in patches that reach from row 7 to row 9.
        QCOMPARE(std::max_element(ofRows.begin(), ofRows.end()) - ofRows.begin(), 8);
        const double share = (ofRows[7] + ofRows[8] + ofRows[9]) / std::accumulate(ofRows.begin(), ofRows.end(), 0.0);
        qInfo("%.0f %% of what it looked at is where the chord is, in %.0f %% of the picture", 100 * share,
            100 * 3.0 / 14);
        QVERIFY(share > 2 * 3.0 / 14);
    }

    void smallEffectsAreNotRoundedAway()
    {
        Workspace workspace(m_workspace);
        const Run exact = workspace.run(m_reversal).value();
        const JudgedClip clip = clipOf(workspace, m_reversal, true);
        const SaliencyMap map = saliencyOf(workspace, clip, {}, RunControl());
        // The same model as if it had been trained in bfloat16, whose numbers have 8 bits.
        Run rounded = exact;
        rounded.spec = RunSpec::fromJson(exact.spec).with("precision", "bfloat16").toJson();
        workspace.updateRun(rounded);
        const SaliencyMap same = saliencyOf(workspace, clip, {}, RunControl());
        workspace.updateRun(exact);
        QCOMPARE(same.values, map.values);
    }

    void aFieldIsTheMeanEffectOfItsPatches_data()
    {
        QTest::addColumn<bool>("reversed");
        QTest::newRow("published") << false;
        QTest::newRow("reversed") << true;
    }
    void aFieldIsTheMeanEffectOfItsPatches()
    {
        QFETCH(bool, reversed);
        const Workspace workspace(m_workspace);
        const JudgedClip clip = clipOf(workspace, m_reversal, reversed);
        const SaliencyMap map = saliencyOf(workspace, clip, {}, RunControl());
        AskedByHand model(workspace, clip);
        QVERIFY(isClose(map.probability, model.probability()));
        QVERIFY(std::abs(map.probability - clip.answer.probability) < 0.02);
        // A corner is in one patch, of 12 bins and 10 frames.
        QVERIFY(isClose(map.value(0, 0), model.effect(0, 0, 12, 0, 10)));
        QVERIFY(isClose(map.value(13, 8), model.effect(0, 72, 84, 35, 42)));
        // In the middle of the chord, four patches.
        double mean = 0;
        for (const int low : { 42, 48 }) {
            for (const int first : { 15, 20 })
                mean += model.effect(0, low, low + 12, first, first + 10) / 4;
        }
        QVERIFY2(
            isClose(map.value(8, 4), mean), qPrintable(QString("%1 instead of %2").arg(map.value(8, 4)).arg(mean)));
        // Its place in the original: field (8, 4) was heard as frames 20 ... 24.
        const std::int64_t first = reversed ? clip.answer.beginFrame + 41 - 20 : clip.answer.beginFrame + 20;
        QCOMPARE(map.at(first, 51), std::optional(map.value(8, 4)));
        QVERIFY(map.at(first + (reversed ? 1 : -1), 51) == map.value(8, 3));
    }

    void patchesStayWithinTheirPiece()
    {
        const Workspace workspace(m_workspace);
        const JudgedClip clip = clipOf(workspace, m_jigsaw, true);
        const SaliencyMap map = saliencyOf(workspace, clip, {}, RunControl());
        const RunSpec spec = RunSpec::fromJson(workspace.run(m_jigsaw)->spec);
        QCOMPARE(map.heard, judgedArrangement(spec, clip.answer.transform, clip.answer.beginFrame));
        // Pieces of 37 frames: seven fields of 5 and one of 2.
        QCOMPARE(map.columns(), std::size_t { 24 });
        QCOMPARE(map.frameEdges[7], std::int64_t { 35 });
        QCOMPARE(map.frameEdges[8], std::int64_t { 37 });
        QCOMPARE(map.frameEdges.back(), std::int64_t { 111 });
        AskedByHand model(workspace, clip);
        QVERIFY(isClose(map.value(0, 7), model.effect(0, 0, 12, 30, 37)));
        QVERIFY(isClose(map.value(0, 8), model.effect(1, 0, 12, 0, 10)));
        QVERIFY(isClose(map.value(13, 23), model.effect(2, 72, 84, 30, 37)));
        const std::vector<std::string> transforms = makePretextTask(spec)->transforms();
        QVERIFY(std::find(transforms.begin(), transforms.end(), map.order) != transforms.end());
        const std::optional<JointShare> share = shareNearJoints(map);
        QVERIFY(share);
        QCOMPARE(share->area, 44.0 / 111);
    }

    void onlyWhatIsAskedIsExplained()
    {
        const Workspace workspace(m_workspace);
        for (const bool shuffled : { false, true }) {
            const JudgedClip clip = clipOf(workspace, m_joints, shuffled);
            const SaliencyMap map = saliencyOf(workspace, clip, {}, RunControl());
            QVERIFY(map.order.empty()); // though the head has an opinion on it
            QVERIFY(isClose(map.probability, clip.answer.probability));
            QVERIFY(
                std::all_of(map.values.begin(), map.values.end(), [](float value) { return std::isfinite(value); }));
            QVERIFY(std::any_of(map.values.begin(), map.values.end(), [](float value) { return value != 0; }));
        }
    }

    void itCanBeCancelled()
    {
        const Workspace workspace(m_workspace);
        const JudgedClip clip = clipOf(workspace, m_reversal, false);
        RunControl control;
        std::int64_t done = -1;
        std::int64_t total = 0;
        const Error error = errorOf([&] {
            (void)saliencyOf(
                workspace, clip,
                [&](const Progress &progress) {
                    done = progress.done;
                    total = progress.total;
                    if (done > 0)
                        control.stop();
                },
                control);
        });
        QCOMPARE(error.code(), ErrorCode::Cancelled);
        QCOMPARE(total, std::int64_t { 13 * 8 });
        QVERIFY(done > 0 && done < total);
    }

    void whatCannotBeAskedSaysSo()
    {
        Workspace workspace(m_workspace);
        const JudgedClip clip = clipOf(workspace, m_reversal, false);
        const auto codeOf = [&](const JudgedClip &asked) {
            return errorOf([&] { (void)saliencyOf(workspace, asked, {}, RunControl()); }).code();
        };
        JudgedClip other = clip;
        other.runId = 999;
        QCOMPARE(codeOf(other), ErrorCode::NotFound);
        Run run;
        run.task = "instruments";
        run.spec = RunSpec().toJson();
        other.runId = workspace.addRun(run);
        QCOMPARE(codeOf(other), ErrorCode::InvalidArgument);
        other = clip;
        other.answer.trackId = 999;
        QCOMPARE(codeOf(other), ErrorCode::NotFound);
        for (const auto &change : std::initializer_list<void (*)(JudgedClip &)> {
                 [](JudgedClip &c) { c.answer.transform = "3,1,2"; },
                 [](JudgedClip &c) { c.frameCount -= 1; },
                 [](JudgedClip &c) { c.answer.beginFrame = -1; },
                 [](JudgedClip &c) { c.answer.beginFrame = 100000; },
             }) {
            other = clip;
            change(other);
            QCOMPARE(codeOf(other), ErrorCode::InvalidArgument);
        }
    }
};

QTEST_APPLESS_MAIN(TestSaliency)
#include "tst_saliency.moc"
