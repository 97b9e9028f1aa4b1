#pragma once

#include <QColor>
#include <QString>

namespace retrograde {

inline constexpr QColor kAnnotationColor { 0x7f, 0xe0, 0xff };

/// A box drawn on a clip's pictures: an event that somebody or something found there.
struct AnnotationBox {
    double begin = 0; ///< seconds in the original
    double end = 0;
    double lowHertz = 0; ///< both 0: all frequencies
    double highHertz = 0;
    QString label;

    bool operator==(const AnnotationBox &) const = default;
};

/// An event without a length, such as a bird's call.
struct Moment {
    double seconds = 0; ///< in the original
    double hertz = 0; ///< NaN = unknown
};

} // namespace retrograde
