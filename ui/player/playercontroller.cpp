#include "ui/player/playercontroller.h"

#include "audio/soundsource.h"
#include "audio/speedsource.h"
#include "base/filestamp.h"
#include "base/problem.h"
#include "ui/base/corewords.h"
#include "ui/base/text.h"

#include <QTimer>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>

namespace retrograde {

namespace {

constexpr int kTickMilliseconds = 16;
constexpr int kWatchMilliseconds = 1000;

double durationOf(const Arrangement &arrangement, const FrameGrid &grid)
{
    return grid.secondsAt(arrangement.frameCount());
}

} // namespace

std::int64_t outputSampleFor(const SoundArrangement &arrangement, std::int64_t sourceSample)
{
    std::vector<std::int64_t> edges = arrangement.joints();
    edges.insert(edges.begin(), 0);
    edges.push_back(arrangement.sampleCount());
    std::int64_t best = 0;
    std::int64_t bestDistance = -1;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        if (edges[i] >= edges[i + 1])
            continue;
        const std::int64_t first = arrangement.sourceSample(edges[i]);
        const std::int64_t last = arrangement.sourceSample(edges[i + 1] - 1);
        const std::int64_t nearest = std::clamp(sourceSample, std::min(first, last), std::max(first, last));
        const std::int64_t distance = std::abs(sourceSample - nearest);
        if (bestDistance < 0 || distance < bestDistance) {
            best = edges[i] + std::abs(nearest - first);
            bestDistance = distance;
        }
    }
    return best;
}

struct PlayerController::Snapshot {
    std::int64_t commands = 0; ///< number of the last that was done
    Player::State state = Player::State::Stopped;
    double position = 0;
    float level = 0;
    QString notice;
};

/// Owns the Player and does what blocks. All but the constructor runs on the controller's thread.
class PlayerController::Engine : public QObject {
public:
    Engine(PlayerController &controller, SoundDevices devices)
        : m_controller(controller)
        , m_devices(std::move(devices))
        , m_player(makeSilentOutput())
        , m_timer(this)
        , m_watch(this)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kTickMilliseconds);
        connect(&m_timer, &QTimer::timeout, this, &Engine::tick);
        m_watch.setInterval(kWatchMilliseconds);
        connect(&m_watch, &QTimer::timeout, this, &Engine::lookAtFile);
    }

    void carryOut(const std::function<void(Engine &)> &command, std::int64_t number)
    {
        m_commands = number;
        command(*this);
        report();
    }

    void load(const PlayableFile &file, const Arrangement &arrangement)
    {
        take(file);
        m_failed = false;
        m_arrangement = arrangement;
        m_rate = file.sampleRate == m_refusedRate ? m_deviceRate : file.sampleRate;
        m_loopBegin = m_loopEnd = 0;
        guarded([this] {
            m_player.setSource(nullptr);
            m_player.setSource(source());
            applyLoop();
        });
        // Finding and opening the device takes a while, which is better spent now than when play is pressed.
        useDevice();
        try {
            m_player.warmUp();
        } catch (const Error &) {
            // What it refuses now it refuses when play is pressed, which is when it is told and another way is found.
        }
    }

    /// As load(), without stopping: at the same time of the other sound.
    void switchTo(const PlayableFile &file, const Arrangement &arrangement)
    {
        const double seconds = std::min(positionSeconds(), durationOf(arrangement, file.grid));
        take(file);
        m_arrangement = arrangement;
        m_loopBegin = m_loopEnd = 0;
        guarded([&] {
            m_player.switchSource(source(), sampleAt(seconds));
            applyLoop();
        });
    }

    void unload()
    {
        m_watch.stop();
        m_file.reset();
        m_player.setSource(nullptr);
    }

    void rearrange(const Arrangement &arrangement)
    {
        if (!m_file)
            return;
        const SoundArrangement before(m_arrangement, m_file->grid, m_rate);
        const SoundArrangement after(arrangement, m_file->grid, m_rate);
        const std::int64_t position = std::min(std::llround(static_cast<double>(m_player.position()) * m_speed),
            static_cast<long long>(before.sampleCount() - 1));
        m_arrangement = arrangement;
        m_loopBegin = m_loopEnd = 0;
        guarded([&] {
            // Nothing was heard yet: the beginning is meant, not the instant that stood there.
            if (position <= 0 && m_player.state() != Player::State::Playing)
                m_player.setSource(source());
            else
                m_player.switchSource(source(), atSpeed(outputSampleFor(after, before.sourceSample(position))));
            applyLoop();
        });
    }

    void setSpeed(double speed, bool keepPitch)
    {
        const double seconds = positionSeconds();
        m_speed = speed;
        m_keepPitch = keepPitch;
        if (!m_file)
            return;
        guarded([&] {
            if (seconds <= 0 && m_player.state() != Player::State::Playing)
                m_player.setSource(source());
            else
                m_player.switchSource(source(), sampleAt(seconds));
            applyLoop();
        });
    }

    void play()
    {
        if (!m_file)
            return;
        guarded([this] {
            if (m_failed)
                startAfresh();
            useDevice();
            start([this] { m_player.play(); });
        });
    }

    void pause() { m_player.pause(); }
    void stop() { m_player.stop(); }
    void seek(double seconds) { m_player.seek(sampleAt(seconds)); }
    void playStretch(double begin, double end)
    {
        if (!m_file)
            return;
        guarded([&] {
            if (m_failed)
                startAfresh();
            useDevice();
            start([&] { m_player.playStretch(sampleAt(begin), sampleAt(end)); });
        });
    }
    void setLoop(bool loop)
    {
        m_loop = loop;
        applyLoop();
    }
    void setLoopStretch(double begin, double end)
    {
        m_loopBegin = begin;
        m_loopEnd = end;
        applyLoop();
    }
    void setVolume(float amplitude) { m_player.setVolume(amplitude); }

    /// Nothing: silence.
    void setDevice(std::optional<std::string> name)
    {
        m_device = std::move(name);
        m_deviceInUse = false;
        m_refusedRate = 0;
        m_notice.clear();
        if (m_player.state() != Player::State::Stopped) {
            const bool playing = m_player.state() == Player::State::Playing;
            m_player.pause();
            useDevice();
            if (playing)
                guarded([this] { start([this] { m_player.play(); }); });
        }
    }

