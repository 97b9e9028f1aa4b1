#include "report/escape.h"

#include <QTest>
#include <map>

using namespace retrograde;

class TestEscape : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsMarkupInHtml()
    {
        QCOMPARE(htmlEscaped("<b title=\"a\">'Tom & Jerry'</b>"),
            "&lt;b title=&quot;a&quot;&gt;&#39;Tom &amp; Jerry&#39;&lt;/b&gt;");
        QCOMPARE(htmlEscaped("S\xc3\xb6hne \\ 100 %"), "S\xc3\xb6hne \\ 100 %");
        QCOMPARE(htmlEscaped("a\x01\nb\xff"), "a  b\xef\xbf\xbd");
    }

    /// LaTeX's ten special characters, as its guides list them.
    void noCharacterIsSpecialInLatex_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("escaped");
        const std::map<char, const char *> special { { '#', "\\#" }, { '$', "\\$" }, { '%', "\\%" }, { '&', "\\&" },
            { '_', "\\_" }, { '{', "\\{" }, { '}', "\\}" }, { '~', "\\textasciitilde{}" },
            { '^', "\\textasciicircum{}" }, { '\\', "\\textbackslash{}" } };
        for (const auto &[c, name] : special)
            QTest::addRow("%c", c) << QByteArray(1, c) << QByteArray(name);
        QTest::newRow("a command") << QByteArray("\\input{a_b}") << QByteArray("\\textbackslash{}input\\{a\\_b\\}");
        QTest::newRow("superscripts of TeX")
            << QByteArray("^^5cinput") << QByteArray("\\textasciicircum{}\\textasciicircum{}5cinput");
        QTest::newRow("arguments of a row's end") << QByteArray("[2cm]*") << QByteArray("{[}2cm{]}{*}");
        QTest::newRow("ligatures") << QByteArray("a--b<<c>>,,")
                                   << QByteArray("a-{\\kern0pt}-b<{\\kern0pt}<c>{\\kern0pt}>,{\\kern0pt},");
        QTest::newRow("no ligatures") << QByteArray("a-b,c->d") << QByteArray("a-b,c->d");
        QTest::newRow("quotation marks") << QByteArray("'a' `b` \"c\"")
                                         << QByteArray("\\textquotesingle{}a\\textquotesingle{} \\textasciigrave{}b"
                                                       "\\textasciigrave{} \\textquotedbl{}c\\textquotedbl{}");
        QTest::newRow("UTF-8") << QByteArray("S\xc3\xb6hne \xe6\x97\xa5\xe6\x9c\xac")
                               << QByteArray("S\xc3\xb6hne \xe6\x97\xa5\xe6\x9c\xac");
        QTest::newRow("letters in parts") << QByteArray("So\xcc\x88hne") << QByteArray("S\xc3\xb6hne");
        QTest::newRow("no UTF-8") << QByteArray("a\xff\xfe"
                                                "b\xef\xbf\xbd")
                                  << QByteArray("a??b?");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void noCharacterIsSpecialInLatex()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, escaped);
        QCOMPARE(QByteArray::fromStdString(latexEscaped(text.toStdString())), escaped);
    }

    void controlCharactersAreSpaces()
    {
        for (int code = 0; code < 0x100; ++code) {
            if ((code >= 0x20 && code < 0x7f) || code >= 0xa0)
                continue;
            const QByteArray text = (QStringLiteral("a") + QChar(code) + u'b').toUtf8();
            QCOMPARE(latexEscaped(text.toStdString()), "a b");
        }
        QCOMPARE(latexEscaped("a\r\n\r\nb"), "a    b"); // no paragraph
    }
};

QTEST_APPLESS_MAIN(TestEscape)
#include "tst_escape.moc"
