#include "ui/spectrogram/saliencyimage.h"

#include <QTest>
#include <array>
#include <cmath>

using namespace retrograde;

namespace {

constexpr QSize kSize { 240, 84 }; ///< ten pixels to the frame, seven to the bin
constexpr SpectrogramWindow kAll { 0, 24, -0.5, 11.5 };
constexpr int kFieldWidth = 40;

/// Six columns of 4 frames, two rows of 6 bins.
SaliencyMap mapOf(Arrangement heard, std::vector<float> values)
{
    SaliencyMap map;
    map.heard = std::move(heard);
    for (std::int64_t edge = 0; edge <= map.heard.frameCount(); edge += 4)
        map.frameEdges.push_back(edge);
    map.binEdges = { 0, 6, 12 };
    map.values = std::move(values);
    return map;
}

/// Where field (@p row, @p column) has its middle in a picture of kAll.
QPoint middleOf(int row, int column)
{
    return { kFieldWidth * column + kFieldWidth / 2, kSize.height() - 21 - 42 * row };
}

QImage drawn(const SaliencyMap &map, const Arrangement &shown, const SpectrogramWindow &window = kAll)
{
    return renderSaliency(map, shown, window, kSize, SaliencyColors::of(true));
}

bool hasColor(const QImage &image, const QRect &within, const QColor &color)
{
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x) {
            if (image.pixel(x, y) == color.rgb())
                return true;
        }
    }
    return false;
}

} // namespace

class TestSaliencyImage : public QObject {
    Q_OBJECT

private:
    const Arrangement m_published = Arrangement::asPublished({ 100, 124 });
    /// For the answer below in column 1, against it above in column 4.
    const std::vector<float> m_values { 0, 4, 0, 0, 0, 0, /* upper row */ 0, 0, 0, 0, -3, 0 };

private Q_SLOTS:
    void whatMatteredIsClearAndTheRestIsDimmed()
    {
        const QImage image = drawn(mapOf(m_published, m_values), m_published);
        QCOMPARE(qAlpha(image.pixel(middleOf(0, 1))), 0);
        QCOMPARE(qAlpha(image.pixel(middleOf(1, 4))), 0);
        for (const QPoint &nothing : { middleOf(1, 0), middleOf(1, 1), middleOf(0, 4), middleOf(0, 5) }) {
            const QRgb pixel = image.pixel(nothing);
            QVERIFY(qAlpha(pixel) > 100 && qAlpha(pixel) < 200); // one sees through it
            QCOMPARE(qRed(pixel) + qGreen(pixel) + qBlue(pixel), 0);
        }
    }

    void linesTellForFromAgainst()
    {
        const SaliencyColors colors = SaliencyColors::of(true);
        const QImage image = drawn(mapOf(m_published, m_values), m_published);
        const QRect left(0, 0, 120, 84);
        const QRect right(120, 0, 120, 84);
        QVERIFY(hasColor(image, left, colors.towards) && !hasColor(image, left, colors.against));
        QVERIFY(hasColor(image, right, colors.against) && !hasColor(image, right, colors.towards));
        for (const bool transformed : { false, true }) {
            // Without colour, too, they differ: light with a dark rim, dark with a light one.
            const SaliencyColors both = SaliencyColors::of(transformed);
            QVERIFY(both.towards.lightness() - both.against.lightness() > 80);
            QVERIFY(std::abs(both.towards.hue() - both.against.hue()) > 90);
            QCOMPARE(SaliencyColors::rimOf(both.towards), QColor(Qt::black));
            QCOMPARE(SaliencyColors::rimOf(both.against), QColor(Qt::white));
        }
    }

    /// However small or flat a region is, whatever its edge: from within it no way leads out but over its line.
    void linesAreClosed_data()
    {
        QTest::addColumn<Arrangement>("heard");
        QTest::addColumn<std::vector<float>>("values");
        QTest::addColumn<QPoint>("within");
        const Arrangement shuffled = Arrangement::jigsaw({ 100, 124 }, std::array { 3, 1, 2 });
        const auto row = [](std::vector<float> lower) {
            lower.resize(12, 0.0f);
            return lower;
        };
        QTest::newRow("in the middle") << m_published << row({ 0, 0, 1, 0, 0, 0 }) << middleOf(0, 2);
        QTest::newRow("just above the line") << m_published << row({ 0, 0.45f, 0, 0, 1, 0 }) << middleOf(0, 1);
        QTest::newRow("flat") << m_published << row({ 0, 0.45f, 0.46f, 0.45f, 0, 1 }) << middleOf(0, 2);
        QTest::newRow("at the end of the sound") << m_published << row({ 1, 0, 0, 0, 0, 0 }) << QPoint(6, 60);
        QTest::newRow("at a joint") << shuffled << row({ 0, 1, 0, 0, 0, 0 }) << middleOf(0, 1);
        QTest::newRow("on both sides of a joint") << shuffled << row({ 0, 1, 1, 0, 0, 0 }) << middleOf(0, 2);
        QTest::newRow("against the answer") << m_published << row({ 0, 0, -0.45f, 0, 1, 0 }) << middleOf(0, 2);
    }
    void linesAreClosed()
    {
        QFETCH(Arrangement, heard);
        QFETCH(std::vector<float>, values);
        QFETCH(QPoint, within);
        // With room around the sound, so that its ends are within the picture.
        const SpectrogramWindow window { 0, 24, -1.5, 12.5 };
        const auto line = [](const QColor &color) {
            const SaliencyColors colors = SaliencyColors::of(true);
            return color == colors.towards || color == colors.against;
        };
        const QImage image = drawn(mapOf(heard, values), heard, window);
        const auto isLine = [&](const QPoint &at) {
            // A line is two pixels wide: where it runs between them, both have some of its rim.
            const QColor color = QColor::fromRgba(image.pixel(at));
            return line(color) || (color.alpha() == 255 && color != QColor(Qt::black) && color != QColor(Qt::white));
        };
        QVERIFY(!isLine(within));
        QImage reached(image.size(), QImage::Format_Mono);
        reached.fill(0);
        QList<QPoint> open { within };
        int lines = 0;
        while (!open.isEmpty()) {
            const QPoint at = open.takeLast();
            if (!image.rect().contains(at) || reached.pixelIndex(at) != 0)
                continue;
            reached.setPixel(at, 1);
            if (isLine(at)) {
                ++lines;
                continue;
            }
            QVERIFY2(
                QRect(1, 1, image.width() - 2, image.height() - 2).contains(at), "out of the region without a line");
            for (const QPoint &step : { QPoint(1, 0), QPoint(-1, 0), QPoint(0, 1), QPoint(0, -1) })
                open.append(at + step);
        }
        QVERIFY(lines > 8);
    }

