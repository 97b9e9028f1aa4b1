#pragma once

#include "audio/arrangement.h"
#include "experiment/runspec.h"

#include <array>
#include <string_view>

namespace retrograde {

/// How a run cuts a crop out of a track, and the crop into the pieces that its network sees. A crop is a row of slots
/// of equal length, one for each piece; the gaps between pieces are what a slot is longer than its piece. A jigsaw's
/// pieces are as long whatever the gap is, so a model can be asked about other gaps than it was trained on.
struct CropShape {
    static constexpr int kMostPieces = 3;
    /// Frames by which each piece, counted in the order of the music, is moved within its slot.
    using Shifts = std::array<std::int16_t, kMostPieces>;

    int pieces = 1; ///< that the network sees
    std::int64_t pieceFrames = 0;
    std::int64_t slotFrames = 0;
    std::int64_t trimFrames = 0; ///< at the beginning of a slot that no piece touches
    std::int64_t jitterFrames = 0; ///< a piece begins 0 ... this after trimFrames

    CropShape() = default;
    explicit CropShape(const RunSpec &spec);

    std::int64_t cropFrames() const { return pieces * slotFrames; }
    /// As for validation: in the middle of where training puts them.
    Shifts middle() const;
    /// What is seen and heard of the crop that begins at @p begin when @p transform was done to it.
    /// @throws Error InvalidArgument
    Arrangement arrangement(std::string_view transform, std::int64_t begin, const Shifts &shifts) const;
};

/// What the model of a run saw of a validation crop that begins at @p begin, frame for frame.
/// @throws Error InvalidArgument
Arrangement judgedArrangement(const RunSpec &spec, std::string_view transform, std::int64_t begin);

} // namespace retrograde
