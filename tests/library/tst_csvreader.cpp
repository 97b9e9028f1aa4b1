#include "base/error.h"
#include "base/random.h"
#include "base/runcontrol.h"
#include "library/csvreader.h"
#include "library/table.h"
#include "support/scratchfolder.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <sys/resource.h>

using namespace retrograde;

namespace {

using Record = std::vector<std::string>;

struct Reading {
    std::vector<Record> records;
    std::vector<std::int64_t> lines;
    std::vector<std::string> problems; ///< of the records that had one
};

Reading readAll(const std::string &text, char separator = ',')
{
    std::istringstream stream(text);
    CsvReader reader(stream, separator);
    Reading reading;
    Record fields;
    while (reader.next(fields)) {
        reading.records.push_back(fields);
        reading.lines.push_back(reader.line());
        if (!reader.problem().empty())
            reading.problems.push_back(reader.problem());
    }
    return reading;
}

std::string inQuotes(const std::string &field)
{
    std::string text = "\"";
    for (const char c : field)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + '"';
}

} // namespace

class TestCsvReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRecords_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::vector<Record>>("records");
        const auto row = [](const char *name, const std::string &text, const std::vector<Record> &records) {
            QTest::newRow(name) << text << records;
        };
        row("nothing", "", {});
        row("only line ends", "\n\r\n\r\n", {});
        row("plain", "a,b\n1,2\n", { { "a", "b" }, { "1", "2" } });
        row("no end of the last line", "a,b\n1,2", { { "a", "b" }, { "1", "2" } });
        row("CR LF", "a,b\r\n1,2\r\n", { { "a", "b" }, { "1", "2" } });
        row("CR alone", "a,b\r1,2\r", { { "a", "b" }, { "1", "2" } });
        row("byte order mark",
            "\xEF\xBB\xBF"
            "path\nx",
            { { "path" }, { "x" } });
        row("half a byte order mark", "\xEF\xBBz", { { "z" } });
        row("empty fields", ",\n,,x", { { "", "" }, { "", "", "x" } });
        row("empty lines between", "a\n\n\r\nb\n", { { "a" }, { "b" } });
        row("spaces are kept", " a , b ", { { " a ", " b " } });
        row("quotes", "\"a,b\",\"say \"\"yes\"\"\",\"\"", { { "a,b", "say \"yes\"", "" } });
        row("line breaks in quotes", "\"a\nb\",\"c\r\nd\"\ne", { { "a\nb", "c\r\nd" }, { "e" } });
        row("an empty quoted field alone", "\"\"\nx", { { "" }, { "x" } });
        row("a quote in mid-field", "7\" single,x", { { "7\" single", "x" } });
        row("ragged", "a,b,c\n1\n1,2,3,4", { { "a", "b", "c" }, { "1" }, { "1", "2", "3", "4" } });
        row("any bytes", std::string("\0\xFF,\xC3", 4), { { std::string("\0\xFF", 2), "\xC3" } });
        row("text behind a quote", "\"a\"b,c", { { "ab", "c" } });
        row("a quote behind a quote", "\"a\"b\"c\",d", { { "ab\"c\"", "d" } });
        row("never closed", "a,\"b\nc", { { "a", "b\nc" } });
    }

    void readsRecords()
    {
        QFETCH(std::string, text);
        QFETCH(std::vector<Record>, records);
        QCOMPARE(readAll(text).records, records);
    }

    void takesAnotherSeparator()
    {
        QCOMPARE(readAll("a;b,c\n\"x;y\";z", ';').records, (std::vector<Record> { { "a", "b,c" }, { "x;y", "z" } }));
        QCOMPARE(readAll("a\tb", '\t').records, (std::vector<Record> { { "a", "b" } }));
    }

    void countsLines()
    {
        QCOMPARE(readAll("a\n\n\"b\nc\r\nd\"\r\ne\rf").lines, (std::vector<std::int64_t> { 1, 3, 6, 7 }));
    }

    void saysWhatIsWrong()
    {
        QVERIFY(readAll("a,\"b\nc\"\n\"\"\"\"").problems.empty());
        QCOMPARE(readAll("a,\"b\n").problems.size(), std::size_t { 1 });
        QCOMPARE(readAll("\"a\"b\nc").problems.size(), std::size_t { 1 });
    }

    void aQuoteThatIsNeverClosedDoesNotEatTheRest()
    {
        const std::string swallowed(CsvReader::kLongestRecord, 'x');
        const Reading reading = readAll("a,\"" + swallowed + "xx\nnext,record\n");
        QCOMPARE(reading.problems.size(), std::size_t { 1 });
        QCOMPARE(reading.records.size(), std::size_t { 2 });
        QVERIFY(reading.records[0][1].size() <= CsvReader::kLongestRecord);
        QCOMPARE(reading.records[1], (Record { "next", "record" }));
        QCOMPARE(reading.lines[1], std::int64_t { 2 });
    }

    void readsWhatWasWritten()
    {
        RandomStream random(3);
        const std::string bytes("ab,;\"\r\n\t \0\xC3\xA4\xFF", 13);
        for (int round = 0; round < 2000; ++round) {
            std::vector<Record> records(1 + random.below(5));
            std::string text;
            for (Record &record : records) {
                record.resize(1 + random.below(4));
                for (std::string &field : record) {
                    for (auto length = random.below(8); length > 0; --length)
                        field += bytes[random.below(bytes.size())];
                    text += (&field == &record.front() ? "" : ",") + inQuotes(field);
                }
                text += random.coin() ? "\n" : "\r\n";
            }
            const Reading reading = readAll(text);
            QCOMPARE(reading.records, records);
            QVERIFY(reading.problems.empty());
        }
    }

    void anyBytesCanBeRead()
    {
        RandomStream random(4);
        const std::string likely("\",\n\r");
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (auto length = random.below(300); length > 0; --length)
                text += random.coin() ? likely[random.below(likely.size())] : static_cast<char>(random.below(256));
            const Reading reading = readAll(text);
            std::size_t size = 0;
            std::int64_t line = 0;
            for (std::size_t i = 0; i < reading.records.size(); ++i) {
                QVERIFY(!reading.records[i].empty());
                QVERIFY(reading.lines[i] > line);
                line = reading.lines[i];
                for (const std::string &field : reading.records[i])
                    size += field.size();
            }
            QVERIFY(size <= text.size());
            QVERIFY(line <= 1 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }));
        }
    }

    void whatIsWrongInMillionsOfLinesIsCountedNotKept()
    {
        const testing::ScratchFolder folder;
        constexpr int kLines = 2'000'000;
        {
            std::ofstream file(folder / "bad.csv", std::ios::binary);
            for (int line = 0; line < kLines; ++line)
                file << "a,b\n";
        }
        const auto peak = [] {
            struct rusage usage { };
            ::getrusage(RUSAGE_SELF, &usage);
            return usage.ru_maxrss; // KiB
        };
        const long before = peak();
        const RunControl control;
        Table table(folder / "bad.csv", control);
        while (table.next(1)) { }
        const std::vector<std::string> notes = table.notes();
        QCOMPARE(notes.back(), "... and " + std::to_string(kLines - static_cast<int>(notes.size()) + 1) + " more");
#ifdef __SANITIZE_ADDRESS__
        Q_UNUSED(before) // the sanitizer keeps what was freed
#else
        QVERIFY2(peak() - before < 16 * 1024, std::to_string(peak() - before).c_str());
#endif
    }

    void aTableCanBeGivenUpInTheMiddle()
    {
        const testing::ScratchFolder folder;
        constexpr int kLines = 2'000'000;
        {
            std::ofstream file(folder / "long.csv", std::ios::binary);
            for (int line = 0; line < kLines; ++line)
                file << "a,b\n";
        }
        RunControl control;
        Table table(folder / "long.csv", control);
        QVERIFY(table.next());
        control.stop();
        const Error error = testing::errorOf([&] {
            while (table.next()) { }
        });
        QVERIFY(error.code() == ErrorCode::Cancelled);
        QVERIFY2(table.line() < kLines / 10, std::to_string(table.line()).c_str());
    }
};

QTEST_APPLESS_MAIN(TestCsvReader)
#include "tst_csvreader.moc"
