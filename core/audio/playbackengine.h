#pragma once

#include "audio/player.h"
#include "audio/playhead.h"
#include "audio/soundring.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace retrograde {

/// What is played again and again.
struct PlaybackLoop {
    bool enabled = false;
    std::int64_t begin = 0;
    std::int64_t end = 0; ///< begin == end: the whole

    /// Within a source of @p count samples.
    PlaybackLoop clippedTo(std::int64_t count) const
    {
        PlaybackLoop clipped { enabled, std::clamp<std::int64_t>(begin, 0, count),
            std::clamp<std::int64_t>(end, 0, count) };
        if (clipped.begin >= clipped.end)
            clipped = { enabled, 0, count };
        return clipped;
    }
};

/// What a Player does: a thread that reads ahead from the source into a ring, from which the device's callback takes.
/// The functions of Player, of which see there.
class PlaybackEngine {
public:
    using State = Player::State;

    explicit PlaybackEngine(std::unique_ptr<AudioOutput> output);
    ~PlaybackEngine();
    PlaybackEngine(const PlaybackEngine &) = delete;
    PlaybackEngine &operator=(const PlaybackEngine &) = delete;

    void setOutput(std::unique_ptr<AudioOutput> output);
    void setSource(std::unique_ptr<SoundSource> source);
    void switchSource(std::unique_ptr<SoundSource> source, std::int64_t sample, const PlaybackLoop &loop);
    void warmUp();
    void play();
    void pause();
    void stop();
    void seek(std::int64_t sample);
    void playStretch(std::int64_t begin, std::int64_t end);
    void setLoop(const PlaybackLoop &loop);

    bool loops() const { return m_loops; }
    std::int64_t position() const;
    std::int64_t sampleCount() const { return m_sampleCount; }
    int sampleRate() const { return m_sampleRate; }
    State state() const;
    std::string problem() const;
    bool isFilled() const;
    Playhead &playhead() { return m_playhead; }

private:
    using Clock = std::chrono::steady_clock;

    /// What the fill thread is to do next; later wishes replace earlier ones.
    struct Request {
        std::optional<std::unique_ptr<SoundSource>> source;
        std::optional<std::int64_t> position;
        std::optional<std::int64_t> limit; ///< of what is played from that position on
        std::optional<PlaybackLoop> loop;
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
    PlaybackLoop m_loop;
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

} // namespace retrograde