private:
    // The player counts samples of what it plays, slowed down or sped up; everybody else seconds of the sound.
    std::int64_t atSpeed(std::int64_t sample) const { return std::llround(static_cast<double>(sample) / m_speed); }
    std::int64_t sampleAt(double seconds) const { return std::llround(seconds * m_rate / m_speed); }
    double positionSeconds() const { return static_cast<double>(m_player.position()) / std::max(1, m_rate) * m_speed; }

    void take(const PlayableFile &file)
    {
        m_file = file;
        m_stamp = FileStamp::of(file.path);
        if (m_stamp.size >= 0)
            m_watch.start();
        else
            m_watch.stop();
    }

    /// What is open would be played to its end, but it is no longer what is seen.
    void lookAtFile()
    {
        const FileStamp stamp = FileStamp::of(m_file->path);
        if (stamp == m_stamp)
            return;
        m_watch.stop();
        if (stamp.size < 0)
            fail(Error(ErrorCode::NotFound, m_file->path, "the file is no longer there"));
        else
            fail(Error(ErrorCode::Changed, m_file->path, "the file was changed while it was open"));
    }

    void applyLoop() { m_player.setLoop(m_loop, sampleAt(m_loopBegin), sampleAt(m_loopEnd)); }

    std::unique_ptr<SoundSource> source() const
    {
        const std::int64_t count = m_rate == m_file->sampleRate
            ? m_file->sampleCount
            : (m_file->sampleCount * m_rate + m_file->sampleRate - 1) / m_file->sampleRate;
        return makeSpeedSource(makeArrangedSource(makeFileSource(m_file->path, m_rate, count),
                                   SoundArrangement(m_arrangement, m_file->grid, m_rate)),
            m_speed, m_keepPitch);
    }

    /// After a failure: the file or the device may be back.
    void startAfresh()
    {
        m_failed = false;
        m_deviceInUse = false;
        setRate(m_rate);
    }

    void setRate(int rate)
    {
        const double seconds = positionSeconds();
        m_rate = rate;
        m_player.setSource(source());
        applyLoop();
        seek(seconds);
    }

    /// Unless it is in use already.
    void useDevice()
    {
        if (m_deviceInUse)
            return;
        m_deviceInUse = true;
        // Devices that were connected meanwhile are seen only when no output was left open.
        m_player.setOutput(makeSilentOutput());
        try {
            m_player.setOutput(m_device ? m_devices.open(*m_device) : makeSilentOutput());
        } catch (const Error &error) {
            goSilent(error);
        }
    }

    void goSilent(const Error &reason)
    {
        m_notice = coreText(reason.what());
        m_player.setOutput(makeSilentOutput());
    }

    /// Plays, as @p play says, at the file's rate; where the device refuses that, at the device's own; else silently.
    void start(const std::function<void()> &play)
    {
        try {
            play();
            return;
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Device)
                throw;
            const int wanted = m_rate;
            const int offered = deviceRate();
            if (offered > 0 && offered != wanted) {
                setRate(offered);
                try {
                    play();
                    m_refusedRate = wanted;
                    m_deviceRate = offered;
                    return;
                } catch (const Error &again) {
                    if (again.code() != ErrorCode::Device)
                        throw;
                }
                setRate(wanted);
            }
            goSilent(error);
        }
        play();
    }

    int deviceRate() const
    {
        for (const OutputDevice &device : m_devices.list()) {
            if (m_device && (m_device->empty() ? device.isDefault : device.name == *m_device))
                return static_cast<int>(std::lround(device.defaultSampleRate));
        }
        return 0;
    }

    void guarded(const std::function<void()> &work)
    {
        try {
            work();
        } catch (...) {
            fail(errorOf(std::current_exception()));
        }
    }

    void fail(const Error &error)
    {
        m_failed = true;
        m_player.stop();
        QMetaObject::invokeMethod(&m_controller, [&controller = m_controller, error, commands = m_commands] {
            if (commands >= controller.m_soundCommand) // else it is of a sound that has been left
                Q_EMIT controller.failed(error);
        });
    }

    void tick()
    {
        const std::string problem = m_player.problem();
        if (!problem.empty() && problem != m_reportedProblem) {
            std::error_code ignored;
            const bool fileIsThere = m_file && std::filesystem::exists(m_file->path, ignored);
            fail(Error(fileIsThere ? ErrorCode::Device : ErrorCode::NotFound, problem));
        }
        m_reportedProblem = problem;
        report();
    }

    void report()
    {
        if (m_player.state() == Player::State::Playing) {
            if (!m_timer.isActive())
                m_timer.start();
        } else {
            m_timer.stop();
        }
        {
            const std::lock_guard lock(m_mutex);
            m_snapshot = { m_commands, m_player.state(), positionSeconds(), m_player.level(), m_notice };
        }
        // One at a time on its way: while the GUI is busy, newer ones replace it instead of queueing up.
        if (!m_snapshotOnItsWay.exchange(true)) {
            QMetaObject::invokeMethod(&m_controller, [this] {
                m_snapshotOnItsWay = false;
                std::unique_lock lock(m_mutex);
                const Snapshot snapshot = m_snapshot;
                lock.unlock();
                m_controller.take(snapshot);
            });
        }
    }

    PlayerController &m_controller;
    const SoundDevices m_devices;
    Player m_player;
    QTimer m_timer;
    QTimer m_watch;
    std::optional<PlayableFile> m_file;
    FileStamp m_stamp; ///< of it as it was loaded
    Arrangement m_arrangement;
    int m_rate = 0; ///< of the source: the file's own, or what the device takes instead
    int m_refusedRate = 0; ///< the device refused this one ...
    int m_deviceRate = 0; ///< ... and took this one
    std::optional<std::string> m_device = std::string();
    bool m_deviceInUse = false;
    bool m_loop = false;
    double m_loopBegin = 0; ///< seconds
    double m_loopEnd = 0;
    double m_speed = 1;
    bool m_keepPitch = true;
    bool m_failed = false; ///< since the last load
    QString m_notice;
    std::string m_reportedProblem;
    std::int64_t m_commands = 0; ///< number of the last that was begun

    // Shared with the GUI's thread.
    std::mutex m_mutex; // guards m_snapshot
    Snapshot m_snapshot;
    std::atomic<bool> m_snapshotOnItsWay { false };
};

