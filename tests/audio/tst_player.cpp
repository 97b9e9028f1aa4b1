#include "audio/player.h"
#include "base/error.h"
#include "base/random.h"
#include "support/fakeoutput.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/throwingnew.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kRate = 8000;
constexpr std::int64_t kFade = 40; // 5 ms
constexpr std::int64_t kBlock = 800; // 0.1 s

std::unique_ptr<SoundSource> sourceOf(std::vector<float> samples, int sampleRate = kRate)
{
    return makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { std::move(samples), sampleRate }));
}

std::unique_ptr<SoundSource> arranged(const std::vector<float> &samples, const Arrangement &arrangement)
{
    return makeArrangedSource(sourceOf(samples), SoundArrangement(arrangement, { kRate, 1 }, kRate));
}

std::vector<float> slice(const std::vector<float> &sound, std::int64_t begin, std::int64_t end)
{
    return { sound.begin() + begin, sound.begin() + end };
}

QElapsedTimer startedClock()
{
    QElapsedTimer clock;
    clock.start();
    return clock;
}

/// Waits until the device would find everything ready.
bool waitFilled(const Player &player)
{
    for (QElapsedTimer clock = startedClock(); clock.elapsed() < 20000; QThread::usleep(200)) {
        if (player.isFilled())
            return true;
    }
    return false;
}

/// What the device plays next, taken in blocks, each after the player had all the time it needs.
std::vector<float> listen(
    const Player &player, const FakeDevice &device, std::int64_t count, double secondsUntilHeard = 0)
{
    std::vector<float> heard;
    while (static_cast<std::int64_t>(heard.size()) < count) {
        if (!waitFilled(player))
            return {};
        const std::int64_t block = std::min(kBlock, count - static_cast<std::int64_t>(heard.size()));
        const std::vector<float> part = device.pull(static_cast<std::size_t>(block), secondsUntilHeard);
        if (part.empty())
            return heard;
        heard.insert(heard.end(), part.begin(), part.end());
    }
    return heard;
}

float steepestStep(const std::vector<float> &sound)
{
    float steepest = 0;
    for (std::size_t i = 1; i < sound.size(); ++i)
        steepest = std::max(steepest, std::abs(sound[i] - sound[i - 1]));
    return steepest;
}

/// Lets nothing through until it is opened.
class Gate {
public:
    void open() { m_open = true; }
    void close() { m_open = false; }
    void pass() const
    {
        while (!m_open)
            QThread::msleep(1);
    }

private:
    std::atomic<bool> m_open { true };
};

class GatedSource final : public SoundSource {
public:
    GatedSource(std::unique_ptr<SoundSource> source, const Gate &gate)
        : m_source(std::move(source))
        , m_gate(gate)
    {
    }
    int sampleRate() const override { return m_source->sampleRate(); }
    int channels() const override { return m_source->channels(); }
    std::int64_t sampleCount() const override { return m_source->sampleCount(); }
    void read(std::int64_t first, std::span<float> out) override
    {
        m_gate.pass();
        m_source->read(first, out);
    }

private:
    std::unique_ptr<SoundSource> m_source;
    const Gate &m_gate;
};

/// Like a file on a disk that is pulled out.
class FailingSource final : public SoundSource {
public:
    explicit FailingSource(std::int64_t failsFrom)
        : m_failsFrom(failsFrom)
    {
    }
    int sampleRate() const override { return kRate; }
    int channels() const override { return 1; }
    std::int64_t sampleCount() const override { return 10 * kRate; }
    void read(std::int64_t first, std::span<float> out) override
    {
        if (first + static_cast<std::int64_t>(out.size()) > m_failsFrom)
            throw Error(ErrorCode::Io, "/media/stick/song.wav", "could not be read: the disk is gone");
        std::fill(out.begin(), out.end(), 0.25f);
    }

private:
    std::int64_t m_failsFrom;
};

/// Like a decoder that throws what it should not.
class ThrowingSource final : public SoundSource {
public:
    explicit ThrowingSource(std::function<void()> raise)
        : m_raise(std::move(raise))
    {
    }
    int sampleRate() const override { return kRate; }
    int channels() const override { return 1; }
    std::int64_t sampleCount() const override { return kRate; }
    void read(std::int64_t, std::span<float>) override { m_raise(); }

private:
    std::function<void()> m_raise;
};

