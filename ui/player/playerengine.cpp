#include "ui/player/playerengine.h"

#include "audio/soundsource.h"
#include "audio/speedsource.h"
#include "base/problem.h"
#include "ui/base/corewords.h"

namespace retrograde {

namespace {

constexpr int kTickMilliseconds = 16;
constexpr int kWatchMilliseconds = 1000;
/// What is left to hear of a clip that is turned round while it plays.
constexpr int kLeastHeardSeconds = 3;

/// Whether the sound runs backwards at @p sample.
bool runsBackwards(const SoundArrangement &arrangement, std::int64_t sample)
{
    const std::int64_t first
        = std::clamp<std::int64_t>(sample, 0, std::max<std::int64_t>(0, arrangement.sampleCount() - 2));
    return arrangement.sampleCount() > 1 && arrangement.sourceSample(first + 1) < arrangement.sourceSample(first);
}

} // namespace

PlayerController::Engine::Engine(PlayerController &controller, SoundDevices devices)
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

void PlayerController::Engine::carryOut(const std::function<void(Engine &)> &command, std::int64_t number)
{
    m_commands = number;
    guarded([&] { command(*this); });
    report();
}

void PlayerController::Engine::load(const PlayableFile &file, const Arrangement &arrangement)
{
    take(file);
    m_failed = false;
    m_arrangement = arrangement;
    m_rate = file.sampleRate == m_refusedRate ? m_deviceRate : file.sampleRate;
    m_loopBegin = m_loopEnd = 0;
    guarded([this] {
        m_player.setSource(nullptr);
        setSource();
    });
    // Finding and opening the device takes a while, which is better spent now than when play is pressed.
    useDevice();
    try {
        m_player.warmUp();
    } catch (const Error &) {
        // What it refuses now it refuses when play is pressed, which is when it is told and another way is found.
    }
}

void PlayerController::Engine::switchTo(
    const PlayableFile &file, const Arrangement &arrangement, double loopBegin, double loopEnd)
{
    const double seconds = std::min(positionSeconds(), file.grid.secondsAt(arrangement.frameCount()));
    take(file);
    m_arrangement = arrangement;
    m_loopBegin = loopBegin;
    m_loopEnd = loopEnd;
    switchSource(sampleAt(seconds));
}

void PlayerController::Engine::unload()
{
    m_watch.stop();
    m_file.reset();
    m_player.setSource(nullptr);
}

void PlayerController::Engine::rearrange(const Arrangement &arrangement, double loopBegin, double loopEnd)
{
    if (!m_file)
        return;
    const SoundArrangement before(m_arrangement, m_file->grid, m_rate);
    const SoundArrangement after(arrangement, m_file->grid, m_rate);
    const std::int64_t position = std::min(std::llround(static_cast<double>(m_player.position()) * m_speed),
        static_cast<long long>(before.sampleCount() - 1));
    m_arrangement = arrangement;
    m_loopBegin = loopBegin;
    m_loopEnd = loopEnd;
    // Nothing was heard yet: the beginning is meant, not the instant that stood there.
    const bool plays = m_player.state() == Player::State::Playing;
    if (position <= 0 && !plays)
        return setSource();
    std::int64_t next = outputSampleFor(after, before.sourceSample(position));
    // Turned round soon after its beginning, it would be over at once.
    const bool turned = runsBackwards(before, position) != runsBackwards(after, next);
    if (plays && turned && after.sampleCount() - next < std::int64_t { kLeastHeardSeconds } * m_rate)
        next = 0;
    switchSource(insideLoop(atSpeed(next)));
}

/// While a stretch is repeated, what plays is in it: @p sample, or the stretch's beginning.
std::int64_t PlayerController::Engine::insideLoop(std::int64_t sample) const
{
    const std::int64_t begin = sampleAt(m_loopBegin);
    const std::int64_t end = sampleAt(m_loopEnd);
    const bool repeats = m_loop && begin < end && m_player.state() == Player::State::Playing;
    return repeats && (sample < begin || sample >= end) ? begin : sample;
}

void PlayerController::Engine::setSource()
{
    m_player.setSource(source());
    applyLoop();
}

/// With the loop as it lies there: the old one would be of other sound.
void PlayerController::Engine::switchSource(std::int64_t sample)
{
    m_player.switchSource(source(), sample, sampleAt(m_loopBegin), sampleAt(m_loopEnd));
}

void PlayerController::Engine::setSpeed(double speed, bool keepPitch)
{
    const double seconds = positionSeconds();
    m_speed = speed;
    m_keepPitch = keepPitch;
    goOnAt(seconds);
}

void PlayerController::Engine::setChannels(const ChannelMix &channels)
{
    m_channels = channels;
    goOnAt(positionSeconds());
}

void PlayerController::Engine::play()
{
    if (!m_file)
        return;
    if (m_failed)
        startAfresh();
    useDevice();
    start([this] { m_player.play(); });
}

void PlayerController::Engine::playStretch(double begin, double end)
{
    if (!m_file)
        return;
    if (m_failed)
        startAfresh();
    useDevice();
    start([&] { m_player.playStretch(sampleAt(begin), sampleAt(end)); });
}

void PlayerController::Engine::setLoop(bool loop)
{
    m_loop = loop;
    applyLoop();
}

void PlayerController::Engine::setLoopStretch(double begin, double end)
{
    m_loopBegin = begin;
    m_loopEnd = end;
    applyLoop();
}

void PlayerController::Engine::setDevice(std::optional<std::string> name)
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
            start([this] { m_player.play(); });
    }
}

