#pragma once

#include <atomic>

namespace retrograde {

/// The hand on a long job: stop it, pause it, let it go on. One thread works and calls check() at least
/// once per batch or file; any other thread, or a signal handler, calls the rest. Stopping is final.
class RunControl {
public:
    RunControl() = default;
    RunControl(const RunControl &) = delete;
    RunControl &operator=(const RunControl &) = delete;

    /// Asks the job to end at its next check(). Async-signal-safe.
    void stop() noexcept { m_stop.store(true); }
    /// The job waits inside its next check() until resume() or stop(). Async-signal-safe.
    void pause() noexcept { m_paused.store(true); }
    void resume() noexcept { m_paused.store(false); }

    bool stopRequested() const noexcept { return m_stop.load(); }
    bool pauseRequested() const noexcept { return m_paused.load(); }

    /// Called by the working thread between two units of work.
    /// @throws Error with ErrorCode::Cancelled once stop() was called.
    void check() const;

private:
    std::atomic<bool> m_stop { false };
    std::atomic<bool> m_paused { false };
};

} // namespace retrograde
