#pragma once

#include "audio/audiooutput.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace retrograde::testing {

/// A sound device that asks for sound only when the test says so.
class FakeDevice {
public:
    FakeDevice();

    /// An output on this device; the device outlives it or not, as it likes.
    std::unique_ptr<AudioOutput> output() const;

    /// What the device would play next: empty when it is not started.
    std::vector<StereoSample> pullStereo(std::size_t count, double secondsUntilHeard = 0) const;
    /// The same of mono sound. @throws std::runtime_error when left and right differ
    std::vector<float> pull(std::size_t count, double secondsUntilHeard = 0) const;
    bool isStarted() const;
    /// Asked for at the last start.
    int sampleRate() const;
    /// Stops asking and says that it is gone.
    void unplug() const;
    /// From now on start() throws @p sentence; empty: no longer.
    void refuse(const std::string &sentence) const;

private:
    struct State;
    class Output;
    std::shared_ptr<State> m_state;
};

} // namespace retrograde::testing
