#include "audio/soundsource.h"
#include "audio/wavfile.h"
#include "support/fakeoutput.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "support/throwingnew.h"
#include "ui/player/levelmeter.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <array>
#include <atomic>
#include <mutex>

using namespace retrograde;
using State = PlayerController::State;

namespace {

constexpr int kRate = 22050;
constexpr double kSeconds = 4;

/// Devices as a test wants them; what was opened is written down.
struct TestDevices {
    std::vector<OutputDevice> present { { "Speakers", true, 48000 }, { "Headphones", false, 44100 } };
    std::function<std::unique_ptr<AudioOutput>()> output = makeSilentOutput;

    SoundDevices make()
    {
        SoundDevices devices;
        devices.list = [this] { return present; };
        devices.open = [this](const std::string &name) {
            const std::lock_guard lock(mutex);
            opened.push_back(name);
            return output();
        };
        return devices;
    }
    std::vector<std::string> openedSoFar()
    {
        const std::lock_guard lock(mutex);
        return opened;
    }

    std::mutex mutex;
    std::vector<std::string> opened;
};

/// Takes one sample rate only.
class PickyOutput final : public AudioOutput {
public:
    PickyOutput(int rate, std::atomic<int> &startedAt)
        : m_rate(rate)
        , m_startedAt(startedAt)
        , m_silent(makeSilentOutput())
    {
    }
    void start(int sampleRate, Render render) override
    {
        if (sampleRate != m_rate)
            throw Error(ErrorCode::Device, "not at that rate");
        m_startedAt = sampleRate;
        m_silent->start(sampleRate, std::move(render));
    }
    void stop() noexcept override { m_silent->stop(); }
    bool isRunning() const override { return m_silent->isRunning(); }

private:
    int m_rate;
    std::atomic<int> &m_startedAt;
    std::unique_ptr<AudioOutput> m_silent;
};

/// Throws when it is to start, unless it may.
class StubbornOutput final : public AudioOutput {
public:
    StubbornOutput(const std::atomic<bool> &mayStart, std::function<void()> raise)
        : m_mayStart(mayStart)
        , m_raise(std::move(raise))
        , m_silent(makeSilentOutput())
    {
    }
    void start(int sampleRate, Render render) override
    {
        if (!m_mayStart)
            m_raise();
        m_silent->start(sampleRate, std::move(render));
    }
    void stop() noexcept override { m_silent->stop(); }
    bool isRunning() const override { return m_silent->isRunning(); }

private:
    const std::atomic<bool> &m_mayStart;
    std::function<void()> m_raise;
    std::unique_ptr<AudioOutput> m_silent;
};

} // namespace

