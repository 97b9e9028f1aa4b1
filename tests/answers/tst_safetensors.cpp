#include "answers/safetensors.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/random.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <sys/stat.h>

using namespace retrograde;

namespace {

std::span<const std::byte> bytesOf(const std::vector<float> &values)
{
    return std::as_bytes(std::span(values));
}

std::vector<float> floatsOf(const TensorView &view)
{
    std::vector<float> values(view.bytes.size() / sizeof(float));
    std::memcpy(values.data(), view.bytes.data(), view.bytes.size());
    return values;
}

std::vector<std::byte> fileOf(const std::string &header, std::size_t dataBytes, std::uint64_t statedLength)
{
    std::vector<std::byte> content(8 + header.size() + dataBytes, std::byte { 1 });
    std::memcpy(content.data(), &statedLength, 8);
    std::memcpy(content.data() + 8, header.data(), header.size());
    return content;
}

std::vector<std::byte> fileOf(const std::string &header, std::size_t dataBytes)
{
    return fileOf(header, dataBytes, header.size());
}

/// The sentence with which parsing fails; empty when it does not.
std::string refusal(std::vector<std::byte> content)
{
    try {
        SafetensorsFile::parse(std::move(content), "some.safetensors");
    } catch (const Error &error) {
        return error.code() == ErrorCode::Corrupt ? error.what() : std::string("wrong code: ") + error.what();
    }
    return {};
}

std::vector<std::byte> readAll(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    std::vector<std::byte> content(text.size());
    std::memcpy(content.data(), text.data(), text.size());
    return content;
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_path = std::filesystem::path(m_folder.path().toStdString()) / "model.safetensors";

    void writeSample()
    {
        static const std::vector<float> weights { 1.5f, -2.0f, 3.25f, 0.0f, 1e-30f, 6.0f };
        static const std::vector<float> empty;
        static const std::int64_t count = 77;
        writeSafetensors(m_path,
            {
                { "trunk.weight", { TensorType::Float32, { 2, 3 }, bytesOf(weights) } },
                { "trunk.count", { TensorType::Int64, {}, std::as_bytes(std::span(&count, 1)) } },
                { "nothing", { TensorType::Float32, { 0, 5 }, bytesOf(empty) } },
            },
            { { "epoch", "3" }, { "name", "M\xc3\xbcller \"live\"\n" } });
    }

private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        writeSample();
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        QCOMPARE(file.tensors().size(), std::size_t { 3 });
        const TensorView &weights = file.tensor("trunk.weight");
        QCOMPARE(weights.shape, (std::vector<std::int64_t> { 2, 3 }));
        QCOMPARE(floatsOf(weights), (std::vector<float> { 1.5f, -2.0f, 3.25f, 0.0f, 1e-30f, 6.0f }));
        const TensorView &count = file.tensor("trunk.count");
        QVERIFY(count.type == TensorType::Int64);
        QVERIFY(count.shape.empty());
        std::int64_t number = 0;
        std::memcpy(&number, count.bytes.data(), sizeof number);
        QCOMPARE(number, std::int64_t { 77 });
        QCOMPARE(file.tensor("nothing").bytes.size(), std::size_t { 0 });
        QCOMPARE(file.metadata("epoch"), std::string("3"));
        QCOMPARE(file.metadata("name"), std::string("M\xc3\xbcller \"live\"\n"));
    }

