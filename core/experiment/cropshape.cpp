#include "experiment/cropshape.h"

#include "base/error.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"

#include <numeric>

namespace retrograde {

namespace {

int piecesOf(const RunSpec &spec)
{
    if (spec.clip.pieces > 1)
        return spec.clip.pieces;
    if (descriptionOf(spec.network).wantsPieces)
        return 3;
    return spec.task->learnsFromLabels() ? spec.downstream.pieces : 1;
}

} // namespace

CropShape::CropShape(const RunSpec &spec)
    : pieces(piecesOf(spec))
{
    if (spec.clip.pieces == 1) {
        pieceFrames = slotFrames = spec.clip.frames() / pieces;
        return;
    }
    pieceFrames = spec.clip.slotFrames() - ClipLength::kNominalGapFrames;
    jitterFrames = spec.defences.gapJitterFrames;
    slotFrames = pieceFrames + spec.defences.gapFrames + jitterFrames;
    trimFrames = spec.defences.trim == Trim::Both ? spec.defences.gapFrames / 2 : 0;
}

CropShape::Shifts CropShape::middle() const
{
    Shifts shifts;
    shifts.fill(static_cast<std::int16_t>(jitterFrames / 2));
    return shifts;
}

Arrangement CropShape::arrangement(std::string_view transform, std::int64_t begin, const Shifts &shifts) const
{
    if (transform == kReversed)
        return Arrangement::reversed({ begin, begin + cropFrames() });
    std::vector<int> order(static_cast<std::size_t>(pieces));
    std::iota(order.begin(), order.end(), 1);
    if (transform != kPublished)
        order = parseOrder(transform);
    else if (slotFrames == pieceFrames)
        return Arrangement::asPublished({ begin, begin + cropFrames() });
    if (order.size() != static_cast<std::size_t>(pieces))
        throw Error(ErrorCode::InvalidArgument,
            "the order " + orderText(order) + " does not fit a clip of " + std::to_string(pieces) + " pieces");
    std::vector<Piece> cut;
    for (const int number : order) {
        const std::int64_t first
            = begin + (number - 1) * slotFrames + trimFrames + shifts[static_cast<std::size_t>(number - 1)];
        cut.push_back({ first, first + pieceFrames, false });
    }
    return Arrangement(std::move(cut));
}

Arrangement judgedArrangement(const RunSpec &spec, std::string_view transform, std::int64_t begin)
{
    const CropShape shape(spec);
    return shape.arrangement(transform, begin, shape.middle());
}

} // namespace retrograde
