#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

struct pa_simple;

namespace retrograde::testing {

/// Listens to a PulseAudio sink's monitor and notes when each block of sound left the sink, by the steady clock.
class SinkClock {
public:
    using Clock = std::chrono::steady_clock;

    /// One stretch of what was played.
    struct Block {
        double leftAt = 0; ///< seconds of the steady clock, of its first sample
        std::vector<float> samples;
    };

    /// @throws std::runtime_error when the server does not let itself be listened to
    explicit SinkClock(const std::string &monitor, int sampleRate);
    ~SinkClock();

    /// All since the last call.
    std::vector<Block> take();

private:
    void listen(const std::stop_token &stopped);

    int m_sampleRate;
    pa_simple *m_stream;
    std::mutex m_mutex; ///< guards m_blocks
    std::vector<Block> m_blocks;
    std::jthread m_thread;
};

double steadySeconds();

} // namespace retrograde::testing
