#include "base/error.h"
#include "library/raventable.h"
#include "support/mediafiles.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

std::string header()
{
    return "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tBegin File\t"
           "Annotation\n";
}

std::string row(int second, const std::string &annotation, const std::string &file = "tone.wav")
{
    const std::string begin = std::to_string(second);
    return begin + "\tSpectrogram 1\t1\t" + begin + ".0\t" + begin + ".5\t500\t2000\t" + file + '\t' + annotation
        + '\n';
}

} // namespace

class TestRavenTable : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    RavenTable table(const std::string &content, const std::string &soundFile = "tone.wav")
    {
        writeBytes(m_folder / "table.txt", content);
        return readRavenTable(m_folder / "table.txt", "/music/" + soundFile);
    }

    /// Of a table in which everything is right.
    std::vector<RavenSelection> read(const std::string &content)
    {
        const RavenTable found = table(content);
        if (!found.notes.empty() || found.ofOtherFiles > 0)
            throw std::logic_error("something was left out");
        return found.selections;
    }

private Q_SLOTS:
    void isWrittenAsRavenWritesIt()
    {
        const std::vector<RavenSelection> selections { { 0.5, 1.25, 440, 880.5, "a\tcall" },
            { 2, 3.1234567, 0, 0, "" } };
        writeRavenTable(m_folder / "out.txt", selections, "/music/dawn chorus.wav", 11025);
        QCOMPARE(QByteArray::fromStdString(readBytes(m_folder / "out.txt")),
            QByteArray("Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tBegin "
                       "File\tAnnotation\n"
                       "1\tSpectrogram 1\t1\t0.500000\t1.250000\t440.000\t880.500\tdawn chorus.wav\ta call\n"
                       "2\tSpectrogram 1\t1\t2.000000\t3.123457\t0.000\t11025.000\tdawn chorus.wav\t\n"));
    }

    void whatIsWrittenIsRead()
    {
        const std::vector<RavenSelection> selections { { 0.5, 1.25, 440, 880.5, "Größe ♫" }, { 2, 3, 0, 11025, "x" } };
        writeRavenTable(m_folder / "out.txt", selections, "s.wav", 11025);
        QVERIFY(readRavenTable(m_folder / "out.txt", "s.wav").selections == selections);
    }

    void columnsMayStandInAnyOrderAndSomeMayLack()
    {
        QVERIFY(read("End Time (s)\tBegin Time (s)\r\n2.5\t1.5\r\n")
            == (std::vector<RavenSelection> { { 1.5, 2.5, 0, 0, "" } }));
        // As BirdNET-Analyzer writes it.
        QVERIFY(read("Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tCommon "
                     "Name\tSpecies Code\tConfidence\n1\tSpectrogram 1\t1\t3\t6.0\t0\t15000\tWren\twinwre4\t0.8\n")
            == (std::vector<RavenSelection> { { 3, 6, 0, 15000, "Wren" } }));
    }

    void aSelectionInTwoViewsIsOne()
    {
        const auto selections = read("Selection\tView\tBegin Time (s)\tEnd Time (s)\n"
                                     "1\tWaveform 1\t1\t2\n1\tSpectrogram 1\t1\t2\n2\tWaveform 1\t4\t5\n");
        QCOMPARE(selections.size(), std::size_t { 2 });
        QCOMPARE(selections[1].beginSeconds, 4.0);
    }

    void selectionsThatShareANumberAreTheirOwn()
    {
        // Tables of two recorders, one behind the other.
        QCOMPARE(read("Selection\tView\tBegin Time (s)\tEnd Time (s)\n"
                      "1\tSpectrogram 1\t1\t2\n2\tSpectrogram 1\t4\t5\n1\tSpectrogram 1\t7\t8\n")
                     .size(),
            std::size_t { 3 });
        // The waveform has no frequencies.
        QVERIFY(read("Selection\tView\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\n"
                     "1\tWaveform 1\t1\t2\t\t\n1\tSpectrogram 1\t1\t2\t500\t900\n")
            == (std::vector<RavenSelection> { { 1, 2, 500, 900, "" } }));
    }

    void aQuoteIsACharacter()
    {
        QVERIFY(read(header() + row(1, "A") + row(2, "\"unclosed") + row(3, "say \"C\"") + row(4, "\"D\""))
            == (std::vector<RavenSelection> { { 1, 1.5, 500, 2000, "A" }, { 2, 2.5, 500, 2000, "\"unclosed" },
                { 3, 3.5, 500, 2000, "say \"C\"" }, { 4, 4.5, 500, 2000, "\"D\"" } }));
    }

    void aTableOfRIsRead()
    {
        // write.table(): text in quotes, names made syntactic.
        QVERIFY(read("\"Selection\"\t\"Begin.Time..s.\"\t\"End.Time..s.\"\t\"Begin.File\"\t\"Annotation\"\n"
                     "1\t0.5\t1\t\"tone.wav\"\t\"a \\\"loud\\\" call\"\n")
            == (std::vector<RavenSelection> { { 0.5, 1, 0, 0, "a \"loud\" call" } }));
    }

    void anotherFilesMarksStayAway()
    {
        const RavenTable found = table(header() + row(1, "A") + row(2, "B", "other.wav") + row(3, "C", "TONE.WAV"));
        QVERIFY(found.selections
            == (std::vector<RavenSelection> { { 1, 1.5, 500, 2000, "A" }, { 3, 3.5, 500, 2000, "C" } }));
        QCOMPARE(found.ofOtherFiles, std::int64_t { 1 });
        QCOMPARE(found.anotherFile, std::string("other.wav"));
        QVERIFY(found.notes.empty());
        // By its path, as BirdNET-Analyzer says it on Windows; letters as macOS has them.
        QCOMPARE(table("Begin Time (s)\tEnd Time (s)\tBegin Path\n1\t2\tC:\\rec\\e\u0301.wav\n3\t4\t/rec/b.wav\n",
                     "\u00E9.wav")
                     .selections.size(),
            std::size_t { 1 });
        writeBytes(m_folder / "table.txt", header() + row(1, "A") + row(2, "B", "other.wav"));
        QCOMPARE(readRavenTable(m_folder / "table.txt").selections.size(), std::size_t { 2 });
    }

    void inATableOfSeveralFilesTheOffsetCounts()
    {
        QVERIFY(read("Begin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\n605.5\t607\ttone.wav\t5.5\n"
                     "8\t9\ttone.wav\t\n")
            == (std::vector<RavenSelection> { { 5.5, 7, 0, 0, "" }, { 8, 9, 0, 0, "" } }));
    }

    void blankRowsArePassedOver()
    {
        QCOMPARE(
            read(header() + row(1, "A") + std::string(8, '\t') + "\n \n\r\n" + row(2, "B")).size(), std::size_t { 2 });
    }

    void decimalCommasAreRead()
    {
        QVERIFY(read(header() + "1\tSpectrogram 1\t1\t1,25\t2,5\t500,5\t2000\ttone.wav\tA\n")
            == (std::vector<RavenSelection> { { 1.25, 2.5, 500.5, 2000, "A" } }));
    }

    void textThatIsNotUtf8IsRead() { QCOMPARE(read(header() + row(1, "M\xF6we"))[0].label, std::string("M\u00F6we")); }

    void rowsThatMakeNoSenseAreRefusedAlone()
    {
        const RavenTable found = table("Begin Time (s)\tEnd Time (s)\n1\t2\n3\tsoon\n3\t2\nnan\t2\n-1\t2\n5\n"
                                       "1,000,000\t2\n7\t8\n");
        QVERIFY(found.selections == (std::vector<RavenSelection> { { 1, 2, 0, 0, "" }, { 7, 8, 0, 0, "" } }));
        QCOMPARE(found.unreadable, std::int64_t { 6 });
        QCOMPARE(found.notes.size(), std::size_t { 6 });
        QCOMPARE(found.notes[0], std::string("line 3: 'soon' is not a number"));
        QCOMPARE(found.notes[1], std::string("line 4: the selection ends before it begins"));
        QVERIFY(found.notes[2].starts_with("line 5: 'nan'") && found.notes[3].starts_with("line 6: '-1'"));
        QVERIFY(found.notes[4].starts_with("line 7: ''"));
    }

    void notesOfATableWithoutEndAreCountedAndNotKept()
    {
        std::string text = "Begin Time (s)\tEnd Time (s)\n";
        for (int row = 0; row < 5000; ++row)
            text += "soon\tlate\n";
        text += std::string(100'000, 'x') + "\t1\n";
        const RavenTable found = table(text);
        QCOMPARE(found.unreadable, std::int64_t { 5001 });
        QCOMPARE(found.notes.size(), std::size_t { 200 });
        QVERIFY(std::all_of(
            found.notes.begin(), found.notes.end(), [](const std::string &note) { return note.size() < 200; }));
    }

    void whatIsNoTableIsRefused()
    {
        const auto errorOfTable = [this](const std::string &content) { return errorOf([&] { table(content); }); };
        QVERIFY(errorOfTable("").code() == ErrorCode::Corrupt);
        QVERIFY(errorOfTable("<html>\n").code() == ErrorCode::Corrupt);
        QVERIFY(errorOf([&] { readRavenTable(m_folder / "nothing.txt"); }).code() == ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestRavenTable)
#include "tst_raventable.moc"
