#include "audio/midifile.h"
#include "library/csvreader.h"
#include "library/labelsfile.h"
#include "library/openmic.h"
#include "library/raventable.h"
#include "library/table.h"
#include "spectrum/featurestore.h"
#include "spectrum/npyfile.h"
#include "spectrum/storecare.h"
#include "support/datasettrees.h"
#include "support/mutations.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <cmath>
#include <cstring>
#include <sstream>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

/// Files of tables, features and arrays, mutated: whatever comes of it, an Error or values that keep what their readers
/// promise. With RETROGRADE_FUZZ_SECONDS each format is tried for so long; the preset "asan" sees what is read wrongly.
class TestFuzzTables : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    /// Runs @p attempt on mutations of @p original that are put into @p file.
    static void fuzz(const char *what, int rounds, const fs::path &file, const std::string &original,
        const std::vector<std::string> &dictionary, const std::function<void()> &attempt)
    {
        FuzzBudget budget(what, rounds);
        FuzzCount count;
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            putBytes(file, mutated(original, random, dictionary));
            count.count(attempt);
        }
        qInfo("%s: %lld rounds, %lld read, %lld refused", what, static_cast<long long>(budget.rounds()),
            static_cast<long long>(count.read), static_cast<long long>(count.refused));
        QCOMPARE(count.read + count.refused, budget.rounds());
        // A mutation that is always refused, or never, tries nothing.
        putBytes(file, original);
        attempt();
    }

