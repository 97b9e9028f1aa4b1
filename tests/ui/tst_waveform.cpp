#include "support/signals.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/waveformview.h"

#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>

using namespace retrograde;

namespace {

constexpr int kRate = 22050;
constexpr int kHop = 512;

} // namespace

/// The sound's outline: its data by brute force, and what is drawn of it.
class TestWaveform : public QObject {
    Q_OBJECT

private:
    static Peaks slowly(const std::vector<float> &sound, std::int64_t first, std::int64_t last)
    {
        Peaks peaks { 9, -9 };
        for (std::int64_t i = first; i < last; ++i) {
            const bool there = i >= 0 && i < std::ssize(sound);
            const float sample = there ? sound[static_cast<std::size_t>(i)] : 0.0f;
            peaks = { std::min(peaks.low, sample), std::max(peaks.high, sample) };
        }
        return peaks;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void peaksAreExactForWholeBlocks()
    {
        const std::vector<float> sound = testing::noise(10.3, kRate, 0.8);
        WaveformData data(kRate, 1000);
        for (std::size_t first = 0; first < sound.size(); first += 999)
            data.append(std::span(sound).subspan(first, std::min<std::size_t>(999, sound.size() - first)));
        QCOMPARE(data.end() - data.begin(), static_cast<std::int64_t>(sound.size()));
        const std::int64_t block = WaveformData::kBlock;
        const std::int64_t blocks = std::ssize(sound) / block;
        for (const auto &[from, to] : std::vector<std::pair<std::int64_t, std::int64_t>> {
                 { 0, 1 }, { 0, blocks }, { 15, 17 }, { 16, 32 }, { 3, 300 }, { 255, 257 }, { 700, blocks } }) {
            QVERIFY(data.peaks(1000 + from * block, 1000 + to * block) == slowly(sound, from * block, to * block));
        }
        // The last block is short.
        QVERIFY(data.peaks(1000 + blocks * block, data.end()) == slowly(sound, blocks * block, std::ssize(sound)));
        QVERIFY(data.peaks(0, 900) == Peaks {});
    }

    void detailIsExactToTheSample()
    {
        const std::vector<float> sound = testing::noise(2, kRate, 0.8);
        WaveformData data(kRate);
        data.append(sound);
        QVERIFY(!data.hasDetail(5000, 5001));
        data.setDetail(4000, { sound.begin() + 4000, sound.begin() + 9000 });
        QVERIFY(data.hasDetail(4000, 9000) && !data.hasDetail(4000, 9001));
        QVERIFY(data.peaks(5003, 5004) == (Peaks { sound[5003], sound[5003] }));
        QVERIFY(data.peaks(5003, 5077) == slowly(sound, 5003, 5077));
    }

    void arrangementsAreFollowedSampleBySample()
    {
        const std::vector<float> sound = testing::noise(2, kRate, 0.8);
        WaveformData data(kRate);
        data.append(sound);
        data.setDetail(0, sound);
        for (const Arrangement &arrangement : { Arrangement::asPublished({ 2, 60 }), Arrangement::reversed({ 2, 60 }),
                 Arrangement::jigsaw({ 2, 60 }, std::array { 3, 1, 2 }, 2).spaced(2) }) {
            // What is drawn is what is heard.
            const std::vector<float> heard = arrangeSound(arrangement, { kRate, kHop }, kRate, sound);
            for (std::int64_t i = 0; i < std::ssize(heard); i += 7) {
                const Peaks peaks = arrangedPeaks(data, arrangement, kHop, i, i + 1);
                QCOMPARE(peaks.high, heard[static_cast<std::size_t>(i)]);
                QCOMPARE(peaks.low, heard[static_cast<std::size_t>(i)]);
            }
        }
    }

    void theOutlineIsDrawnAtEveryZoom()
    {
        // Silence, then a tone of half the full scale.
        std::vector<float> sound = testing::silence(5, kRate);
        const std::vector<float> tone = testing::sine(100, 5, kRate, 0.5);
        sound.insert(sound.end(), tone.begin(), tone.end());
        auto data = std::make_shared<WaveformData>(kRate);
        data->append(sound);
        data->setDetail(0, sound);
        WaveformView view;
        view.resize(1000, 240);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const FrameGrid grid { kRate, kHop };
        view.setWaveform(data, grid, Arrangement::asPublished({ 0, grid.framesIn(std::ssize(sound)) }));
        auto *plot = view.findChild<QCustomPlot *>(QStringLiteral("waveformPlot"));
        QVERIFY(plot);
        view.setPlayhead(-1);
        const auto inked = [&](double seconds) {
            plot->replot();
            const QImage image = plot->grab().toImage();
            const int x = static_cast<int>(plot->xAxis->coordToPixel(seconds));
            const QColor paper = plot->palette().color(QPalette::Base);
            std::pair rows { 9999, -1 };
            for (int y = plot->axisRect()->top() + 2; y < plot->axisRect()->bottom() - 2; ++y) {
                if (QColor(image.pixel(x, y)) != paper)
                    rows = { std::min(rows.first, y), std::max(rows.second, y) };
            }
            return rows;
        };
        const auto loud = inked(7.5);
        const double wanted = plot->yAxis->coordToPixel(0.5);
        QVERIFY2(std::abs(loud.first - wanted) <= 2, qPrintable(QString("%1 %2").arg(loud.first).arg(wanted)));
        QVERIFY(std::abs(loud.second - plot->yAxis->coordToPixel(-0.5)) <= 2);
        const auto quiet = inked(2);
        QVERIFY(quiet.second - quiet.first <= 2);
        // Close up it is the curve itself: at its first crest, a quarter of a period in, and half a frame, which the
        // first one has before its centre.
        const double first = 5.0025 + kHop / 2.0 / kRate;
        view.setVisibleTime(5, 5.03);
        const auto crest = inked(first);
        QVERIFY2(std::abs(crest.first - plot->yAxis->coordToPixel(0.5)) <= 3, qPrintable(QString::number(crest.first)));
        QSignalSpy readings(&view, &TimelineView::readingChanged);
        const QPoint mouse(static_cast<int>(plot->xAxis->coordToPixel(first)), plot->axisRect()->center().y());
        QMouseEvent move(QEvent::MouseMove, mouse, plot->mapToGlobal(mouse), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(plot, &move);
        QVERIFY2(readings.last().first().toString().contains(QStringLiteral("-6.0 dB")),
            qPrintable(readings.last().first().toString()));
    }
};

QTEST_MAIN(TestWaveform)
#include "tst_waveform.moc"
