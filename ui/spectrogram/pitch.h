#pragma once

#include <QString>

namespace retrograde {

/// Hz of the note A4, unless the user tunes to another.
inline constexpr double kConcertPitch = 440;

/// Notes are numbered as in MIDI: A4 = 69 = @p a4 Hz, twelve equal steps to the octave.
double noteHertz(int note, double a4 = kConcertPitch);
/// "C4", "F\u266f3".
QString noteName(int note);

/// A frequency as a musician reads it.
struct Pitch {
    int note = 0; ///< the nearest
    double cents = 0; ///< above it, -50 ... 50
};
/// @param hertz greater than 0
Pitch nearestPitch(double hertz, double a4 = kConcertPitch);
/// "A4 +3 ct".
QString pitchText(double hertz, double a4 = kConcertPitch);
/// "32.7 Hz", "262 Hz": three or four figures are what one reads off an axis.
QString hertzText(double hertz);

} // namespace retrograde
