#pragma once

#include "audio/stereosample.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace retrograde {

struct OutputDevice {
    std::string name; ///< display text; identifies the device across restarts
    bool isDefault = false;
    double defaultSampleRate = 0; ///< Hz
};

/// Where sound goes. Injected into Player, so that tests can listen without a device.
class AudioOutput {
public:
    /// Called from a real-time thread for each block: fill @p block and return. No lock, no allocation, no
    /// log, no exception. @p secondsUntilHeard is the time until block[0] leaves the device.
    using Render = std::function<void(std::span<StereoSample> block, double secondsUntilHeard)>;

    virtual ~AudioOutput() = default;
    /// Opens the device and starts calling @p render. @throws Error Device
    virtual void start(int sampleRate, Render render) = 0;
    /// After it returns @p render is not called again. Does nothing when not started.
    virtual void stop() noexcept = 0;
    /// False once the device went away while running.
    virtual bool isRunning() const = 0;
};

/// The machine's devices through PortAudio (ALSA, and through its plugin PulseAudio or PipeWire). Empty when
/// there is none. May take a tenth of a second. What was connected since the first of the outputs that exist now was
/// made does not show up.
std::vector<OutputDevice> outputDevices();

/// @param deviceName one of outputDevices(), or empty for the default. A device of one channel plays the mean of left
/// and right. Begins with 0.15 s of silence, which some servers and devices swallow.
/// @throws Error Device when there is no such device; the sentence says what the user can do
std::unique_ptr<AudioOutput> makePortAudioOutput(const std::string &deviceName = {});

/// No device: takes blocks at the pace of the clock and throws them away, so that the transport and the playhead
/// still work.
std::unique_ptr<AudioOutput> makeSilentOutput();

} // namespace retrograde
