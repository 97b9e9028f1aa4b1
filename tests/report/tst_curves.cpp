#include "report/curves.h"

#include <QTest>
#include <QXmlStreamReader>
#include <cmath>
#include <limits>

using namespace retrograde;

namespace {

struct Drawn {
    QStringList texts;
    QList<QStringList> lines; ///< points of each polyline
    int dots = 0;
    bool wellFormed = false;
};

Drawn parse(const std::string &svg)
{
    Drawn drawn;
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (reader.name() == QLatin1String("polyline"))
            drawn.lines.append(reader.attributes().value("points").toString().split(' '));
        if (reader.name() == QLatin1String("circle"))
            ++drawn.dots;
        if (reader.name() == QLatin1String("text"))
            drawn.texts.append(reader.readElementText());
    }
    drawn.wellFormed = !reader.hasError();
    return drawn;
}

Chart accuracyOf(const std::vector<double> &values)
{
    Chart chart;
    chart.title = "Accuracy <&>";
    chart.verticalLabel = "%";
    chart.high = 100;
    chart.curves = { { "validation", "validation", values } };
    chart.reference = 50;
    chart.referenceName = "chance";
    return chart;
}

} // namespace

class TestCurves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesLieWhereTheAxesSay()
    {
        const Drawn drawn = parse(toSvg(accuracyOf({ 0, 50, 100 })));
        QVERIFY(drawn.wellFormed);
        QCOMPARE(drawn.lines.size(), 1);
        QCOMPARE(drawn.lines[0].size(), 3);
        const auto point = [&](int i) {
            const QStringList parts = drawn.lines[0][i].split(',');
            return std::pair(parts[0].toDouble(), parts[1].toDouble());
        };
        const auto [x1, y1] = point(0);
        const auto [x2, y2] = point(1);
        const auto [x3, y3] = point(2);
        QVERIFY(y1 > y2 && y2 > y3); // up is more
        QVERIFY(std::abs((y1 + y3) / 2 - y2) < 0.11);
        QVERIFY(std::abs((x1 + x3) / 2 - x2) < 0.11);
        QCOMPARE(drawn.dots, 3);
    }

    void axesAreLabelled()
    {
        const Drawn drawn = parse(toSvg(accuracyOf({ 10, 50, 90 })));
        for (const char *text : { "Accuracy <&>", "%", "epoch", "chance", "0", "20", "100", "1", "2", "3" })
            QVERIFY2(drawn.texts.contains(QString(text)), text);
    }

    void manyEpochsGetFewTicks()
    {
        const Drawn drawn = parse(toSvg(accuracyOf(std::vector<double>(240, 70.0))));
        QVERIFY(drawn.texts.contains("1"));
        QVERIFY(drawn.texts.contains("200"));
        QVERIFY(drawn.texts.size() < 25);
    }

    void aMissingValueInterruptsTheLine()
    {
        const double nothing = std::numeric_limits<double>::quiet_NaN();
        const Drawn drawn = parse(toSvg(accuracyOf({ 50, 60, nothing, 70, 80, 90 })));
        QVERIFY(drawn.wellFormed);
        QCOMPARE(drawn.lines.size(), 2);
        QCOMPARE(drawn.lines[0].size(), 2);
        QCOMPARE(drawn.lines[1].size(), 3);
        QCOMPARE(drawn.dots, 5);
    }

    void oneEpochAndNoneAreDrawn()
    {
        QCOMPARE(parse(toSvg(accuracyOf({ 50 }))).dots, 1);
        const Drawn none = parse(toSvg(accuracyOf({})));
        QVERIFY(none.wellFormed);
        QCOMPARE(none.dots, 0);
        Chart flat; // nothing to scale by
        flat.curves = { { "loss", "training", { 0, 0 } } };
        const std::string svg = toSvg(flat);
        QVERIFY(parse(svg).wellFormed);
        QVERIFY(svg.find("nan") == std::string::npos && svg.find("inf") == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestCurves)
#include "tst_curves.moc"
