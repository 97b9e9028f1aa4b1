#include "bench/sinkclock.h"

#include <pulse/simple.h>
#include <stdexcept>
#include <utility>

namespace retrograde::testing {

namespace {

constexpr std::size_t kBlock = 128; // samples: 3 ms

} // namespace

double steadySeconds()
{
    return std::chrono::duration<double>(SinkClock::Clock::now().time_since_epoch()).count();
}

SinkClock::SinkClock(const std::string &monitor, int sampleRate)
    : m_sampleRate(sampleRate)
{
    const pa_sample_spec format { PA_SAMPLE_FLOAT32LE, static_cast<std::uint32_t>(sampleRate), 1 };
    pa_buffer_attr buffer {};
    buffer.maxlength = static_cast<std::uint32_t>(-1);
    buffer.fragsize = kBlock * sizeof(float);
    m_stream = pa_simple_new(
        nullptr, "bench", PA_STREAM_RECORD, monitor.c_str(), "clock", &format, nullptr, &buffer, nullptr);
    if (!m_stream)
        throw std::runtime_error("the sink's monitor cannot be listened to");
    m_thread = std::jthread([this](const std::stop_token &stopped) { listen(stopped); });
}

SinkClock::~SinkClock()
{
    m_thread.request_stop();
    m_thread.join();
    pa_simple_free(m_stream);
}

void SinkClock::listen(const std::stop_token &stopped)
{
    while (!stopped.stop_requested()) {
        Block block;
        block.samples.resize(kBlock);
        if (pa_simple_read(m_stream, block.samples.data(), kBlock * sizeof(float), nullptr) < 0)
            return;
        // What was read has waited so long since it left the sink, and its first sample one block longer.
        const double waited = static_cast<double>(pa_simple_get_latency(m_stream, nullptr)) / 1e6;
        block.leftAt = steadySeconds() - waited - static_cast<double>(kBlock) / m_sampleRate;
        const std::lock_guard lock(m_mutex);
        m_blocks.push_back(std::move(block));
    }
}

std::vector<SinkClock::Block> SinkClock::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_blocks, {});
}

} // namespace retrograde::testing
