#include "ui/player/playercontroller.h"

#include "audio/speedsource.h"
#include "base/problem.h"
#include "ui/player/playerengine.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

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

void PlayerController::switchSound(
    const PlayableFile &file, const Arrangement &arrangement, double loopBegin, double loopEnd)
{
    m_grid = file.grid;
    m_duration = durationOf(arrangement, m_grid);
    m_loopBegin = loopBegin;
    m_loopEnd = loopEnd;
    post([=](Engine &engine) { engine.switchTo(file, arrangement, loopBegin, loopEnd); });
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

void PlayerController::setArrangement(const Arrangement &arrangement, double loopBegin, double loopEnd)
{
    if (!m_hasSound)
        return;
    m_duration = durationOf(arrangement, m_grid);
    m_loopBegin = loopBegin;
    m_loopEnd = loopEnd;
    post([=](Engine &engine) { engine.rearrange(arrangement, loopBegin, loopEnd); });
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
    if (begin == m_loopBegin && end == m_loopEnd)
        return;
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

void PlayerController::setChannels(const ChannelMix &channels)
{
    if (channels == m_channels)
        return;
    m_channels = channels;
    post([channels](Engine &engine) { engine.setChannels(channels); });
    Q_EMIT channelsChanged();
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
        try {
            QMetaObject::invokeMethod(this, [this, devices = m_listDevices()] {
                m_devices = devices;
                m_devicesKnown = true;
                Q_EMIT devicesListed();
            });
        } catch (...) {
            QMetaObject::invokeMethod(
                this, [this, error = errorOf(std::current_exception())] { Q_EMIT listingFailed(error); });
        }
    });
}

} // namespace retrograde
