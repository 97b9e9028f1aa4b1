#pragma once

#include "audio/stereosample.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace retrograde {

/// Where the sound in a ring stands.
struct SoundSlot {
    StereoSample value;
    std::uint32_t epoch = 0; ///< the player's command that this sound answers
    std::int64_t position = 0; ///< sample of the source
};

/// The lock-free way of sound from the fill thread (the writer) to the device's callback (the reader). Slots are
/// numbered from 0 on for ever. Besides writing on, the writer can order a jump: the reader, once it stands at or
/// past a given slot, goes on at the first slot written after the order, and what lies between is never heard.
class SoundRing {
public:
    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

    struct Jump {
        std::uint32_t number = 0; ///< counts the orders; 0 before the first
        std::int64_t at = 0; ///< leave here or as soon as possible after
        std::int64_t target = 0; ///< the first slot of the new sound
    };

    explicit SoundRing(std::size_t capacity)
        : m_slots(capacity)
    {
    }

    // The writer's side.
    std::int64_t written() const { return m_written.load(std::memory_order_relaxed); }
    std::int64_t released() const { return m_released.load(std::memory_order_acquire); }
    std::size_t room() const { return m_slots.size() - static_cast<std::size_t>(written() - released()); }
    /// Up to room() slots: samples of the source from @p position on, of @p channels channels (1 or 2) beside each
    /// other; one is heard on both sides.
    void write(std::span<const float> samples, int channels, std::uint32_t epoch, std::int64_t position)
    {
        std::int64_t slot = written();
        const auto width = static_cast<std::size_t>(channels);
        for (std::size_t left = 0; left < samples.size(); left += width)
            m_slots[index(slot++)] = { { samples[left], samples[left + width - 1] }, epoch, position++ };
        m_written.store(slot, std::memory_order_release);
    }
    /// The sound is over at the slot written next, until there is another jump.
    void setEnd() { m_end.store(written(), std::memory_order_release); }
    const Jump &lastJump() const { return m_lastJump; }
    void orderJump(std::int64_t at)
    {
        m_lastJump = { m_lastJump.number + 1, at, written() };
        m_end.store(kNone, std::memory_order_release);
        SharedJump &shared = m_jumps[m_lastJump.number % kJumps];
        shared.at.store(at, std::memory_order_relaxed);
        shared.target.store(m_lastJump.target, std::memory_order_relaxed);
        m_jumpNumber.store(m_lastJump.number, std::memory_order_release);
    }

    // The reader's side.
    struct View {
        Jump jump; ///< the last one ordered
        std::int64_t end = kNone; ///< where the sound after that jump is over, once it is known
        std::int64_t available = 0; ///< slots before this one may be read
    };
    View view() const
    {
        View view;
        do {
            view.jump.number = m_jumpNumber.load(std::memory_order_acquire);
            const SharedJump &shared = m_jumps[view.jump.number % kJumps];
            view.jump.at = shared.at.load(std::memory_order_acquire);
            view.jump.target = shared.target.load(std::memory_order_acquire);
            view.end = m_end.load(std::memory_order_acquire);
            view.available = m_written.load(std::memory_order_acquire);
        } while (view.jump.number != m_jumpNumber.load(std::memory_order_acquire)); // ordered just now: once more
        return view;
    }
    /// Slots before @p slot may be overwritten.
    void release(std::int64_t slot) { m_released.store(slot, std::memory_order_release); }

    // Both: the writer what it has written, the reader what is available and not released.
    const SoundSlot &operator[](std::int64_t slot) const { return m_slots[index(slot)]; }

private:
    /// The writer would have to order so many jumps while the reader reads one for the two to meet.
    static constexpr std::size_t kJumps = 256;
    struct SharedJump {
        std::atomic<std::int64_t> at { 0 };
        std::atomic<std::int64_t> target { 0 };
    };

    std::size_t index(std::int64_t slot) const { return static_cast<std::size_t>(slot) % m_slots.size(); }

    std::vector<SoundSlot> m_slots;
    std::atomic<std::int64_t> m_written { 0 };
    std::atomic<std::int64_t> m_released { 0 };
    std::atomic<std::int64_t> m_end { kNone };
    Jump m_lastJump; ///< the writer's own copy
    std::array<SharedJump, kJumps> m_jumps;
    std::atomic<std::uint32_t> m_jumpNumber { 0 };
};

} // namespace retrograde
