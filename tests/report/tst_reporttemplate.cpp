#include "report/reporttemplate.h"

#include "base/error.h"
#include "base/outputfile.h"
#include "report/escape.h"
#include "support/workspacefixture.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <cmath>
#include <limits>

using namespace retrograde;
using retrograde::testing::errorOf;

namespace {

/// Whatever could be a command to a browser or to TeX, in the smallest form that would be seen.
constexpr const char *kHostile = R"([x]* \input{/etc/passwd} </p><script>1</script> {}~^#$%&_|"'` 1--2 %)";

/// A report in which every place that can hold foreign text holds some.
RunReportData hostileReport()
{
    RunReportData data;
    data.title = std::string("Run 1: ") + kHostile;
    data.status = kHostile;
    data.validation = { 0.5, "50.0 % right, always the same answer reaches 50.0 %", { kHostile, "Two." } };
    data.judgedOn = kHostile;
    data.test = data.validation;
    data.datasetNotes = { { kHostile, kHostile } };
    Chart chart;
    chart.title = kHostile;
    chart.verticalLabel = kHostile;
    chart.curves = { { kHostile, "training", { 0.7, std::numeric_limits<double>::quiet_NaN(), 0.5 } },
        { "validation", "validation", { 0.6, std::numeric_limits<double>::infinity(), 1234.5 } } };
    chart.reference = 0.69;
    chart.referenceName = kHostile;
    chart.marked = 2;
    chart.markedName = kHostile;
    data.charts = { chart, chart };
    data.charts[1].high = 100;
    data.confusion = ReportConfusion { { "forward", kHostile },
        { { "forward", { 2, 1 }, Interval { 2.0 / 3, 0.2, 0.9 } }, { kHostile, { 0, 0 }, {} } } };
    ReportLabels labels;
    labels.labels = { { kHostile, 3, 4, 0.5, {}, 0.25, {}, 0.5, {}, {}, 1.0 } };
    data.labels = { labels, labels };
    data.labels[1].ofTest = true;
    ReportClip clip;
    Track track;
    track.title = kHostile;
    track.artist = kHostile;
    track.licence = kHostile;
    track.path = std::string("/music/") + "a_b%#{\\^~.flac";
    clip.row.track = std::make_shared<const Track>(track);
    clip.row.seconds = 5;
    clip.was = "as published";
    clip.said = kHostile;
    clip.verdict = kHostile;
    data.mistakes = { 1, kHostile, "reversed", { { clip, { {}, kHostile }, { "mistake-001.wav", {} } } } };
    data.judgedByEar = { clip };
    data.verdicts = { { kHostile, 1 } };
    data.music = { kHostile, { { "trained on", 1, 61, kHostile } }, { kHostile }, { kHostile } };
    data.settings = { { kHostile, kHostile } };
    data.differencesFrom2019 = { kHostile };
    data.versions = { { kHostile, kHostile } };
    return data;
}

/// As much as a report has at least.
RunReportData bareReport()
{
    RunReportData data;
    data.title = "Run 1";
    data.validation = { 1, "100.0 % right", {} };
    data.charts = { Chart {} };
    return data;
}

bool typesets(const QString &engine, const QString &folder, QString &log)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(engine, { "-interaction=nonstopmode", "-halt-on-error", "report.tex" });
    const bool done = process.waitForFinished(100'000);
    log = QString::fromUtf8(process.readAll());
    return done && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

bool hasLatex(const QString &engine)
{
    if (QStandardPaths::findExecutable(engine).isEmpty())
        return false;
    QProcess finder;
    finder.start("kpsewhich", { "pgfplots.sty", "booktabs.sty" });
    return finder.waitForFinished() && finder.readAll().trimmed().count('\n') == 1;
}

} // namespace

class TestReportTemplate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foreignTextIsTextInHtml()
    {
        const QString page = QString::fromStdString(rendered(hostileReport(), ReportFormat::Html));
        QXmlStreamReader reader(page);
        QStringList tags;
        int seen = 0;
        while (!reader.atEnd()) {
            const QXmlStreamReader::TokenType token = reader.readNext();
            if (token == QXmlStreamReader::StartElement)
                tags.append(reader.name().toString());
            else if (token == QXmlStreamReader::Characters)
                seen += static_cast<int>(reader.text().count(QString(kHostile)));
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(!tags.contains("script"));
        QCOMPARE(tags.count("svg"), 2);
        QVERIFY2(seen >= 40, qPrintable(QString::number(seen))); // each of the places that hostileReport() fills
    }

    void foreignTextIsTextInLatex()
    {
        const QString article = QString::fromStdString(rendered(hostileReport(), ReportFormat::Latex));
        QVERIFY(!article.contains("\\input"));
        QVERIFY(!article.contains("<script>1</script> {}"));
        const QString escaped = QString::fromStdString(latexEscaped(kHostile));
        QVERIFY2(article.count(escaped) >= 40, qPrintable(QString::number(article.count(escaped))));
        // Each brace has its partner, on the way never more closed than open.
        int open = 0;
        for (qsizetype i = 0; i < article.size(); ++i) {
            if (article[i] == u'\\')
                ++i;
            else if (article[i] == u'{')
                ++open;
            else if (article[i] == u'}')
                QVERIFY(--open >= 0);
        }
        QCOMPARE(open, 0);
    }

