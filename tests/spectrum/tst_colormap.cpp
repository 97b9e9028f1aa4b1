#include "spectrum/colormap.h"

#include <QTest>
#include <cmath>
#include <set>

using namespace retrograde;

namespace {

/// CIE L* of an sRGB colour, by its definition.
double lightness(std::uint32_t color)
{
    const auto linear = [](double encoded) {
        return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear((color >> 16) / 255.0) + 0.7152 * linear((color >> 8 & 0xff) / 255.0)
        + 0.0722 * linear((color & 0xff) / 255.0);
    return luminance > 216.0 / 24389 ? 116 * std::cbrt(luminance) - 16 : luminance * 24389.0 / 27;
}

} // namespace

class TestColorMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAreThePublishedOnes()
    {
        QCOMPARE(colorTable(ColorMap::Viridis).front(), 0x440154u);
        QCOMPARE(colorTable(ColorMap::Viridis).back(), 0xfde725u);
        QCOMPARE(colorTable(ColorMap::Magma).front(), 0x000004u);
        QCOMPARE(colorTable(ColorMap::Cividis).back(), 0xffea46u);
        QCOMPARE(colorTable(ColorMap::Grey).front(), 0x000000u);
        QCOMPARE(colorTable(ColorMap::Grey).back(), 0xffffffu);
    }

    void lightnessRisesEvenly_data()
    {
        QTest::addColumn<ColorMap>("map");
        for (const ColorMap map : { ColorMap::Viridis, ColorMap::Magma, ColorMap::Cividis, ColorMap::Grey })
            QTest::newRow(std::string(toString(map)).c_str()) << map;
    }

    void lightnessRisesEvenly()
    {
        QFETCH(ColorMap, map);
        const auto table = colorTable(map);
        const double even = (lightness(table[255]) - lightness(table[0])) / 15;
        for (std::size_t i = 17; i < table.size(); i += 17) {
            const double step = lightness(table[i]) - lightness(table[i - 17]);
            QVERIFY2(step > 0.6 * even && step < 1.4 * even, qPrintable(QString("%1: %2").arg(i).arg(step)));
        }
    }

    void theDivergingMapIsLightestInItsMiddleAndEvenOnBothSides()
    {
        const auto table = colorTable(ColorMap::BlueRed);
        for (std::size_t i = 4; i <= 124; i += 4) {
            QVERIFY(lightness(table[i]) > lightness(table[i - 4]));
            QVERIFY(lightness(table[255 - i]) > lightness(table[255 - i + 4]));
        }
        QVERIFY((table.front() & 0xff) > (table.front() >> 16)); // blue below
        QVERIFY((table.back() >> 16) > (table.back() & 0xff)); // red above
    }

    void everyMapHasItsOwnName()
    {
        std::set<std::string_view> names;
        for (const ColorMap map : colorMaps())
            names.insert(toString(map));
        QCOMPARE(names.size(), colorMaps().size());
        QVERIFY(!names.contains(""));
    }
};

QTEST_APPLESS_MAIN(TestColorMap)
#include "tst_colormap.moc"
