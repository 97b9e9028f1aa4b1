#include "support/pulsesink.h"

#include "support/mediafiles.h"

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <thread>

namespace retrograde::testing {

namespace fs = std::filesystem;

namespace {

bool waitFor(const std::function<bool()> &condition)
{
    for (int i = 0; i < 600; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

} // namespace

bool PulseSink::isAvailable()
{
    return programAvailable("pulseaudio") && programAvailable("pactl") && programAvailable("parec");
}

PulseSink::PulseSink(int sampleRate)
    : m_sampleRate(sampleRate)
{
    const std::string folder = m_folder.path().string();
    const std::string server = "unix:" + folder + "/native";
    writeBytes(m_folder / "alsa.conf",
        "</usr/share/alsa/alsa.conf>\n"
        "pcm.!default { type pulse }\n"
        "ctl.!default { type pulse }\n");
    m_environment = {
        { "PULSE_SERVER", server },
        { "PULSE_RUNTIME_PATH", folder },
        { "PULSE_STATE_PATH", folder },
        { "PULSE_COOKIE", folder + "/cookie" },
        { "PULSE_SINK", "nobody" },
        { "ALSA_CONFIG_PATH", folder + "/alsa.conf" },
        { "JACK_NO_START_SERVER", "1" },
    };
    for (const auto &[name, value] : m_environment) {
        if (const char *before = std::getenv(name.c_str()))
            m_before.emplace_back(name, before);
        else
            m_unset.push_back(name);
        ::setenv(name.c_str(), value.c_str(), 1);
    }
    m_server = ChildProcess({ "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
        "--disable-shm=yes", "-L", "module-native-protocol-unix auth-anonymous=1 socket=" + folder + "/native", "-L",
        "module-null-sink sink_name=nobody format=float32le channels=2 rate=" + std::to_string(sampleRate) });
    if (!waitFor([] { return runProgram({ "pactl", "info" }) == 0; }))
        throw std::runtime_error("the PulseAudio server does not start");
}

PulseSink::~PulseSink()
{
    m_recorder.terminate();
    killServer();
    for (const auto &[name, value] : m_before)
        ::setenv(name.c_str(), value.c_str(), 1);
    for (const std::string &name : m_unset)
        ::unsetenv(name.c_str());
}

void PulseSink::killServer()
{
    m_server.terminate();
}

void PulseSink::startRecording()
{
    const fs::path path = m_folder / "recording.f32";
    m_recorder = ChildProcess({ "parec", "--device=nobody.monitor", "--format=float32le", "--channels=2",
                                  "--rate=" + std::to_string(m_sampleRate), "--latency-msec=50", "--raw" },
        path.string());
    // The sink's silence is recorded as well: once there is some, the recorder is at work.
    if (!waitFor([&] { return fs::exists(path) && fs::file_size(path) > 0; }))
        throw std::runtime_error("nothing is recorded");
}

std::int64_t PulseSink::recordedSamples() const
{
    return static_cast<std::int64_t>(fs::file_size(m_folder / "recording.f32") / sizeof(StereoSample));
}

std::vector<StereoSample> PulseSink::stopRecording()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(300)); // what is still on its way to the recorder
    m_recorder.terminate();
    const std::string bytes = readBytes(m_folder / "recording.f32");
    std::vector<StereoSample> recording(bytes.size() / sizeof(StereoSample)); // left and right in turn
    std::memcpy(recording.data(), bytes.data(), recording.size() * sizeof(StereoSample));
    return recording;
}

std::int64_t findSound(std::span<const float> recording, std::span<const float> part)
{
    double partEnergy = 0;
    for (const float sample : part)
        partEnergy += static_cast<double>(sample) * sample;
    std::int64_t best = -1;
    double bestCorrelation = 0.5;
    for (std::size_t start = 0; start + part.size() <= recording.size(); ++start) {
        double product = 0;
        double energy = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
            product += static_cast<double>(recording[start + i]) * part[i];
            energy += static_cast<double>(recording[start + i]) * recording[start + i];
        }
        const double correlation = product / std::sqrt(std::max(energy * partEnergy, 1e-20));
        if (correlation > bestCorrelation) {
            bestCorrelation = correlation;
            best = static_cast<std::int64_t>(start);
        }
    }
    return best;
}

} // namespace retrograde::testing
