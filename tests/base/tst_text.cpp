#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"

#include <QTest>

using namespace retrograde;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void displayTextKeepsWellFormedUtf8()
    {
        const std::string name = "na\xC3\xAFve \xE2\x82\xAC \xF0\x9F\x8E\xB5";
        QCOMPARE(displayText(name), name);
    }

    void displayTextReplacesWhatIsIllFormed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("lone continuation") << QByteArray("a\x80z");
        QTest::newRow("cut short") << QByteArray("a\xE2\x82");
        QTest::newRow("overlong") << QByteArray("\xC0\xAF");
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
        QTest::newRow("past U+10FFFF") << QByteArray("\xF4\x90\x80\x80");
        QTest::newRow("Latin-1") << QByteArray("caf\xE9.mp3");
    }

    void displayTextReplacesWhatIsIllFormed()
    {
        QFETCH(QByteArray, bytes);
        const std::string shown = displayText(bytes.toStdString());
        const QString decoded = QString::fromStdString(shown);
        QVERIFY(decoded.contains(QChar::ReplacementCharacter));
        // Qt is the independent judge: what is well-formed survives the round trip.
        QCOMPARE(decoded.toUtf8().toStdString(), shown);
    }

    void displayTextHasNoControlCharacters() { QCOMPARE(displayText("one\ntwo\x1b[31m"), std::string("one two [31m")); }

    void foldedTextComparesLettersOfAllScripts()
    {
        QCOMPARE(folded("Björk"), folded("BJÖRK"));
        QCOMPARE(folded("Björk"), std::string("bjork"));
        QCOMPARE(folded("Bjo\xCC\x88rk"), std::string("bjork")); // with a combining mark
        QCOMPARE(folded("ЛЕС"), folded("лес"));
        QCOMPARE(folded("ΣΚΙΆ"), folded("σκια"));
        QCOMPARE(folded("STRASSE"), folded("straße"));
        QCOMPARE(folded("ﬁn"), std::string("fin"));
        QCOMPARE(folded("Plain ASCII"), std::string("plain ascii"));
        QCOMPARE(folded("caf\xE9"), std::string("caf\xEF\xBF\xBD"));
        QCOMPARE(folded(""), std::string());
    }

    void textOfUnknownCodingIsRead()
    {
        QCOMPARE(decodedText("Björk"), std::string("Björk"));
        QCOMPARE(decodedText("Bj\xF6rk"), std::string("Björk"));
        QCOMPARE(decodedText("\x93S\xF6ng\x94 \x80"), std::string("“Söng” €"));
        QCOMPARE(decodedText("it\u0092s"), std::string("it\u2019s")); // taken for ISO 8859-1 by whoever wrote it
        QCOMPARE(decodedText("one\ntwo"), std::string("one two"));
        QCOMPARE(decodedText("\xFF\n\x81"), std::string("ÿ \uFFFD"));
        QCOMPARE(decodedText(""), std::string());
        QVERIFY(isUtf8("Björk"));
        QVERIFY(!isUtf8("Bj\xF6rk"));
    }

    void spacesOfAllKindsAreSpaces()
    {
        QCOMPARE(trimmed(" \t\u00A0a\u00A0b \u3000\uFEFF\r\n"), std::string_view("a\u00A0b"));
        QCOMPARE(trimmed("\u00A0 "), std::string_view());
        QCOMPARE(trimmed("\xA0x\xC2"), std::string_view("\xA0x\xC2"));
        QCOMPARE(plainSpaces("Begin\u00A0Time\u2009(s)"), std::string("Begin Time (s)"));
    }

    void composedTextIsOneForm()
    {
        QCOMPARE(composed("e\u0301.wav"), std::string("\u00E9.wav"));
        QCOMPARE(composed("\u00E9.wav"), std::string("\u00E9.wav"));
        QCOMPARE(composed("\xE9.wav"), std::string("\xE9.wav"));
        QCOMPARE(composed("plain"), std::string("plain"));
    }

    void cellsOfCsvAreQuotedWhereTheyMustBe()
    {
        QCOMPARE(csvField("plain"), std::string("plain"));
        QCOMPARE(csvField("a,b"), std::string("\"a,b\""));
        QCOMPARE(csvField("say \"hi\"\n"), std::string("\"say \"\"hi\"\"\n\""));
    }

    void durations()
    {
        QCOMPARE(formatDuration(31.9), std::string("0:31"));
        QCOMPARE(formatDuration(725), std::string("12:05"));
        QCOMPARE(formatDuration(36000), std::string("10:00:00"));
        QCOMPARE(formatDuration(-3), std::string("0:00"));
        QCOMPARE(formatDuration(std::numeric_limits<double>::quiet_NaN()), std::string("0:00"));
    }

    void errorNamesTheFile()
    {
        const Error error(ErrorCode::NotAudio,
            "/music/b\xFF"
            "d.mp3",
            "is not audio");
        QCOMPARE(std::string(error.what()),
            std::string("/music/b\xEF\xBF\xBD"
                        "d.mp3: is not audio"));
        QCOMPARE(error.path().native(),
            std::string("/music/b\xFF"
                        "d.mp3"));
    }

    void contentHashIsXxh3()
    {
        // The published value of XXH3's 128-bit hash of nothing, seed 0.
        QCOMPARE(contentHash(""), std::string("99aa06d3014798d86001c324468d497f"));
    }

    void nothingThatCommandsATerminalIsShown_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("C0: escape, bell") << QByteArray("a\x1b[31mb\x07") << QByteArray("a [31mb ");
        QTest::newRow("C1: control sequence introducer") << QByteArray("a\u009b31mred") << QByteArray("a 31mred");
        QTest::newRow("C1: first and last") << QByteArray("\u0080\u009f\u00a0") << QByteArray("  \u00a0");
        QTest::newRow("overrides and embeddings")
            << QByteArray("\u202aa\u202bb\u202cc\u202dd\u202e") << QByteArray(" a b c d ");
        QTest::newRow("isolates") << QByteArray("\u2066a\u2067b\u2068c\u2069") << QByteArray(" a b c ");
        QTest::newRow("line and paragraph separators") << QByteArray("a\u2028b\u2029c") << QByteArray("a b c");
        QTest::newRow("what is beside them stays")
            << QByteArray("\u2027\u202f\u2065\u206a\u200f") << QByteArray("\u2027\u202f\u2065\u206a\u200f");
    }
    void nothingThatCommandsATerminalIsShown()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(displayText(bytes.toStdString())), shown);
    }

    void aCellIsNoFormula_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("equals") << QByteArray("=HYPERLINK(1)") << QByteArray("'=HYPERLINK(1)");
        QTest::newRow("quoted") << QByteArray("=HYPERLINK(\"x\")") << QByteArray("\"'=HYPERLINK(\"\"x\"\")\"");
        QTest::newRow("plus") << QByteArray("+cmd") << QByteArray("'+cmd");
        QTest::newRow("minus") << QByteArray("-1+1") << QByteArray("'-1+1");
        QTest::newRow("at") << QByteArray("@SUM(A1)") << QByteArray("'@SUM(A1)");
        QTest::newRow("tab") << QByteArray("\t=1") << QByteArray("'\t=1");
        QTest::newRow("a number") << QByteArray("-12.5") << QByteArray("-12.5");
        QTest::newRow("minus infinity") << QByteArray("-inf") << QByteArray("-inf");
        QTest::newRow("inside") << QByteArray("a=b") << QByteArray("a=b");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void aCellIsNoFormula()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, cell);
        QCOMPARE(QByteArray::fromStdString(csvField(text.toStdString())), cell);
    }

    void longTextIsCutBetweenCharacters()
    {
        QCOMPARE(shortened("abc", 3), std::string("abc"));
        QCOMPARE(shortened("abcd", 3), std::string("ab\u2026"));
        QCOMPARE(shortened("\u00e4\u00f6\u00fc\u00df", 3), std::string("\u00e4\u00f6\u2026"));
        QCOMPARE(shortened("", 3), std::string());
        QCOMPARE(shortened(std::string(1'000'000, 'x'), 5).size(), std::size_t { 7 });
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
