#include "audio/mp3roundtrip.h"

#include "audio/audioreader.h"
#include "support/mediafiles.h"
#include "support/signals.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;

class TestMp3RoundTrip : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundComesBackAsLongAndInItsPlace_data()
    {
        QTest::addColumn<int>("samples");
        QTest::newRow("a second and a bit") << 44100 + 123;
        QTest::newRow("five seconds") << 5 * 44100;
        QTest::newRow("hardly any") << 700;
        QTest::newRow("none") << 0;
    }

    void soundComesBackAsLongAndInItsPlace()
    {
        QFETCH(int, samples);
        std::vector<float> sound = struckNotes(6, kMp3Rate);
        sound.resize(static_cast<std::size_t>(samples));
        const std::vector<float> heard = throughMp3(sound);
        QCOMPARE(heard.size(), sound.size());
        // Were it moved by only a few samples, most of it would be difference.
        if (samples > 10'000)
            QVERIFY2(signalToNoise(sound, heard) > 15, qPrintable(QString::number(signalToNoise(sound, heard))));
    }

    void somethingIsLost()
    {
        const std::vector<float> sound = noise(3, kMp3Rate);
        const double ratio = signalToNoise(sound, throughMp3(sound));
        QVERIFY2(ratio > 0 && ratio < 25, qPrintable(QString::number(ratio)));
    }

    void whatIsHeardAgreesWithFfmpegsEncoder()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        // A constant 64 kbit/s leaves about as much in either.
        const std::vector<float> sound = struckNotes(4, kMp3Rate);
        QTemporaryDir folder;
        const std::string file = folder.filePath("sound.mp3").toStdString();
        encode(sound, kMp3Rate, file, { "-c:a", "libmp3lame", "-b:a", "64k" });
        std::vector<float> theirs = decodeAudio(file, kMp3Rate).samples;
        theirs.resize(sound.size());
        const double ours = signalToNoise(sound, throughMp3(sound));
        const double other = signalToNoise(sound, theirs);
        QVERIFY2(std::abs(ours - other) < 3, qPrintable(QString("%1 and %2 dB").arg(ours).arg(other)));
    }
};

QTEST_APPLESS_MAIN(TestMp3RoundTrip)
#include "tst_mp3roundtrip.moc"
