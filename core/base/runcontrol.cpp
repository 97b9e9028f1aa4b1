#include "base/runcontrol.h"

#include "base/error.h"

#include <chrono>
#include <thread>

namespace retrograde {

void RunControl::check() const
{
    // Polled rather than signalled: a condition variable may not be notified from a signal handler, and a
    // paused job can afford to wake fifty times a second.
    while (pauseRequested() && !stopRequested())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (stopRequested())
        throw Error(ErrorCode::Cancelled, "cancelled");
}

} // namespace retrograde
