#include "spectrum/featurestore.h"
#include "support/signals.h"
#include "ui/spectrogram/spectrogramimage.h"

#include <QTest>
#include <array>
#include <cmath>

using namespace retrograde;

namespace {

/// Frame @p frame of what is heard, the slow way; nothing outside.
std::optional<std::int64_t> heard(const Arrangement &arrangement, std::int64_t frame)
{
    if (frame < 0 || frame >= arrangement.frameCount())
        return {};
    return arrangement.sourceFrame(frame);
}

/// Each cell value is its own colour, so that a picture can be read back.
CellColors countingColors()
{
    CellColors colors {};
    for (std::size_t i = 0; i < colors.size(); ++i)
        colors[i] = 0xff000000u | static_cast<QRgb>(i);
    return colors;
}

} // namespace

class TestSpectrogramImage : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const StoredSpectrogram> m_spectrogram;

    /// The picture as its definition says, cell by cell.
    QImage byDefinition(
        const Arrangement &arrangement, const SpectrogramWindow &window, QSize size, std::int64_t firstFrame = 0) const
    {
        QImage image(size, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        const double framesPerPixel = (window.lastFrame - window.firstFrame) / size.width();
        const double binsPerPixel = (window.highBin - window.lowBin) / size.height();
        for (int x = 0; x < size.width(); ++x) {
            for (int y = 0; y < size.height(); ++y) {
                double left = window.firstFrame + x * framesPerPixel;
                double right = window.firstFrame + (x + 1) * framesPerPixel;
                if (framesPerPixel <= 1)
                    left = right = (left + right) / 2;
                double low = window.lowBin + 0.5 + (size.height() - 1 - y) * binsPerPixel;
                double high = window.lowBin + 0.5 + (size.height() - y) * binsPerPixel;
                if (binsPerPixel <= 1)
                    low = high = (low + high) / 2;
                auto lastFrame = static_cast<std::int64_t>(std::floor(right));
                auto lastBin = static_cast<int>(std::floor(high));
                if (framesPerPixel > 1)
                    --lastFrame;
                if (binsPerPixel > 1)
                    --lastBin;
                int loudest = -1;
                for (auto frame = static_cast<std::int64_t>(std::floor(left)); frame <= lastFrame; ++frame) {
                    for (auto bin = static_cast<int>(std::floor(low)); bin <= lastBin; ++bin) {
                        const auto source = heard(arrangement, frame);
                        if (!source || bin < 0 || bin >= m_spectrogram->bins())
                            continue;
                        const std::int64_t stored = *source - firstFrame;
                        const bool there = stored >= 0 && stored < m_spectrogram->frames();
                        loudest = std::max(loudest, there ? m_spectrogram->frame(stored)[bin] : 0);
                    }
                }
                if (loudest >= 0)
                    image.setPixel(x, y, 0xff000000u | static_cast<QRgb>(loudest));
            }
        }
        return image;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // 30 s, a new value everywhere: 1,293 frames, so three levels of summaries.
        const CqtPlan plan { CqtParameters {} };
        m_spectrogram = FeatureStore::inMemory(plan, testing::struckNotes(30, plan.parameters().sampleRate));
        QCOMPARE(m_spectrogram->frames(), 1292);
    }

    void maximaAreExact()
    {
        const SpectrogramData data(m_spectrogram, 100);
        const int bins = data.bins();
        for (const FrameSpan &span : std::vector<FrameSpan> { { 100, 101 }, { 100, 1392 }, { 116, 132 }, { 117, 389 },
                 { 355, 358 }, { 99, 700 }, { 1300, 1500 }, { 0, 100 }, { 700, 700 } }) {
            std::vector<std::uint8_t> loudest(static_cast<std::size_t>(bins), 0);
            data.raiseToMaximum(span, loudest);
            for (int bin = 0; bin < bins; ++bin) {
                std::uint8_t expected = 0;
                for (std::int64_t frame = span.begin; frame < span.end; ++frame)
                    expected = std::max(expected, data.cell(frame, bin));
                QCOMPARE(loudest[static_cast<std::size_t>(bin)], expected);
            }
        }
        QCOMPARE(data.cell(100, 40), m_spectrogram->frame(0)[40]);
        QCOMPARE(data.cell(99, 40), std::uint8_t { 0 });
        QCOMPARE(data.cell(100, 84), std::uint8_t { 0 });
    }

    void pictureIsTheArrangedCells_data()
    {
        QTest::addColumn<QString>("order");
        QTest::addColumn<double>("first");
        QTest::addColumn<double>("last");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<QSize>("size");
        const QSize wide(211, 97);
        for (const char *order : { "published", "reversed", "213", "321" }) {
            const auto row = [&](const char *what, double first, double last, double low, double high, QSize size) {
                QTest::addRow("%s, %s", order, what)
                    << QString::fromLatin1(order) << first << last << low << high << size;
            };
            row("all", 0, 1200, -0.5, 83.5, wide);
            row("magnified", 380.25, 420.75, 20.1, 31.7, wide);
            row("a bit over a frame to the pixel", 100, 340.5, -0.5, 83.5, wide);
            row("one to one", 200, 411, 0.5, 97.5, wide);
            row("few rows", 0, 1200, -0.5, 83.5, { 64, 20 });
            row("past both ends", -50, 1300, -5.5, 90.5, wide);
        }
    }

    void pictureIsTheArrangedCells()
    {
        QFETCH(QString, order);
        QFETCH(double, first);
        QFETCH(double, last);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(QSize, size);
        const FrameSpan span { 37, 1237 };
        Arrangement arrangement = Arrangement::asPublished(span);
        if (order == QLatin1String("reversed"))
            arrangement = Arrangement::reversed(span);
        else if (order == QLatin1String("213"))
            arrangement = Arrangement::jigsaw(span, std::array { 2, 1, 3 });
        else if (order == QLatin1String("321"))
            arrangement = Arrangement::jigsaw(span, std::array { 3, 2, 1 }, 0);
        const SpectrogramWindow window { first, last, low, high };
        const SpectrogramData data(m_spectrogram);
        const QImage picture = renderSpectrogram(data, arrangement, window, size, countingColors());
        QCOMPARE(picture, byDefinition(arrangement, window, size));
    }

    void partOfATrackStandsWhereItBelongs()
    {
        const Arrangement arrangement = Arrangement::asPublished({ 480, 1900 });
        const SpectrogramWindow window { 0, 1420, -0.5, 83.5 };
        const SpectrogramData data(m_spectrogram, 500); // the first 20 and the last 108 frames are missing
        const QImage picture = renderSpectrogram(data, arrangement, window, { 355, 84 }, countingColors());
        QCOMPARE(picture, byDefinition(arrangement, window, { 355, 84 }, 500));
        QCOMPARE(picture.pixel(2, 40), 0xff000000u);
    }

    void reversedPictureIsTheMirroredOne()
    {
        const FrameSpan span { 0, 1200 };
        const SpectrogramData data(m_spectrogram);
        const SpectrogramWindow window { 0, 1200, -0.5, 83.5 };
        const QSize size(600, 84);
        const QImage forward = renderSpectrogram(data, Arrangement::asPublished(span), window, size, countingColors());
        const QImage backward = renderSpectrogram(data, Arrangement::reversed(span), window, size, countingColors());
        QCOMPARE(backward, forward.mirrored(true, false));
        QVERIFY(backward != forward);
    }

    void neighbouringTilesFitWithoutSeam()
    {
        const Arrangement arrangement = Arrangement::reversed({ 0, 1280 });
        const SpectrogramData data(m_spectrogram);
        const QImage whole
            = renderSpectrogram(data, arrangement, { 0, 1280, -0.5, 83.5 }, { 320, 84 }, countingColors());
        const QImage left = renderSpectrogram(data, arrangement, { 0, 640, -0.5, 83.5 }, { 160, 84 }, countingColors());
        const QImage right
            = renderSpectrogram(data, arrangement, { 640, 1280, -0.5, 83.5 }, { 160, 84 }, countingColors());
        QCOMPARE(whole.copy(0, 0, 160, 84), left);
        QCOMPARE(whole.copy(160, 0, 160, 84), right);
    }

    void coloursFollowTheRange()
    {
        const std::array<std::uint32_t, 256> table = colorTable(ColorMap::Viridis);
        const CellColors full = cellColors(ColorMap::Viridis, CellScale {}, -80, 0);
        QCOMPARE(full[0] & 0xffffffu, table[0]);
        QCOMPARE(full[255] & 0xffffffu, table[255]);
        QCOMPARE(full[100] & 0xffffffu, table[100]);
        const CellColors half = cellColors(ColorMap::Viridis, CellScale {}, -40, 0);
        QCOMPARE(half[0] & 0xffffffu, table[0]);
        QCOMPARE(half[127] & 0xffffffu, table[0]); // -40.2 dB
        QCOMPARE(half[255] & 0xffffffu, table[255]);
        QCOMPARE(half[191] & 0xffffffu, table[127]); // -20.1 dB: a little under the middle
        for (const QRgb color : half)
            QCOMPARE(qAlpha(color), 255);
        // Another scale of the cells, levels above the top included.
        const CellColors coarse = cellColors(ColorMap::Grey, { -90, 0.5f }, -60, 10);
        const std::array<std::uint32_t, 256> grey = colorTable(ColorMap::Grey);
        QCOMPARE(coarse[60] & 0xffffffu, grey[0]); // -60 dB
        QCOMPARE(coarse[130] & 0xffffffu, grey[128]); // -25 dB: the middle
        QCOMPARE(coarse[200] & 0xffffffu, grey[255]);
        QCOMPARE(coarse[255] & 0xffffffu, grey[255]);
    }

    void longSpectrogramsAreExactAcrossChunks()
    {
        // Five minutes at a low rate, in four chunks, the last of which is short.
        CqtParameters fast;
        fast.sampleRate = 4000;
        fast.hop = 160;
        fast.bins = 24;
        const auto stored = FeatureStore::inMemory(CqtPlan(fast), testing::noise(300, fast.sampleRate));
        const SpectrogramData data(stored, 50);
        QCOMPARE(data.chunkCount(), (stored->frames() + 2047) / 2048);
        for (const FrameSpan &span : std::vector<FrameSpan> { { 50, 50 + stored->frames() }, { 2000, 2200 },
                 { 2097, 2099 }, { 2098, 4146 }, { 60, 7000 }, { 6190, 99999 } }) {
            std::vector<std::uint8_t> loudest(24, 0);
            QVERIFY(data.raiseToMaximum(span, loudest));
            for (int bin = 0; bin < 24; ++bin) {
                std::uint8_t expected = 0;
                for (std::int64_t frame = std::max<std::int64_t>(span.begin, 50);
                     frame < std::min(span.end, 50 + stored->frames()); ++frame)
                    expected = std::max(expected, stored->frame(frame - 50)[bin]);
                QCOMPARE(loudest[static_cast<std::size_t>(bin)], expected);
            }
        }
    }

    void silenceIsDrawnAsTheFloor()
    {
        // Whether it was stored or has just been computed, and whatever the scale of its cells.
        const CqtPlan plan { CqtParameters {} };
        const SpectrogramData stored(FeatureStore::inMemory(plan, std::vector<float>(22050)));
        SpectrogramLayout layout = SpectrogramLayout::of({});
        const auto computed = [&](float lowestDb) {
            layout.cells = { lowestDb, 0.5f };
            const std::uint8_t cell = layout.cells.toCell(kSilenceDb);
            return SpectrogramData(layout, { 0, 44 })
                .withChunk(0, SpectrogramData::Detail::Whole, std::vector<std::uint8_t>(44 * 84, cell));
        };
        for (const SpectrogramData &data : { stored, computed(-86.5f), computed(-121.5f) }) {
            const CellScale &cells = data.layout().cells;
            const double floorDb = static_cast<double>(data.loudestDb()) - 80;
            const CellColors colors = cellColors(ColorMap::Grey, cells, floorDb, floorDb + 80);
            QCOMPARE(colors[data.cell(20, 40)], 0xff000000u);
            QVERIFY(std::abs(static_cast<double>(cells.toDb(data.cell(20, 40))) - floorDb) < 1e-3);
        }
    }

    void whatIsKnownGrows()
    {
        SpectrogramLayout layout;
        layout.bins = 3;
        const SpectrogramData nothing(layout, { 10, 10 + 5000 });
        QCOMPARE(nothing.chunkCount(), std::int64_t { 3 });
        std::vector<std::uint8_t> loudest(3, 0);
        QVERIFY(!nothing.raiseToMaximum({ 10, 5010 }, loudest));
        QVERIFY(nothing.raiseToMaximum({ 0, 10 }, loudest)); // there is nothing there, which is known

        const SpectrogramData glimpsed = nothing.withChunk(1, SpectrogramData::Detail::Preview, { 5, 6, 7 });
        QVERIFY(glimpsed.detail(0) == SpectrogramData::Detail::Nothing);
        QVERIFY(glimpsed.detail(1) == SpectrogramData::Detail::Preview);
        QCOMPARE(glimpsed.cell(10 + 2048 + 77, 1), std::uint8_t { 6 });
        QVERIFY(glimpsed.raiseToMaximum({ 2100, 2101 }, loudest));
        QVERIFY(loudest == (std::vector<std::uint8_t> { 5, 6, 7 }));

        std::vector<std::uint8_t> cells(2048 * 3, 1);
        cells[100 * 3 + 2] = 200;
        const SpectrogramData whole = glimpsed.withChunk(1, SpectrogramData::Detail::Whole, cells);
        QVERIFY(whole.detail(1) == SpectrogramData::Detail::Whole);
        QCOMPARE(whole.cell(10 + 2048 + 100, 2), std::uint8_t { 200 });
        QCOMPARE(whole.cell(10 + 2048 + 101, 2), std::uint8_t { 1 });
        QCOMPARE(whole.loudestDb(), layout.cells.toDb(200));
        QVERIFY(nothing.detail(1) == SpectrogramData::Detail::Nothing); // which stays as it was

        const SpectrogramData coarse = whole.coarsened(1);
        QVERIFY(coarse.detail(1) == SpectrogramData::Detail::Coarse);
        QCOMPARE(coarse.cell(10 + 2048 + 101, 2), std::uint8_t { 200 }); // in the same block of 16
        QCOMPARE(coarse.cell(10 + 2048 + 112, 2), std::uint8_t { 1 });
        std::fill(loudest.begin(), loudest.end(), std::uint8_t { 0 });
        coarse.raiseToMaximum({ 10 + 2048, 10 + 2 * 2048 }, loudest);
        QVERIFY(loudest == (std::vector<std::uint8_t> { 1, 1, 200 }));

        // Unknown stretches are left open in the picture, known ones are not.
        const QImage picture = renderSpectrogram(
            whole, Arrangement::asPublished({ 10, 5010 }), { 0, 5000, -0.5, 2.5 }, { 100, 3 }, countingColors());
        QCOMPARE(qAlpha(picture.pixel(10, 1)), 0);
        QCOMPARE(qAlpha(picture.pixel(60, 1)), 255);
        QCOMPARE(qAlpha(picture.pixel(95, 1)), 0);
    }
};

QTEST_GUILESS_MAIN(TestSpectrogramImage)
#include "tst_spectrogramimage.moc"
