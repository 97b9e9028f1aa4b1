#include "analysis/saliencymap.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// The field that @p position lies in; nothing outside.
template<typename Edge> std::optional<std::size_t> fieldAt(const std::vector<Edge> &edges, Edge position)
{
    const auto above = std::upper_bound(edges.begin(), edges.end(), position);
    if (above == edges.begin() || above == edges.end())
        return {};
    return static_cast<std::size_t>(above - edges.begin() - 1);
}

} // namespace

std::optional<float> SaliencyMap::at(std::int64_t sourceFrame, int bin) const
{
    const std::vector<FrameSpan> outputs = heard.outputSpans({ sourceFrame, sourceFrame + 1 });
    if (outputs.empty())
        return {};
    const std::optional<std::size_t> column = fieldAt(frameEdges, outputs.front().begin);
    const std::optional<std::size_t> row = fieldAt(binEdges, bin);
    if (!column || !row)
        return {};
    return value(*row, *column);
}

std::optional<JointShare> shareNearJoints(const SaliencyMap &map, std::int64_t frames)
{
    std::vector<std::int64_t> joints;
    std::int64_t end = 0;
    for (const Piece &piece : map.heard.pieces()) {
        if (end > 0)
            joints.push_back(end);
        end += piece.size();
    }
    const auto isNear = [&](std::int64_t frame) {
        return std::any_of(joints.begin(), joints.end(),
            [&](std::int64_t joint) { return frame >= joint - frames && frame < joint + frames; });
    };
    double near = 0;
    double all = 0;
    double nearArea = 0;
    for (std::size_t column = 0; column < map.columns(); ++column) {
        double sum = 0; // of each of the column's frames
        for (std::size_t row = 0; row < map.rows(); ++row)
            sum += std::abs(static_cast<double>(map.value(row, column))) * (map.binEdges[row + 1] - map.binEdges[row]);
        for (std::int64_t frame = map.frameEdges[column]; frame < map.frameEdges[column + 1]; ++frame) {
            all += sum;
            if (isNear(frame)) {
                near += sum;
                nearArea += 1;
            }
        }
    }
    if (joints.empty() || all <= 0)
        return {};
    return JointShare { near / all, nearArea / static_cast<double>(end) };
}

} // namespace retrograde
