#pragma once

#include <cstddef>

namespace retrograde::testing {

/// How often this thread has asked for memory by new, in programs that link retrograde::allocationcounter.
std::size_t allocationsOfThisThread();

} // namespace retrograde::testing