    void theBytesAreThoseOfTheFormat()
    {
        // By the published description: u64 length, JSON, data; the data aligned to 8 bytes.
        const std::vector<float> values { 2.0f };
        writeSafetensors(m_path, { { "a", { TensorType::Float32, { 1 }, bytesOf(values) } } }, {});
        const std::vector<std::byte> content = readAll(m_path);
        std::string expected = R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})";
        expected.resize((expected.size() + 7) / 8 * 8, ' ');
        std::uint64_t length = 0;
        std::memcpy(&length, content.data(), 8);
        QCOMPARE(length, std::uint64_t { expected.size() });
        QCOMPARE(std::string(reinterpret_cast<const char *>(content.data()) + 8, length), expected);
        QCOMPARE(content.size(), 8 + expected.size() + 4);
        const unsigned char two[] = { 0x00, 0x00, 0x00, 0x40 };
        QVERIFY(std::memcmp(content.data() + 8 + length, two, 4) == 0);
    }

    void movingKeepsTheViewsValid()
    {
        writeSample();
        SafetensorsFile file = SafetensorsFile::read(m_path);
        const SafetensorsFile moved = std::move(file);
        QCOMPARE(floatsOf(moved.tensor("trunk.weight")).at(2), 3.25f);
    }

    void absentThingsAreNamed()
    {
        writeSample();
        const SafetensorsFile file = SafetensorsFile::read(m_path);
        QVERIFY_EXCEPTION_THROWN(file.tensor("head.weight"), Error);
        QVERIFY_EXCEPTION_THROWN(file.metadata("seed"), Error);
        try {
            SafetensorsFile::read(m_path.string() + ".absent");
            QFAIL("a file that is not there was read");
        } catch (const Error &error) {
            QVERIFY(error.code() == ErrorCode::NotFound);
        }
    }

    void badFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("dataBytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *header, int dataBytes, const char *words) {
            QTest::newRow(name) << QByteArray(header) << dataBytes << QString(words);
        };
        row("not json", "{]", 0, "not a JSON object");
        row("list", "[]", 0, "not a JSON object");
        row("metadata list", R"({"__metadata__":[]})", 0, "metadata");
        row("metadata number", R"({"__metadata__":{"epoch":3}})", 0, "not text");
        row("entry", R"({"a":3})", 0, "entry a");
        row("no shape", R"({"a":{"dtype":"F32","data_offsets":[0,4],"more":1}})", 4, "entry a");
        row("extra", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}})", 4, "entry a");
        row("type", R"({"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}})", 4, "type");
        row("type number", R"({"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}})", 4, "type");
        row("shape text", R"({"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}})", 4, "shape of a is not");
        row("negative", R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4, "whole numbers");
        row("fraction", R"({"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}})", 4, "whole numbers");
        row("huge", R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]}})", 4, "whole numbers");
        row("overflow to 0", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
            "more or fewer bytes");
        row("overflow to 4", R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", 4,
            "more or fewer bytes");
        row("one offset", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4, "outside");
        row("backwards", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4, "outside");
        row("past the end", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4, "outside");
        row("far away", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}})",
            4, "outside");
        row("wrong size", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "more or fewer bytes");
        row("gap", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8, "gaps");
        row("overlap",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
            12, "overlap");
        row("same place",
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
            4, "overlap");
        row("left over", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 8, "belong to nothing");
    }

    void badFilesAreRefused()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, dataBytes);
        QFETCH(QString, words);
        const std::string sentence = refusal(fileOf(header.toStdString(), static_cast<std::size_t>(dataBytes)));
        QVERIFY2(sentence.starts_with("some.safetensors: is damaged"), sentence.c_str());
        QVERIFY2(QString::fromStdString(sentence).contains(words), sentence.c_str());
    }

    void lyingAboutTheHeaderIsRefused()
    {
        QVERIFY(refusal({}).find("ends before its header") != std::string::npos);
        QVERIFY(refusal(std::vector<std::byte>(7)).find("ends before its header") != std::string::npos);
        for (const std::uint64_t length : { std::uint64_t { 3 }, std::uint64_t { 1 } << 40,
                 std::numeric_limits<std::uint64_t>::max(), std::numeric_limits<std::uint64_t>::max() - 7 })
            QVERIFY(refusal(fileOf("{}", 0, length)).find("does not fit") != std::string::npos);
        QVERIFY(refusal(fileOf("{}", 0)).empty());
        const std::string deep(200000, '[');
        QVERIFY(refusal(fileOf(deep, 0)).find("JSON") != std::string::npos);
    }

    void mutilatedFilesNeverCrash()
    {
        // Whatever comes of a mutation: an Error, or tensors that lie within the file and fit their shapes.
        writeSample();
        const std::vector<std::byte> original = readAll(m_path);
        int refused = 0;
        const int rounds = 20000;
        for (int round = 0; round < rounds; ++round) {
            RandomStream random(11, { streamId("mutation"), static_cast<std::uint64_t>(round) });
            std::vector<std::byte> content = original;
            const std::uint64_t changes = 1 + random.below(4);
            for (std::uint64_t change = 0; change < changes && !content.empty(); ++change) {
                const std::size_t where = random.below(content.size());
                switch (random.below(5)) {
                case 0:
                    content[where] = static_cast<std::byte>(random.below(256));
                    break;
                case 1:
                    content[where] ^= static_cast<std::byte>(1u << random.below(8));
                    break;
                case 2:
                    content.resize(where);
                    break;
                case 3:
                    content.insert(content.begin() + static_cast<std::ptrdiff_t>(where), content[where]);
                    break;
                case 4: // a digit elsewhere in the header: other offsets and shapes
                    for (std::size_t i = where; i < content.size(); ++i) {
                        if (content[i] >= std::byte { '0' } && content[i] <= std::byte { '9' }) {
                            content[i] = static_cast<std::byte>('0' + random.below(10));
                            break;
                        }
                    }
                    break;
                }
            }
            try {
                const SafetensorsFile file = SafetensorsFile::parse(content, m_path);
                std::size_t sum = 0;
                for (const auto &[name, tensor] : file.tensors()) {
                    std::size_t elements = 1;
                    for (const std::int64_t size : tensor.shape)
                        elements *= static_cast<std::size_t>(size);
                    QCOMPARE(elements * elementSize(tensor.type), tensor.bytes.size());
                    for (const std::byte byte : tensor.bytes) // touches each byte: a sanitizer would see a wild one
                        sum += static_cast<std::size_t>(byte);
                }
                QVERIFY(sum < 256 * original.size());
            } catch (const Error &error) {
                QVERIFY(error.code() == ErrorCode::Corrupt);
                ++refused;
            }
        }
        QVERIFY(refused > rounds / 4);
        QVERIFY(refused < rounds);
    }

    void everyFlippedBitIsSeen()
    {
        writeSample();
        const std::vector<std::byte> original = readAll(m_path);
        const SafetensorsFile whole = SafetensorsFile::read(m_path);
        int refused = 0;
        for (std::size_t bit = 0; bit < 8 * original.size(); ++bit) {
            std::vector<std::byte> content = original;
            content[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
            try {
                const SafetensorsFile file = SafetensorsFile::parse(content, m_path);
                // What is read all the same must say the same: the bit was in a space, or in the checksum's own name.
                QCOMPARE(file.tensors().size(), whole.tensors().size());
                for (const auto &[name, tensor] : whole.tensors()) {
                    QVERIFY2(file.tensors().contains(name), name.c_str());
                    QCOMPARE(file.tensor(name).shape, tensor.shape);
                    QVERIFY(file.tensor(name).type == tensor.type);
                    QVERIFY2(std::ranges::equal(file.tensor(name).bytes, tensor.bytes), name.c_str());
                }
                QCOMPARE(file.metadata("epoch"), whole.metadata("epoch"));
                QCOMPARE(file.metadata("name"), whole.metadata("name"));
            } catch (const Error &error) {
                QVERIFY(error.code() == ErrorCode::Corrupt);
                ++refused;
            }
        }
        QVERIFY(refused > static_cast<int>(7 * original.size()));
    }

    void filesWithoutAChecksumAreRead()
    {
        const std::string header
            = R"({"__metadata__":{"epoch":"3"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
        QVERIFY(refusal(fileOf(header, 4)).empty());
        const std::string wrong
            = R"({"__metadata__":{"checksum":"00"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
        QVERIFY(refusal(fileOf(wrong, 4)).find("checksum") != std::string::npos);
    }

    void numbersThatAreNotFiniteAreNamed()
    {
        const float infinity = std::numeric_limits<float>::infinity();
        const std::vector<std::uint16_t> halves { 0x3C00, 0x7BFF, 0xFC00 };
        const std::vector<std::int64_t> whole { -1, std::numeric_limits<std::int64_t>::max() };
        const auto write = [&](const std::vector<float> &values) {
            writeSafetensors(m_path,
                { { "weights", { TensorType::Float32, { std::ssize(values) }, bytesOf(values) } },
                    { "halves", { TensorType::Float16, { 3 }, std::as_bytes(std::span(halves)) } },
                    { "numbers", { TensorType::Int64, { 2 }, std::as_bytes(std::span(whole)) } } },
                {});
            return SafetensorsFile::read(m_path);
        };
        write({ 0, -0.0f, 1e-45f, std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest() })
            .requireFinite("weights");
        write({}).requireFinite("weights");
        write({ 1 }).requireFinite("numbers");
        for (const float other : { infinity, -infinity, std::nanf(""), -std::nanf("") }) {
            try {
                write({ 1, 2, other }).requireFinite("weights");
                QFAIL("it is not finite");
            } catch (const Error &error) {
                QVERIFY(error.cause().find("'weights'") != std::string::npos);
            }
        }
        QVERIFY_EXCEPTION_THROWN(write({ 1 }).requireFinite("halves"), Error);
    }

    void whatOnlyClaimsToBeLargeTakesNoMemory()
    {
        // A hole of 3 GB behind an empty header, and one that a tensor claims: refused by what the header says.
        const auto write = [&](const std::string &header, std::uintmax_t dataBytes) {
            const std::vector<std::byte> begin = fileOf(header, 0);
            std::ofstream(m_path, std::ios::binary)
                .write(reinterpret_cast<const char *>(begin.data()), std::ssize(begin));
            std::filesystem::resize_file(m_path, begin.size() + dataBytes);
        };
        write("{}", std::uintmax_t { 3 } << 30);
        QVERIFY_EXCEPTION_THROWN(SafetensorsFile::read(m_path), Error);
        write(R"({"a":{"dtype":"F32","shape":[805306368],"data_offsets":[0,3221225472]}})", std::uintmax_t { 3 } << 30);
        QVERIFY_EXCEPTION_THROWN(SafetensorsFile::read(m_path, SafetensorsFile::kLargestWeights), Error);
        QCOMPARE(SafetensorsFile::readMetadata(m_path).size(), std::size_t { 0 });
        std::filesystem::remove(m_path);
    }

    void headersOfNoShapeAreRefusedUnparsed()
    {
        for (const std::string &header : { std::string(20'000'000, '['), R"({"a":)" + std::string(1'000'000, '['),
                 R"({"a":[)" + std::string(2'000'000, ',') + "]}", std::string(R"({"a":{"b":{"c":{"d":1}}}})") }) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(refusal(fileOf(header, 0)).find("JSON object") != std::string::npos);
            QVERIFY(timer.elapsed() < 2000);
        }
        // Brackets and commas within text count for nothing.
        const std::string text = std::string(2'000'000, ',') + "[[[[[" + R"(\\\")" + "[[[[";
        const std::string header = "{\"__metadata__\":{\"list\":\"" + text + "\"}}";
        QVERIFY(refusal(fileOf(header, 0)).empty());
    }

    void pipesAndDevicesAreRefused()
    {
        std::filesystem::remove(m_path);
        QCOMPARE(::mkfifo(m_path.c_str(), 0600), 0);
        for (const std::filesystem::path &path : { m_path, std::filesystem::path("/dev/zero") }) {
            try {
                SafetensorsFile::read(path);
                QFAIL("it is no file");
            } catch (const Error &error) {
                QVERIFY(error.code() == ErrorCode::Unreadable);
            }
        }
        std::filesystem::remove(m_path);
    }

    void aTensorThatDoesNotFitItsShapeIsNotWritten()
    {
        const std::vector<float> values { 1.0f, 2.0f };
        QVERIFY_EXCEPTION_THROWN(
            writeSafetensors(m_path, { { "a", { TensorType::Float32, { 3 }, bytesOf(values) } } }, {}), Error);
    }
};

QTEST_APPLESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