    void itFollowsTheSound_data()
    {
        QTest::addColumn<Arrangement>("heard");
        QTest::addColumn<Arrangement>("shown");
        QTest::addColumn<QList<int>>("columns"); // of the map, in the order shown
        const FrameSpan span { 100, 124 };
        const Arrangement published = Arrangement::asPublished(span);
        const Arrangement reversed = Arrangement::reversed(span);
        const Arrangement shuffled = Arrangement::jigsaw(span, std::array { 2, 1, 3 });
        QTest::newRow("as heard") << published << published << QList { 0, 1, 2, 3, 4, 5 };
        QTest::newRow("both reversed") << reversed << reversed << QList { 0, 1, 2, 3, 4, 5 };
        QTest::newRow("shown reversed") << published << reversed << QList { 5, 4, 3, 2, 1, 0 };
        QTest::newRow("heard reversed") << reversed << published << QList { 5, 4, 3, 2, 1, 0 };
        QTest::newRow("heard shuffled") << shuffled << published << QList { 2, 3, 0, 1, 4, 5 };
        QTest::newRow("heard shuffled, shown reversed") << shuffled << reversed << QList { 5, 4, 1, 0, 3, 2 };
    }
    void itFollowsTheSound()
    {
        QFETCH(Arrangement, heard);
        QFETCH(Arrangement, shown);
        QFETCH(QList<int>, columns);
        for (int marked = 0; marked < 6; ++marked) {
            std::vector<float> values(12, 0.0f);
            values[static_cast<std::size_t>(marked)] = 1;
            const QImage image = drawn(mapOf(heard, values), shown);
            for (int place = 0; place < 6; ++place) {
                const int alpha = qAlpha(image.pixel(middleOf(0, place)));
                QVERIFY2((alpha == 0) == (columns[place] == marked),
                    qPrintable(QString("field %1 at place %2: %3").arg(marked).arg(place).arg(alpha)));
            }
        }
    }

    void thereIsNothingWhereNothingWasHeard()
    {
        // Of a longer stretch, only frames 4 ... 27 were heard by the model.
        const Arrangement longer = Arrangement::asPublished({ 96, 136 });
        const SaliencyMap map = mapOf(m_published, m_values);
        const QImage image = drawn(map, longer, { 0, 40, -0.5, 11.5 });
        for (const int frame : { 0, 3, 28, 39 })
            QCOMPARE(image.pixel(6 * frame + 3, 5), QRgb { 0 });
        for (const int frame : { 4, 27 })
            QVERIFY(qAlpha(image.pixel(6 * frame + 3, 5)) > 100);
        // Silence between pieces, and what is beyond the picture.
        const QImage spaced = drawn(map, Arrangement::jigsaw({ 100, 124 }, std::array { 1, 2, 3 }).spaced(4));
        QCOMPARE(spaced.pixel(10 * 9, 5), QRgb { 0 });
        QCOMPARE(drawn(map, m_published, { -10, 14, -0.5, 11.5 }).pixel(50, 5), QRgb { 0 });
        QCOMPARE(drawn(map, m_published, { 0, 24, 5.5, 17.5 }).pixel(50, 5), QRgb { 0 });
        QCOMPARE(drawn(SaliencyMap(), m_published).pixel(50, 5), QRgb { 0 });
    }

    void valuesDoNotRunOverJoints()
    {
        // Both sides of the joint at frame 8 are shown as they are, up to the joint.
        const Arrangement shuffled = Arrangement::jigsaw({ 100, 124 }, std::array { 3, 1, 2 });
        const SaliencyMap map = mapOf(shuffled, { 0, 9, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0 });
        const QImage image = drawn(map, shuffled);
        QCOMPARE(qAlpha(image.pixel(75, 5)), 0);
        QCOMPARE(image.pixel(79, 5), SaliencyColors::of(true).towards.rgb()); // the line is closed there
        QCOMPARE(QColor(image.pixel(85, 5)), QColor(Qt::black));
        QVERIFY(qAlpha(image.pixel(85, 5)) > 100 && qAlpha(image.pixel(85, 5)) < 200);
        // Without a joint there they run into each other.
        const QImage whole = drawn(mapOf(m_published, map.values), m_published);
        QVERIFY(qAlpha(whole.pixel(92, 5)) > 0 && qAlpha(whole.pixel(92, 5)) < qAlpha(whole.pixel(120, 5)) - 20);
    }

    void theStrongestAreFound()
    {
        const SaliencyPeaks peaks = peaksOf(mapOf(m_published, m_values));
        QCOMPARE(peaks.towards, 4.0);
        QCOMPARE(peaks.against, 3.0);
        QCOMPARE(peaksOf(SaliencyMap()).towards, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestSaliencyImage)
#include "tst_saliencyimage.moc"
