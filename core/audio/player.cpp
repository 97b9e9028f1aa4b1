#include "audio/player.h"

#include "audio/playhead.h"
#include "audio/soundring.h"
#include "base/error.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace retrograde {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kRingSlots = std::size_t { 1 } << 18; // 6 MiB: 0.3 s ahead at any rate, twice
constexpr double kAheadSeconds = 0.3;
/// How far ahead of the device's callback a change of the loop takes hold, so that it is in time and leaves no seam.
constexpr double kLoopLeadSeconds = 0.1;
constexpr std::size_t kChunk = 4096; // samples read from the source at once
constexpr std::chrono::milliseconds kPoll { 5 };
/// A device stays open so long after playing, for the last samples to get out and for playing to go on at once.
constexpr std::chrono::milliseconds kLinger { 1000 };
/// And so long when it was opened for what somebody may play next.
constexpr std::chrono::seconds kWarm { 10 };

struct Loop {
    bool enabled = false;
    std::int64_t begin = 0;
    std::int64_t end = 0; ///< begin == end: the whole

    /// Within a source of @p count samples.
    Loop clippedTo(std::int64_t count) const
    {
        Loop clipped { enabled, std::clamp<std::int64_t>(begin, 0, count), std::clamp<std::int64_t>(end, 0, count) };
        if (clipped.begin >= clipped.end)
            clipped = { enabled, 0, count };
        return clipped;
    }
};

std::int64_t wantedFill(int sampleRate)
{
    return std::min<std::int64_t>(std::llround(kAheadSeconds * sampleRate), kRingSlots / 4);
}

} // namespace

class Player::Engine {
public:
    explicit Engine(std::unique_ptr<AudioOutput> output)
        : m_output(std::move(output))
        , m_ring(kRingSlots)
        , m_playhead(m_ring)
        , m_filler([this] { fill(); })
    {
    }
    ~Engine();

    void setOutput(std::unique_ptr<AudioOutput> output);
    void setSource(std::unique_ptr<SoundSource> source);
    void switchSource(std::unique_ptr<SoundSource> source, std::int64_t sample, const Loop &loop);
    void warmUp();
    void play();
    void pause();
    void stop();
    void seek(std::int64_t sample);
    void playStretch(std::int64_t begin, std::int64_t end);
    void setLoop(const Loop &loop);

    bool loops() const { return m_loops; }
    std::int64_t position() const;
    std::int64_t sampleCount() const { return m_sampleCount; }
    int sampleRate() const { return m_sampleRate; }
    State state() const;
    std::string problem() const;
    bool isFilled() const;
    Playhead &playhead() { return m_playhead; }

private:
    /// What the fill thread is to do next; later wishes replace earlier ones.
    struct Request {
        std::optional<std::unique_ptr<SoundSource>> source;
        std::optional<std::int64_t> position;
        std::optional<std::int64_t> limit; ///< of what is played from that position on
        std::optional<Loop> loop;
        std::uint32_t epoch = 0;

        bool isEmpty() const { return !source && !position && !loop; }
    };

    void post(const std::function<void(Request &)> &change);
    void setState(State state);
    void openDevice();
    void closeDevice();

    void fill();
    void apply(Request request);
    void applyLoop();
    bool fillChunk();
    std::int64_t filled() const;
    void endWith(const std::string &problem);
    void watchEnd();
    bool watchDevice();

    // The controlling thread's.
    std::int64_t m_sampleCount = 0;
    int m_sampleRate = 0;
    bool m_loops = false;
    std::uint32_t m_epoch = 0; ///< counts the commands that move the position
    std::int64_t m_asked = 0; ///< where the last of them went
    std::optional<std::int64_t> m_stretchEnd; ///< where it is to stop; nothing: at the end
    mutable std::optional<Playhead::Heard> m_lastHeard;

    mutable std::mutex m_deviceMutex; ///< guards what follows; taken before m_mutex
    std::unique_ptr<AudioOutput> m_output;
    bool m_deviceOpen = false;
    int m_deviceRate = 0;
    Clock::time_point m_warmUntil;

    mutable std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_wake;
    Request m_request;
    bool m_busy = false; ///< the fill thread carries out a request
    State m_state = State::Stopped;
    std::string m_problem;
    bool m_quit = false;
    bool m_opened = false; ///< a device was, which the fill thread is to watch
    SoundSource *m_reading = nullptr; ///< the fill thread's source, for others to cancel what it reads

