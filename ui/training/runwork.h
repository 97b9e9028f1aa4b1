#pragma once

#include "library/records.h"

#include <set>
#include <utility>

namespace retrograde {

/// What is worked out of a run when it is asked for.
enum class RunWork { Report, Shortcuts, Validation, Test };

/// What of which runs is being worked out, or waits for its turn.
using RunWorks = std::set<std::pair<Id, RunWork>>;

} // namespace retrograde