private Q_SLOTS:
    void commaSeparatedValues()
    {
        const std::string original = "path,title,\"a \"\"quoted\"\" one\"\r\na.wav,Tune,\"x\ny\"\r\n\r\nb.wav,,\n";
        FuzzBudget budget("csv", 3000);
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            const std::string bytes = mutated(original, random, { "\"", ",", "\r", "\n", "\"\"", "\xEF\xBB\xBF" });
            std::istringstream stream(bytes);
            CsvReader reader(stream, random.coin() ? ',' : ';');
            std::vector<std::string> fields;
            std::size_t taken = 0;
            std::int64_t line = 0;
            while (reader.next(fields)) {
                QVERIFY(!fields.empty());
                QVERIFY(reader.line() > line);
                line = reader.line();
                for (const std::string &field : fields)
                    taken += field.size();
            }
            QVERIFY(taken <= bytes.size());
            std::vector<std::int64_t> numbers;
            std::int64_t number = 0;
            double real = 0;
            parsePythonList(bytes, numbers);
            if (parseNumber(bytes, number))
                QVERIFY(number >= 0);
            if (parseReal(bytes, real))
                QVERIFY(std::isfinite(real));
        }
    }

    void labels()
    {
        const fs::path file = m_folder / "labels.csv";
        fuzz("labels", 700, file,
            "path,title,artist,flute,organ\na/1.wav,One,Ann,1,0\na/2.wav,\"Two, too\",Bob,0,\n3.wav,,,1,1\n",
            { "path", "\t", ";", ",", "\"", "\n", "1", "../" }, [&] {
                LabelsFile labels(file, m_folder.path(), RunControl());
                Track track;
                for (const char *name : { "a/1.wav", "a/2.wav", "3.wav" }) {
                    track.path = m_folder / name;
                    const Annotation annotation = labels.apply(track);
                    if (!annotation.labels)
                        continue;
                    for (const Label &label : *annotation.labels)
                        QVERIFY(label.value == 0 || label.value == 1);
                }
                QVERIFY(labels.notes().size() < 1000);
            });
    }

    void selectionTables()
    {
        const fs::path file = m_folder / "selections.txt";
        fuzz("raven", 800, file,
            "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tAnnotation\n"
            "1\tSpectrogram 1\t1\t0.5\t1.5\t100\t2000\tcall\n2\tSpectrogram 1\t1\t2\t3.25\t0\t8000.5\tsong\n",
            { "\t", "\n", "Begin Time (s)", "-", "1e308", "inf" }, [&] {
                const RavenTable table = readRavenTable(file, "sound.wav");
                for (const RavenSelection &selection : table.selections) {
                    QVERIFY(std::isfinite(selection.beginSeconds) && selection.beginSeconds >= 0);
                    QVERIFY(std::isfinite(selection.endSeconds) && selection.endSeconds >= selection.beginSeconds);
                    QVERIFY(std::isfinite(selection.lowHertz) && std::isfinite(selection.highHertz));
                }
            });
    }

    void classMapsAndTheirTables()
    {
        const fs::path root = m_folder / "openmic";
        fs::create_directories(root / "partitions");
        const std::string labels = "sample_key,instrument,relevance,num_responses\n000046_3840,flute,0.9,3\n"
                                   "000046_3840,organ,0.1,4\n000135_483840,flute,0,2\n";
        const std::string metadata = "sample_key,track_title,artist_name\n000046_3840,Tune,Ann\n";
        putBytes(root / "openmic-2018-aggregated-labels.csv", labels);
        putBytes(root / "openmic-2018-metadata.csv", metadata);
        putBytes(root / "partitions" / "split01_train.csv", "000046_3840\n");
        const auto attempt = [&] {
            OpenMicTables tables(root, RunControl());
            Track track;
            track.path = root / "audio" / "000" / "000046_3840.ogg";
            const Annotation annotation = tables.apply(track);
            if (!annotation.labels)
                return;
            for (const Label &label : *annotation.labels)
                QVERIFY(label.value >= 0 && label.value <= 1);
        };
        fuzz("class map", 500, root / "class-map.json", openMicClassMap(),
            { "{", "[", "\"", ":", ",", "[[[[", "\\u0000" }, attempt);
        fuzz("labels of OpenMIC", 400, root / "openmic-2018-aggregated-labels.csv", labels,
            { "relevance", ",", "\n", "\"", "-0", "1.0000001" }, attempt);
    }

    void featureFiles()
    {
        const FeatureStore store(m_folder / "features");
        CqtParameters parameters;
        parameters.bins = 24;
        const CqtPlan plan(parameters);
        const std::vector<float> sound = sine(440, 0.5, parameters.sampleRate);
        std::size_t at = 0;
        store.compute("abcdef", plan, [&](std::span<float> samples) {
            const std::size_t count = std::min(samples.size(), sound.size() - at);
            std::copy_n(sound.begin() + static_cast<std::ptrdiff_t>(at), count, samples.begin());
            at += count;
            return count;
        });
        const fs::path file = store.fileFor("abcdef", parameters);
        const std::string original = bytesOf(file);
        FuzzBudget budget("features", 700);
        std::int64_t read = 0;
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            const std::string bytes = mutated(original, random, {});
            putBytes(file, bytes);
            store.contains("abcdef", parameters);
            isIntact(file, [] {});
            if (const auto spectrogram = store.open("abcdef", parameters)) {
                // What is read all the same is what was written.
                QVERIFY(bytes == original);
                ++read;
            }
        }
        QVERIFY(read < budget.rounds());
        putBytes(file, original);
        QVERIFY(store.open("abcdef", parameters));
        QVERIFY(isIntact(file, [] {}));
    }

    void scores()
    {
        // Two tracks at 96 ticks a quarter: a tempo, then two notes, the second by running status.
        const std::string original("MThd\0\0\0\x06\0\x01\0\x02\0\x60"
                                   "MTrk\0\0\0\x0b\0\xff\x51\x03\x07\xa1\x20\0\xff\x2f\0"
                                   "MTrk\0\0\0\x12\0\x90\x3c\x40\x60\x3e\x40\x60\x80\x3c\0\x60\x3e\0\0\xff\x2f\0",
            14 + 8 + 11 + 8 + 18);
        QCOMPARE(parseMidi(original, "a.mid").size(), std::size_t { 2 });
        FuzzBudget budget("midi", 20000);
        FuzzCount count;
        const std::vector<std::string> dictionary { "MTrk", std::string("\0\0\0\x08", 4), "\xff\xff\xff\x7f",
            "\xff\x51\x03\xff\xff\xff", "\xf0\x7f", "\x90", "\xff\x2f" };
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            const std::string bytes = mutated(original, random, dictionary);
            count.count([&] {
                double begin = 0;
                for (const MidiNote &note : parseMidi(bytes, "a.mid")) {
                    QVERIFY(note.begin >= begin && std::isfinite(note.end) && note.end >= note.begin);
                    QVERIFY(note.key >= 0 && note.key <= 127 && note.velocity >= 1 && note.velocity <= 127);
                    QVERIFY(note.channel >= 0 && note.channel <= 15);
                    begin = note.begin;
                }
            });
        }
        qInfo("midi: %lld rounds, %lld read, %lld refused", static_cast<long long>(budget.rounds()),
            static_cast<long long>(count.read), static_cast<long long>(count.refused));
        QVERIFY(count.read > 0 && count.refused > 0);
    }

    void arraysForNumPy()
    {
        // By the format's description: magic, version, length of the header, a dictionary, values aligned to 64 bytes.
        const fs::path file = m_folder / "array.npy";
        FuzzBudget budget("npy", 300);
        while (budget.goesOn()) {
            RandomStream random = budget.next();
            std::vector<std::int64_t> shape(random.below(5));
            std::int64_t cells = 1;
            std::string tuple;
            for (std::int64_t &extent : shape) {
                extent = static_cast<std::int64_t>(random.below(6));
                cells *= extent;
                tuple += std::to_string(extent) + ",";
            }
            std::vector<float> values(static_cast<std::size_t>(cells));
            for (float &value : values)
                value = static_cast<float>(random.uniform(-1, 1));
            writeNpy(file, values, shape);
            const std::string bytes = bytesOf(file);
            QVERIFY(bytes.starts_with(std::string_view("\x93NUMPY\x01\x00", 8)));
            const std::size_t length
                = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
            QCOMPARE((10 + length) % 64, std::size_t { 0 });
            QCOMPARE(bytes[9 + length], '\n');
            std::string dictionary = bytes.substr(10, length);
            std::erase(dictionary, ' ');
            if (shape.size() > 1)
                tuple.pop_back(); // only a tuple of one needs its comma
            QCOMPARE(QByteArray::fromStdString(dictionary).trimmed(),
                QByteArray::fromStdString("{'descr':'<f4','fortran_order':False,'shape':(" + tuple + "),}"));
            QCOMPARE(bytes.size(), 10 + length + values.size() * sizeof(float));
            QVERIFY(std::string_view(bytes).substr(10 + length)
                == std::string_view(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float)));
            values.push_back(0);
            QVERIFY_EXCEPTION_THROWN(writeNpy(file, values, shape), Error);
        }
    }
};

QTEST_APPLESS_MAIN(TestFuzzTables)
#include "tst_fuzztables.moc"