    // The fill thread's.
    std::unique_ptr<SoundSource> m_source;
    Loop m_loop;
    std::optional<std::int64_t> m_limit; ///< plays to here once, and does not loop
    std::int64_t m_next = 0; ///< sample of the source to be read next
    std::uint32_t m_fillEpoch = 0;
    bool m_ended = false;
    std::vector<float> m_chunk;
    Clock::time_point m_lastPlayed;

    SoundRing m_ring;
    Playhead m_playhead;
    std::thread m_filler; ///< last, so that it finds the rest in place
};

Player::Engine::~Engine()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
        if (m_reading)
            m_reading->cancel();
    }
    m_wake.notify_one();
    m_filler.join();
    m_output->stop();
}

void Player::Engine::post(const std::function<void(Request &)> &change)
{
    {
        const std::lock_guard lock(m_mutex);
        change(m_request);
        m_request.epoch = m_epoch;
        if (m_request.source && m_reading)
            m_reading->cancel(); // whatever it is busy with is not wanted any more
    }
    m_wake.notify_one();
}

void Player::Engine::setState(State state)
{
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
    }
    m_wake.notify_one();
}

Player::State Player::Engine::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

std::string Player::Engine::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

/// With m_deviceMutex held.
void Player::Engine::openDevice()
{
    if (m_deviceOpen && (m_deviceRate != m_sampleRate || !m_output->isRunning()))
        closeDevice();
    if (m_deviceOpen)
        return;
    m_playhead.prepare(m_sampleRate);
    m_output->start(m_sampleRate,
        [this](std::span<StereoSample> block, double untilHeard) { m_playhead.render(block, untilHeard); });
    m_deviceOpen = true;
    m_deviceRate = m_sampleRate;
}

void Player::Engine::warmUp()
{
    if (m_sampleCount == 0)
        return;
    {
        const std::lock_guard deviceLock(m_deviceMutex);
        openDevice();
        m_warmUntil = Clock::now() + kWarm;
        const std::lock_guard lock(m_mutex);
        m_opened = true;
    }
    m_wake.notify_one();
}

void Player::Engine::closeDevice()
{
    if (m_deviceOpen)
        m_output->stop();
    m_deviceOpen = false;
}

void Player::Engine::setOutput(std::unique_ptr<AudioOutput> output)
{
    const bool playing = state() == State::Playing;
    const std::int64_t heard = position();
    {
        const std::lock_guard lock(m_deviceMutex);
        m_playhead.setPlaying(false);
        closeDevice();
        m_output = std::move(output);
    }
    if (!playing)
        return;
    setState(State::Stopped);
    seek(heard);
    play();
}

void Player::Engine::setSource(std::unique_ptr<SoundSource> source)
{
    m_playhead.setPlaying(false);
    setState(State::Stopped);
    m_sampleCount = source ? source->sampleCount() : 0;
    m_sampleRate = source ? source->sampleRate() : 0;
    m_asked = 0;
    m_stretchEnd.reset();
    ++m_epoch;
    post([&](Request &request) {
        request.source = std::move(source);
        request.position = 0;
        request.limit.reset();
        request.loop = Loop { m_loops };
    });
}

void Player::Engine::switchSource(std::unique_ptr<SoundSource> source, std::int64_t sample, const Loop &loop)
{
    if (!source || source->sampleRate() != m_sampleRate) {
        const bool playing = state() == State::Playing;
        setSource(std::move(source));
        setLoop(loop);
        seek(sample);
        if (playing)
            play();
        return;
    }
    m_sampleCount = source->sampleCount();
    m_loops = loop.enabled;
    m_asked = std::clamp<std::int64_t>(sample, 0, m_sampleCount);
    m_stretchEnd.reset();
    ++m_epoch;
    // All in one: held to the loop of the source before, the new one would be read somewhere else.
    post([&](Request &request) {
        request.source = std::move(source);
        request.position = m_asked;
        request.limit.reset();
        request.loop = loop;
    });
}

void Player::Engine::play()
{
    if (m_sampleCount == 0 || state() == State::Playing)
        return;
    if (position() >= m_sampleCount)
        seek(0);
    else if (m_stretchEnd && position() >= *m_stretchEnd)
        seek(position()); // the stretch is over: goes on behind it
    {
        const std::lock_guard deviceLock(m_deviceMutex);
        m_playhead.setPlaying(true);
        try {
            openDevice();
        } catch (...) {
            m_playhead.setPlaying(false);
            throw;
        }
        const std::lock_guard lock(m_mutex);
        m_state = State::Playing;
        m_problem.clear();
    }
    m_wake.notify_one();
}

