#include "answers/answerfile.h"

#include "answers/safetensors.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::ScratchFolder;

namespace {

/// Three clips of two labels, all as it should be.
AnswerTable sample()
{
    AnswerTable table;
    table.run = "00112233445566778899aabbccddeeff";
    table.choices = { "flute", "organ" };
    table.exclusive = false;
    table.transforms = { "published", "reversed" };
    table.track = { 4, 5, 5 };
    table.beginFrame = { 0, 100, 1'000'000 };
    table.transform = { 0, 1, 1 };
    table.probability = { 0.0f, 1.0f, 0.5f, 0.25f, 0.75f, 0.125f };
    table.wanted = { 1, 0, -1, 1, 0, -1 };
    table.embeddingWidth = 4;
    table.embedding
        = { 0x0000, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600, 0x4700, 0x4800, 0x4880, 0x4900, 0x4980 };
    return table;
}

/// One right choice for each.
AnswerTable exclusiveSample()
{
    AnswerTable table = sample();
    table.exclusive = true;
    table.wanted = { 0, 1, 1 };
    return table;
}

/// As the first versions wrote it.
void writeByName(const std::filesystem::path &path, const SafetensorsFile &file)
{
    const std::map<TensorType, const char *> types { { TensorType::Float32, "F32" }, { TensorType::Float16, "F16" },
        { TensorType::Int64, "I64" } };
    nlohmann::json header;
    header["__metadata__"] = file.metadata();
    std::string data;
    for (const auto &[name, tensor] : file.tensors()) {
        const std::size_t begin = data.size();
        data.append(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
        header[name] = { { "dtype", types.at(tensor.type) }, { "shape", tensor.shape },
            { "data_offsets", { begin, data.size() } } };
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t length = text.size();
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(&length), 8) << text << data;
}

} // namespace

Q_DECLARE_METATYPE(AnswerTable)

class TestAnswerFile : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    std::filesystem::path m_path = m_folder / "answers.safetensors";

private Q_SLOTS:
    void whatIsWrittenIsRead_data()
    {
        QTest::addColumn<bool>("exclusive");
        QTest::newRow("labels") << false;
        QTest::newRow("choices") << true;
    }
    void whatIsWrittenIsRead()
    {
        QFETCH(bool, exclusive);
        const AnswerTable written = exclusive ? exclusiveSample() : sample();
        writeAnswers(m_path, written);
        const AnswerTable read = readAnswers(m_path);
        QCOMPARE(read.run, written.run);
        QCOMPARE(read.choices, written.choices);
        QCOMPARE(read.exclusive, exclusive);
        QCOMPARE(read.transforms, written.transforms);
        QCOMPARE(read.track, written.track);
        QCOMPARE(read.beginFrame, written.beginFrame);
        QCOMPARE(read.transform, written.transform);
        QCOMPARE(read.probability, written.probability);
        QCOMPARE(read.wanted, written.wanted);
        QCOMPARE(read.embeddingWidth, written.embeddingWidth);
        QCOMPARE(read.embedding, written.embedding);
    }

    /// Of what is not looked at, nothing is in memory but what the system keeps of a file.
    void columnsAreTheFileItself()
    {
        AnswerTable written = sample();
        for (const std::size_t width : { 1, 3, 4 }) { // an odd number of halves would put other numbers out of place
            written.embeddingWidth = width;
            written.embedding = std::vector<std::uint16_t>(3 * width, 0x3c00);
            writeAnswers(m_path, written);
            const AnswerTable read = readAnswers(m_path);
            QVERIFY(read.track.isShared() && read.beginFrame.isShared() && read.transform.isShared());
            QVERIFY(read.probability.isShared() && read.wanted.isShared() && read.embedding.isShared());
            QCOMPARE(read.wanted, written.wanted);
        }
    }

    void whatWasReadOutlivesItsFile()
    {
        writeAnswers(m_path, sample());
        AnswerTable read = readAnswers(m_path);
        AnswerTable other = exclusiveSample();
        other.track = { 9, 9, 9 };
        writeAnswers(m_path, other); // as a better epoch does
        QCOMPARE(read.track, sample().track);
        std::filesystem::remove(m_path);
        QCOMPARE(read.embedding, sample().embedding);
        // What is changed is no one else's.
        const AnswerTable copy = read;
        read.track.own()[0] = 77;
        QCOMPARE(read.track, (Column<std::int64_t> { 77, 5, 5 }));
        QCOMPARE(copy.track, sample().track);
    }

    /// Files of the first versions have their tensors in the order of their names, wherever that puts them.
    void numbersThatLieOutOfPlaceAreReadAllTheSame()
    {
        AnswerTable written = sample();
        written.embeddingWidth = 1;
        written.embedding = { 0x3c00, 0x4000, 0x4200 };
        writeAnswers(m_path, written);
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        const std::filesystem::path path = m_folder / "byname.safetensors";
        writeByName(path, file);
        const AnswerTable read = readAnswers(path);
        QVERIFY(!read.wanted.isShared());
        QCOMPARE(read.track, written.track);
        QCOMPARE(read.beginFrame, written.beginFrame);
        QCOMPARE(read.transform, written.transform);
        QCOMPARE(read.probability, written.probability);
        QCOMPARE(read.wanted, written.wanted);
        QCOMPARE(read.embedding, written.embedding);
    }