void PlayerController::Engine::goOnAt(double seconds)
{
    if (!m_file)
        return;
    if (seconds <= 0 && m_player.state() != Player::State::Playing)
        setSource();
    else
        switchSource(sampleAt(seconds));
}

void PlayerController::Engine::take(const PlayableFile &file)
{
    m_file = file;
    m_stamp = FileStamp::of(file.path);
    if (m_stamp.size >= 0)
        m_watch.start();
    else
        m_watch.stop();
}

void PlayerController::Engine::lookAtFile()
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

std::unique_ptr<SoundSource> PlayerController::Engine::source() const
{
    const std::int64_t count = m_rate == m_file->sampleRate
        ? m_file->sampleCount
        : (m_file->sampleCount * m_rate + m_file->sampleRate - 1) / m_file->sampleRate;
    return makeSpeedSource(makeArrangedSource(makeFileSource(m_file->path, m_rate, count, {}, m_channels),
                               SoundArrangement(m_arrangement, m_file->grid, m_rate)),
        m_speed, m_keepPitch);
}

void PlayerController::Engine::startAfresh()
{
    m_failed = false;
    m_deviceInUse = false;
    setRate(m_rate);
}

void PlayerController::Engine::setRate(int rate)
{
    const double seconds = positionSeconds();
    m_rate = rate;
    setSource();
    seek(seconds);
}

void PlayerController::Engine::useDevice()
{
    if (m_deviceInUse)
        return;
    m_deviceInUse = true;
    // Devices that were connected meanwhile are seen only when no output was left open.
    m_player.setOutput(makeSilentOutput());
    try {
        m_player.setOutput(m_device ? m_devices.open(*m_device) : makeSilentOutput());
    } catch (...) {
        goSilent(errorOf(std::current_exception()));
    }
}

void PlayerController::Engine::goSilent(const Error &reason)
{
    m_notice = coreText(reason.what());
    m_player.setOutput(makeSilentOutput());
}

void PlayerController::Engine::start(const std::function<void()> &play)
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

int PlayerController::Engine::deviceRate() const
{
    for (const OutputDevice &device : m_devices.list()) {
        if (m_device && (m_device->empty() ? device.isDefault : device.name == *m_device))
            return static_cast<int>(std::lround(device.defaultSampleRate));
    }
    return 0;
}

void PlayerController::Engine::guarded(const std::function<void()> &work)
{
    try {
        work();
    } catch (...) {
        fail(errorOf(std::current_exception()));
    }
}

void PlayerController::Engine::fail(const Error &error)
{
    m_failed = true;
    m_player.stop();
    QMetaObject::invokeMethod(&m_controller, [&controller = m_controller, error, commands = m_commands] {
        if (commands >= controller.m_soundCommand) // else it is of a sound that has been left
            Q_EMIT controller.failed(error);
    });
}

void PlayerController::Engine::tick()
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

void PlayerController::Engine::report()
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

} // namespace retrograde
