#pragma once

#include "audio/arrangement.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// What a model's answer about a crop leaned on: for each field of a grid over what the model heard, how much of the
/// answer goes when the sound there is hidden. Frames are output frames of what it heard, so the map has a place in
/// the original and can be shown under any arrangement.
struct SaliencyMap {
    Arrangement heard;
    double probability = 0; ///< of the transformed class, as the model judged when it was asked for this map
    std::string order; ///< that it named, where the answer is one of the orders ("published", "2,1,3"); else empty
    /// Column i is output frames frameEdges[i] ... frameEdges[i + 1] - 1. None reaches over a joint.
    std::vector<std::int64_t> frameEdges;
    /// Row i is bins binEdges[i] ... binEdges[i + 1] - 1, the lowest first.
    std::vector<int> binEdges;
    /// [row][column], log-odds in nats: positive = what is there spoke for the answer, negative = against it.
    std::vector<float> values;

    std::size_t rows() const { return binEdges.empty() ? 0 : binEdges.size() - 1; }
    std::size_t columns() const { return frameEdges.empty() ? 0 : frameEdges.size() - 1; }
    float value(std::size_t row, std::size_t column) const { return values[row * columns() + column]; }
    /// The value of the original's frame @p sourceFrame; nothing where the model heard nothing.
    std::optional<float> at(std::int64_t sourceFrame, int bin) const;
};

/// Frames on either side of a joint that the constant-Q transform's longest filter (of C1, 22 frames) reaches into.
inline constexpr std::int64_t kNearJointFrames = 11;

/// How much of what a model looked at lies near joints. Much more than its share of the area means that it may read
/// what pieces have in common at their joints instead of music.
struct JointShare {
    double saliency = 0; ///< 0 ... 1, of the sum of all absolute values
    double area = 0; ///< 0 ... 1, of the picture
};

/// Within @p frames frames on either side of a joint. Nothing where there are no joints, or nothing matters anywhere.
std::optional<JointShare> shareNearJoints(const SaliencyMap &map, std::int64_t frames = kNearJointFrames);

} // namespace retrograde
