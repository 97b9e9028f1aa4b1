#include "audio/player.h"
#include "base/error.h"
#include "support/mediafiles.h"
#include "support/pulsesink.h"
#include "support/signals.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <memory>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kRate = 44100;

} // namespace

/// End to end: Player, PortAudio, ALSA's pulse plugin, a real server's clock, and back from its monitor.
class TestPlayback : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<PulseSink> m_sink;
    std::vector<float> m_sound = struckNotes(2.5, kRate);

    std::unique_ptr<SoundSource> source(const Arrangement &arrangement) const
    {
        return makeArrangedSource(makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { m_sound, kRate })),
            SoundArrangement(arrangement, { kRate, 1 }, kRate));
    }

    /// Plays to the end and returns the recording; empty when the player had trouble.
    std::vector<float> recordingOf(const Arrangement &arrangement)
    {
        m_sink->startRecording();
        Player player(makePortAudioOutput());
        player.setSource(source(arrangement));
        player.play();
        const bool ended = QTest::qWaitFor([&] { return player.state() == Player::State::Stopped; }, 20000);
        if (!ended || !player.problem().empty() || player.underruns() > 0)
            qWarning(
                "ended: %d, underruns: %d, %s", ended, static_cast<int>(player.underruns()), player.problem().c_str());
        return m_sink->stopRecording();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!PulseSink::isAvailable())
            QSKIP("needs the programs pulseaudio, pactl and parec");
        m_sink = std::make_unique<PulseSink>(kRate);
        for (float &sample : m_sound)
            sample = std::clamp(sample, -0.9f, 0.9f);
    }

    void cleanupTestCase() { m_sink.reset(); }

    void theServerIsTheDefaultDevice()
    {
        const std::vector<OutputDevice> devices = outputDevices();
        QVERIFY(!devices.empty());
        QCOMPARE(std::count_if(devices.begin(), devices.end(), [](const OutputDevice &d) { return d.isDefault; }), 1);
        QVERIFY_EXCEPTION_THROWN(makePortAudioOutput("a device that nobody has"), Error);
    }

    void whatIsPlayedIsWhatWasAskedFor_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("original") << "original";
        QTest::newRow("reversed") << "reversed";
        QTest::newRow("order 2,1,3") << "order 2,1,3";
    }

    void whatIsPlayedIsWhatWasAskedFor()
    {
        QFETCH(QString, kind);
        const FrameSpan whole { 0, static_cast<std::int64_t>(m_sound.size()) };
        const int order[] = { 2, 1, 3 };
        const Arrangement arrangement = kind == "original" ? Arrangement::asPublished(whole)
            : kind == "reversed"                           ? Arrangement::reversed(whole)
                                                           : Arrangement::jigsaw(whole, order);
        const std::vector<float> expected = arrangeSound(arrangement, { kRate, 1 }, kRate, m_sound);
        // On a machine that is too busy the server plays gaps, which is not ours to answer for: once more, then.
        float difference = 2;
        for (int attempt = 0; attempt < 4 && difference > 1e-4f; ++attempt) {
            const std::vector<float> recording = recordingOf(arrangement);
            const std::int64_t start = findSound(recording, std::span(expected).subspan(10000, 1000)) - 10000;
            if (start < 0 || recording.size() < static_cast<std::size_t>(start) + expected.size())
                continue;
            difference = greatestDifference(
                std::span(recording).subspan(static_cast<std::size_t>(start), expected.size()), expected);
        }
        QVERIFY2(difference <= 1e-4f, qPrintable(QString("differs by %1").arg(static_cast<double>(difference))));
    }

    void thePositionKeepsPaceWithTheClock()
    {
        Player player(makePortAudioOutput());
        player.setSource(source(Arrangement::asPublished({ 0, static_cast<std::int64_t>(m_sound.size()) })));
        player.play();
        QTRY_VERIFY_WITH_TIMEOUT(player.position() > 2000, 10000);
        const std::int64_t from = player.position();
        QElapsedTimer clock;
        clock.start();
        std::int64_t last = from;
        while (clock.elapsed() < 1000) {
            const std::int64_t position = player.position();
            QVERIFY(position >= last);
            last = position;
            QTest::qSleep(5);
        }
        const double rate = static_cast<double>(last - from) / (static_cast<double>(clock.nsecsElapsed()) / 1e9);
        QVERIFY2(std::abs(rate / kRate - 1) < 0.15, qPrintable(QString("%1 samples a second").arg(rate)));
        player.pause();
        QCOMPARE(player.state(), Player::State::Paused);
    }

    void aServerThatDiesIsAProblem()
    {
        Player player(makePortAudioOutput());
        player.setSource(source(Arrangement::asPublished({ 0, static_cast<std::int64_t>(m_sound.size()) })));
        player.setLoop(true);
        player.play();
        QTRY_VERIFY_WITH_TIMEOUT(player.position() > 2000, 10000);
        m_sink->killServer();
        QTRY_COMPARE_WITH_TIMEOUT(player.state(), Player::State::Stopped, 10000);
        QVERIFY(!player.problem().empty());
        // Nothing is there to play on now.
        try {
            Player(makePortAudioOutput()).play();
            Player other(makePortAudioOutput());
            other.setSource(source(Arrangement::asPublished({ 0, 1000 })));
            other.play();
            QFAIL("played on nothing");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Device);
        }
    }
};

QTEST_GUILESS_MAIN(TestPlayback)
#include "tst_playback.moc"
