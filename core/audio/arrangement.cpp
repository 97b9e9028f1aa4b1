#include "audio/arrangement.h"

#include "base/error.h"

#include <algorithm>
#include <string>

namespace retrograde {

namespace {

/// a / b rounded to the nearest integer, halves upwards; b > 0.
std::int64_t roundedQuotient(std::int64_t a, std::int64_t b)
{
    const std::int64_t numerator = 2 * a + b;
    const std::int64_t denominator = 2 * b;
    const std::int64_t quotient = numerator / denominator;
    return numerator % denominator < 0 ? quotient - 1 : quotient;
}

bool isPermutation(std::span<const int> order)
{
    std::vector<bool> seen(order.size());
    for (const int piece : order) {
        if (piece < 1 || static_cast<std::size_t>(piece) > order.size() || seen[static_cast<std::size_t>(piece) - 1])
            return false;
        seen[static_cast<std::size_t>(piece) - 1] = true;
    }
    return !order.empty();
}

} // namespace

Arrangement::Arrangement(std::vector<Piece> pieces)
    : m_pieces(std::move(pieces))
{
    for (const Piece &piece : m_pieces) {
        if (piece.size() < 0)
            throw Error(ErrorCode::InvalidArgument, "A piece of sound cannot end before it begins.");
        m_frameCount += piece.size();
    }
}

Arrangement Arrangement::asPublished(FrameSpan span)
{
    return Arrangement({ Piece { span.begin, span.end, false } });
}

Arrangement Arrangement::reversed(FrameSpan span)
{
    return Arrangement({ Piece { span.begin, span.end, true } });
}

Arrangement Arrangement::jigsaw(FrameSpan span, std::span<const int> order, std::int64_t gapFrames)
{
    if (!isPermutation(order)) {
        throw Error(ErrorCode::InvalidArgument,
            "An order of pieces names each of the numbers from 1 up to their count once, such as 2,1,3.");
    }
    const std::int64_t stride = span.size() / static_cast<std::int64_t>(order.size());
    if (gapFrames < 0 || stride <= gapFrames) {
        throw Error(ErrorCode::InvalidArgument,
            "The sound is too short to be cut into " + std::to_string(order.size()) + " pieces.");
    }
    std::vector<Piece> pieces;
    pieces.reserve(order.size());
    for (const int number : order) {
        const std::int64_t begin = span.begin + (number - 1) * stride;
        pieces.push_back({ begin, begin + stride - gapFrames, false });
    }
    return Arrangement(std::move(pieces));
}

Arrangement Arrangement::spaced(std::int64_t frames) const
{
    std::vector<Piece> pieces;
    for (const Piece &piece : m_pieces) {
        if (!pieces.empty() && frames > 0)
            pieces.push_back(Piece::silence(frames));
        pieces.push_back(piece);
    }
    return Arrangement(std::move(pieces));
}

std::vector<FrameSpan> Arrangement::outputSpans(FrameSpan source) const
{
    std::vector<FrameSpan> spans;
    std::int64_t output = 0;
    for (const Piece &piece : m_pieces) {
        const std::int64_t begin = std::max(source.begin, piece.begin);
        const std::int64_t end = std::min(source.end, piece.end);
        if (begin < end) {
            const std::int64_t first = output + (piece.reversed ? piece.end - end : begin - piece.begin);
            spans.push_back({ first, first + end - begin });
        }
        output += piece.size();
    }
    return spans;
}

std::vector<FrameSpan> Arrangement::sourceSpans(FrameSpan output) const
{
    std::vector<FrameSpan> spans;
    std::int64_t pieceBegin = 0;
    for (const Piece &piece : m_pieces) {
        const std::int64_t begin = std::max(output.begin - pieceBegin, std::int64_t { 0 });
        const std::int64_t end = std::min(output.end - pieceBegin, piece.size());
        pieceBegin += piece.size();
        if (begin >= end || piece.isSilence())
            continue;
        spans.push_back(piece.reversed ? FrameSpan { piece.end - end, piece.end - begin }
                                       : FrameSpan { piece.begin + begin, piece.begin + end });
    }
    return spans;
}

std::int64_t Arrangement::sourceFrame(std::int64_t frame) const
{
    for (const Piece &piece : m_pieces) {
        if (frame < piece.size())
            return piece.reversed ? piece.end - 1 - frame : piece.begin + frame;
        frame -= piece.size();
    }
    throw Error(ErrorCode::InvalidArgument, "The arrangement has no such frame.");
}

SoundArrangement::SoundArrangement(const Arrangement &arrangement, const FrameGrid &grid, int sampleRate)
    : m_sampleRate(sampleRate)
{
    const std::int64_t hop = grid.hop;
    const auto atSoundRate
        = [&](std::int64_t gridSample) { return roundedQuotient(gridSample * sampleRate, grid.sampleRate); };
    for (const Piece &piece : arrangement.pieces()) {
        const std::int64_t begin = atSoundRate(piece.begin * hop - hop / 2);
        const std::int64_t end = atSoundRate(piece.end * hop - hop / 2);
        if (begin == end)
            continue;
        // A reversed piece is mirrored about the middle of its first and last frame's centres, so that each frame's
        // centre lands on a centre.
        const std::int64_t centres = atSoundRate((piece.begin + piece.end - 1) * hop);
        m_stretches.push_back(
            { m_sampleCount, end - begin, piece.reversed ? centres - begin : begin, piece.reversed ? -1 : 1 });
        m_sampleCount += end - begin;
    }
}

std::int64_t SoundArrangement::sourceSample(std::int64_t sample) const
{
    for (const Stretch &stretch : m_stretches) {
        const std::int64_t offset = sample - stretch.outputBegin;
        if (offset >= 0 && offset < stretch.length)
            return stretch.sourceFirst + stretch.step * offset;
    }
    throw Error(ErrorCode::InvalidArgument, "The arrangement has no such sample.");
}

std::int64_t SoundArrangement::sourceBegin() const
{
    if (m_stretches.empty())
        return 0;
    std::int64_t begin = m_stretches.front().sourceFirst;
    for (const Stretch &stretch : m_stretches)
        begin = std::min({ begin, stretch.sourceFirst, stretch.sourceFirst + stretch.step * (stretch.length - 1) });
    return begin;
}

std::int64_t SoundArrangement::sourceEnd() const
{
    if (m_stretches.empty())
        return 0;
    std::int64_t last = m_stretches.front().sourceFirst;
    for (const Stretch &stretch : m_stretches)
        last = std::max({ last, stretch.sourceFirst, stretch.sourceFirst + stretch.step * (stretch.length - 1) });
    return last + 1;
}

std::vector<std::int64_t> SoundArrangement::joints() const
{
    std::vector<std::int64_t> joints;
    for (const Stretch &stretch : m_stretches) {
        if (stretch.outputBegin > 0)
            joints.push_back(stretch.outputBegin);
    }
    return joints;
}

void SoundArrangement::read(std::span<const float> original, std::int64_t originalBegin, std::int64_t first,
    std::span<float> out, int channels) const
{
    std::fill(out.begin(), out.end(), 0.0f);
    const std::int64_t last = first + static_cast<std::int64_t>(out.size()) / channels;
    const std::int64_t held = static_cast<std::int64_t>(original.size()) / channels;
    for (const Stretch &stretch : m_stretches) {
        const std::int64_t begin = std::max(first, stretch.outputBegin);
        const std::int64_t end = std::min(last, stretch.outputBegin + stretch.length);
        for (std::int64_t sample = begin; sample < end; ++sample) {
            const std::int64_t source
                = stretch.sourceFirst + stretch.step * (sample - stretch.outputBegin) - originalBegin;
            if (source >= 0 && source < held)
                std::copy_n(original.begin() + source * channels, channels, out.begin() + (sample - first) * channels);
        }
    }
}

std::vector<float> arrangeSound(const Arrangement &arrangement, const FrameGrid &grid, int sampleRate,
    std::span<const float> original, std::int64_t originalBegin)
{
    const SoundArrangement sound(arrangement, grid, sampleRate);
    std::vector<float> arranged(static_cast<std::size_t>(sound.sampleCount()));
    sound.read(original, originalBegin, 0, arranged);
    return arranged;
}

} // namespace retrograde
