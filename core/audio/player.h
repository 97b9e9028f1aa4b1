#pragma once

#include "audio/audiooutput.h"
#include "audio/soundsource.h"

#include <memory>
#include <string>

namespace retrograde {

class PlaybackEngine;
/// The transport: plays one SoundSource through one AudioOutput, in stereo; mono sound on both sides. Samples are
/// counted per channel.
///
/// Threads: the public functions are called from one thread (the GUI's or the command line's) and return within
/// milliseconds. A fill thread of the player's own reads the source and feeds a lock-free ring; the output's
/// real-time callback only takes from the ring and from atomics.
class Player {
public:
    enum class State { Stopped, Playing, Paused };

    /// @param output never null
    explicit Player(std::unique_ptr<AudioOutput> output);
    ~Player();
    Player(const Player &) = delete;
    Player &operator=(const Player &) = delete;

    /// Goes on with another device; keeps source, position and state. @throws Error Device, then stopped
    void setOutput(std::unique_ptr<AudioOutput> output);

    /// Stops and takes @p source (null = nothing to play); the position becomes 0, and a loop covers the whole.
    void setSource(std::unique_ptr<SoundSource> source);
    /// Takes another arrangement of the same clip without stopping: goes on at @p sample of the new source, with a
    /// 5-ms crossfade, so that switching between original and rearranged does not click. A loop goes on as one of the
    /// new source's samples @p loopBegin ... @p loopEnd - 1, as setLoop() takes them, from its first sample on.
    void switchSource(
        std::unique_ptr<SoundSource> source, std::int64_t sample, std::int64_t loopBegin = 0, std::int64_t loopEnd = 0);

    /// Opens the device ahead of play(), which then is heard sooner by what opening takes, and keeps it open for ten
    /// seconds. @throws Error Device
    void warmUp();
    /// Plays from the position; from the start when it stands at the end. Nothing to play: does nothing. @throws Error
    /// Device
    void play();
    void pause();
    /// Stops and goes back to 0.
    void stop();
    /// @param sample of the source, clipped to it.
    void seek(std::int64_t sample);
    /// Plays samples begin ... end - 1 once and stops there, whatever the loop says. Any other change of the position
    /// ends that. An empty stretch: does nothing. @throws Error Device
    void playStretch(std::int64_t begin, std::int64_t end);
    /// Repeats samples begin ... end - 1 for as long as it is set; begin == end repeats the whole. What lies before is
    /// played into it, from behind it the sound goes to its beginning. Takes hold without a seam, 0.1 s ahead of what
    /// is heard.
    void setLoop(bool enabled, std::int64_t begin = 0, std::int64_t end = 0);
    bool loops() const;
    /// 0 ... 1, linear amplitude.
    void setVolume(float volume);
    float volume() const;

    State state() const;
    /// The sample of the source heard now: what left the device, corrected for its latency. May be called at any
    /// rate; monotonic between seeks and loop points.
    std::int64_t position() const;
    /// The loudest sample of the block heard now, of either side, 0 ... 1 and above where the sound exceeds full scale;
    /// after the volume. 0 while nothing is heard. May be called at any rate.
    float level() const;
    std::int64_t sampleCount() const;
    int sampleRate() const;
    /// Blocks for which the ring had run dry while playing.
    std::int64_t underruns() const;
    /// Whether the device finds all the sound ready that the player keeps ahead of it (0.3 s, or what is left): a test
    /// that plays the device's part waits for it.
    bool isFilled() const;
    /// Empty, or why playing ended early (device gone, file vanished): one sentence.
    std::string problem() const;

private:
    std::unique_ptr<PlaybackEngine> m_engine;
};

} // namespace retrograde
