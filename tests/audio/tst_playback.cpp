#include "audio/player.h"
#include "base/error.h"
#include "support/mediafiles.h"
#include "support/pulsesink.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
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

/// One side of what was played.
std::vector<float> sideOf(const std::vector<StereoSample> &recording, float StereoSample::*side)
{
    std::vector<float> samples;
    for (const StereoSample &sample : recording)
        samples.push_back(sample.*side);
    return samples;
}

/// Of mono sound; nothing, with a warning, where the sides differ.
std::vector<float> eitherSideOf(const std::vector<StereoSample> &recording)
{
    if (std::all_of(recording.begin(), recording.end(), [](StereoSample s) { return s.left == s.right; }))
        return sideOf(recording, &StereoSample::left);
    qWarning("left and right differ");
    return {};
}

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

    /// Plays to the end and returns the recording.
    std::vector<StereoSample> recordingOf(std::unique_ptr<SoundSource> sound)
    {
        m_sink->startRecording();
        Player player(makePortAudioOutput());
        player.setSource(std::move(sound));
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
        for (const char *order : { "1,2,3", "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1" })
            QTest::newRow(order) << order;
    }

    void whatIsPlayedIsWhatWasAskedFor()
    {
        QFETCH(QString, kind);
        const FrameSpan whole { 0, static_cast<std::int64_t>(m_sound.size()) };
        std::vector<int> order;
        for (const QString &number : kind.split(QLatin1Char(',')))
            order.push_back(number.toInt());
        const Arrangement arrangement = kind == "original" ? Arrangement::asPublished(whole)
            : kind == "reversed"                           ? Arrangement::reversed(whole)
                                                           : Arrangement::jigsaw(whole, order);
        const std::vector<float> expected = arrangeSound(arrangement, { kRate, 1 }, kRate, m_sound);
        // On a machine that is too busy the server plays gaps, which is not ours to answer for: once more, then.
        float difference = 2;
        for (int attempt = 0; attempt < 4 && difference > 1e-4f; ++attempt) {
            const std::vector<float> recording = eitherSideOf(recordingOf(source(arrangement)));
            const std::int64_t start = findSound(recording, std::span(expected).subspan(10000, 1000)) - 10000;
            if (start < 0 || recording.size() < static_cast<std::size_t>(start) + expected.size())
                continue;
            difference = greatestDifference(
                std::span(recording).subspan(static_cast<std::size_t>(start), expected.size()), expected);
        }
        QVERIFY2(difference <= 1e-4f, qPrintable(QString("differs by %1").arg(static_cast<double>(difference))));
    }

    void leftAndRightLeaveTheDeviceAsPublished()
    {
        // What they have in common cancels: mixed to one they would be heard as something else.
        std::vector<float> right = struckNotes(2.5, kRate, 2);
        for (std::size_t i = 0; i < right.size(); ++i)
            right[i] = std::clamp((right[i] - m_sound[i]) / 2, -0.9f, 0.9f);
        std::vector<float> both;
        for (std::size_t i = 0; i < right.size(); ++i)
            both.insert(both.end(), { m_sound[i], right[i] });
        const ScratchFolder folder;
        writeBytes(folder / "both.wav", floatWav(both, kRate, 2));
        float difference = 2;
        for (int attempt = 0; attempt < 4 && difference > 1e-4f; ++attempt) {
            const std::vector<StereoSample> recording
                = recordingOf(makeFileSource(folder / "both.wav", kRate, std::ssize(right), {}, ChannelMix::stereo()));
            const std::vector<float> heardLeft = sideOf(recording, &StereoSample::left);
            const std::vector<float> heardRight = sideOf(recording, &StereoSample::right);
            const std::int64_t start = findSound(heardLeft, std::span(m_sound).subspan(10000, 1000)) - 10000;
            if (start < 0 || heardLeft.size() < static_cast<std::size_t>(start) + right.size())
                continue;
            const auto from = static_cast<std::size_t>(start);
            difference = std::max(greatestDifference(std::span(heardLeft).subspan(from, right.size()), m_sound),
                greatestDifference(std::span(heardRight).subspan(from, right.size()), right));
        }
        QVERIFY2(difference <= 1e-4f, qPrintable(QString("differs by %1").arg(static_cast<double>(difference))));
    }

    void loopsLeaveTheDeviceSampleBySample()
    {
        const std::int64_t begin = 30000;
        const std::int64_t end = 52050;
        std::vector<float> expected;
        for (int lap = 0; lap < 4; ++lap)
            expected.insert(expected.end(), m_sound.begin() + begin, m_sound.begin() + end);
        float difference = 2;
        for (int attempt = 0; attempt < 4 && difference > 1e-4f; ++attempt) {
            m_sink->startRecording();
            Player player(makePortAudioOutput());
            player.setSource(source(Arrangement::asPublished({ 0, static_cast<std::int64_t>(m_sound.size()) })));
            player.setLoop(true, begin, end);
            player.seek(begin);
            player.play();
            const std::int64_t enough = std::ssize(expected) + 2 * kRate; // the laps, and what it takes to start
            (void)QTest::qWaitFor([&] { return m_sink->recordedSamples() >= enough; }, 15000);
            player.stop();
            const std::vector<float> recording = eitherSideOf(m_sink->stopRecording());
            // Every lap sounds alike: back to the first one.
            std::int64_t start = findSound(recording, std::span(expected).first(1000));
            while (start >= end - begin
                && greatestDifference(
                       std::span(recording).subspan(static_cast<std::size_t>(start - (end - begin)), 1000),
                       std::span(expected).first(1000))
                    <= 1e-4f)
                start -= end - begin;
            if (start >= 0 && recording.size() >= static_cast<std::size_t>(start) + expected.size())
                difference = greatestDifference(
                    std::span(recording).subspan(static_cast<std::size_t>(start), expected.size()), expected);
        }
        QVERIFY2(difference <= 1e-4f, qPrintable(QString("differs by %1").arg(static_cast<double>(difference))));
    }

    void switchingLeavesTheDeviceAtTheSameInstantWithinFiveMilliseconds()
    {
        const auto count = static_cast<std::int64_t>(m_sound.size());
        const FrameSpan whole { 0, count };
        const std::vector<float> reversed(m_sound.rbegin(), m_sound.rend());
        constexpr std::int64_t kFade = kRate / 200 + 1; // 5 ms
        bool exact = false;
        QString found;
        for (int attempt = 0; attempt < 4 && !exact; ++attempt) {
            m_sink->startRecording();
            Player player(makePortAudioOutput());
            player.setSource(source(Arrangement::asPublished(whole)));
            player.play();
            (void)QTest::qWaitFor([&] { return player.position() > kRate; }, 10000);
            const std::int64_t asked = player.position();
            player.switchSource(source(Arrangement::reversed(whole)), count - 1 - asked);
            (void)QTest::qWaitFor([&] { return player.state() == Player::State::Stopped; }, 10000);
            const std::vector<float> recording = eitherSideOf(m_sink->stopRecording());
            // As published up to a place; a crossfade later the reversed sound, from that on which was asked for.
            const std::int64_t start = findSound(recording, std::span(m_sound).subspan(10000, 1000)) - 10000;
            if (start < 0)
                continue;
            std::int64_t same = 0;
            while (same < count && start + same < std::ssize(recording)
                && std::abs(recording[static_cast<std::size_t>(start + same)] - m_sound[static_cast<std::size_t>(same)])
                    <= 1e-4f)
                ++same;
            const std::int64_t after = start + same + kFade;
            const std::int64_t reversedAt = count - 1 - asked + kFade;
            const std::int64_t left = count - reversedAt;
            found = QString("switched at %1 for %2").arg(same).arg(asked);
            for (std::int64_t shift = -kFade; shift <= kFade && !exact; ++shift) {
                if (after + shift < 0 || after + shift + left > std::ssize(recording))
                    continue;
                exact = greatestDifference(std::span(recording).subspan(
                                               static_cast<std::size_t>(after + shift), static_cast<std::size_t>(left)),
                            std::span(reversed).subspan(static_cast<std::size_t>(reversedAt)))
                    <= 1e-4f;
            }
            // What was already on its way to the device is heard before: its latency, and no more.
            exact = exact && same >= asked && same < asked + kRate / 4;
        }
        QVERIFY2(exact, qPrintable(found));
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
        // Back again it is found and played on, from where it stood.
        const std::int64_t position = player.position();
        player.setOutput(makeSilentOutput());
        m_sink.reset();
        m_sink = std::make_unique<PulseSink>(kRate);
        player.setOutput(makePortAudioOutput());
        player.setLoop(false);
        player.seek(position);
        player.play();
        QTRY_VERIFY_WITH_TIMEOUT(player.position() > position + 2000, 10000);
        QVERIFY(player.problem().empty());
    }
};

QTEST_GUILESS_MAIN(TestPlayback)
#include "tst_playback.moc"