PlayerController::PlayerController(SoundDevices devices, QObject *parent)
    : QObject(parent)
    , m_listDevices(devices.list)
    , m_engine(new Engine(*this, std::move(devices)))
{
    m_thread.setObjectName(QStringLiteral("player"));
    m_engine->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_engine, &QObject::deleteLater);
    m_thread.start();
    setVolume(m_volume);
}

PlayerController::~PlayerController()
{
    m_thread.quit();
    m_thread.wait();
}

void PlayerController::post(std::function<void(Engine &)> command)
{
    const std::int64_t number = ++m_commands;
    QMetaObject::invokeMethod(
        m_engine, [engine = m_engine, command = std::move(command), number] { engine->carryOut(command, number); });
}

void PlayerController::take(const Snapshot &snapshot)
{
    if (snapshot.notice != m_notice) {
        m_notice = snapshot.notice;
        Q_EMIT deviceChanged();
    }
    if (snapshot.commands != m_commands)
        return;
    const float level = snapshot.state == Player::State::Playing ? snapshot.level : 0;
    if (level != m_level) {
        m_level = level;
        Q_EMIT levelChanged(level);
    }
    setPosition(std::min(snapshot.position, m_duration));
    switch (snapshot.state) {
    case Player::State::Stopped:
        return setState(State::Stopped);
    case Player::State::Playing:
        return setState(State::Playing);
    case Player::State::Paused:
        return setState(State::Paused);
    }
}

void PlayerController::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void PlayerController::setPosition(double seconds)
{
    if (seconds == m_position)
        return;
    m_position = seconds;
    Q_EMIT positionChanged(seconds);
}

