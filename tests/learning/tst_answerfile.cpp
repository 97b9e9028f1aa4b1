#include "learning/answerfile.h"

#include "learning/safetensors.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <cmath>
#include <functional>
#include <limits>
#include <torch/torch.h>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::ScratchFolder;

namespace {

/// Three clips of two classes, all as it should be.
Answers sample()
{
    Answers answers;
    answers.run = "00112233445566778899aabbccddeeff";
    answers.classes = { "flute", "organ" };
    answers.transforms = { "published", "reversed" };
    answers.tracks = { 4, 5, 5 };
    answers.beginFrames = { 0, 100, 1'000'000 };
    answers.transform = { 0, 1, 1 };
    answers.probabilities = torch::tensor({ 0.0f, 1.0f, 0.5f, 0.25f, 0.75f, 0.125f }).reshape({ 3, 2 });
    answers.targets = torch::tensor({ 1, 0, -1, 1, 0, -1 }, torch::kInt64).reshape({ 3, 2 });
    answers.embeddings = torch::arange(12).reshape({ 3, 4 }).to(torch::kFloat16);
    return answers;
}

} // namespace

class TestAnswerFile : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    std::filesystem::path m_path = m_folder / "answers.safetensors";

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        const Answers written = sample();
        writeAnswers(m_path, written);
        const Answers read = readAnswers(m_path);
        QCOMPARE(read.run, written.run);
        QCOMPARE(read.classes, written.classes);
        QCOMPARE(read.transforms, written.transforms);
        QCOMPARE(read.tracks, written.tracks);
        QCOMPARE(read.beginFrames, written.beginFrames);
        QVERIFY(torch::equal(read.probabilities, written.probabilities));
        QVERIFY(torch::equal(read.targets, written.targets));
        QVERIFY(torch::equal(read.embeddings, written.embeddings));
    }

    void noClipsAreAnswersToo()
    {
        Answers none = sample();
        none.tracks = none.beginFrames = none.transform = {};
        none.probabilities = torch::zeros({ 0, 2 });
        none.targets = torch::zeros({ 0, 2 }, torch::kInt64);
        none.embeddings = torch::zeros({ 0, 4 }, torch::kFloat16);
        writeAnswers(m_path, none);
        QVERIFY(readAnswers(m_path).tracks.empty());
        // A pretext run's: one right class each.
        Answers single = sample();
        single.targets = torch::tensor({ 0, 1, 1 }, torch::kInt64);
        writeAnswers(m_path, single);
        QCOMPARE(readAnswers(m_path).targets.dim(), std::int64_t { 1 });
    }

    void whatDoesNotFitTogetherIsRefused_data()
    {
        using Damage = std::function<void(Answers &)>;
        QTest::addColumn<Damage>("damage");
        const auto row = [](const char *name, Damage damage) { QTest::newRow(name) << damage; };
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        row("fewer classes than columns", [](Answers &a) { a.classes.pop_back(); });
        row("more classes than columns", [](Answers &a) { a.classes.resize(1000); });
        row("a row of probabilities", [](Answers &a) { a.probabilities = torch::zeros({ 3 }); });
        row("a cube of probabilities", [](Answers &a) { a.probabilities = torch::zeros({ 3, 2, 2 }); });
        row("too few probabilities", [](Answers &a) { a.probabilities = torch::zeros({ 2, 2 }); });
        row("probabilities the other way", [](Answers &a) { a.probabilities = torch::zeros({ 2, 3 }); });
        row("not a number", [nan](Answers &a) { a.probabilities[1][1] = nan; });
        row("infinite", [infinity](Answers &a) { a.probabilities[1][1] = infinity; });
        row("below 0", [](Answers &a) { a.probabilities[0][0] = -0.1f; });
        row("above 1", [](Answers &a) { a.probabilities[2][1] = 1.1f; });
        row("too few targets", [](Answers &a) { a.targets = torch::zeros({ 2, 2 }, torch::kInt64); });
        row("too wide targets", [](Answers &a) { a.targets = torch::zeros({ 3, 5 }, torch::kInt64); });
        row("a target that is none", [](Answers &a) { a.targets[0][0] = 2; });
        row("a class that is none", [](Answers &a) { a.targets = torch::tensor({ 0, 1, 2 }, torch::kInt64); });
        row("a negative class", [](Answers &a) { a.targets = torch::tensor({ 0, -1, 1 }, torch::kInt64); });
        row("a transform without a name", [](Answers &a) { a.transform[2] = 2; });
        row("a negative transform", [](Answers &a) { a.transform[0] = -1; });
        row("a clip before the beginning", [](Answers &a) { a.beginFrames[0] = -1; });
        row("a clip beyond all sound", [](Answers &a) { a.beginFrames[0] = std::numeric_limits<std::int64_t>::max(); });
        row("fewer beginnings", [](Answers &a) { a.beginFrames.pop_back(); });
        row("fewer transforms", [](Answers &a) { a.transform.pop_back(); });
        row("fewer embeddings", [](Answers &a) { a.embeddings = torch::zeros({ 2, 4 }, torch::kFloat16); });
        row("a single embedding", [](Answers &a) { a.embeddings = torch::zeros({ 3 }, torch::kFloat16); });
    }
    void whatDoesNotFitTogetherIsRefused()
    {
        QFETCH(std::function<void(Answers &)>, damage);
        Answers answers = sample();
        damage(answers);
        writeAnswers(m_path, answers);
        const Error error = errorOf([&] { readAnswers(m_path); });
        QCOMPARE(error.code(), ErrorCode::Corrupt);
        QCOMPARE(error.path(), m_path);
    }

    void anEmptyTensorMayNotClaimAnything()
    {
        writeAnswers(m_path, sample());
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        for (const std::vector<std::int64_t> &shape :
            { std::vector<std::int64_t> { 0, std::int64_t { 1 } << 62 }, std::vector<std::int64_t>(100, 0) }) {
            TensorViews tensors = file.tensors();
            tensors["embeddings"] = { TensorType::Float16, shape, {} };
            writeSafetensors(m_folder / "claims.safetensors", tensors, file.metadata());
            QCOMPARE(errorOf([&] { readAnswers(m_folder / "claims.safetensors"); }).code(), ErrorCode::Corrupt);
        }
    }
};

QTEST_APPLESS_MAIN(TestAnswerFile)
#include "tst_answerfile.moc"
