#include "audio/playhead.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace retrograde {

namespace {

constexpr double kFadeSeconds = 0.005;
constexpr double kReserveSeconds = 0.05;

double clockSeconds() noexcept
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace

void Playhead::prepare(int sampleRate)
{
    m_sampleRate.store(sampleRate);
    m_fadeLength = std::max<std::int64_t>(std::llround(kFadeSeconds * sampleRate), 1);
    m_reserve = std::llround(kReserveSeconds * sampleRate);
    m_fadeLeft = 0;
    m_level = 0;
    m_ready = false;
}

void Playhead::render(std::span<StereoSample> block, double secondsUntilHeard) noexcept
{
    const bool playing = m_playing.load();
    const float volume = m_volume.load();
    const double samplePeriod = 1.0 / m_sampleRate.load();
    const double heardAt = clockSeconds() + secondsUntilHeard;
    const auto [order, end, available] = m_ring.view();

    std::size_t i = 0;
    bool finished = false;
    for (; i < block.size(); ++i) {
        if (shouldJump(order, playing, available, end))
            jump(order);
        if (!playing && m_level == 0)
            break;
        if (m_read == end && order.number == m_jumped) {
            m_level = 0;
            finished = true;
            break;
        }
        m_ready = m_ready || available - m_read >= m_reserve || end != SoundRing::kNone;
        if (!m_ready)
            break;
        if (m_read == available) {
            m_underruns.fetch_add(playing ? 1 : 0);
            m_ready = false;
            break;
        }
        const SoundSlot &slot = m_ring[m_read];
        follow(slot, heardAt + static_cast<double>(i) * samplePeriod);
        block[i] = shaped(slot, playing, volume);
        m_run.peak = std::max({ m_run.peak, std::abs(block[i].left), std::abs(block[i].right) });
        ++m_read;
    }
    std::fill(block.begin() + static_cast<std::ptrdiff_t>(i), block.end(), StereoSample {});
    if (!playing && i < block.size())
        m_level = 0;
    publishRun();
    if (finished && m_finishedJump.load() != m_jumped) {
        m_finishedAt.store(m_heardUntil);
        m_finishedJump.store(m_jumped);
    }
    m_ring.release(m_fadeLeft > 0 ? m_fadeFrom : m_read);
}

bool Playhead::shouldJump(
    const SoundRing::Jump &order, bool playing, std::int64_t available, std::int64_t end) const noexcept
{
    if (order.number == m_jumped)
        return false;
    if (m_read >= order.target)
        return true; // came there by itself
    if (m_read < order.at)
        return false;
    if (m_level == 0)
        return true;
    const bool enough = available - order.target >= std::max(m_reserve, m_fadeLength) || end != SoundRing::kNone;
    return playing && m_fadeLeft == 0 && enough;
}

void Playhead::jump(const SoundRing::Jump &order) noexcept
{
    m_jumped = order.number;
    m_fresh = m_level == 0;
    if (m_fresh)
        m_fadeLeft = 0; // a fade into a sound that was over at once
    if (m_read >= order.target)
        return;
    if (m_fresh) {
        m_ready = false;
    } else {
        m_fadeLeft = m_fadeLength;
        m_fadeFrom = m_read;
        m_fadeEnd = order.target;
    }
    m_read = order.target;
}

StereoSample Playhead::shaped(const SoundSlot &slot, bool playing, float volume) noexcept
{
    const float step = 1.0f / static_cast<float>(m_fadeLength);
    StereoSample value = slot.value;
    if (m_fadeLeft > 0) {
        const StereoSample old = m_fadeFrom < m_fadeEnd ? m_ring[m_fadeFrom++].value : StereoSample {};
        const float share = static_cast<float>(m_fadeLeft) / static_cast<float>(m_fadeLength + 1);
        value.left += (old.left - value.left) * share;
        value.right += (old.right - value.right) * share;
        --m_fadeLeft;
    }
    if (m_fresh) {
        m_level = m_fadeLength;
        m_volumeNow = volume;
        m_fresh = false;
    } else {
        m_level = std::clamp<std::int64_t>(m_level + (playing ? 1 : -1), 0, m_fadeLength);
        m_volumeNow += std::clamp(volume - m_volumeNow, -step, step);
    }
    const float gain = static_cast<float>(m_level) / static_cast<float>(m_fadeLength);
    return { value.left * gain * m_volumeNow, value.right * gain * m_volumeNow };
}

void Playhead::follow(const SoundSlot &slot, double heardAt) noexcept
{
    const bool goesOn = slot.epoch == m_run.epoch && slot.position == m_run.position + m_run.length;
    if (!goesOn) {
        publishRun();
        m_run.lap = slot.epoch == m_run.epoch ? m_run.lap + 1 : 0;
        m_run.epoch = slot.epoch;
        m_run.position = slot.position;
        m_run.length = 0;
    }
    if (m_run.length == 0)
        m_run.heardAt = heardAt;
    ++m_run.length;
}

/// Makes the run so far known and begins its continuation.
void Playhead::publishRun() noexcept
{
    if (m_run.length == 0)
        return;
    const std::uint64_t number = m_runCount.load(std::memory_order_relaxed);
    SharedRun &shared = m_runs[number % kRuns];
    shared.heardAt.store(m_run.heardAt, std::memory_order_relaxed);
    shared.position.store(m_run.position, std::memory_order_relaxed);
    shared.length.store(m_run.length, std::memory_order_relaxed);
    shared.epoch.store(m_run.epoch, std::memory_order_relaxed);
    shared.lap.store(m_run.lap, std::memory_order_relaxed);
    shared.peak.store(m_run.peak, std::memory_order_relaxed);
    m_runCount.store(number + 1, std::memory_order_release);
    m_heardUntil = m_run.heardAt + static_cast<double>(m_run.length) / m_sampleRate.load();
    m_run.position += m_run.length;
    m_run.length = 0;
    m_run.peak = 0;
}

const Playhead::SharedRun *Playhead::runAt(double now) const
{
    const std::uint64_t count = m_runCount.load(std::memory_order_acquire);
    // The oldest ones may be overwritten while they are looked at.
    const std::uint64_t oldest = count > kRuns / 2 ? count - kRuns / 2 : 0;
    for (std::uint64_t number = count; number > oldest; --number) {
        const SharedRun &run = m_runs[(number - 1) % kRuns];
        if (now >= run.heardAt.load(std::memory_order_relaxed))
            return &run;
    }
    return nullptr;
}

std::optional<Playhead::Heard> Playhead::heard() const
{
    const double now = clockSeconds();
    const SharedRun *const run = runAt(now);
    if (!run)
        return std::nullopt;
    const double elapsed = std::max(0.0, now - run->heardAt.load(std::memory_order_relaxed));
    const auto passed = std::min(
        static_cast<std::int64_t>(elapsed * m_sampleRate.load()), run->length.load(std::memory_order_relaxed));
    return Heard { run->epoch.load(std::memory_order_relaxed), run->lap.load(std::memory_order_relaxed),
        run->position.load(std::memory_order_relaxed) + passed };
}

float Playhead::heardLevel() const
{
    const double now = clockSeconds();
    const SharedRun *const run = runAt(now);
    if (!run)
        return 0;
    const double seconds
        = static_cast<double>(run->length.load(std::memory_order_relaxed)) / std::max(1, m_sampleRate.load());
    // The next block may come a little late by the clock.
    constexpr double kTolerance = 0.03;
    return now < run->heardAt.load(std::memory_order_relaxed) + seconds + kTolerance
        ? run->peak.load(std::memory_order_relaxed)
        : 0;
}

bool Playhead::hasFinished(std::uint32_t number) const
{
    return m_finishedJump.load() == number && clockSeconds() >= m_finishedAt.load();
}

} // namespace retrograde
