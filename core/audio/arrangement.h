#pragma once

#include "base/framegrid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace retrograde {

/// A stretch of the original, in frames, played forwards or backwards.
struct Piece {
    std::int64_t begin = 0;
    std::int64_t end = 0; ///< one past the last frame
    bool reversed = false;

    /// @p frames frames of silence: what lies far before any sound's beginning.
    static Piece silence(std::int64_t frames) { return { kSilenceBegin, kSilenceBegin + frames, false }; }
    bool isSilence() const { return begin < 0 && end <= kSilenceBegin / 2; }

    std::int64_t size() const { return end - begin; }
    bool operator==(const Piece &) const = default;

private:
    static constexpr std::int64_t kSilenceBegin = -(std::int64_t { 1 } << 26); ///< 18 days of the usual frames
};

/// What a model sees and what a listener hears: pieces of one original, one after the other. The only place where
/// clips are reversed or shuffled; frames and sound are both derived from it, so the boundaries are the same.
///
/// Every output frame carries the hop of sound around its own centre, mirrored when its piece runs backwards.
/// With hop H, frame t owns samples t*H - H/2 ... t*H + H - H/2 - 1. Hence the constant-Q transform of
/// the arranged sound is, frame for frame, the arranged transform of the original (away from joints, where filters
/// reach across). With H = 1 "frames" are samples and an arrangement is plain editing of a sound.
class Arrangement {
public:
    Arrangement() = default;
    explicit Arrangement(std::vector<Piece> pieces);

    static Arrangement asPublished(FrameSpan span);
    static Arrangement reversed(FrameSpan span);
    /// @p span in order.size() equal pieces (a remainder of span.size() % order.size() frames at the end is left
    /// out), each without its last @p gapFrames, in the order given: {2, 1, 3} plays the second piece first.
    /// @throws Error InvalidArgument when order is no permutation of 1 ... n or nothing is left of a piece
    static Arrangement jigsaw(FrameSpan span, std::span<const int> order, std::int64_t gapFrames = 0);
    /// The same with @p frames frames of silence between neighbouring pieces.
    Arrangement spaced(std::int64_t frames) const;

    const std::vector<Piece> &pieces() const { return m_pieces; }
    std::int64_t frameCount() const { return m_frameCount; }
    /// The original's frame that output frame @p frame shows; 0 <= frame < frameCount().
    std::int64_t sourceFrame(std::int64_t frame) const;
    /// Where in the output the original's frames of @p source are, a span for each piece that has some of them.
    std::vector<FrameSpan> outputSpans(FrameSpan source) const;
    /// The original's frames that are heard in the output frames of @p output, a span for each piece, without silence.
    std::vector<FrameSpan> sourceSpans(FrameSpan output) const;

    bool operator==(const Arrangement &) const = default;

private:
    std::vector<Piece> m_pieces;
    std::int64_t m_frameCount = 0;
};

/// An arrangement as stretches of sound at one sample rate (which need not be the grid's: boundaries are rounded to
/// the nearest sample at that rate).
class SoundArrangement {
public:
    SoundArrangement(const Arrangement &arrangement, const FrameGrid &grid, int sampleRate);

    std::int64_t sampleCount() const { return m_sampleCount; }
    int sampleRate() const { return m_sampleRate; }
    /// The original's sample heard at output sample @p sample; it may lie before 0 or past the original's end,
    /// where there is silence.
    std::int64_t sourceSample(std::int64_t sample) const;
    /// The first and one-past-last original sample that any piece touches.
    std::int64_t sourceBegin() const;
    std::int64_t sourceEnd() const;
    /// Output samples at which a new piece begins, without 0.
    std::vector<std::int64_t> joints() const;

    /// Output samples @p first and following into all of @p out. @p original holds the original's samples from number
    /// @p originalBegin on; what it does not hold is silence. In both the @p channels values of a sample are beside
    /// each other, and stay so.
    void read(std::span<const float> original, std::int64_t originalBegin, std::int64_t first, std::span<float> out,
        int channels = 1) const;

private:
    struct Stretch {
        std::int64_t outputBegin;
        std::int64_t length;
        std::int64_t sourceFirst; ///< the sample heard first
        int step; ///< +1 or -1
    };
    std::vector<Stretch> m_stretches;
    std::int64_t m_sampleCount = 0;
    int m_sampleRate = 0;
};

/// The whole arranged sound; see SoundArrangement::read.
std::vector<float> arrangeSound(const Arrangement &arrangement, const FrameGrid &grid, int sampleRate,
    std::span<const float> original, std::int64_t originalBegin = 0);

} // namespace retrograde
