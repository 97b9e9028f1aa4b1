#include "audio/playbackengine.h"

#include "base/problem.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace retrograde {

namespace {

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

std::int64_t wantedFill(int sampleRate)
{
    return std::min<std::int64_t>(std::llround(kAheadSeconds * sampleRate), kRingSlots / 4);
}

} // namespace

PlaybackEngine::PlaybackEngine(std::unique_ptr<AudioOutput> output)
    : m_output(std::move(output))
    , m_ring(kRingSlots)
    , m_playhead(m_ring)
    , m_filler([this] { fill(); })
{
}

PlaybackEngine::~PlaybackEngine()
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

void PlaybackEngine::post(const std::function<void(Request &)> &change)
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

void PlaybackEngine::setState(State state)
{
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
    }
    m_wake.notify_one();
}

Player::State PlaybackEngine::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

std::string PlaybackEngine::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

/// With m_deviceMutex held.
void PlaybackEngine::openDevice()
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

void PlaybackEngine::warmUp()
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

void PlaybackEngine::closeDevice()
{
    if (m_deviceOpen)
        m_output->stop();
    m_deviceOpen = false;
}

void PlaybackEngine::setOutput(std::unique_ptr<AudioOutput> output)
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

void PlaybackEngine::setSource(std::unique_ptr<SoundSource> source)
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
        request.loop = PlaybackLoop { m_loops };
    });
}

void PlaybackEngine::switchSource(std::unique_ptr<SoundSource> source, std::int64_t sample, const PlaybackLoop &loop)
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

void PlaybackEngine::play()
{
    if (m_sampleCount == 0 || state() == State::Playing)
        return;
    bool hadProblem = false;
    {
        // Before the source is asked again, so that what it answers is not taken for what it said before.
        const std::lock_guard lock(m_mutex);
        hadProblem = !m_problem.empty();
        m_problem.clear();
    }
    if (position() >= m_sampleCount)
        seek(0);
    else if (hadProblem || (m_stretchEnd && position() >= *m_stretchEnd))
        seek(position()); // what could not be read is tried again; behind a stretch that is over it goes on
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
    }
    m_wake.notify_one();
}

void PlaybackEngine::pause()
{
    if (state() != State::Playing)
        return;
    m_playhead.setPlaying(false);
    setState(State::Paused);
}

void PlaybackEngine::stop()
{
    m_playhead.setPlaying(false);
    setState(State::Stopped);
    seek(0);
}

void PlaybackEngine::seek(std::int64_t sample)
{
    m_asked = std::clamp<std::int64_t>(sample, 0, m_sampleCount);
    m_stretchEnd.reset();
    ++m_epoch;
    post([&](Request &request) {
        request.position = m_asked;
        request.limit.reset();
    });
}

void PlaybackEngine::playStretch(std::int64_t begin, std::int64_t end)
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

void PlaybackEngine::setLoop(const PlaybackLoop &loop)
{
    m_loops = loop.enabled;
    post([&](Request &request) { request.loop = loop; });
}

std::int64_t PlaybackEngine::position() const
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

bool PlaybackEngine::isFilled() const
{
    const std::lock_guard lock(m_mutex);
    return m_request.isEmpty() && !m_busy
        && (m_ring.view().end != SoundRing::kNone || filled() >= wantedFill(m_sampleRate));
}

/// Samples in the ring that will be heard if nothing intervenes.
std::int64_t PlaybackEngine::filled() const
{
    const SoundRing::View view = m_ring.view();
    return view.available - std::max(m_ring.released(), view.jump.target);
}

void PlaybackEngine::fill()
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

void PlaybackEngine::apply(Request request)
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
void PlaybackEngine::applyLoop()
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
bool PlaybackEngine::fillChunk()
{
    if (m_ended)
        return false;
    const std::int64_t count = m_source ? m_source->sampleCount() : 0;
    std::int64_t limit = count;
    if (m_limit) {
        limit = std::min(*m_limit, count);
    } else if (const PlaybackLoop loop = m_loop.clippedTo(count); loop.enabled) {
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
    try {
        m_chunk.resize(static_cast<std::size_t>(wanted * m_source->channels()));
        m_source->read(m_next, m_chunk);
    } catch (...) {
        const Error error = errorOf(std::current_exception());
        if (error.code() != ErrorCode::Cancelled)
            endWith(error.what());
        return false;
    }
    m_ring.write(m_chunk, m_source->channels(), m_fillEpoch, m_next);
    m_next += wanted;
    return true;
}

void PlaybackEngine::endWith(const std::string &problem)
{
    m_ended = true;
    m_ring.setEnd();
    if (problem.empty())
        return;
    const std::lock_guard lock(m_mutex);
    m_problem = problem;
}

void PlaybackEngine::watchEnd()
{
    const std::lock_guard lock(m_mutex);
    if (m_state != State::Playing || !m_ended || !m_request.isEmpty()
        || !m_playhead.hasFinished(m_ring.lastJump().number))
        return;
    m_playhead.setPlaying(false);
    m_state = State::Stopped;
}

/// Closes the device when it was lost or is no longer needed; whether it is open.
bool PlaybackEngine::watchDevice()
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

} // namespace retrograde
