#pragma once

#include "audio/soundsource.h"

#include <memory>

namespace retrograde {

inline constexpr double kSlowestSpeed = 0.25;
inline constexpr double kFastestSpeed = 4;

/// @p original slower or faster: output sample n is heard where the original's sample n * speed was. With the pitch
/// kept it is stretched by Rubber Band; otherwise it is resampled, so that half speed sounds an octave lower, as a tape
/// does. What lies before and after the sound is silence. Going on where the last read ended costs least; a leap starts
/// the stretching anew.
/// @param speed kSlowestSpeed ... kFastestSpeed; 1 gives @p original back
/// @throws Error InvalidArgument
std::unique_ptr<SoundSource> makeSpeedSource(std::unique_ptr<SoundSource> original, double speed, bool keepPitch);

} // namespace retrograde