/// Like a file in which there is nothing for a long time: reading ends when it is told to.
class EndlessSource final : public SoundSource {
public:
    explicit EndlessSource(std::atomic<bool> &isRead)
        : m_isRead(isRead)
    {
    }
    int sampleRate() const override { return kRate; }
    int channels() const override { return 1; }
    std::int64_t sampleCount() const override { return 10 * kRate; }
    void read(std::int64_t, std::span<float>) override
    {
        m_isRead = true;
        m_cancelled.wait(false);
        throw Error(ErrorCode::Cancelled, "cancelled");
    }
    void cancel() noexcept override
    {
        m_cancelled = true;
        m_cancelled.notify_all();
    }

private:
    std::atomic<bool> &m_isRead;
    std::atomic<bool> m_cancelled { false };
};

} // namespace

class TestPlayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesTheSourceBitByBit_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("original") << "original";
        QTest::newRow("reversed") << "reversed";
        QTest::newRow("jigsaw") << "jigsaw";
    }

    void passesTheSourceBitByBit()
    {
        QFETCH(QString, kind);
        const std::vector<float> sound = noise(1.5, kRate, 1.2);
        const auto count = static_cast<std::int64_t>(sound.size());
        const int order[] = { 2, 1, 3 };
        const Arrangement arrangement = kind == "original" ? Arrangement::asPublished({ 0, count })
            : kind == "reversed"                           ? Arrangement::reversed({ 0, count })
                                                           : Arrangement::jigsaw({ 0, count }, order);
        const std::vector<float> expected = arrangeSound(arrangement, { kRate, 1 }, kRate, sound);

        const FakeDevice device;
        Player player(device.output());
        player.setSource(arranged(sound, arrangement));
        player.play();
        QCOMPARE(player.state(), Player::State::Playing);
        QCOMPARE(device.sampleRate(), kRate);
        const std::vector<float> heard = listen(player, device, count + 500);
        QVERIFY(slice(heard, 0, count) == expected);
        QVERIFY(slice(heard, count, count + 500) == std::vector<float>(500));
        QCOMPARE(player.underruns(), std::int64_t { 0 });
    }

    void endsAtTheEndAndStartsAgain()
    {
        const std::vector<float> sound = noise(0.5, kRate);
        const auto count = static_cast<std::int64_t>(sound.size());
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, count);
        QCOMPARE(player.state(), Player::State::Playing);
        listen(player, device, 1);
        QTRY_COMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), count);
        QTRY_VERIFY(!device.isStarted());
        QVERIFY(player.problem().empty());

        player.play();
        QVERIFY(listen(player, device, count) == sound);
    }

    void soundsShorterThanAnythingPlayWhole()
    {
        for (const std::int64_t count : { 1, 7, 300 }) {
            const std::vector<float> sound(static_cast<std::size_t>(count), 0.5f);
            const FakeDevice device;
            Player player(device.output());
            player.setSource(sourceOf(sound));
            player.play();
            QVERIFY(slice(listen(player, device, 400), 0, count) == sound);
            QTRY_COMPARE(player.state(), Player::State::Stopped);
            QCOMPARE(player.underruns(), std::int64_t { 0 });
        }
    }

    void nothingToPlayDoesNothing()
    {
        const FakeDevice device;
        Player player(device.output());
        player.play();
        player.setSource(sourceOf({}));
        player.play();
        player.setSource(nullptr);
        player.play();
        player.pause();
        player.seek(100);
        QCOMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), std::int64_t { 0 });
        QVERIFY(!device.isStarted());
    }

    void loopsAtExactSamples()
    {
        const std::vector<float> sound = noise(1, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.setLoop(true, 1000, 2500);
        player.play();
        std::vector<float> expected = slice(sound, 0, 2500);
        while (expected.size() < 9000)
            expected.insert(expected.end(), sound.begin() + 1000, sound.begin() + 2500);
        expected.resize(9000);
        QVERIFY(listen(player, device, 9000) == expected);
        QVERIFY(player.loops());
        QVERIFY(player.position() >= 1000 && player.position() <= 2500);
    }

    void loopsTheWhole()
    {
        const std::vector<float> sound = noise(0.1, kRate); // shorter than the ring
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.setLoop(true);
        player.play();
        const std::vector<float> heard = listen(player, device, 10 * 800);
        for (int turn = 0; turn < 10; ++turn)
            QVERIFY(slice(heard, turn * 800, (turn + 1) * 800) == sound);
        player.setLoop(false);
        listen(player, device, 3000);
        QTRY_COMPARE(player.state(), Player::State::Stopped);
    }

    void aLoopSetWhilePlayingLeavesNoSeam()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        std::vector<float> heard = listen(player, device, 1600);
        // The ring is filled up to 1600 + 2400 by now: past the loop's end.
        player.setLoop(true, 500, 3000);
        std::vector<float> next = listen(player, device, 1400 + 2 * 2500);
        QVERIFY(slice(next, 0, 1400) == slice(sound, 1600, 3000));
        QVERIFY(slice(next, 1400, 3900) == slice(sound, 500, 3000));
        QVERIFY(slice(next, 3900, 6400) == slice(sound, 500, 3000));
        // Without a loop the sound goes on, though the ring holds the next turn already.
        listen(player, device, 1500);
        player.setLoop(false);
        QVERIFY(listen(player, device, 4000) == slice(sound, 2000, 6000));
    }

    void aStretchPlaysOnceAndStops()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.setLoop(true); // a stretch is played once all the same
        player.playStretch(3000, 7000);
        const std::vector<float> heard = listen(player, device, 6000);
        QVERIFY(slice(heard, 0, 4000) == slice(sound, 3000, 7000));
        QVERIFY(slice(heard, 4000, 6000) == std::vector<float>(2000, 0.0f));
        QTRY_COMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), std::int64_t { 7000 });
        // Playing goes on behind it.
        player.setLoop(false);
        player.play();
        QVERIFY(listen(player, device, 2000) == slice(sound, 7000, 9000));
        player.pause();
        listen(player, device, 200); // until it is silent
        // And from anywhere else.
        player.setLoop(false);
        player.seek(6000);
        player.play();
        QVERIFY(slice(listen(player, device, 5000), 0, 5000) == slice(sound, 6000, 11000));
        player.pause();
        player.playStretch(500, 500);
        QCOMPARE(player.state(), Player::State::Paused);
        player.playStretch(15000, 99999);
        QTRY_COMPARE(player.state(), Player::State::Playing);
    }

    void theLevelIsThatOfWhatIsHeard()
    {
        std::vector<float> sound(2 * kRate, 0.25f);
        std::fill(sound.begin() + kRate, sound.end(), -0.75f);
        const FakeDevice device;
        Player player(device.output());
        QCOMPARE(player.level(), 0.0f);
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, kRate / 2);
        QCOMPARE(player.level(), 0.25f);
        listen(player, device, kRate);
        QCOMPARE(player.level(), 0.75f);
        player.setVolume(0.5f);
        listen(player, device, 2 * kFade);
        QTRY_COMPARE(player.level(), 0.0f); // nothing comes after it
    }

    void seekingGoesOnWithoutAClick()
    {
        const std::vector<float> sound = sine(200, 3, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        const std::vector<float> before = listen(player, device, 4000);
        player.seek(12345);
        QCOMPARE(player.position(), std::int64_t { 12345 });
        const std::vector<float> after = listen(player, device, 4000);
        QVERIFY(before == slice(sound, 0, 4000));
        QVERIFY(slice(after, kFade, 4000) == slice(sound, 12345 + kFade, 12345 + 4000));
        QVERIFY(steepestStep(after) < 1.3 * steepestStep(sound) + 1.0 / kFade);
        QVERIFY(std::abs(after.front() - before.back()) < 0.2);
    }

    void manySeeksEndAtTheLast()
    {
        const std::vector<float> sound = noise(3, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, 800);
        for (int i = 0; i < 500; ++i)
            player.seek(i * 20);
        QVERIFY(slice(listen(player, device, 1000), kFade, 1000) == slice(sound, 499 * 20 + kFade, 499 * 20 + 1000));
        // With a device that asks in between.
        for (int i = 0; i < 300; ++i) {
            player.seek(i * 30);
            device.pull(16);
        }
        QVERIFY(slice(listen(player, device, 1000), 2 * kFade, 1000)[900] != 0.0f);
        player.seek(5000);
        QVERIFY(slice(listen(player, device, 1000), 2 * kFade, 1000) == slice(sound, 5000 + 2 * kFade, 6000));
    }

    void seekingWhileStoppedOrPausedMovesTheStart()
    {
        const std::vector<float> sound = noise(1, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.seek(3000);
        QCOMPARE(player.position(), std::int64_t { 3000 });
        player.play();
        QVERIFY(listen(player, device, 1000) == slice(sound, 3000, 4000));
        player.pause();
        listen(player, device, 200);
        player.seek(100);
        QCOMPARE(player.position(), std::int64_t { 100 });
        player.play();
        QVERIFY(listen(player, device, 1000) == slice(sound, 100, 1100));
        player.seek(-5);
        QCOMPARE(player.position(), std::int64_t { 0 });
        player.seek(100000);
        QCOMPARE(player.position(), std::int64_t { kRate });
    }

    void switchesTheSourceWithACrossfade()
    {
        const std::vector<float> one = sine(150, 2, kRate);
        const std::vector<float> other = sine(310, 2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(one));
        player.play();
        listen(player, device, 3000);
        player.switchSource(sourceOf(other), 7000);
        QCOMPARE(player.position(), std::int64_t { 7000 });
        QCOMPARE(player.state(), Player::State::Playing);
        const std::vector<float> heard = listen(player, device, 2000);
        // First almost only the old one, then evenly more of the new one.
        for (std::int64_t i = 0; i < kFade; ++i) {
            const float share = static_cast<float>(i + 1) / (kFade + 1);
            const auto at = static_cast<std::size_t>(i);
            const float expected = (1 - share) * one[3000 + at] + share * other[7000 + at];
            QVERIFY(std::abs(heard[at] - expected) < 1e-5);
        }
        QVERIFY(slice(heard, kFade, 2000) == slice(other, 7000 + kFade, 9000));
        QCOMPARE(player.underruns(), std::int64_t { 0 });
    }

    void switchingPlaysOnWhileTheNewSourceIsSlow()
    {
        const std::vector<float> one = noise(2, kRate, 0.5, 1);
        const std::vector<float> other = noise(2, kRate, 0.5, 2);
        Gate gate;
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(one));
        player.play();
        listen(player, device, 1600);
        gate.close();
        player.switchSource(std::make_unique<GatedSource>(sourceOf(other), gate), 0);
        QVERIFY(device.pull(800) == slice(one, 1600, 2400));
        gate.open();
        QVERIFY(slice(listen(player, device, 1000), kFade, 1000) == slice(other, kFade, 1000));
        QCOMPARE(player.underruns(), std::int64_t { 0 });
    }

    void aLoopEndsWithTheSourceThatItWasOf()
    {
        const std::vector<float> one = noise(2, kRate, 0.5, 1);
        const std::vector<float> other = noise(2, kRate, 0.5, 2);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(one));
        player.setLoop(true, 1000, 2500);
        player.play();
        listen(player, device, 800);
        // Read at once, before anything more is said: behind the end of what was repeated.
        player.switchSource(sourceOf(other), 12000);
        QVERIFY(waitFilled(player));
        const std::vector<float> heard = listen(player, device, 2000);
        QVERIFY(slice(heard, kFade, 2000) == slice(other, 12000 + kFade, 14000));
        // With a loop of its own.
        QVERIFY(player.loops());
        player.switchSource(sourceOf(one), 8600, 8000, 9200);
        QVERIFY(waitFilled(player));
        const std::vector<float> looped = listen(player, device, 1800);
        QVERIFY(slice(looped, kFade, 600) == slice(one, 8600 + kFade, 9200));
        QVERIFY(slice(looped, 600, 1800) == slice(one, 8000, 9200));
    }

    void pausingFadesAndResumesWithTheNextSample()
    {
        const std::vector<float> sound = sine(100, 2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        std::vector<float> heard = listen(player, device, 2020); // near the sine's top
        player.pause();
        QCOMPARE(player.state(), Player::State::Paused);
        const std::vector<float> fading = listen(player, device, 400);
        QVERIFY(slice(fading, kFade, 400) == std::vector<float>(400 - kFade));
        heard.insert(heard.end(), fading.begin(), fading.end());
        QVERIFY(steepestStep(heard) < steepestStep(sound) + 1.0 / kFade);

        QTRY_COMPARE(player.position(), 2020 + kFade);
        QTest::qWait(20);
        QCOMPARE(player.position(), 2020 + kFade);
        player.play();
        QCOMPARE(player.state(), Player::State::Playing);
        const std::vector<float> resumed = listen(player, device, 500);
        QVERIFY(std::abs(resumed.front()) < 0.05);
        QVERIFY(slice(resumed, kFade, 500) == slice(sound, 2020 + 2 * kFade, 2020 + kFade + 500));
    }

    void aLongPauseGivesTheDeviceBack()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, 2000);
        player.pause();
        listen(player, device, 200);
        QTRY_VERIFY(!device.isStarted());
        QCOMPARE(player.position(), 2000 + kFade);
        player.setLoop(true, 0, 5000); // must not move the place
        player.play();
        QVERIFY(device.isStarted());
        QVERIFY(slice(listen(player, device, 500), kFade, 500) == slice(sound, 2000 + 2 * kFade, 2500 + kFade));
    }

    void aWarmDevicePlaysAtOnceAndIsGivenBackAfterAWhile()
    {
        const std::vector<float> sound = noise(1, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.warmUp(); // nothing to play: nothing to open
        QVERIFY(!device.isStarted());
        player.setSource(sourceOf(sound));
        player.warmUp();
        QVERIFY(device.isStarted());
        QVERIFY(device.pull(500) == std::vector<float>(500, 0.0f));
        QCOMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), std::int64_t { 0 });
        player.play();
        QVERIFY(listen(player, device, 4000) == slice(sound, 0, 4000));
        player.stop();
        // Longer than after playing without it, but not for ever.
        QTest::qWait(1500);
        QVERIFY(device.isStarted());
        QTRY_VERIFY_WITH_TIMEOUT(!device.isStarted(), 15000);
        device.refuse("held by somebody else");
        QVERIFY_EXCEPTION_THROWN(player.warmUp(), Error);
    }

    void stopGoesBackToTheStart()
    {
        const std::vector<float> sound = noise(1, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, 2000);
        player.stop();
        QCOMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), std::int64_t { 0 });
        const std::vector<float> fading = listen(player, device, 200);
        QVERIFY(slice(fading, kFade, 200) == std::vector<float>(200 - kFade));
        // At once, while the device is still open: exact from the first sample on.
        player.play();
        QVERIFY(listen(player, device, 2000) == slice(sound, 0, 2000));
        player.stop();
        QTRY_VERIFY(!device.isStarted());
        player.play();
        QVERIFY(listen(player, device, 2000) == slice(sound, 0, 2000));
    }

    void volumeScalesAndGlides()
    {
        const std::vector<float> sound(2 * kRate, 0.8f);
        const FakeDevice device;
        Player player(device.output());
        player.setVolume(0.5f);
        player.setSource(sourceOf(sound));
        player.play();
        std::vector<float> heard = listen(player, device, 1000);
        QVERIFY(heard == std::vector<float>(1000, 0.4f));
        player.setVolume(7); // clipped
        QCOMPARE(player.volume(), 1.0f);
        const std::vector<float> louder = listen(player, device, 1000);
        QVERIFY(slice(louder, kFade, 1000) == std::vector<float>(1000 - kFade, 0.8f));
        heard.insert(heard.end(), louder.begin(), louder.end());
        QVERIFY(steepestStep(heard) < 0.8f / kFade * 1.1f);
    }

    void thePositionIsWhatIsHeardNotWhatWasHandedOver()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        QVERIFY(waitFilled(player));
        const QElapsedTimer clock = startedClock();
        device.pull(2000, 0.2); // heard from 0.2 s to 0.45 s from now
        const std::int64_t early = player.position();
        QVERIFY(early == 0 || clock.elapsed() >= 200);
        std::int64_t last = early;
        while (last < 2000 && clock.elapsed() < 20000) {
            const std::int64_t position = player.position();
            const std::int64_t latest = (clock.elapsed() + 1 - 200) * kRate / 1000;
            QVERIFY(position >= last);
            QVERIFY(position <= std::max<std::int64_t>(latest, 0) + 1);
            last = position;
            QTest::qSleep(2);
        }
        QCOMPARE(last, std::int64_t { 2000 }); // and no further than the device was given
        QVERIFY(clock.elapsed() >= 440);
    }

    void thePositionFollowsLoops()
    {
        const std::vector<float> sound = noise(1, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.setLoop(true, 0, 400);
        player.play();
        QVERIFY(waitFilled(player));
        device.pull(1000); // 2.5 turns
        QTRY_COMPARE(player.position(), std::int64_t { 200 });
    }

    void aSlowSourceIsCountedAndGoesOnWhereItWas()
    {
        const std::vector<float> sound = noise(2, kRate);
        Gate gate;
        const FakeDevice device;
        Player player(device.output());
        player.setSource(std::make_unique<GatedSource>(sourceOf(sound), gate));
        player.play();
        QVERIFY(waitFilled(player));
        gate.close();
        QThread::msleep(20);
        std::vector<float> heard;
        for (int i = 0; i < 8; ++i) { // 0.8 s: more than the ring holds
            const std::vector<float> block = device.pull(kBlock);
            heard.insert(heard.end(), block.begin(), block.end());
        }
        QVERIFY(player.underruns() > 0);
        QCOMPARE(player.state(), Player::State::Playing);
        gate.open();
        const std::vector<float> rest = listen(player, device, 4000);
        heard.insert(heard.end(), rest.begin(), rest.end());
        // Nothing is lost: without the silence it is the sound.
        std::erase(heard, 0.0f);
        QVERIFY(heard.size() > 4000);
        QVERIFY(heard == slice(sound, 0, static_cast<std::int64_t>(heard.size())));
    }

    void aLostDeviceIsAProblemAndAnotherTakesOver()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, 1600);
        device.unplug();
        QTRY_COMPARE(player.state(), Player::State::Stopped);
        QVERIFY(!player.problem().empty());
        QTRY_COMPARE(player.position(), std::int64_t { 1600 });

        const FakeDevice other;
        player.setOutput(other.output());
        player.play();
        QVERIFY(player.problem().empty());
        QVERIFY(slice(listen(player, other, 1000), kFade, 1000) == slice(sound, 1600 + kFade, 2600));
    }

    void playingMovesToAnotherDevice()
    {
        const std::vector<float> sound = noise(2, kRate);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(sound));
        player.play();
        listen(player, device, 1600);
        QTRY_COMPARE(player.position(), std::int64_t { 1600 });
        const FakeDevice other;
        player.setOutput(other.output());
        QVERIFY(!device.isStarted());
        QCOMPARE(player.state(), Player::State::Playing);
        QVERIFY(listen(player, other, 1000) == slice(sound, 1600, 2600));

        const FakeDevice broken;
        broken.refuse("The device is on fire.");
        QVERIFY_EXCEPTION_THROWN(player.setOutput(broken.output()), Error);
        QCOMPARE(player.state(), Player::State::Stopped);
    }

    void aDeviceThatRefusesIsAnError()
    {
        const FakeDevice device;
        device.refuse("The device does not play at 8000 Hz.");
        Player player(device.output());
        player.setSource(sourceOf(noise(1, kRate)));
        try {
            player.play();
            QFAIL("played");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Device);
        }
        QCOMPARE(player.state(), Player::State::Stopped);
        device.refuse({});
        player.play();
        QCOMPARE(player.state(), Player::State::Playing);
    }

    void aVanishedFileEndsThePlaying()
    {
        const FakeDevice device;
        Player player(device.output());
        player.setSource(std::make_unique<FailingSource>(3000));
        player.play();
        const std::vector<float> heard = listen(player, device, 4000);
        QTRY_COMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.problem(), std::string("/media/stick/song.wav: could not be read: the disk is gone"));
        QVERIFY(std::count(heard.begin(), heard.end(), 0.25f) > 0);
    }

    void whateverASourceThrowsEndsItsPlayingOnly()
    {
        const FakeDevice device;
        Player player(device.output());
        for (const Thrown &thrown : whateverIsThrown()) {
            player.setSource(std::make_unique<ThrowingSource>(thrown.raise));
            player.play();
            QCOMPARE(listen(player, device, 1000), std::vector<float>(1000));
            QTRY_COMPARE(player.state(), Player::State::Stopped);
            QVERIFY2(player.problem().find(thrown.sentence) != std::string::npos, player.problem().c_str());
            const std::vector<float> next = noise(0.5, kRate);
            player.setSource(sourceOf(next));
            player.play();
            QVERIFY(listen(player, device, 2000) == slice(next, 0, 2000));
            QVERIFY(player.problem().empty());
        }
    }

    void anotherSampleRateReopensTheDevice()
    {
        const std::vector<float> slow = noise(1, kRate);
        const std::vector<float> fast = noise(1, 44100);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(sourceOf(slow));
        player.play();
        listen(player, device, 1000);
        player.setSource(sourceOf(fast, 44100));
        QCOMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.sampleRate(), 44100);
        QCOMPARE(player.sampleCount(), std::int64_t { 44100 });
        player.play();
        QCOMPARE(device.sampleRate(), 44100);
        QVERIFY(listen(player, device, 44100) == fast);
        player.switchSource(sourceOf(slow), 500);
        QCOMPARE(player.state(), Player::State::Playing);
        QCOMPARE(device.sampleRate(), kRate);
        QVERIFY(listen(player, device, 1000) == slice(slow, 500, 1500));
    }

    void theSilentOutputKeepsTheClocksPace()
    {
        Player player(makeSilentOutput());
        player.setSource(sourceOf(noise(0.3, kRate)));
        const QElapsedTimer clock = startedClock();
        player.play();
        QTRY_VERIFY(player.position() > 0);
        QTRY_COMPARE_WITH_TIMEOUT(player.state(), Player::State::Stopped, 20000);
        QVERIFY2(clock.elapsed() >= 290, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(player.position(), std::int64_t { 2400 });
    }

    /// For ThreadSanitizer: a device's thread of its own, the fill thread and a hectic user.
    void threadsDoNotGetInEachOthersWay()
    {
        Player player(makeSilentOutput());
        player.setSource(sourceOf(noise(2, kRate)));
        RandomStream random(23);
        for (const QElapsedTimer clock = startedClock(); clock.elapsed() < 2000; QThread::usleep(500)) {
            const auto sample = static_cast<std::int64_t>(random.below(2 * kRate));
            switch (random.below(10)) {
            case 0:
                player.pause();
                break;
            case 1:
                player.seek(sample);
                break;
            case 2:
                player.setLoop(random.coin(), sample / 2, sample);
                break;
            case 3:
                player.setVolume(static_cast<float>(random.uniform()));
                break;
            case 4:
                player.switchSource(sourceOf(noise(2, kRate, 0.5, random.below(9))), sample);
                break;
            case 5:
                if (random.below(20) == 0)
                    player.stop();
                break;
            default:
                player.play();
            }
            QVERIFY(player.position() >= 0 && player.position() <= 2 * kRate);
        }
        QVERIFY(player.problem().empty());
        player.setLoop(false);
        player.seek(2 * kRate - 100);
        player.play();
        QTRY_COMPARE_WITH_TIMEOUT(player.state(), Player::State::Stopped, 20000);
        QCOMPARE(player.position(), std::int64_t { 2 * kRate });
    }

    void whatIsBusyReadingIsNotWaitedFor()
    {
        const FakeDevice device;
        {
            std::atomic<bool> isRead { false };
            Player player(device.output());
            player.setSource(std::make_unique<EndlessSource>(isRead));
            player.play();
            QTRY_VERIFY(isRead);
            // Another source is played at once, and nothing is said of the one that was given up.
            player.setSource(sourceOf(noise(1, kRate)));
            player.play();
            QTRY_VERIFY(player.isFilled());
            QVERIFY(player.problem().empty());
        }
        std::atomic<bool> isRead { false };
        Player player(device.output());
        player.setSource(std::make_unique<EndlessSource>(isRead));
        QTRY_VERIFY(isRead); // and the player ends
    }

    void itMayDieAtAnyTime()
    {
        for (int i = 0; i < 50; ++i) {
            const FakeDevice device;
            Player player(device.output());
            player.setSource(sourceOf(noise(0.2, kRate)));
            player.play();
            device.pull(static_cast<std::size_t>(i) * 10);
            if (i % 3 == 0)
                player.pause();
            if (i % 3 == 1)
                player.seek(10);
        }
    }
};

QTEST_GUILESS_MAIN(TestPlayer)
#include "tst_player.moc"
