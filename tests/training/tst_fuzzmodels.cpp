#include "answers/answerfile.h"
#include "answers/safetensors.h"
#include "experiment/runplan.h"
#include "networks/checkpoint.h"
#include "support/mutations.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <cmath>
#include <torch/torch.h>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

/// Checkpoints, answers and the records of runs, mutated, as in tst_fuzztables. What is read has no checksum, for that
/// would refuse nearly all before anything else is looked at.
class TestFuzzModels : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    fs::path m_file = m_folder / "last.safetensors";

    static std::string withoutChecksum(std::string bytes)
    {
        const std::size_t at = bytes.find("\"checksum\"");
        return at == std::string::npos ? bytes : bytes.replace(at, 10, "\"nothing1\"");
    }

    void fuzz(const char *what, int rounds, const std::string &original, const std::function<void()> &attempt) const
    {
        FuzzBudget budget(what, rounds);
        FuzzCount count;
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            putBytes(
                m_file, mutated(original, random, { "{", "[", "\"", ",", "F16", "I64", "shape", "[0,0]", "\\\"" }));
            count.count(attempt);
        }
        qInfo("%s: %lld rounds, %lld read, %lld refused", what, static_cast<long long>(budget.rounds()),
            static_cast<long long>(count.read), static_cast<long long>(count.refused));
        QCOMPARE(count.read + count.refused, budget.rounds());
        QVERIFY(count.refused > 0);
        putBytes(m_file, original);
        attempt();
    }

    /// The notes of a run, with three small tensors in place of its weights.
    std::string checkpoint() const
    {
        CheckpointNotes notes;
        notes.spec.threads = 1;
        notes.epoch.epoch = notes.best.epoch = 2;
        notes.position = { 3, 4, 32, 1.5, 20, 32, 7 };
        notes.run = std::string(32, 'a');
        notes.heard.training = { "0123", "4567" };
        const Model model(ModelShape::of(notes.spec, 2));
        saveCheckpoint(m_file, *model, {}, notes);
        const SafetensorsFile whole = SafetensorsFile::read(m_file);
        TensorViews few;
        for (const char *name : { "head.bias", "head.weight" })
            few.emplace(name, whole.tensor(name));
        TensorMetadata metadata = whole.metadata();
        metadata.erase("checksum");
        writeSafetensors(m_file, few, metadata);
        return withoutChecksum(bytesOf(m_file));
    }

private Q_SLOTS:
    void checkpoints()
    {
        const std::string original = checkpoint();
        fuzz("checkpoint", 1500, original, [&] {
            const SafetensorsFile file = SafetensorsFile::read(m_file, SafetensorsFile::kLargestWeights);
            std::size_t sum = 0;
            for (const auto &[name, tensor] : file.tensors()) {
                for (const std::byte byte : tensor.bytes)
                    sum += static_cast<std::size_t>(byte);
                file.requireFinite(name);
            }
            QVERIFY(sum < 256 * original.size() * 2);
            const RunSpec spec = readSpec(file);
            spec.validate();
            const CheckpointNotes notes = readNotes(file, spec);
            QVERIFY(std::isfinite(notes.normalisation.mean) && std::isfinite(notes.normalisation.deviation));
            QVERIFY(notes.best.epoch >= 0 && notes.best.epoch <= notes.epoch.epoch);
            QVERIFY(notes.position.epoch == 0 || notes.position.epoch == notes.epoch.epoch + 1);
            QVERIFY(notes.position.epoch == 0 || (notes.position.step >= 0 && notes.position.right >= 0));
        });
    }

    void whatFilesSayOfThemselves()
    {
        fuzz("metadata", 1500, checkpoint(), [&] { SafetensorsFile::readMetadata(m_file); });
    }

    void answers()
    {
        AnswerTable sample;
        sample.run = std::string(32, 'a');
        sample.exclusive = false;
        sample.choices = { "flute", "organ", "violin" };
        sample.transforms = { "published", "reversed" };
        for (int clip = 0; clip < 8; ++clip) {
            sample.track.own().push_back(clip + 1);
            sample.beginFrame.own().push_back(100 * clip);
            sample.transform.own().push_back(clip % 2);
            for (int choice = 0; choice < 3; ++choice) {
                sample.probability.own().push_back(static_cast<float>((7 * clip + 3 * choice) % 11) / 10);
                sample.wanted.own().push_back((clip + choice) % 3 - 1);
            }
        }
        sample.embeddingWidth = 5;
        sample.embedding.own().assign(8 * 5, 0x3800);
        writeAnswers(m_file, sample);
        fuzz("answers", 1500, withoutChecksum(bytesOf(m_file)), [&] {
            const AnswerTable answers = readAnswers(m_file);
            QCOMPARE(answers.probability.size(), answers.clips() * answers.choices.size());
            QCOMPARE(answers.wanted.size(), answers.clips() * (answers.exclusive ? 1 : answers.choices.size()));
            QCOMPARE(answers.embedding.size(), answers.clips() * answers.embeddingWidth);
            for (const float probability : answers.probability)
                QVERIFY(probability >= 0 && probability <= 1);
            for (const std::int64_t transform : answers.transform)
                QVERIFY(transform >= 0 && static_cast<std::size_t>(transform) < answers.transforms.size());
        });
    }

    void settingsOfRuns()
    {
        RunSpec sample;
        sample.datasets = { "Tunes" };
        fuzz("settings", 3000, sample.toJson(), [&] {
            const RunSpec spec = RunSpec::fromJson(bytesOf(m_file));
            spec.validate();
            QVERIFY(RunSpec::fromJson(spec.toJson()) == spec);
        });
    }

    void recordsOfRuns()
    {
        RunPlan sample;
        sample.training = { 1, 2, 3 };
        sample.validation = { 4 };
        sample.labels = { "flute" };
        sample.alsoHeard = { "0123" };
        fuzz("record", 3000, sample.toDetails(), [&] { RunPlan::fromDetails(bytesOf(m_file)); });
    }
};

QTEST_APPLESS_MAIN(TestFuzzModels)
#include "tst_fuzzmodels.moc"