void Player::Engine::pause()
{
    if (state() != State::Playing)
        return;
    m_playhead.setPlaying(false);
    setState(State::Paused);
}

void Player::Engine::stop()
{
    m_playhead.setPlaying(false);
    setState(State::Stopped);
    seek(0);
}

void Player::Engine::seek(std::int64_t sample)
{
    m_asked = std::clamp<std::int64_t>(sample, 0, m_sampleCount);
    m_stretchEnd.reset();
    ++m_epoch;
    post([&](Request &request) {
        request.position = m_asked;
        request.limit.reset();
    });
}

void Player::Engine::playStretch(std::int64_t begin, std::int64_t end)
{
    begin = std::clamp<std::int64_t>(begin, 0, m_sampleCount);
    end = std::clamp<std::int64_t>(end, 0, m_sampleCount);
    if (begin >= end)
        return;
    m_asked = begin;
    m_stretchEnd = end;
    ++m_epoch;
    post([&](Request &request) {
        request.position = begin;
        request.limit = end;
    });
    play();
}

void Player::Engine::setLoop(const Loop &loop)
{
    m_loops = loop.enabled;
    post([&](Request &request) { request.loop = loop; });
}

std::int64_t Player::Engine::position() const
{
    std::optional<Playhead::Heard> heard = m_playhead.heard();
    if (!heard || heard->epoch != m_epoch)
        return m_asked;
    // The device's clock and ours disagree by a little from block to block.
    if (m_lastHeard && m_lastHeard->epoch == heard->epoch && m_lastHeard->lap == heard->lap)
        heard->position = std::max(heard->position, m_lastHeard->position);
    m_lastHeard = heard;
    return heard->position;
}

bool Player::Engine::isFilled() const
{
    const std::lock_guard lock(m_mutex);
    return m_request.isEmpty() && !m_busy
        && (m_ring.view().end != SoundRing::kNone || filled() >= wantedFill(m_sampleRate));
}

/// Samples in the ring that will be heard if nothing intervenes.
std::int64_t Player::Engine::filled() const
{
    const SoundRing::View view = m_ring.view();
    return view.available - std::max(m_ring.released(), view.jump.target);
}

void Player::Engine::fill()
{
    std::unique_lock lock(m_mutex);
    while (!m_quit) {
        Request request = std::exchange(m_request, {});
        m_busy = true;
        lock.unlock();
        apply(std::move(request));
        const bool more = fillChunk();
        watchEnd();
        const bool deviceOpen = watchDevice();
        lock.lock();
        m_busy = more;
        if (more)
            continue;
        if (deviceOpen)
            m_wake.wait_for(lock, kPoll, [this] { return m_quit || !m_request.isEmpty(); });
        else
            m_wake.wait(
                lock, [this] { return m_quit || !m_request.isEmpty() || m_opened || m_state == State::Playing; });
        m_opened = false;
    }
}

void Player::Engine::apply(Request request)
{
    if (request.loop)
        m_loop = *request.loop;
    if (request.source) {
        {
            const std::lock_guard lock(m_mutex);
            m_reading = request.source->get();
        }
        m_source = std::move(*request.source);
    }
    if (request.position) {
        m_next = *request.position;
        m_limit = request.limit;
        m_fillEpoch = request.epoch;
        m_ended = false;
        m_ring.orderJump(0);
    } else if (request.loop) {
        m_limit.reset();
        applyLoop();
    }
}

/// The ring holds sound read under the old loop: has the new one take hold a little ahead of what is heard.
void Player::Engine::applyLoop()
{
    if (!m_source)
        return;
    const std::int64_t released = m_ring.released();
    const std::int64_t lastTarget = m_ring.lastJump().target;
    const bool jumpPending = released < lastTarget;
    const std::int64_t lead = std::llround(kLoopLeadSeconds * m_source->sampleRate());
    const std::int64_t at = jumpPending ? lastTarget : released + lead;
    if (at < m_ring.written()) {
        m_next = m_ring[at].position;
        m_ring.orderJump(jumpPending ? 0 : at);
    } else if (m_ended) {
        m_ring.orderJump(0);
    }
    m_ended = false;
}

