#pragma once

#include "audio/soundring.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

namespace retrograde {

/// The real-time half of Player: takes sound from a ring, shapes it (volume, crossfades, the short fades of pausing)
/// and remembers what is heard when. At volume 1 samples pass through bit by bit, apart from those fades.
class Playhead {
public:
    explicit Playhead(SoundRing &ring)
        : m_ring(ring)
    {
    }

    /// Before the device starts, when nothing renders.
    void prepare(int sampleRate);
    /// The device's callback. No lock, no allocation.
    void render(std::span<StereoSample> block, double secondsUntilHeard) noexcept;

    // From any thread.
    void setPlaying(bool playing) { m_playing.store(playing); }
    bool isPlaying() const { return m_playing.load(); }
    void setVolume(float volume) { m_volume.store(volume); }
    float volume() const { return m_volume.load(); }
    std::int64_t underruns() const { return m_underruns.load(); }

    struct Heard {
        std::uint32_t epoch = 0;
        std::uint32_t lap = 0; ///< counts the leaps within an epoch: a loop's turns
        std::int64_t position = 0; ///< sample of the source
    };
    /// What leaves the device now; nothing before the first sample.
    std::optional<Heard> heard() const;
    /// The loudest sample, of either side, of the block that leaves the device now; 0 when none does.
    float heardLevel() const;
    /// Whether all sound after jump @p number was heard up to its end.
    bool hasFinished(std::uint32_t number) const;

private:
    /// A stretch of the source without a leap, within one block.
    struct Run {
        double heardAt = 0; // seconds of the steady clock
        std::int64_t position = 0;
        std::int64_t length = 0;
        std::uint32_t epoch = 0;
        std::uint32_t lap = 0;
        float peak = 0; ///< of both sides of what leaves the device, after fades and volume
    };
    struct SharedRun {
        std::atomic<double> heardAt { 0 };
        std::atomic<std::int64_t> position { 0 };
        std::atomic<std::int64_t> length { 0 };
        std::atomic<std::uint32_t> epoch { 0 };
        std::atomic<std::uint32_t> lap { 0 };
        std::atomic<float> peak { 0 };
    };
    /// Enough for the latency of any device at any block size.
    static constexpr std::uint64_t kRuns = 4096;

    bool shouldJump(const SoundRing::Jump &jump, bool playing, std::int64_t available, std::int64_t end) const noexcept;
    void jump(const SoundRing::Jump &jump) noexcept;
    StereoSample shaped(const SoundSlot &slot, bool playing, float volume) noexcept;
    void follow(const SoundSlot &slot, double heardAt) noexcept;
    void publishRun() noexcept;
    /// The run that leaves the device at @p now, or left it last; null before the first.
    const SharedRun *runAt(double now) const;

    // Set while nothing renders.
    SoundRing &m_ring;
    std::atomic<int> m_sampleRate { 0 };
    std::int64_t m_fadeLength = 0; // samples, of crossfades and fades alike
    std::int64_t m_reserve = 0; // samples to have before starting

    // Shared.
    std::atomic<bool> m_playing { false };
    std::atomic<float> m_volume { 1 };
    std::atomic<std::int64_t> m_underruns { 0 };
    std::atomic<double> m_finishedAt { 0 };
    std::atomic<std::uint32_t> m_finishedJump { 0 };
    std::array<SharedRun, kRuns> m_runs;
    std::atomic<std::uint64_t> m_runCount { 0 };

    // The callback's own.
    std::int64_t m_read = 0;
    std::uint32_t m_jumped = 0;
    std::int64_t m_fadeLeft = 0;
    std::int64_t m_fadeFrom = 0;
    std::int64_t m_fadeEnd = 0;
    std::int64_t m_level = 0; ///< 0 = silent ... m_fadeLength = as loud as the volume says
    float m_volumeNow = 1;
    bool m_fresh = true; ///< silence came before: what follows needs no fade
    bool m_ready = false;
    Run m_run;
    double m_heardUntil = 0; ///< by when the last sample taken has left the device
};

} // namespace retrograde
