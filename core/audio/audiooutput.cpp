#include "audio/audiooutput.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <dlfcn.h>
#include <mutex>
#include <portaudio.h>
#include <thread>

namespace retrograde {

namespace {

using Clock = std::chrono::steady_clock;

/// Short enough for a seek to be heard at once, long enough for a busy machine's sound server.
constexpr double kLatencySeconds = 0.06;
/// Sound servers, HDMI receivers and wireless headphones may swallow the first moments after a device is opened.
constexpr double kLeadSeconds = 0.15;
constexpr double kLongestLatency = 2.0; // a device that claims more has its clocks mixed up
constexpr std::chrono::seconds kSilentDeviceIsGone { 2 };

void ignoreAlsa(const char *, int, const char *, int, const char *, ...) { }
void ignoreJack(const char *) { }

/// ALSA and JACK, which come with PortAudio, complain on stderr about every device that is not there. Both can be told
/// not to, but are no dependencies of ours: the functions are looked up among what PortAudio brought along.
void silenceSoundLibraries()
{
    if (void *found = ::dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler"))
        reinterpret_cast<int (*)(decltype(&ignoreAlsa))>(found)(&ignoreAlsa);
    for (const char *name : { "jack_set_error_function", "jack_set_info_function" }) {
        if (void *found = ::dlsym(RTLD_DEFAULT, name))
            reinterpret_cast<void (*)(decltype(&ignoreJack))>(found)(&ignoreJack);
    }
}

/// PortAudio is usable for as long as one of these lives. It counts its own uses, but neither initialising nor
/// terminating is thread-safe.
class PortAudio {
public:
    PortAudio()
    {
        const std::lock_guard lock(mutex());
        silenceSoundLibraries();
        if (const PaError error = Pa_Initialize(); error != paNoError)
            throw Error(ErrorCode::Device, std::string("The sound system does not start: ") + Pa_GetErrorText(error));
    }
    ~PortAudio()
    {
        const std::lock_guard lock(mutex());
        Pa_Terminate();
    }
    PortAudio(const PortAudio &) = delete;
    PortAudio &operator=(const PortAudio &) = delete;

    static std::mutex &mutex()
    {
        static std::mutex mutex;
        return mutex;
    }
};

bool canPlay(PaDeviceIndex device)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
    return info && info->maxOutputChannels > 0;
}

/// ALSA's "default" is what the user chose for the machine, "pulse" is the sound server; PortAudio's own default may
/// be a bare sound card that somebody else holds.
PaDeviceIndex defaultDevice()
{
    for (const std::string_view name : { "default", "pulse" }) {
        for (PaDeviceIndex device = 0; device < Pa_GetDeviceCount(); ++device) {
            if (canPlay(device) && Pa_GetDeviceInfo(device)->name == name)
                return device;
        }
    }
    return canPlay(Pa_GetDefaultOutputDevice()) ? Pa_GetDefaultOutputDevice() : paNoDevice;
}

PaDeviceIndex findDevice(const std::string &name)
{
    if (name.empty()) {
        const PaDeviceIndex device = defaultDevice();
        if (device == paNoDevice)
            throw Error(ErrorCode::Device, "There is no sound device; connect one and try again.");
        return device;
    }
    for (PaDeviceIndex device = 0; device < Pa_GetDeviceCount(); ++device) {
        if (canPlay(device) && displayText(Pa_GetDeviceInfo(device)->name) == name)
            return device;
    }
    throw Error(ErrorCode::Device,
        "The sound device \"" + displayText(name) + "\" is not there; connect it or choose another.");
}

class PortAudioOutput final : public AudioOutput {
public:
    explicit PortAudioOutput(const std::string &deviceName)
        : m_device(findDevice(deviceName))
    {
    }

    ~PortAudioOutput() override { stop(); }

    void start(int sampleRate, Render render) override
    {
        stop();
        const PaDeviceInfo *info = Pa_GetDeviceInfo(m_device);
        m_sampleRate = sampleRate;
        m_render = std::move(render);
        m_channels = std::min(info->maxOutputChannels, 2);
        m_block.resize(kBlockSamples);
        m_lastCall = Clock::now();
        m_lead = static_cast<std::size_t>(kLeadSeconds * sampleRate);

        PaStreamParameters parameters {};
        parameters.device = m_device;
        parameters.channelCount = m_channels;
        parameters.sampleFormat = paFloat32;
        parameters.suggestedLatency = std::max(kLatencySeconds, info->defaultHighOutputLatency);
        PaError error = paNoError;
        {
            const std::lock_guard lock(PortAudio::mutex());
            error = Pa_OpenStream(&m_stream, nullptr, &parameters, sampleRate, paFramesPerBufferUnspecified,
                paClipOff | paDitherOff, &PortAudioOutput::render, this);
            if (error == paNoError) {
                if (const PaStreamInfo *stream = Pa_GetStreamInfo(m_stream))
                    m_statedLatency = stream->outputLatency;
                error = Pa_StartStream(m_stream);
            }
        }
        if (error != paNoError) {
            const std::string name = displayText(info->name);
            stop();
            if (error == paInvalidSampleRate) {
                throw Error(ErrorCode::Device,
                    "The sound device \"" + name + "\" does not play sound at " + std::to_string(sampleRate)
                        + " Hz; choose another.");
            }
            throw Error(ErrorCode::Device,
                "The sound device \"" + name + "\" cannot be used: " + Pa_GetErrorText(error)
                    + ". Another program may hold it.");
        }
    }