void PlayerController::setSound(const PlayableFile &file, const Arrangement &arrangement)
{
    m_hasSound = true;
    m_grid = file.grid;
    m_duration = durationOf(arrangement, m_grid);
    m_loopBegin = m_loopEnd = 0;
    post([file, arrangement](Engine &engine) { engine.load(file, arrangement); });
    m_soundCommand = m_commands;
    setState(State::Stopped);
    setPosition(0);
    Q_EMIT soundChanged();
}

void PlayerController::switchSound(const PlayableFile &file, const Arrangement &arrangement)
{
    m_grid = file.grid;
    m_duration = durationOf(arrangement, m_grid);
    m_loopBegin = m_loopEnd = 0;
    post([file, arrangement](Engine &engine) { engine.switchTo(file, arrangement); });
    Q_EMIT soundChanged();
}

void PlayerController::clear()
{
    m_hasSound = false;
    m_duration = 0;
    post([](Engine &engine) { engine.unload(); });
    m_soundCommand = m_commands;
    setState(State::Stopped);
    setPosition(0);
    Q_EMIT soundChanged();
}

void PlayerController::setArrangement(const Arrangement &arrangement)
{
    if (!m_hasSound)
        return;
    m_duration = durationOf(arrangement, m_grid);
    m_loopBegin = m_loopEnd = 0;
    post([arrangement](Engine &engine) { engine.rearrange(arrangement); });
    Q_EMIT soundChanged();
}

void PlayerController::play()
{
    if (!m_hasSound)
        return;
    enterLoop();
    post([](Engine &engine) { engine.play(); });
    setState(State::Playing);
}

void PlayerController::pause()
{
    if (m_state != State::Playing)
        return;
    post([](Engine &engine) { engine.pause(); });
    setState(State::Paused);
}

void PlayerController::togglePlay()
{
    m_state == State::Playing ? pause() : play();
}

void PlayerController::stop()
{
    post([](Engine &engine) { engine.stop(); });
    setState(State::Stopped);
    setPosition(0);
}

void PlayerController::seek(double seconds)
{
    if (!m_hasSound)
        return;
    const double inside = std::clamp(seconds, 0.0, m_duration);
    post([inside](Engine &engine) { engine.seek(inside); });
    setPosition(inside);
}

void PlayerController::playStretch(double begin, double end)
{
    if (!m_hasSound || !(begin < end))
        return;
    post([begin, end](Engine &engine) { engine.playStretch(begin, end); });
    setState(State::Playing);
}

/// To the beginning of the stretch that is repeated, from anywhere else.
void PlayerController::enterLoop()
{
    if (m_loops && m_loopBegin < m_loopEnd && (m_position < m_loopBegin || m_position >= m_loopEnd))
        seek(m_loopBegin);
}

void PlayerController::setLoopStretch(double begin, double end)
{
    m_loopBegin = begin;
    m_loopEnd = end;
    post([begin, end](Engine &engine) { engine.setLoopStretch(begin, end); });
}

void PlayerController::setSpeed(double speed, bool keepPitch)
{
    const double allowed = std::clamp(speed, kSlowestSpeed, kFastestSpeed);
    if (allowed == m_speed && keepPitch == m_keepsPitch)
        return;
    m_speed = allowed;
    m_keepsPitch = keepPitch;
    post([allowed, keepPitch](Engine &engine) { engine.setSpeed(allowed, keepPitch); });
    Q_EMIT speedChanged();
}

void PlayerController::setLoop(bool loop)
{
    if (loop == m_loops)
        return;
    m_loops = loop;
    post([loop](Engine &engine) { engine.setLoop(loop); });
    if (m_state == State::Playing)
        enterLoop();
    Q_EMIT loopChanged();
}

void PlayerController::setVolume(int percent)
{
    m_volume = std::clamp(percent, 0, 100);
    // Loudness goes roughly with the square root of amplitude.
    const float share = static_cast<float>(m_volume) / 100;
    post([amplitude = share * share](Engine &engine) { engine.setVolume(amplitude); });
    Q_EMIT volumeChanged();
}

void PlayerController::setDevice(const QString &name)
{
    m_device = name;
    m_silent = false;
    post([name = name.toStdString()](Engine &engine) { engine.setDevice(name); });
    Q_EMIT deviceChanged();
}

void PlayerController::setSilent()
{
    m_device.clear();
    m_silent = true;
    post([](Engine &engine) { engine.setDevice(std::nullopt); });
    Q_EMIT deviceChanged();
}

void PlayerController::listDevices()
{
    m_lister.post([this](const RunControl &) {
        QMetaObject::invokeMethod(this, [this, devices = m_listDevices()] {
            m_devices = devices;
            m_devicesKnown = true;
            Q_EMIT devicesListed();
        });
    });
}

} // namespace retrograde
