#pragma once

namespace retrograde {

/// What stands before the first sample and after the last.
enum class Padding {
    Zero, ///< silence
    Reflect, ///< the sound mirrored about its first and last sample (which are not repeated), again and again where it
             ///< is short
};

} // namespace retrograde