/// Reads one more chunk of the source into the ring; false when there is nothing to do.
bool Player::Engine::fillChunk()
{
    if (m_ended)
        return false;
    const std::int64_t count = m_source ? m_source->sampleCount() : 0;
    std::int64_t limit = count;
    if (m_limit) {
        limit = std::min(*m_limit, count);
    } else if (const Loop loop = m_loop.clippedTo(count); loop.enabled) {
        limit = loop.end;
        if (m_next >= limit)
            m_next = loop.begin;
    }
    if (m_next >= limit) {
        endWith({});
        return false;
    }
    const std::int64_t wanted = std::min({ wantedFill(m_source->sampleRate()) - filled(), limit - m_next,
        static_cast<std::int64_t>(m_ring.room()), static_cast<std::int64_t>(kChunk) });
    if (wanted <= 0)
        return false;
    m_chunk.resize(static_cast<std::size_t>(wanted * m_source->channels()));
    try {
        m_source->read(m_next, m_chunk);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::Cancelled)
            endWith(error.what());
        return false;
    } catch (const std::exception &error) {
        endWith(error.what());
        return false;
    }
    m_ring.write(m_chunk, m_source->channels(), m_fillEpoch, m_next);
    m_next += wanted;
    return true;
}

void Player::Engine::endWith(const std::string &problem)
{
    m_ended = true;
    m_ring.setEnd();
    if (problem.empty())
        return;
    const std::lock_guard lock(m_mutex);
    m_problem = problem;
}

void Player::Engine::watchEnd()
{
    const std::lock_guard lock(m_mutex);
    if (m_state != State::Playing || !m_ended || !m_request.isEmpty()
        || !m_playhead.hasFinished(m_ring.lastJump().number))
        return;
    m_playhead.setPlaying(false);
    m_state = State::Stopped;
}

/// Closes the device when it was lost or is no longer needed; whether it is open.
bool Player::Engine::watchDevice()
{
    const std::lock_guard deviceLock(m_deviceMutex);
    if (!m_deviceOpen)
        return false;
    const Clock::time_point now = Clock::now();
    if (m_playhead.isPlaying()) {
        m_lastPlayed = now;
        if (m_output->isRunning())
            return true;
        m_playhead.setPlaying(false);
        closeDevice();
        const std::lock_guard lock(m_mutex);
        m_state = State::Stopped;
        m_problem = "The sound device went away; connect it again or choose another.";
    } else if (!m_output->isRunning() || (now - m_lastPlayed > kLinger && now > m_warmUntil)) {
        closeDevice();
    }
    return m_deviceOpen;
}

Player::Player(std::unique_ptr<AudioOutput> output)
    : m_engine(std::make_unique<Engine>(std::move(output)))
{
}

Player::~Player() = default;

void Player::setOutput(std::unique_ptr<AudioOutput> output)
{
    m_engine->setOutput(std::move(output));
}

void Player::setSource(std::unique_ptr<SoundSource> source)
{
    m_engine->setSource(std::move(source));
}

void Player::switchSource(
    std::unique_ptr<SoundSource> source, std::int64_t sample, std::int64_t loopBegin, std::int64_t loopEnd)
{
    m_engine->switchSource(std::move(source), sample, { loops(), loopBegin, loopEnd });
}

void Player::warmUp()
{
    m_engine->warmUp();
}

void Player::play()
{
    m_engine->play();
}

void Player::pause()
{
    m_engine->pause();
}

void Player::stop()
{
    m_engine->stop();
}

void Player::seek(std::int64_t sample)
{
    m_engine->seek(sample);
}

void Player::playStretch(std::int64_t begin, std::int64_t end)
{
    m_engine->playStretch(begin, end);
}

float Player::level() const
{
    return m_engine->playhead().heardLevel();
}

void Player::setLoop(bool enabled, std::int64_t begin, std::int64_t end)
{
    m_engine->setLoop({ enabled, begin, end });
}

bool Player::loops() const
{
    return m_engine->loops();
}

void Player::setVolume(float volume)
{
    m_engine->playhead().setVolume(std::clamp(volume, 0.0f, 1.0f));
}

float Player::volume() const
{
    return m_engine->playhead().volume();
}

Player::State Player::state() const
{
    return m_engine->state();
}

std::int64_t Player::position() const
{
    return m_engine->position();
}

std::int64_t Player::sampleCount() const
{
    return m_engine->sampleCount();
}

int Player::sampleRate() const
{
    return m_engine->sampleRate();
}

std::int64_t Player::underruns() const
{
    return m_engine->playhead().underruns();
}

bool Player::isFilled() const
{
    return m_engine->isFilled();
}

std::string Player::problem() const
{
    return m_engine->problem();
}

} // namespace retrograde
