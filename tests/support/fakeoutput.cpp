#include "support/fakeoutput.h"

#include "base/error.h"

#include <mutex>
#include <stdexcept>

namespace retrograde::testing {

struct FakeDevice::State {
    std::mutex mutex;
    AudioOutput::Render render; ///< empty when not started
    int sampleRate = 0;
    bool present = true;
    std::string refusal;
};

class FakeDevice::Output final : public AudioOutput {
public:
    explicit Output(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }
    ~Output() override { stop(); }

    void start(int sampleRate, Render render) override
    {
        const std::lock_guard lock(m_state->mutex);
        if (!m_state->refusal.empty())
            throw Error(ErrorCode::Device, m_state->refusal);
        m_state->sampleRate = sampleRate;
        m_state->render = std::move(render);
    }

    void stop() noexcept override
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->render = nullptr;
    }

    bool isRunning() const override
    {
        const std::lock_guard lock(m_state->mutex);
        return m_state->present && m_state->render;
    }

private:
    std::shared_ptr<State> m_state;
};

FakeDevice::FakeDevice()
    : m_state(std::make_shared<State>())
{
}

std::unique_ptr<AudioOutput> FakeDevice::output() const
{
    return std::make_unique<Output>(m_state);
}

std::vector<StereoSample> FakeDevice::pullStereo(std::size_t count, double secondsUntilHeard) const
{
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->render || !m_state->present)
        return {};
    // What a careless callback leaves unwritten is to be noticed.
    std::vector<StereoSample> block(count, { 99, 99 });
    m_state->render(block, secondsUntilHeard);
    return block;
}

std::vector<float> FakeDevice::pull(std::size_t count, double secondsUntilHeard) const
{
    std::vector<float> mono;
    for (const StereoSample &sample : pullStereo(count, secondsUntilHeard)) {
        if (sample.left != sample.right)
            throw std::runtime_error("left and right differ");
        mono.push_back(sample.left);
    }
    return mono;
}

bool FakeDevice::isStarted() const
{
    const std::lock_guard lock(m_state->mutex);
    return static_cast<bool>(m_state->render);
}

int FakeDevice::sampleRate() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->sampleRate;
}

void FakeDevice::unplug() const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->present = false;
}

void FakeDevice::refuse(const std::string &sentence) const
{
    const std::lock_guard lock(m_state->mutex);
    m_state->refusal = sentence;
}

} // namespace retrograde::testing