    void noClipsAreAnswersToo()
    {
        AnswerTable none = sample();
        none.track = none.beginFrame = none.transform = none.wanted = {};
        none.probability = {};
        none.embedding = {};
        writeAnswers(m_path, none);
        QCOMPARE(readAnswers(m_path).clips(), std::size_t { 0 });
    }

    void whatDoesNotFitTogetherIsRefused_data()
    {
        using Damage = std::function<void(AnswerTable &)>;
        QTest::addColumn<AnswerTable>("table");
        const auto row = [](const char *name, const Damage &damage, AnswerTable table = sample()) {
            damage(table);
            QTest::newRow(name) << table;
        };
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        row("fewer classes than columns", [](AnswerTable &t) { t.choices.pop_back(); });
        row("more classes than columns", [](AnswerTable &t) { t.choices.resize(1000); });
        row("too few probabilities", [](AnswerTable &t) { t.probability.own().resize(4); });
        row("not a number", [nan](AnswerTable &t) { t.probability.own()[3] = nan; });
        row("infinite", [infinity](AnswerTable &t) { t.probability.own()[3] = infinity; });
        row("below 0", [](AnswerTable &t) { t.probability.own()[0] = -0.1f; });
        row("above 1", [](AnswerTable &t) { t.probability.own()[5] = 1.1f; });
        row("too few targets", [](AnswerTable &t) { t.wanted.own().resize(4); });
        row("too many targets", [](AnswerTable &t) { t.wanted.own().resize(15); });
        row("a target that is none", [](AnswerTable &t) { t.wanted.own()[0] = 2; });
        row(
            "a class that is none", [](AnswerTable &t) { t.wanted.own()[2] = 2; }, exclusiveSample());
        row(
            "a negative class", [](AnswerTable &t) { t.wanted.own()[1] = -1; }, exclusiveSample());
        row("a transform without a name", [](AnswerTable &t) { t.transform.own()[2] = 2; });
        row("a negative transform", [](AnswerTable &t) { t.transform.own()[0] = -1; });
        row("a clip before the beginning", [](AnswerTable &t) { t.beginFrame.own()[0] = -1; });
        row("a clip beyond all sound",
            [](AnswerTable &t) { t.beginFrame.own()[0] = std::numeric_limits<std::int64_t>::max(); });
        row("fewer beginnings", [](AnswerTable &t) { t.beginFrame.own().pop_back(); });
        row("fewer transforms", [](AnswerTable &t) { t.transform.own().pop_back(); });
        row("fewer embeddings", [](AnswerTable &t) { t.embedding.own().resize(8); });
    }
    void whatDoesNotFitTogetherIsRefused()
    {
        QFETCH(AnswerTable, table);
        const Error error = errorOf([&] { requireConsistent(table, m_path); });
        QCOMPARE(error.code(), ErrorCode::Corrupt);
        QCOMPARE(error.path(), m_path);
        try {
            writeAnswers(m_path, table);
        } catch (const Error &) {
            return; // columns of other lengths are not even written
        }
        QCOMPARE(errorOf([&] { readAnswers(m_path); }).code(), ErrorCode::Corrupt);
    }

    void tensorsOfAnotherShapeAreRefused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<std::vector<std::int64_t>>("shape");
        const auto row = [](const char *what, const char *name, std::vector<std::int64_t> shape) {
            QTest::newRow(what) << QByteArray(name) << shape;
        };
        row("a row of probabilities", "probabilities", { 6 });
        row("a cube of probabilities", "probabilities", { 3, 2, 1 });
        row("probabilities the other way", "probabilities", { 2, 3 });
        row("targets the other way", "targets", { 2, 3 });
        row("a row of targets", "targets", { 6 });
        row("a cube of targets", "targets", { 3, 2, 1 });
        row("a table of tracks", "track_ids", { 3, 1 });
        row("a row of embeddings", "embeddings", { 12 });
        row("embeddings the other way", "embeddings", { 4, 3 });
    }
    void tensorsOfAnotherShapeAreRefused()
    {
        QFETCH(QByteArray, name);
        QFETCH(std::vector<std::int64_t>, shape);
        writeAnswers(m_path, sample());
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        TensorViews tensors = file.tensors();
        tensors[name.toStdString()].shape = shape;
        const std::filesystem::path path = m_folder / "shape.safetensors";
        writeSafetensors(path, tensors, file.metadata());
        QCOMPARE(errorOf([&] { readAnswers(path); }).code(), ErrorCode::Corrupt);
    }

    void numbersTooLargeForAColumnAreRefused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("transform") << QByteArray("transform");
        QTest::newRow("targets") << QByteArray("targets");
    }
    void numbersTooLargeForAColumnAreRefused()
    {
        QFETCH(QByteArray, name);
        writeAnswers(m_path, sample());
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        TensorViews tensors = file.tensors();
        TensorView &view = tensors[name.toStdString()];
        // 1 in the bits that a narrower column keeps.
        std::vector<std::int64_t> numbers(view.bytes.size() / sizeof(std::int64_t), 65537);
        view.bytes = std::as_bytes(std::span(numbers));
        const std::filesystem::path path = m_folder / "large.safetensors";
        writeSafetensors(path, tensors, file.metadata());
        QCOMPARE(errorOf([&] { readAnswers(path); }).code(), ErrorCode::Corrupt);
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
