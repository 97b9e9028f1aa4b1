#include "base/error.h"
#include "library/raventable.h"
#include "support/mediafiles.h"
#include "support/workspacefixture.h"

#include <QTest>

using namespace retrograde;
using namespace retrograde::testing;

class TestRavenTable : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    std::vector<RavenSelection> read(const std::string &content)
    {
        writeBytes(m_folder / "table.txt", content);
        return readRavenTable(m_folder / "table.txt");
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
        QVERIFY(readRavenTable(m_folder / "out.txt") == selections);
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

    void badTablesAreRefusedWithTheLine()
    {
        const auto errorOfTable = [this](const std::string &content) { return errorOf([&] { read(content); }); };
        QVERIFY(errorOfTable("").code() == ErrorCode::Corrupt);
        QVERIFY(errorOfTable("<html>\n").code() == ErrorCode::Corrupt);
        const Error word = errorOfTable("Begin Time (s)\tEnd Time (s)\n1\t2\n3\tsoon\n");
        QVERIFY2(word.cause().find("line 3") != std::string::npos && word.cause().find("soon") != std::string::npos,
            word.what());
        QVERIFY(errorOfTable("Begin Time (s)\tEnd Time (s)\n3\t2\n").cause().find("before") != std::string::npos);
        QVERIFY(errorOfTable("Begin Time (s)\tEnd Time (s)\nnan\t2\n").code() == ErrorCode::Corrupt);
        QVERIFY(errorOfTable("Begin Time (s)\tEnd Time (s)\n-1\t2\n").code() == ErrorCode::Corrupt);
        QVERIFY(errorOf([&] { readRavenTable(m_folder / "nothing.txt"); }).code() == ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestRavenTable)
#include "tst_raventable.moc"
