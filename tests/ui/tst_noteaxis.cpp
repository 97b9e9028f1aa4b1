#include "ui/base/timetext.h"
#include "ui/spectrogram/noteaxisticker.h"
#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/timeaxisticker.h"

#include <QTest>
#include <cmath>

using namespace retrograde;

namespace {

constexpr double kC1 = 32.70319566257483;

struct Ticks {
    QVector<double> positions;
    QVector<double> minor;
    QVector<QString> labels;
};

Ticks ticksOf(QCPAxisTicker &ticker, double low, double high)
{
    Ticks ticks;
    ticker.generate(
        QCPRange(low, high), QLocale::c(), QLatin1Char('g'), 6, ticks.positions, &ticks.minor, &ticks.labels);
    return ticks;
}

} // namespace

/// What stands beside the picture: notes and Hz, seconds.
class TestNoteAxis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void notesHaveTheirFrequencies()
    {
        QCOMPARE(noteHertz(69), 440.0);
        QVERIFY(std::abs(noteHertz(24) - kC1) < 1e-9);
        QCOMPARE(noteName(69), QStringLiteral("A4"));
        QCOMPARE(noteName(60), QStringLiteral("C4"));
        QCOMPARE(noteName(66), QStringLiteral("F♯4"));
        QCOMPARE(noteName(0), QStringLiteral("C-1"));
        QCOMPARE(nearestPitch(440).note, 69);
        QVERIFY(std::abs(nearestPitch(440 * std::exp2(30 / 1200.0)).cents - 30) < 1e-9);
        QCOMPARE(nearestPitch(440 * std::exp2(70 / 1200.0)).note, 70);
        QCOMPARE(pitchText(440), QStringLiteral("A4 +0 ct"));
        QCOMPARE(pitchText(440 * std::exp2(-12 / 1200.0)), QStringLiteral("A4 -12 ct"));
        QCOMPARE(hertzText(kC1), QStringLiteral("32.7 Hz"));
        QCOMPARE(hertzText(261.6), QStringLiteral("262 Hz"));
    }

    void labelsNameTheBinsTheyStandAt()
    {
        NoteAxisTicker ticker;
        ticker.setScale({});
        ticker.setRoom(840, 16); // ten pixels for each of 84 bins
        const Ticks ticks = ticksOf(ticker, -0.5, 83.5);
        // With C1 as bin 0 and twelve bins to the octave, bins are semitones above C1.
        const int a4 = static_cast<int>(ticks.labels.indexOf(QStringLiteral("A4 440 Hz")));
        QVERIFY(a4 >= 0);
        QVERIFY(std::abs(ticks.positions[a4] - 45) < 1e-9);
        const int c4 = static_cast<int>(ticks.labels.indexOf(QStringLiteral("C4 262 Hz")));
        QVERIFY(c4 >= 0);
        QVERIFY(std::abs(ticks.positions[c4] - 36) < 1e-9);
        QCOMPARE(ticks.labels.first(), QStringLiteral("C1 32.7 Hz"));
        QCOMPARE(ticks.minor.size(), 84);
    }

    void otherScalesMoveTheNotes()
    {
        NoteAxisTicker ticker;
        ticker.setScale({ FrequencyScale::Kind::Logarithmic, 55, 36 }); // A1, three bins to the semitone
        ticker.setRoom(1000, 16);
        const Ticks ticks = ticksOf(ticker, 0, 108);
        const int a2 = static_cast<int>(ticks.labels.indexOf(QStringLiteral("A2 110 Hz")));
        QVERIFY(a2 >= 0);
        QVERIFY(std::abs(ticks.positions[a2] - 36) < 1e-9);
    }

    void everyZoomHasLabelsThatDoNotOverlap()
    {
        NoteAxisTicker ticker;
        ticker.setScale({});
        for (const int pixels : { 60, 120, 250, 400, 700, 1200 }) {
            for (const double height : { 84.0, 60.0, 24.0, 12.0, 6.0, 2.0, 0.5 }) {
                for (const double low : { -0.5, 0.3, 7.7 }) {
                    const int label = 18;
                    ticker.setRoom(pixels, label);
                    const Ticks ticks = ticksOf(ticker, low, low + height);
                    const QString where = QStringLiteral("%1 px, %2 bins from %3").arg(pixels).arg(height).arg(low);
                    QCOMPARE(ticks.labels.size(), ticks.positions.size());
                    QVERIFY2(!ticks.positions.isEmpty(), qPrintable(where));
                    QVector<double> sorted = ticks.positions;
                    std::sort(sorted.begin(), sorted.end());
                    for (int i = 0; i + 1 < sorted.size(); ++i) {
                        const double distance = (sorted[i + 1] - sorted[i]) / height * pixels;
                        QVERIFY2(distance > label - 1e-6, qPrintable(where));
                    }
                    QSet<QString> different(ticks.labels.begin(), ticks.labels.end());
                    QVERIFY2(different.size() == ticks.labels.size() || height < 1, qPrintable(where));
                }
            }
        }
    }

    void betweenNotesItCountsCents()
    {
        NoteAxisTicker ticker;
        ticker.setScale({});
        ticker.setRoom(400, 20);
        const Ticks ticks = ticksOf(ticker, 44.5, 45.5);
        QVERIFY(ticks.labels.contains(QStringLiteral("A4 440 Hz")));
        QVERIFY(ticks.labels.contains(QStringLiteral("A4 +20 ct 445 Hz")));
    }

    void linearScalesHaveHertzAndNotesAtEveryZoom()
    {
        NoteAxisTicker ticker;
        const double hertzPerBin = 22050.0 / 2048;
        ticker.setScale({ FrequencyScale::Kind::Linear, 0, hertzPerBin });
        ticker.setRoom(400, 20);
        const Ticks all = ticksOf(ticker, -0.5, 1024.5);
        const int two = static_cast<int>(all.labels.indexOf(QStringLiteral("2000 Hz B6")));
        QVERIFY2(two >= 0, qPrintable(QStringList(all.labels).join(u'|')));
        QVERIFY(std::abs(all.positions[two] * hertzPerBin - 2000) < 1e-6);
        for (const int pixels : { 60, 250, 900 }) {
            for (const double bins : { 1024.0, 300.0, 40.0, 6.0, 1.0, 0.2 }) {
                for (const double low : { 0.0, 41.3, 900.7 }) {
                    ticker.setRoom(pixels, 18);
                    const Ticks ticks = ticksOf(ticker, low, low + bins);
                    const QString where = QStringLiteral("%1 px, %2 bins from %3").arg(pixels).arg(bins).arg(low);
                    QVERIFY2(!ticks.positions.isEmpty(), qPrintable(where));
                    QCOMPARE(ticks.labels.size(), ticks.positions.size());
                    for (int i = 0; i + 1 < ticks.positions.size(); ++i)
                        QVERIFY2((ticks.positions[i + 1] - ticks.positions[i]) / bins * pixels > 18 - 1e-6,
                            qPrintable(where));
                    QCOMPARE(QSet<QString>(ticks.labels.begin(), ticks.labels.end()).size(), ticks.labels.size());
                }
            }
        }
    }

    void notesMoveWithConcertPitch()
    {
        NoteAxisTicker ticker;
        ticker.setConcertPitch(432);
        ticker.setRoom(840, 16);
        const Ticks ticks = ticksOf(ticker, -0.5, 83.5);
        const int a4 = static_cast<int>(ticks.labels.indexOf(QStringLiteral("A4 432 Hz")));
        QVERIFY(a4 >= 0);
        QVERIFY(std::abs(ticks.positions[a4] - 12 * std::log2(432 / kC1)) < 1e-9);
        QCOMPARE(pitchText(432, 432), QStringLiteral("A4 +0 ct"));
    }

    void framesAreCounted()
    {
        TimeAxisTicker ticker;
        ticker.setFrames(true);
        ticker.setFrameSeconds(0.02);
        ticker.setRoom(900, 90);
        QVERIFY(ticksOf(ticker, 0, 20).labels.contains(QStringLiteral("200")));
        const Ticks one = ticksOf(ticker, 1, 1.02);
        QVERIFY(one.labels.contains(QStringLiteral("50")) && one.labels.contains(QStringLiteral("51")));
    }

    void clocksReadAsClocks()
    {
        QCOMPARE(timeText(7.56, 1, false), QStringLiteral("7.5"));
        QCOMPARE(timeText(0.3, 1, false), QStringLiteral("0.3"));
        QCOMPARE(timeText(7.5, 1, true), QStringLiteral("0:07.5"));
        QCOMPARE(timeText(67.5, 1, true), QStringLiteral("1:07.5"));
        QCOMPARE(timeText(59.99, 1, true), QStringLiteral("0:59.9"));
        QCOMPARE(timeText(3661, 0, true), QStringLiteral("1:01:01"));
        QCOMPARE(timeText(36000.25, 2, true), QStringLiteral("10:00:00.25"));
    }

    void timeIsLabelledAtEveryZoom()
    {
        TimeAxisTicker ticker;
        for (const double length : { 0.1, 0.5, 3.0, 10.0, 59.0, 200.0, 4000.0, 36000.0 }) {
            for (const int pixels : { 300, 900, 1800 }) {
                ticker.setMinutes(length > 60);
                ticker.setRoom(pixels, 90);
                const double begin = 3.7;
                Ticks ticks = ticksOf(ticker, begin, begin + length);
                // The neighbours outside of the range come too; they are not drawn.
                QStringList seen;
                for (int i = 0; i < ticks.positions.size(); ++i) {
                    if (ticks.positions[i] >= begin && ticks.positions[i] <= begin + length)
                        seen.append(ticks.labels[i]);
                }
                const QString where = QStringLiteral("%1 s in %2 px").arg(length).arg(pixels);
                QVERIFY2(!seen.isEmpty(), qPrintable(where));
                QVERIFY2(seen.size() * 90 <= pixels + 90, qPrintable(where));
                QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), seen.size());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestNoteAxis)
#include "tst_noteaxis.moc"