class TestPlayerBar : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;
    std::vector<float> m_sound;
    PlayableFile m_file;
    TestDevices m_devices;
    std::vector<Error> m_failures;
    std::unique_ptr<PlayerController> m_player;
    std::unique_ptr<PlayerBar> m_bar;

    template<typename Widget> Widget *find(const char *name) const
    {
        return m_bar->findChild<Widget *>(QLatin1String(name));
    }
    Arrangement published() const { return Arrangement::asPublished({ 0, m_file.grid.framesIn(kRate * 4) }); }
    /// Of the present player, from now on.
    const std::vector<Error> &failures()
    {
        m_failures.clear();
        connect(m_player.get(), &PlayerController::failed, this,
            [this](const Error &error) { m_failures.push_back(error); });
        return m_failures;
    }
    void start(SoundDevices devices)
    {
        m_bar.reset();
        m_player = std::make_unique<PlayerController>(std::move(devices));
        m_bar = std::make_unique<PlayerBar>(*m_player);
        m_bar->resize(1264, 40);
        m_bar->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_bar.get()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        m_sound = testing::struckNotes(kSeconds, kRate);
        m_file = { m_folder / "notes.wav", kRate, static_cast<std::int64_t>(m_sound.size()), FrameGrid {} };
        writeWav(m_file.path, m_sound, kRate);
    }

    void init()
    {
        m_devices.present = { { "Speakers", true, 48000 }, { "Headphones", false, 44100 } };
        m_devices.output = makeSilentOutput;
        m_devices.opened.clear();
        start(m_devices.make());
    }

    void cleanup()
    {
        m_bar.reset();
        m_player.reset();
    }

    void samplesAreFoundInAnyArrangement()
    {
        const FrameGrid grid;
        const FrameSpan span { 10, 310 };
        for (const Arrangement &arrangement : { Arrangement::asPublished(span), Arrangement::reversed(span),
                 Arrangement::jigsaw(span, std::array { 2, 3, 1 }),
                 Arrangement::jigsaw(span, std::array { 3, 1, 2 }, 7) }) {
            for (const int rate : { 22050, 44100, 48000 }) {
                const SoundArrangement sound(arrangement, grid, rate);
                for (std::int64_t sample = 0; sample < sound.sampleCount(); sample += 997)
                    QCOMPARE(outputSampleFor(sound, sound.sourceSample(sample)), sample);
                QVERIFY(outputSampleFor(sound, -100000) >= 0);
                QVERIFY(outputSampleFor(sound, 100000000) < sound.sampleCount());
            }
        }
        // What a gap left out is taken up at the nearest sample that is left.
        const Arrangement gaps = Arrangement::jigsaw({ 0, 300 }, std::array { 1, 2, 3 }, 10);
        const SoundArrangement sound(gaps, grid, 22050);
        const std::int64_t lost = 98 * 512; // the gap covers frames 90 ... 99
        QCOMPARE(outputSampleFor(sound, lost), sound.joints().front());
    }

    void everyControlHasANameAndAWord()
    {
        const auto buttons = m_bar->findChildren<QToolButton *>();
        QVERIFY(buttons.size() >= 9);
        for (const QToolButton *button : buttons) {
            QVERIFY(!button->objectName().isEmpty());
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
            QVERIFY2(!button->toolTip().isEmpty(), qPrintable(button->objectName()));
        }
        for (const QAbstractSlider *slider : m_bar->findChildren<QAbstractSlider *>())
            QVERIFY2(!slider->accessibleName().isEmpty(), qPrintable(slider->objectName()));
        QVERIFY(!find<QToolButton>("playButton")->icon().isNull());
        QVERIFY(m_bar->minimumSizeHint().width() <= 1264);
    }

    void withoutSoundNothingCanBePlayed()
    {
        QVERIFY(!find<QToolButton>("playButton")->isEnabled());
        QVERIFY(!find<QToolButton>("reversedButton")->isEnabled());
        m_player->play();
        QVERIFY(m_player->state() == State::Stopped);
        QCOMPARE(find<QLabel>("positionLabel")->text(), QStringLiteral("0:00.0 / 0:00.0"));
    }

    void playsPausesAndStops()
    {
        QSignalSpy positions(m_player.get(), &PlayerController::positionChanged);
        m_player->setSound(m_file, published());
        QCOMPARE(find<QLabel>("positionLabel")->text(), QStringLiteral("0:00.0 / 0:04.0"));
        auto *play = find<QToolButton>("playButton");
        play->click();
        QVERIFY(m_player->state() == State::Playing);
        QCOMPARE(play->accessibleName(), QStringLiteral("Pause"));
        QTRY_VERIFY(m_player->position() > 0.3);
        QVERIFY(find<QAbstractSlider>("seekSlider")->value() > 0);
        for (int i = 1; i < positions.count(); ++i)
            QVERIFY(positions[i].first().toDouble() >= positions[i - 1].first().toDouble());
        play->click();
        QVERIFY(m_player->state() == State::Paused);
        QCOMPARE(play->accessibleName(), QStringLiteral("Play"));
        QTRY_VERIFY(m_player->state() == State::Paused);
        find<QToolButton>("stopButton")->click();
        QVERIFY(m_player->state() == State::Stopped);
        QCOMPARE(m_player->position(), 0.0);
        QCOMPARE(m_devices.openedSoFar(), std::vector<std::string> { "" });
    }

    void endsAtTheEnd()
    {
        m_player->setSound(m_file, published());
        m_player->seek(3.7);
        QCOMPARE(m_player->position(), 3.7);
        m_player->play();
        QTRY_VERIFY(m_player->state() == State::Stopped);
        QVERIFY(m_player->position() > 3.9);
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.05 && m_player->position() < 3);
    }

    void loopsUntilToldNotTo()
    {
        m_player->setSound(m_file, Arrangement::asPublished({ 0, 20 })); // 0.46 s
        find<QToolButton>("loopButton")->click();
        QVERIFY(m_player->loops());
        QSignalSpy positions(m_player.get(), &PlayerController::positionChanged);
        m_player->play();
        const auto laps = [&] {
            int count = 0;
            for (int i = 1; i < positions.count(); ++i)
                count += positions[i].first().toDouble() < positions[i - 1].first().toDouble() - 0.2;
            return count;
        };
        QTRY_VERIFY(laps() >= 2);
        QVERIFY(m_player->state() == State::Playing);
        m_player->setLoop(false);
        QVERIFY(!find<QToolButton>("loopButton")->isChecked());
        QTRY_VERIFY(m_player->state() == State::Stopped);
    }

    void loopsAStretch()
    {
        m_player->setSound(m_file, published());
        m_player->setLoop(true);
        m_player->setLoopStretch(1.0, 1.3);
        m_player->seek(1.1);
        double lowest = 9;
        double highest = 0;
        connect(m_player.get(), &PlayerController::positionChanged, this, [&](double seconds) {
            lowest = std::min(lowest, seconds);
            highest = std::max(highest, seconds);
        });
        m_player->play();
        QTRY_VERIFY(lowest < 1.05);
        QTest::qWait(500);
        QVERIFY2(lowest >= 1.0 - 1e-6 && highest <= 1.3 + 1e-6, qPrintable(QString("%1 %2").arg(lowest).arg(highest)));
        m_player->stop();
    }

    void whatIsLoopedIsHeardOnInEveryOrderAndAtEverySpeed()
    {
        m_player->setSound(m_file, published());
        m_player->setLoop(true);
        const double end = m_player->duration();
        double begins = 0.6;
        m_player->setLoopStretch(begins, begins + 0.2);
        m_player->seek(begins + 0.1);
        m_player->play();
        std::vector<double> heard;
        connect(m_player.get(), &PlayerController::positionChanged, this,
            [&](double seconds) { heard.push_back(seconds); });
        const auto isInside = [&] {
            return std::all_of(heard.begin(), heard.end(),
                [&](double seconds) { return seconds > begins - 0.001 && seconds < begins + 0.201; });
        };
        QTRY_VERIFY(heard.size() > 5 && isInside());
        for (int turn = 0; turn < 24; ++turn) {
            const bool reversed = turn % 2 == 0;
            begins = end - begins - 0.2;
            heard.clear();
            m_player->setArrangement(
                reversed ? Arrangement::reversed({ 0, published().frameCount() }) : published(), begins, begins + 0.2);
            QTRY_VERIFY(heard.size() > 3);
            QVERIFY2(isInside(), qPrintable(QStringLiteral("%1: %2").arg(turn).arg(heard.back())));
        }
        for (int turn = 0; turn < 8; ++turn) {
            heard.clear();
            m_player->setSpeed(turn % 2 == 0 ? 0.5 : 1.0, true);
            QTRY_VERIFY(heard.size() > 3);
            QVERIFY2(isInside(), qPrintable(QStringLiteral("%1: %2").arg(turn).arg(heard.back())));
        }
        m_player->disconnect(this);
        m_player->stop();
    }

    void playsAStretchOnce()
    {
        m_player->setSound(m_file, published());
        m_player->playStretch(2.0, 2.2);
        QVERIFY(m_player->state() == State::Playing);
        QTRY_VERIFY(m_player->state() == State::Stopped);
        QVERIFY2(std::abs(m_player->position() - 2.2) < 1e-3, qPrintable(QString::number(m_player->position())));
        m_player->playStretch(2, 2);
        QVERIFY(m_player->state() == State::Stopped);
    }

    void speedsAreChosenAndCountTheSoundsOwnSeconds()
    {
        m_player->setSound(m_file, published());
        m_player->seek(1);
        auto *menu = find<QMenu>("speedMenu");
        QVERIFY(menu);
        menu->findChild<QAction *>(QStringLiteral("speed200"))->trigger();
        QCOMPARE(m_player->speed(), 2.0);
        QCOMPARE(find<QToolButton>("speedButton")->text(), QStringLiteral("2×"));
        QTRY_VERIFY(std::abs(m_player->position() - 1) < 0.01);
        for (const bool keep : { true, false }) {
            if (m_player->keepsPitch() != keep)
                menu->findChild<QAction *>(QStringLiteral("keepPitch"))->trigger();
            m_player->seek(0.5);
            m_player->play();
            QTRY_VERIFY(m_player->position() > 0.7);
            const double from = m_player->position();
            QElapsedTimer clock;
            clock.start();
            QTRY_VERIFY(m_player->position() > from + 1);
            const double rate = 1000 * (m_player->position() - from) / static_cast<double>(clock.elapsed());
            QVERIFY2(rate > 1.6 && rate < 2.4, qPrintable(QString::number(rate)));
            m_player->pause();
        }
        menu->findChild<QAction *>(QStringLiteral("speed100"))->trigger();
        QCOMPARE(m_player->speed(), 1.0);
    }

    void theMeterShowsWhatIsHeard()
    {
        auto *meter = m_bar->findChild<LevelMeter *>();
        QVERIFY(meter);
        QCOMPARE(meter->shownDb(), LevelMeter::kLowestDb);
        m_player->setVolume(100);
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(meter->shownDb() > -30);
        m_player->stop();
        QTRY_COMPARE(meter->shownDb(), LevelMeter::kLowestDb);
    }

    void channelsAreHeardAsChosen()
    {
        std::vector<float> both;
        for (std::size_t i = 0; i < m_sound.size(); ++i)
            both.insert(both.end(), { 0.5f, -0.25f });
        const PlayableFile file { m_folder / "both.wav", kRate, std::ssize(m_sound), FrameGrid {} };
        testing::writeBytes(file.path, testing::floatWav(both, kRate, 2));
        const testing::FakeDevice device;
        m_devices.output = [&] { return device.output(); };
        m_player->setVolume(100);
        m_player->setSound(file, published());
        m_player->setLoop(true);
        m_player->play();
        QTRY_VERIFY(device.isStarted());
        const auto hears = [&](float left, float right) {
            const StereoSample wanted { left, right };
            const auto throughout = [&] {
                const std::vector<StereoSample> block = device.pullStereo(256);
                return std::count(block.begin(), block.end(), wanted) == std::ssize(block);
            };
            return QTest::qWaitFor(throughout, 20000);
        };
        auto *menu = find<QMenu>("deviceMenu");
        const auto choose = [&](const char *name) {
            Q_EMIT menu->aboutToShow();
            auto *entry = menu->findChild<QAction *>(QStringLiteral("channels:") + QLatin1String(name));
            if (entry)
                entry->trigger();
            return entry != nullptr;
        };
        auto *button = find<QToolButton>("deviceButton");
        QVERIFY(hears(0.5f, -0.25f));
        QVERIFY(button->text().isEmpty());
        QVERIFY(choose("mono"));
        QVERIFY(m_player->channels() == ChannelMix());
        QVERIFY(hears(0.125f, 0.125f));
        QCOMPARE(button->text(), QStringLiteral("Mono"));
        QVERIFY(button->toolTip().contains(QStringLiteral("Mono, as models hear it")));
        QVERIFY(m_bar->minimumSizeHint().width() <= 1264);
        QVERIFY(choose("right"));
        QVERIFY(hears(-0.25f, -0.25f));
        QCOMPARE(button->text(), QStringLiteral("Right"));
        QVERIFY(choose("left"));
        QVERIFY(hears(0.5f, 0.5f));
        QVERIFY(choose("stereo"));
        QVERIFY(hears(0.5f, -0.25f));
        QVERIFY(m_player->state() == State::Playing);
        QVERIFY(button->text().isEmpty());
        Q_EMIT menu->aboutToShow();
        QVERIFY(menu->findChild<QAction *>(QStringLiteral("channels:stereo"))->isChecked());
        QVERIFY(!menu->findChild<QAction *>(QStringLiteral("channels:mono"))->isChecked());
        // What is loaded next is heard so, too.
        QVERIFY(choose("mono"));
        m_player->setSound(file, published());
        m_player->play();
        QVERIFY(hears(0.125f, 0.125f));
    }

    void gapsAreAskedFor()
    {
        QSignalSpy chosen(m_bar.get(), &PlayerBar::gapChosen);
        find<QAbstractSpinBox>("gapSpin")->findChild<QLineEdit *>()->setText(QStringLiteral("23"));
        auto *audible = m_bar->findChild<QAction *>(QStringLiteral("gapAudible"));
        audible->trigger();
        QCOMPARE(chosen.last().at(0).toInt(), 23);
        QVERIFY(chosen.last().at(1).toBool());
    }

    void seekSliderSeeks()
    {
        m_player->setSound(m_file, published());
        auto *slider = find<QAbstractSlider>("seekSlider");
        slider->setValue(slider->maximum() / 2);
        QVERIFY(std::abs(m_player->position() - m_player->duration() / 2) < 0.01);
        QCOMPARE(find<QLabel>("positionLabel")->text().left(6), QStringLiteral("0:02.0"));
    }

    void whatIsHeardIsTheArrangement_data()
    {
        QTest::addColumn<QList<int>>("order"); // empty = reversed
        QTest::newRow("reversed") << QList<int>();
        QTest::newRow("2 3 1") << QList<int> { 2, 3, 1 };
    }

    void whatIsHeardIsTheArrangement()
    {
        QFETCH(QList<int>, order);
        const testing::FakeDevice device;
        m_devices.output = [&] { return device.output(); };
        const FrameSpan span { 5, 155 };
        const Arrangement arrangement = order.isEmpty()
            ? Arrangement::reversed(span)
            : Arrangement::jigsaw(span, std::vector<int>(order.begin(), order.end()));
        m_player->setVolume(100);
        m_player->setSound(m_file, arrangement);
        m_player->play();
        QTRY_VERIFY(device.isStarted());
        std::vector<float> heard;
        const std::vector<float> expected = arrangeSound(arrangement, m_file.grid, kRate, m_sound);
        const auto hearOn = [&] {
            const std::vector<float> block = device.pull(2048);
            heard.insert(heard.end(), block.begin(), block.end());
            return m_player->state() == State::Stopped;
        };
        QTRY_VERIFY_WITH_TIMEOUT(hearOn(), 30000);
        // Silence comes before, while the first samples are decoded.
        std::size_t best = heard.size();
        for (std::size_t offset = 0; offset + expected.size() <= heard.size() && best == heard.size(); ++offset) {
            bool equal = true;
            for (std::size_t i = 0; i < expected.size() && equal; ++i)
                equal = std::abs(heard[offset + i] - expected[i]) < 1e-3f;
            if (equal)
                best = offset;
        }
        QVERIFY(best < heard.size());
    }

    void anotherSoundIsHeardAtTheSameTime()
    {
        const testing::FakeDevice device;
        m_devices.output = [&] { return device.output(); };
        const std::vector<float> other = testing::struckNotes(3, kRate, 2); // shorter
        const PlayableFile otherFile { m_folder / "other.wav", kRate, std::ssize(other), FrameGrid {} };
        writeWav(otherFile.path, other, kRate);
        const Arrangement otherArrangement
            = Arrangement::asPublished({ 0, otherFile.grid.framesIn(otherFile.sampleCount) });
        m_player->setVolume(100);
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(device.isStarted());
        std::vector<float> heard;
        const auto hearOn = [&] {
            const std::vector<float> block = device.pull(1024);
            // Silence comes before, while the first samples are decoded.
            if (!heard.empty() || std::any_of(block.begin(), block.end(), [](float sample) { return sample != 0; }))
                heard.insert(heard.end(), block.begin(), block.end());
            return heard.size();
        };
        QTRY_VERIFY(hearOn() > kRate);
        QTest::qWait(200); // the device asks for nothing meanwhile
        m_player->switchSound(otherFile, otherArrangement);
        QCOMPARE(m_player->duration(), otherFile.grid.secondsAt(otherArrangement.frameCount()));
        QTest::qWait(300);
        QTRY_VERIFY(hearOn() > 0 && m_player->state() == State::Stopped);

        const auto begin = std::find_if(heard.begin(), heard.end(), [](float sample) { return sample != 0; });
        const auto first = static_cast<std::size_t>(begin - heard.begin())
            - static_cast<std::size_t>(std::find_if(m_sound.begin(), m_sound.end(), [](float sample) {
                  return std::abs(sample) > 1e-5f;
              }) - m_sound.begin());
        const auto agrees = [&](const std::vector<float> &sound, std::size_t at) {
            return std::abs(heard[first + at] - sound[at]) < 1e-3f;
        };
        std::size_t switched = 0;
        while (switched < m_sound.size() && agrees(m_sound, switched))
            ++switched;
        QVERIFY2(switched > kRate / 2 && switched < 2 * kRate, qPrintable(QString::number(switched)));
        constexpr std::size_t kFade = kRate * 5 / 1000 + 1;
        for (std::size_t at = switched; at < switched + kFade; ++at) {
            const auto [low, high] = std::minmax(m_sound[at], other[at]);
            QVERIFY2(heard[first + at] > low - 2e-3f && heard[first + at] < high + 2e-3f,
                qPrintable(QString::number(at - switched)));
        }
        for (std::size_t at = switched + kFade; at < other.size(); ++at)
            QVERIFY2(agrees(other, at), qPrintable(QStringLiteral("%1 %2").arg(switched).arg(at)));
    }

    void anotherArrangementGoesOnAtTheSameInstant()
    {
        m_player->setSound(m_file, published());
        m_player->seek(1.0);
        m_player->setArrangement(Arrangement::reversed({ 0, published().frameCount() }));
        QTRY_VERIFY(std::abs(m_player->position() - (m_player->duration() - 1.0)) < 0.01);
        m_player->setArrangement(Arrangement::jigsaw({ 0, published().frameCount() - 1 }, std::array { 3, 1, 2 }));
        // One second lies in the first third, which is now heard second.
        QTRY_VERIFY(std::abs(m_player->position() - (m_player->duration() / 3 + 1.0)) < 0.03);
        m_player->setArrangement(published());
        QTRY_VERIFY(std::abs(m_player->position() - 1.0) < 0.01);
    }

    void atTheStartAnotherArrangementStartsThere()
    {
        m_player->setSound(m_file, published());
        m_player->setArrangement(Arrangement::reversed({ 0, published().frameCount() }));
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        QVERIFY(m_player->position() < 2);
    }

    void arrangementButtonsAsk()
    {
        m_player->setSound(m_file, published());
        QSignalSpy chosen(m_bar.get(), &PlayerBar::transformChosen);
        QSignalSpy compare(m_bar.get(), &PlayerBar::compareRequested);
        find<QToolButton>("reversedButton")->click();
        QCOMPARE(chosen.last().first().toString(), QStringLiteral("reversed"));
        m_bar->setTransform(QStringLiteral("reversed"));
        QVERIFY(find<QToolButton>("reversedButton")->isChecked());
        QVERIFY(!find<QToolButton>("publishedButton")->isChecked());
        const QList<QAction *> orders = find<QMenu>("orderMenu")->actions();
        QStringList texts;
        for (const QAction *order : orders.first(6))
            texts.append(order->text());
        QCOMPARE(texts, QStringList({ "1 2 3", "1 3 2", "2 1 3", "2 3 1", "3 1 2", "3 2 1" }));
        orders[3]->trigger();
        QCOMPARE(chosen.last().first().toString(), QStringLiteral("2,3,1"));
        m_bar->setTransform(QStringLiteral("2,3,1"));
        QVERIFY(find<QToolButton>("orderButton")->isChecked());
        QCOMPARE(find<QToolButton>("orderButton")->text(), QStringLiteral("Order 2 3 1"));
        QVERIFY(orders[3]->isChecked());
        find<QToolButton>("publishedButton")->click();
        QCOMPARE(chosen.last().first().toString(), QStringLiteral("published"));
        find<QToolButton>("compareButton")->click();
        QCOMPARE(compare.count(), 1);
    }

    void volumeAndMute()
    {
        auto *volume = find<QAbstractSlider>("volumeSlider");
        volume->setValue(40);
        QCOMPARE(m_player->volume(), 40);
        find<QToolButton>("muteButton")->click();
        QCOMPARE(m_player->volume(), 0);
        QCOMPARE(volume->value(), 0);
        find<QToolButton>("muteButton")->click();
        QCOMPARE(m_player->volume(), 40);
    }

    void devicesAreListedAndChosen()
    {
        auto *menu = find<QMenu>("deviceMenu");
        QSignalSpy listed(m_player.get(), &PlayerController::devicesListed);
        Q_EMIT menu->aboutToShow();
        QTRY_COMPARE(listed.count(), 1);
        Q_EMIT menu->aboutToShow();
        auto *headphones = menu->findChild<QAction *>(QStringLiteral("device:Headphones"));
        QVERIFY(headphones);
        QVERIFY(menu->findChild<QAction *>(QStringLiteral("deviceDefault"))->isChecked());
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        headphones->trigger();
        QCOMPARE(m_player->device(), QStringLiteral("Headphones"));
        QTRY_COMPARE(m_devices.openedSoFar(), (std::vector<std::string> { "", "Headphones" }));
        const double before = m_player->position();
        QTRY_VERIFY(m_player->position() > before + 0.1);
        QVERIFY(m_player->state() == State::Playing);
        QVERIFY(find<QToolButton>("deviceButton")->toolTip().contains(QStringLiteral("Headphones")));
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction *>(QStringLiteral("deviceSilent"))->trigger();
        QVERIFY(m_player->isSilent());
        QVERIFY(!find<QWidget>("noticeRow")->isVisible());
    }

    void withoutADeviceItPlaysSilentlyAndSaysSo()
    {
        m_devices.present.clear();
        m_devices.output
            = []() -> std::unique_ptr<AudioOutput> { throw Error(ErrorCode::Device, "There is no sound device."); };
        start(m_devices.make());
        QVERIFY(!find<QWidget>("noticeRow")->isVisible());
        m_player->listDevices();
        QTRY_VERIFY(find<QWidget>("noticeRow")->isVisible());
        QCOMPARE(find<QLabel>("noticeLabel")->text(), QStringLiteral("No sound device: playing silently"));
        const std::vector<Error> &failed = failures();
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.2);
        QVERIFY(m_player->state() == State::Playing);
        QVERIFY(find<QWidget>("noticeRow")->toolTip().contains(QStringLiteral("There is no sound device.")));
        QCOMPARE(failed.size(), std::size_t { 0 });
        QVERIFY(m_bar->minimumSizeHint().width() <= 1264);
    }

    void whateverThePlayersThreadMeetsIsTold_data()
    {
        QTest::addColumn<int>("thrown");
        const std::vector<testing::Thrown> all = testing::whateverIsThrown();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::addRow("%s", all[i].name) << static_cast<int>(i);
    }
    void whateverThePlayersThreadMeetsIsTold()
    {
        QFETCH(int, thrown);
        const testing::Thrown what = testing::whateverIsThrown()[static_cast<std::size_t>(thrown)];
        const auto isTold
            = [&](const QString &sentence) { return sentence.contains(QString::fromStdString(what.sentence)); };
        std::atomic<bool> opens { false };
        std::atomic<bool> lists { false };
        std::atomic<bool> starts { true };
        SoundDevices devices;
        devices.list = [&] {
            if (!lists)
                what.raise();
            return m_devices.present;
        };
        devices.open = [&](const std::string &) -> std::unique_ptr<AudioOutput> {
            if (!opens)
                what.raise();
            return std::make_unique<StubbornOutput>(starts, what.raise);
        };
        start(devices);
        const std::vector<Error> &failed = failures();

        // No device: it is played silently, and said.
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        QVERIFY2(isTold(m_player->notice()), qPrintable(m_player->notice()));
        QVERIFY(failed.empty());

        // One that opens, but does not start: said, and stopped.
        opens = true;
        starts = false;
        m_player->setDevice({});
        QTRY_COMPARE(failed.size(), std::size_t { 1 });
        QVERIFY2(isTold(QString::fromUtf8(failed[0].what())), failed[0].what());
        QTRY_VERIFY(m_player->state() == State::Stopped);

        // As soon as it does, all is well.
        starts = true;
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        QVERIFY(m_player->notice().isEmpty());
        QCOMPARE(failed.size(), std::size_t { 1 });

        QSignalSpy listed(m_player.get(), &PlayerController::devicesListed);
        QStringList notListed;
        connect(m_player.get(), &PlayerController::listingFailed, this,
            [&](const Error &error) { notListed << QString::fromUtf8(error.what()); });
        m_player->listDevices();
        QTRY_COMPARE(notListed.size(), 1);
        QVERIFY2(isTold(notListed[0]), qPrintable(notListed[0]));
        QVERIFY(!m_player->devicesKnown());
        lists = true;
        m_player->listDevices();
        QTRY_COMPARE(listed.count(), 1);
        QCOMPARE(m_player->devices().size(), std::size_t { 2 });
        m_bar.reset();
        m_player.reset(); // before what its devices refer to
    }

    void deviceThatRefusesTheFilesRateGetsItsOwn()
    {
        std::atomic<int> startedAt = 0;
        m_devices.output = [&] { return std::make_unique<PickyOutput>(48000, startedAt); };
        start(m_devices.make());
        m_player->setSound(m_file, published());
        m_player->seek(1);
        m_player->play();
        QTRY_VERIFY(m_player->position() > 1.2);
        QCOMPARE(startedAt.load(), 48000);
        QVERIFY(m_player->notice().isEmpty());
        m_player->setArrangement(Arrangement::reversed({ 0, published().frameCount() }));
        QTRY_VERIFY(m_player->position() > 2);
    }

    void deviceThatRefusesEverythingIsDoneWithout()
    {
        std::atomic<int> startedAt = 0;
        m_devices.output = [&] { return std::make_unique<PickyOutput>(12345, startedAt); };
        start(m_devices.make());
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.2);
        QVERIFY(!m_player->notice().isEmpty());
        QVERIFY(find<QWidget>("noticeRow")->isVisible());
    }

    void deviceThatGoesAwayIsReported()
    {
        const testing::FakeDevice device;
        m_devices.output = [&] { return device.output(); };
        const std::vector<Error> &failed = failures();
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(device.isStarted());
        device.unplug();
        QTRY_COMPARE(failed.size(), std::size_t { 1 });
        QVERIFY(failed.front().code() == ErrorCode::Device);
        QTRY_VERIFY(m_player->state() == State::Stopped);
        // Another one takes over.
        m_devices.output = makeSilentOutput;
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
    }

    void fileThatVanishedIsReported()
    {
        const std::vector<Error> &failed = failures();
        PlayableFile gone = m_file;
        gone.path = m_folder / "gone.wav";
        m_player->setSound(gone, published());
        QTRY_COMPARE(failed.size(), std::size_t { 1 });
        const Error error = failed.front();
        QVERIFY(error.code() == ErrorCode::NotFound);
        QCOMPARE(error.path(), gone.path);
        m_player->play();
        QTRY_COMPARE(failed.size(), std::size_t { 2 });
        QTRY_VERIFY(m_player->state() == State::Stopped);
        writeWav(gone.path, m_sound, kRate);
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
    }

    void fileThatChangesWhileItPlaysIsReported()
    {
        const std::vector<Error> &failed = failures();
        PlayableFile file = m_file;
        file.path = m_folder / "changing.wav";
        writeWav(file.path, m_sound, kRate);
        m_player->setSound(file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        writeWav(file.path, testing::sine(440, 1, kRate), kRate);
        QTRY_COMPARE(failed.size(), std::size_t { 1 });
        QVERIFY(failed.front().code() == ErrorCode::Changed);
        QCOMPARE(failed.front().path(), file.path);
        QTRY_VERIFY(m_player->state() == State::Stopped);

        m_player->setSound(file, published());
        m_player->setLoop(true);
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        std::filesystem::remove(file.path);
        QTRY_COMPARE(failed.size(), std::size_t { 2 });
        QVERIFY(failed.back().code() == ErrorCode::NotFound);
    }

    void failureOfASoundThatWasLeftIsNoNews()
    {
        const std::vector<Error> &failed = failures();
        PlayableFile gone = m_file;
        gone.path = m_folder / "never.wav";
        for (int i = 0; i < 5; ++i)
            m_player->setSound(gone, published());
        m_player->setSound(m_file, published());
        m_player->play();
        QTRY_VERIFY(m_player->position() > 0.1);
        QCOMPARE(failed.size(), std::size_t { 0 });
    }

    void quickSkippingEndsWithTheLast()
    {
        for (int i = 0; i < 40; ++i) {
            m_player->setSound(m_file, Arrangement::asPublished({ i, i + 40 + i }));
            m_player->play();
        }
        QVERIFY(std::abs(m_player->duration() - 79 * 512 / 22050.0) < 1e-9);
        QTRY_VERIFY(m_player->position() > 0.3);
    }
};

QTEST_MAIN(TestPlayerBar)
#include "tst_playerbar.moc"
