#pragma once

#include "audio/stereosample.h"
#include "support/programs.h"
#include "support/scratchfolder.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace retrograde::testing {

/// A PulseAudio server of the test's own with one sink that nobody hears, paced like a real device, and what was
/// played to it. While it lives, this process's environment is such that ALSA, and through it PortAudio, plays there
/// by default; child processes inherit that.
class PulseSink {
public:
    /// Whether the programs are installed: a test that needs them is to be skipped otherwise.
    static bool isAvailable();

    /// @throws std::runtime_error when the server does not start
    explicit PulseSink(int sampleRate = 44100);
    ~PulseSink();

    /// Starts writing down what is played; returns once that works.
    void startRecording();
    /// Samples, of each channel, written down by now. The server may deliver late, and seconds at a time.
    std::int64_t recordedSamples() const;
    /// Ends it and gives what was played since.
    std::vector<StereoSample> stopRecording();
    /// As a device that is pulled out.
    void killServer();

    /// For child processes that do not inherit this process's environment.
    const Environment &environment() const { return m_environment; }

private:
    int m_sampleRate;
    ScratchFolder m_folder;
    Environment m_environment;
    std::vector<std::pair<std::string, std::string>> m_before; ///< variables to be set back
    std::vector<std::string> m_unset; ///< variables that were not set
    ChildProcess m_server;
    ChildProcess m_recorder;
};

/// Where @p part lies in @p recording: the place of the best correlation; -1 where there is none to speak of.
std::int64_t findSound(std::span<const float> recording, std::span<const float> part);

} // namespace retrograde::testing
