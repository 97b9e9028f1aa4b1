#pragma once

#include <span>
#include <vector>

namespace retrograde {

/// The rate of throughMp3().
inline constexpr int kMp3Rate = 44100; ///< Hz

/// What MP3 leaves of a mono sound at kMp3Rate: encoded by LAME at a constant 64 kbit/s, a channel's half of the usual
/// 128, and decoded again; as long as it was and in the same place. In memory.
/// @throws Error Unsupported where libsndfile was built without MP3
std::vector<float> throughMp3(std::span<const float> sound);

} // namespace retrograde