    void whatIsNotThereIsNotMentioned_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("HTML") << static_cast<int>(ReportFormat::Html);
        QTest::newRow("LaTeX") << static_cast<int>(ReportFormat::Latex);
    }
    void whatIsNotThereIsNotMentioned()
    {
        QFETCH(int, format);
        const QString bare = QString::fromStdString(rendered(bareReport(), static_cast<ReportFormat>(format)));
        const QString full = QString::fromStdString(rendered(hostileReport(), static_cast<ReportFormat>(format)));
        for (const char *part :
            { "Test", "About the dataset", "What it takes for what", "How well labels are recognised", "model says",
                "Verdicts by ear", "Left out:", "Where it differs", "called " }) {
            QVERIFY2(full.contains(part), part);
            QVERIFY2(!bare.contains(part), part);
        }
        for (const QString &text : { bare, full }) {
            QVERIFY(text.contains(QString::fromLatin1(kOutputMark.data(), kOutputMark.size())));
            QVERIFY(!text.contains(format == static_cast<int>(ReportFormat::Html) ? "{{" : "<%"));
        }
    }

    void theAccuracyIsStressedWhereItStandsFirst()
    {
        QVERIFY(rendered(hostileReport(), ReportFormat::Html)
                    .find("<p class=\"lead\"><strong>50.0 %</strong> right, always the same answer reaches 50.0 %.</p>")
            != std::string::npos);
        QVERIFY(rendered(hostileReport(), ReportFormat::Latex)
                    .find("\n\\textbf{50.0 \\%} right, always the same answer reaches 50.0 \\%.\n")
            != std::string::npos);
    }

    /// Every value of the curves arrives in pgfplots, what is no number as the gap that it is.
    void curvesAreCoordinates()
    {
        const QString article = QString::fromStdString(rendered(hostileReport(), ReportFormat::Latex));
        QCOMPARE(article.count("\\addplot[training] coordinates {(1,0.7000)(2,nan)(3,0.5000)};"), 2);
        QCOMPARE(article.count("\\addplot[validation] coordinates {(1,0.6000)(2,inf)(3,1234.5000)};"), 1);
        // No farther than an axis that has an end.
        QCOMPARE(article.count("\\addplot[validation] coordinates {(1,0.6000)(2,inf)(3,100.0000)};"), 1);
        QCOMPARE(article.count("(1,0.6900)(3,0.6900)"), 2);
        QCOMPARE(article.count("xtick={1,2,3}"), 2);
        QCOMPARE(article.count("ymax=100.0000"), 1);
        RunReportData data = bareReport();
        data.charts[0].curves = { { "training", "training", std::vector<double>(100, 0.5) } };
        QVERIFY(rendered(data, ReportFormat::Latex).find("xtick={1,14,27,40,53,66,79,92}") != std::string::npos);
    }

    void theArticleCanBeTypeset_data()
    {
        QTest::addColumn<QString>("engine");
        QTest::addColumn<bool>("hostile");
        for (const char *engine : { "pdflatex", "lualatex" }) {
            QTest::addRow("%s, full", engine) << QString(engine) << true;
            QTest::addRow("%s, bare", engine) << QString(engine) << false;
        }
    }
    void theArticleCanBeTypeset()
    {
        QFETCH(QString, engine);
        QFETCH(bool, hostile);
        if (!hasLatex(engine))
            QSKIP("needs texlive-latex-recommended, texlive-pictures and for lualatex texlive-luatex");
        const QTemporaryDir folder;
        RunReportData data = hostile ? hostileReport() : bareReport();
        if (hostile) {
            // Scripts that pdfLaTeX has no letters for do not keep the rest from being read.
            data.judgedOn = "Söhne \u65e5\u672c \u041c\u043e\u0441\u043a\u0432\u0430 \U0001f3b5 e\u0328 \ufffd";
            data.settings.assign(80, { "a", "b" }); // more than a page has room for
        }
        writeOutput(folder.filePath("report.tex").toStdString(), rendered(data, ReportFormat::Latex));
        QString log;
        QVERIFY2(typesets(engine, folder.path(), log), qPrintable(log.right(3000)));
        if (!hostile || QStandardPaths::findExecutable("pdftotext").isEmpty())
            return;
        QProcess reader;
        reader.start("pdftotext", { "-raw", folder.filePath("report.pdf"), "-" });
        QVERIFY(reader.waitForFinished());
        // What is read is what was given, but for where lines are broken.
        QString text = QString::fromUtf8(reader.readAll());
        text.remove(QRegularExpression("\\s"));
        QVERIFY2(text.contains("Run1:" + QString(kHostile).remove(u' ')), qPrintable(text.left(3000)));
        QVERIFY(text.contains(QStringLiteral("Söhne")));
    }

    void formatsHaveNames()
    {
        QCOMPARE(parseReportFormat("html"), ReportFormat::Html);
        QCOMPARE(parseReportFormat("latex"), ReportFormat::Latex);
        QCOMPARE(errorOf([] { parseReportFormat("pdf"); }).code(), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(TestReportTemplate)
#include "tst_reporttemplate.moc"