    void stop() noexcept override
    {
        if (!m_stream)
            return;
        const std::lock_guard lock(PortAudio::mutex());
        Pa_StopStream(m_stream);
        Pa_CloseStream(m_stream);
        m_stream = nullptr;
    }

    bool isRunning() const override
    {
        return m_stream && Pa_IsStreamActive(m_stream) == 1
            && Clock::now() - m_lastCall.load(std::memory_order_relaxed) < kSilentDeviceIsGone;
    }

private:
    static constexpr std::size_t kBlockSamples = 1024;

    static int render(const void *, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
        PaStreamCallbackFlags, void *self)
    {
        static_cast<PortAudioOutput *>(self)->render(static_cast<float *>(output), frames, *time);
        return paContinue;
    }

    void render(float *output, std::size_t frames, const PaStreamCallbackTimeInfo &time) noexcept
    {
        m_lastCall.store(Clock::now(), std::memory_order_relaxed);
        // Some of ALSA's plugins leave the times at zero or count them from different origins.
        double latency = time.outputBufferDacTime - time.currentTime;
        if (!(latency > 0 && latency < kLongestLatency))
            latency = m_statedLatency;
        while (frames > 0) {
            std::span<StereoSample> block(m_block.data(), std::min(frames, kBlockSamples));
            if (m_lead > 0) {
                block = block.first(std::min(block.size(), m_lead));
                std::fill(block.begin(), block.end(), StereoSample {});
                m_lead -= block.size();
            } else {
                m_render(block, latency);
            }
            output = putFrames(block, m_channels, output);
            frames -= block.size();
            latency += static_cast<double>(block.size()) / m_sampleRate;
        }
    }

    PortAudio m_portAudio;
    PaDeviceIndex m_device;
    PaStream *m_stream = nullptr;

    // Set while the stream does not run; then the callback's.
    Render m_render;
    int m_sampleRate = 0;
    int m_channels = 0; // 1 or 2
    double m_statedLatency = 0; // seconds
    std::vector<StereoSample> m_block;
    std::size_t m_lead = 0; // samples of silence to come

    std::atomic<Clock::time_point> m_lastCall { Clock::time_point() };
};

class SilentOutput final : public AudioOutput {
public:
    ~SilentOutput() override { stop(); }

    void start(int sampleRate, Render render) override
    {
        stop();
        // Asked for here, where whoever starts it hears that there is no memory: the thread could tell nobody.
        std::vector<StereoSample> longest(static_cast<std::size_t>(sampleRate));
        m_thread = std::jthread([sampleRate, render = std::move(render), longest = std::move(longest)](
                                    const std::stop_token &stopped) mutable {
            const Clock::time_point begin = Clock::now();
            std::int64_t played = 0;
            while (!stopped.stop_requested()) {
                const std::chrono::duration<double> elapsed = Clock::now() - begin;
                // After a suspended night there is nothing to catch up on.
                const auto due
                    = std::min<std::int64_t>(std::llround(elapsed.count() * sampleRate) - played, sampleRate);
                const std::span block
                    = std::span(longest).first(static_cast<std::size_t>(std::max<std::int64_t>(due, 0)));
                if (!block.empty())
                    render(block, 0.0);
                played = std::llround(elapsed.count() * sampleRate);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        });
    }

    void stop() noexcept override { m_thread = {}; }

    bool isRunning() const override { return m_thread.joinable(); }

private:
    std::jthread m_thread;
};

} // namespace

std::vector<OutputDevice> outputDevices()
{
    std::vector<OutputDevice> devices;
    const PortAudio portAudio;
    const PaDeviceIndex preferred = defaultDevice();
    for (PaDeviceIndex device = 0; device < Pa_GetDeviceCount(); ++device) {
        if (!canPlay(device))
            continue;
        const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
        devices.push_back({ displayText(info->name), device == preferred, info->defaultSampleRate });
    }
    return devices;
}

std::unique_ptr<AudioOutput> makePortAudioOutput(const std::string &deviceName)
{
    return std::make_unique<PortAudioOutput>(deviceName);
}

std::unique_ptr<AudioOutput> makeSilentOutput()
{
    return std::make_unique<SilentOutput>();
}

} // namespace retrograde
