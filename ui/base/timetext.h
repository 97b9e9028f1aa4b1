#pragma once

#include <QString>

namespace retrograde {

/// "7.5" or, where @p minutes is asked for, "0:07.5", and from an hour on "1:01:07.5". Rounded down to @p decimals, so
/// that a clock never runs ahead.
QString timeText(double seconds, int decimals, bool minutes);

} // namespace retrograde
